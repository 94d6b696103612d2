"""The settings: what a maintainer writes, the messages when it is wrong, and where the token may come from."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.config.load import RENAMED, read_settings
from bot.config.secrets import read_token, read_webhook_secret
from bot.config.settings import SHIPPED_GLOSSARY, RepositorySettings, Settings
from bot.errors import SettingsError

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("PAPERCACHE_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def write(folder: Path, text: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(text, "utf-8")
    return file


def test_the_shipped_file_shows_every_setting_with_its_default() -> None:
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))

    def keys(model: type) -> dict[str, object]:
        fields = getattr(model, "model_fields", {})
        return {name: keys(field.annotation) or None for name, field in fields.items()}

    def shape(value: object) -> object:
        return {key: shape(item) for key, item in value.items()} if isinstance(value, dict) else None

    assert shape(shipped) == keys(Settings)
    assert read_settings(ROOT / "config.yaml") == read_settings(write(Path.cwd(), "")).model_copy(
        update={
            "sources": (ROOT / "notes",),
            "categories": ROOT / "notes/categories.yaml",
            "data": ROOT / "data",
            "database": str(ROOT / "bot.db"),
            "repository": RepositorySettings(folder=ROOT / "notes-repository"),
        }
    )


def test_paths_are_relative_to_the_file_and_overrides_to_the_working_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    file = write(tmp_path / "elsewhere", "sources: [mine]\n")
    settings = read_settings(file, data=Path("scratch"))
    assert settings.sources == (tmp_path / "elsewhere/mine",)
    assert settings.data == tmp_path / "scratch"


@pytest.mark.parametrize("url", ["https://bot.example.org/papers/", "http://127.0.0.1:8081/papers"])
def test_the_webhook_s_address_is_the_public_one_and_the_path(tmp_path: Path, url: str) -> None:
    file = write(tmp_path, f"telegram: {{mode: webhook}}\nwebhook: {{url: '{url}', path: /updates}}\n")
    assert read_settings(file).webhook.address == url.rstrip("/") + "/updates"


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "telegram:\n  base_url: https://example.org\n")
    monkeypatch.setenv("PAPERCACHE_TELEGRAM__BASE_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("PAPERCACHE_SOURCES", "[a, b]")
    settings = read_settings(file)
    assert settings.telegram.base_url == "http://127.0.0.1:8081"
    assert [path.name for path in settings.sources] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("telegram:\n  bas_url: https://x.org\n", ["config.yaml:2", "telegram.bas_url", "base_url"]),
        ("sorces: [notes]\n", ["config.yaml:1", "sorces", "sources"]),
        ("site:\n  url: ftp://x.org\n", ["config.yaml:2", "site.url", "https://"]),
        ("data: [1, 2]\n", ["config.yaml:1", "data"]),
        ("languages: [zh, fr]\n", ["config.yaml:1", "languages", "'zh' or 'en'"]),
        ("sources: []\n", ["config.yaml:1", "sources", "at least one"]),
        ("telegram:\n  token: 1:abc\n", ["config.yaml:2", "TELEGRAM_BOT_TOKEN"]),
        ("telegram: {mode: webhook}\n", ["webhook", "url", "telegram.mode"]),
        ("telegram: {mode: webhook}\nwebhook:\n  port: 1\n", ["config.yaml:2", "url", "telegram.mode"]),
        ("webhook:\n  url: http://bot.example.org\n", ["config.yaml:2", "webhook.url", "https://"]),
        ("webhook:\n  url: https://\n", ["config.yaml:2", "webhook.url"]),
        ("webhook:\n  url: https://ada:1:abc@example.org\n", ["config.yaml:2", "webhook.url", "plain address"]),
        ("webhook:\n  path: telegram\n", ["config.yaml:2", "webhook.path", "begin with /"]),
        ("webhook:\n  path: /metrics\n", ["config.yaml:2", "webhook.path", "/metrics"]),
        ("webhook:\n  port: 70000\n", ["config.yaml:2", "webhook.port", "65535"]),
        ("webhook:\n  secret: 1:abc\n", ["config.yaml:2", "TELEGRAM_WEBHOOK_SECRET"]),
        ("monitoring:\n  port: -1\n", ["config.yaml:2", "monitoring.port"]),
        ("telegram: polling\n", ["config.yaml:1", "telegram", "base_url, mode"]),
        ("data: a\ndata: b\n", ["config.yaml:2", "data", "twice"]),
        ('data: "x\x00y"\n', ["config.yaml", "not YAML"]),
        ("a: [1\n", ["config.yaml:2", "not YAML"]),
        ("just words\n", ["config.yaml", "key: value"]),
    ],
)
def test_a_fault_names_the_key_the_line_and_the_remedy(tmp_path: Path, text: str, told: list[str]) -> None:
    with pytest.raises(SettingsError) as fault:
        read_settings(write(tmp_path, text))
    for part in told:
        assert part in str(fault.value)
    assert "\n" not in str(fault.value)
    assert "1:abc" not in str(fault.value)


def test_a_fault_in_the_environment_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERCACHE_TELEGRAM__MODE", "carrier-pigeon")
    with pytest.raises(SettingsError, match="PAPERCACHE_TELEGRAM__MODE"):
        read_settings(write(tmp_path, ""))


def test_a_slip_in_a_variable_is_told_and_another_programs_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERCACHE_CHROMIUM", "/usr/bin/chromium")
    read_settings(write(tmp_path, ""))
    monkeypatch.setenv("PAPERCACHE_SOURCE", "notes")
    with pytest.raises(SettingsError, match=r"PAPERCACHE_SOURCE .* PAPERCACHE_SOURCES"):
        read_settings(write(tmp_path, ""))


def test_a_file_of_category_names_is_used_where_it_is_and_missed_where_it_is_named(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "")).categories is None
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/categories.yaml").touch()
    assert read_settings(write(tmp_path, "")).categories == tmp_path / "notes/categories.yaml"
    assert read_settings(write(tmp_path, "categories: no.yaml\n")).categories == tmp_path / "no.yaml"
    assert read_settings(write(tmp_path, "categories:\n")).categories is None, "none is wanted"


def test_category_names_are_looked_for_beside_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, page = tmp_path / "first", tmp_path / "second", tmp_path / "site" / "index.md"
    for folder in (first, second, page.parent):
        folder.mkdir()
    page.touch()
    (second / "categories.yaml").touch()
    (page.parent / "categories.yaml").touch()
    own = write(tmp_path, "sources: [first, second]\n")
    assert read_settings(own).categories == second / "categories.yaml"
    named = write(tmp_path, "categories: own.yaml\n")
    assert read_settings(named, sources=[first]).categories == tmp_path / "own.yaml"
    assert read_settings(named, sources=[first, second]).categories == second / "categories.yaml"
    assert read_settings(named, sources=[page]).categories == page.parent / "categories.yaml"
    monkeypatch.chdir(second)
    assert read_settings(named, sources=[Path()]).categories == second / "categories.yaml"
    assert read_settings(named, sources=[second], categories=first).categories == first


def test_glossaries_beside_the_sources_add_to_the_one_that_is_set(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "glossary.yaml").touch()
    plain = write(tmp_path, "sources: [first, second]\n")
    beside = (first / "glossary.yaml", second / "glossary.yaml")
    assert read_settings(plain).glossary == (SHIPPED_GLOSSARY, *beside)
    own = write(tmp_path, "sources: [first]\nglossary: own.yaml\n")
    assert read_settings(own).glossary == (tmp_path / "own.yaml", beside[0])
    assert read_settings(own, sources=[second]).glossary == (tmp_path / "own.yaml", beside[1])
    assert read_settings(write(tmp_path, "glossary:\n")).glossary == ()
    once = write(tmp_path, "sources: [first]\nglossary: [second/glossary.yaml, first/../first/glossary.yaml]\n")
    assert len(read_settings(once).glossary) == 2
    assert read_settings(ROOT / "config.yaml").glossary == (SHIPPED_GLOSSARY,)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml"):
        read_settings(tmp_path / "nowhere.yaml")


def test_the_token_comes_from_the_environment_or_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "")
    with pytest.raises(SettingsError, match="BotFather"):
        read_token(file)
    first, second = (f"123456:{word:_<35}" for word in ("from-file", "from-environment"))
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN='{first}'\n", "utf-8")
    assert read_token(file) == first
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {second}\n")
    assert read_token(file) == second


@pytest.mark.parametrize(
    "token",
    [
        "abc", "123456", "123456:", "123456:short", ":" + "A" * 35, "abc:" + "A" * 35, "bot123456:" + "A" * 35,
        "123456:" + "A" * 17 + "\n" + "A" * 17, "123456:" + "字" * 35, "<123456:" + "A" * 35 + ">",
        '"123456:' + "A" * 35 + '"', "123456:" + "A" * 400,
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_one_is_refused_and_not_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN holds is no bot token") as fault:
        read_token(write(tmp_path, ""))
    assert token not in str(fault.value)
    assert "\n" not in str(fault.value)


def test_the_database_is_a_file_beside_the_configuration_or_an_address(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "database: state/bot.db")).database == str(tmp_path / "state" / "bot.db")
    address = "postgresql://reader@127.0.0.1/bot"
    assert read_settings(write(tmp_path, f"database: {address}")).database == address
    with pytest.raises(SettingsError, match=r"config\.yaml:1: the setting “database” is wrong: must be a file"):
        read_settings(write(tmp_path, "database: mysql://here/bot"))


def test_a_repository_is_cloned_beside_the_configuration(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path, "repository: {url: 'https://host/notes.git'}"))
    assert settings.repository.folder == tmp_path / "notes-repository"
    with pytest.raises(SettingsError, match=r"“repository\.url” is wrong: must not begin with a dash"):
        read_settings(write(tmp_path, "repository: {url: '--upload-pack=harm'}"))


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "Asia", "", "../zone", "/etc/localtime"])
def test_a_time_zone_that_is_none(zone: str) -> None:
    file = write(Path.cwd(), f"announcements:\n  time_zone: '{zone}'\n")
    with pytest.raises(SettingsError, match=r"config\.yaml:2: the setting “announcements\.time_zone” is wrong"):
        read_settings(file)


def test_the_webhook_s_secret_comes_from_where_the_token_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "")
    with pytest.raises(SettingsError, match=r"no secret for the webhook.*TELEGRAM_WEBHOOK_SECRET"):
        read_webhook_secret(file)
    (tmp_path / ".env").write_text("TELEGRAM_WEBHOOK_SECRET=from-file_1\n", "utf-8")
    assert read_webhook_secret(file) == "from-file_1"
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", "A" * 256)
    assert read_webhook_secret(file) == "A" * 256


@pytest.mark.parametrize("secret", ["A" * 257, "with space", "ünïcode", "slash/", "dot.", "line\nbreak"])
def test_a_secret_that_telegram_does_not_take_is_refused_and_not_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_SECRET", secret)
    with pytest.raises(SettingsError, match="1 to 256") as fault:
        read_webhook_secret(write(tmp_path, ""))
    assert secret not in str(fault.value)


GROUPS = {name: field.annotation for name, field in Settings.model_fields.items()}
SETTINGS = [
    f"{name}.{below}" if below else name
    for name, kind in GROUPS.items()
    for below in (getattr(kind, "model_fields", {}) or [""])
]
WRONG = [
    "5",
    "-1",
    "1.5",
    "true",
    "no",
    ".inf",
    ".nan",
    "1e99",
    "99999999999999999999",
    "''",
    "x",
    "'@alice'",
    "2024-01-01",
    "null",
    "[]",
    "[5]",
    "[true]",
    "[[x]]",
    "[null]",
    "['']",
    "{}",
    "{a: b}",
    '"x\\0y"',
    "~nobody-of-that-name/x",
]
JARGON = ("input", "pydantic", "<class", "none_required", "type=", "valid string", "parse", "tuple")


@pytest.mark.parametrize("setting", SETTINGS)
def test_whatever_is_written_is_understood_or_told_in_words(tmp_path: Path, setting: str) -> None:
    group, _, below = setting.partition(".")
    for value in WRONG:
        written = f"# a comment\n{group}:\n  {below}: {value}\n" if below else f"# a comment\n\n{group}: {value}\n"
        told = ""
        try:
            settings = read_settings(write(tmp_path, written))
        except SettingsError as fault:
            told = str(fault)
        if told:
            assert told.startswith(f"{tmp_path / 'config.yaml'}:3: "), (value, told)
            assert f"“{setting}”" in told, (value, told)
            assert " must " in told, (value, told)
            assert not any(word in told.casefold() for word in JARGON), (value, told)
            assert "\n" not in told
        else:
            found = getattr(settings, group)
            found = getattr(found, below) if below else found
            assert value not in ("true", "[true]", ".inf", ".nan", "{a: b}", "[[x]]"), (value, found)


@pytest.mark.parametrize("group", [name for name, kind in GROUPS.items() if hasattr(kind, "model_fields")])
@pytest.mark.parametrize("value", ["5", "x", "[a]", "true", "null"])
def test_a_group_that_holds_no_settings(tmp_path: Path, group: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"config\.yaml:1: the setting “{group}” holds settings of its own: \w+"):
        read_settings(write(tmp_path, f"{group}: {value}\n"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("data: 5\n", "config.yaml:1: the setting “data” is wrong: it must be the path of a file or folder."),
        ("administrators: @alice\n", "numbers (not @names)"),
        ("administrators:\n  - 5\n  - @bob\n", "config.yaml:3"),
        ("administrators: ['@alice']\n", "numbers (not @names)"),
        ("administrators: alice\n", "numbers (not @names)"),
        ("sources:\n  - notes\n  - 5\n", "config.yaml:3: the setting “sources” is wrong"),
        ("limits:\n  reader_per_minute: many\n", "a whole number of at least 0"),
        ("webhook:\n  port: many\n", "a whole number from 1 to 65535"),
        ("announcements:\n  time_zone: Berln\n", "did you mean Europe/Berlin"),
        ("announcements:\n  time_zone: 8\n", "a city"),
        ("site: {url: https://x.org, baseurl: a: b}\n", "config.yaml:1"),
        ("data: a: b\n", "quotes"),
        ("data:\n\t- x\n", "spaces"),
        ("5: x\n", "config.yaml:1: there is no setting “5”"),
        ("site:\n  5: x\n", "config.yaml:2: there is no setting “5”"),
        ("yes: x\n", "config.yaml:1: there is no setting “yes”"),
        ("a: " + "[" * 5000 + "\n", "config.yaml"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_wanted(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as fault:
        read_settings(write(tmp_path, text))
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Beijing", "Asia/Shanghai"), ("beijing", "Asia/Shanghai"), ("北京", "Asia/Shanghai"),
        ("柏林", "Europe/Berlin"), ("Europe/London", "Europe/London"), ("New York", "America/New_York"),
        ("UTC+8", "Etc/GMT-8"), ("UTC", "UTC"),
    ],
)  # fmt: skip
def test_time_zones_are_named_as_readers_name_them(tmp_path: Path, written: str, zone: str) -> None:
    file = write(tmp_path, f"announcements: {{time_zone: {written}}}\n")
    assert read_settings(file).announcements.time_zone == zone


@pytest.mark.parametrize(("old", "new"), [(".".join(old), new) for old, new in RENAMED.items()])
@pytest.mark.parametrize("by_variable", [False, True], ids=["file", "environment"])
def test_an_old_name_still_counts_and_is_told_with_the_new_one(
    tmp_path: Path,
    old: str,
    new: str,
    by_variable: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part, name = old.split(".")
    file = write(tmp_path, "" if by_variable else f"{part}:\n  {name}: 7\n")
    if by_variable:
        monkeypatch.setenv(f"PAPERCACHE_{part.upper()}__{name.upper()}", "7")
    assert getattr(getattr(read_settings(file), part), new) == 7
    (told,) = caplog.messages
    assert f"“{old}” is called “{new}” now" in told
    assert told.startswith(f"PAPERCACHE_{part.upper()}" if by_variable else f"{file}:2:")


def test_an_old_and_a_new_name_of_one_setting(tmp_path: Path) -> None:
    file = write(tmp_path, "announcements: {rest_seconds: 1, settle_seconds: 2}\n")
    with pytest.raises(SettingsError, match="leave one out"):
        read_settings(file)
