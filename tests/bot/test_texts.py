"""The locales: the same keys and variables in both languages, and nothing asked for that is not there."""

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot
from bot.locales import FOLDER, LANGUAGES, Texts, reader_language, terminal_language

PACKAGE = Path(bot.__file__).parent
KEY = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _messages(language: str) -> dict[str, set[str]]:
    resource = FluentParser().parse((FOLDER / f"{language}.ftl").read_text("utf-8"))
    messages = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in messages, f"{entry.id.name} stands twice in {language}.ftl"
            variables = _Variables()
            variables.visit(entry)
            messages[entry.id.name] = variables.names
    return messages


def _sources() -> str:
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE / "views" / "templates").iterdir()]
    return "\n".join(file.read_text("utf-8") for file in files if "local_telegram" not in file.parts)


def test_both_languages_have_the_same_messages_with_the_same_variables() -> None:
    assert _messages("zh") == _messages("en")


def test_every_message_asked_for_exists() -> None:
    asked = set(re.findall(rf'\b(?:t|texts|_texts|notice)\(\s*"({KEY})"', _sources()))
    assert len(asked) > 30
    assert asked <= _messages("en").keys()


def test_no_message_is_left_over() -> None:
    sources = _sources()
    literal = set(re.findall(rf'"({KEY})"', sources))
    begun = tuple(prefix for prefix in re.findall(rf'f"({KEY[:-1]}*-)\{{', sources)) + tuple(
        re.findall(r'f"([a-z]+(?:-[a-z]+)*-)\{', sources)
    )
    left = {key for key in _messages("en") if key not in literal and not key.startswith(begun)}
    assert not left


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said(language: str) -> None:
    texts = Texts("zh" if language == "zh" else "en")
    for key, variables in _messages(language).items():
        for count in (0, 1, 2, 1000):
            said = texts(key, **dict.fromkeys(variables, count))
            assert said
            assert "{" not in said


def test_a_missing_message_or_variable_is_a_fault() -> None:
    with pytest.raises(LookupError):
        Texts("en")("no-such-key")
    with pytest.raises(LookupError):
        Texts("en")("answer-section")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh"),
        ("zh-hans", "zh"),
        ("zh-TW", "zh"),
        ("ZH_cn", "zh"),
        ("en", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("zha", "en"),
    ],
)
def test_the_reader_s_language(tag: str | None, language: str) -> None:
    assert reader_language(tag) == language


def test_only_languages_on_offer_are_chosen() -> None:
    assert reader_language("en", ("zh",)) == "zh"
    assert reader_language("zh-hant", ("en",)) == "en"


def test_the_terminal_s_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert terminal_language() == "zh"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert terminal_language() == "en"
