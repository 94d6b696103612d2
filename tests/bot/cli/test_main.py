"""The command line as people and scripts use it: a process, its output, its exit code."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli.doctor import examine
from bot.cli.main import app, main
from bot.config.load import read_settings
from bot.state import open_database
from bot.state.chats import choose_language
from retrieval import venue_tag

ROOT = Path(__file__).parents[3]
HIT_KEYS = {
    "id", "slug", "title", "date", "categories", "tag", "url", "paper_url", "summary", "score", "passages",
}  # fmt: skip
ANSWER_KEYS = {"query", "language", "intent", "filters", "abstained", "confidence", "elapsed_ms", "hits"}

Papercache = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library of the project's notes once, by the program itself."""
    folder = tmp_path_factory.mktemp("data")
    run("--data", str(folder), "index", check=True)
    return folder


@pytest.fixture
def papercache(data: Path) -> Papercache:
    def call(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return run("--data", str(data), *arguments, **options)

    return call


def run(*arguments: str, check: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAPERCACHE_")}
    environment.pop("TELEGRAM_BOT_TOKEN", None)
    environment |= {"LC_ALL": "C.UTF-8", "COLUMNS": "100"} | options.pop("env", {})
    options.setdefault("stdin", subprocess.DEVNULL)
    if "input" in options:
        options.pop("stdin")
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "--config", str(ROOT / "config.yaml"), *arguments],
        capture_output=True, text=True, timeout=60, check=check, env=environment, cwd=ROOT, **options,
    )  # fmt: skip


def told_in_process(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """Run the command line without a process of its own, which would take a second or two."""
    with pytest.raises(SystemExit):
        main(list(arguments))
    output = capsys.readouterr()
    return output.out, output.err


def test_a_chinese_question_finds_its_paper(papercache: Papercache) -> None:
    result = papercache("ask", "KV 缓存像操作系统那样分页管理是怎么做的？")
    assert result.returncode == 0
    assert "PagedAttention" in result.stdout.splitlines()[0]
    assert "https://shenh10.github.io/papercache/llm/engineering/inference/2023-09-" in result.stdout
    assert "https://arxiv.org/abs/2309.06180" in result.stdout


def test_an_english_question_is_answered_in_english(papercache: Papercache) -> None:
    result = papercache("ask", "How does splitting the backward pass remove pipeline bubbles?")
    assert "Zero Bubble" in result.stdout.splitlines()[0]
    assert "From: " in result.stdout


def test_a_name_that_no_note_mentions_is_told(papercache: Papercache) -> None:
    question = "How does KIVI quantize the KV cache?"
    assert "The notes say nothing about KIVI." in papercache("ask", question).stdout.splitlines()
    assert json.loads(papercache("ask", "--json", question).stdout)["unmentioned"] == ["KIVI"]


def test_the_json_form_is_the_one_scripts_depend_on(papercache: Papercache) -> None:
    answer = json.loads(papercache("ask", "--json", "FlashAttention-3 怎么用 FP8？").stdout)
    assert set(answer) >= ANSWER_KEYS
    assert answer["language"] == "zh"
    assert answer["intent"] == "ask"
    assert len(answer["hits"]) == 10
    for hit in answer["hits"]:
        assert set(hit) >= HIT_KEYS
    assert set(answer["hits"][0]["passages"][0]) >= {"text", "section", "url", "score"}
    assert answer["hits"][0]["slug"].startswith("2024-07-FlashAttention-3")
    assert answer["unmentioned"] == []


def test_a_refusal_still_shows_its_hits_to_scripts(papercache: Papercache) -> None:
    answer = json.loads(papercache("ask", "--json", "红烧肉怎么做才好吃").stdout)
    assert answer["abstained"] is True
    assert answer["hits"]


def test_a_batch_gives_a_line_for_each_question(papercache: Papercache, tmp_path: Path) -> None:
    rows = [{"id": "a", "query": "什么是 PagedAttention"}, {"id": "b", "query": "papers from OSDI 2025"}]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", "utf-8")
    answers = [json.loads(line) for line in papercache("ask", "--batch", str(file), "--json").stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[1]["intent"] == "list"
    assert {hit["tag"] for hit in answers[1]["hits"]} == {"osdi25"}


def test_a_broken_batch_line_is_named(papercache: Papercache) -> None:
    result = papercache("ask", "--batch", "-", "--json", input='{"id": 1, "query": "x"}\n{"id": 2}\n')
    assert result.returncode == 1
    assert "-:2:" in result.stderr
    assert "Traceback" not in result.stderr


def test_lists_can_be_narrowed(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    def papers(*arguments: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(
            told_in_process(capsys, "--data", str(data), "list", "--json", *arguments)[0]
        )
        return found

    def titles(*arguments: str) -> list[str]:
        return [paper["title"] for paper in papers(*arguments)]

    assert len(titles()) == 23
    assert len(titles("--category", "推理优化")) == 10
    assert len(titles("--category", "llm")) == 21
    assert titles("--tag", "sosp") == titles("--tag", "sosp23")
    assert len(titles("--year", "2025", "--category", "llm/engineering/inference")) == 6
    dates = [paper["date"] for paper in papers()]
    assert dates == sorted(dates, reverse=True)


def test_an_empty_topic_shows_in_the_tree(papercache: Papercache) -> None:
    tree = json.loads(papercache("categories", "--json").stdout)
    assert {node["path"]: node["count"] for node in tree}.items() >= {"llm": 21, "mlsys": 2, "diffusion": 0}.items()
    assert "扩散模型" in papercache("categories", env={"LC_ALL": "zh_CN.UTF-8"}).stdout


@pytest.mark.parametrize("key", ["2309.06180", "PagedAttention", "https://arxiv.org/abs/2309.06180v2"])
def test_a_paper_is_shown_by_whatever_names_it(papercache: Papercache, key: str) -> None:
    result = papercache("show", key)
    assert result.returncode == 0
    assert "Efficient Memory Management" in result.stdout
    assert "主要贡献" in result.stdout


def test_a_conversation_follows_up_within_its_papers(papercache: Papercache) -> None:
    result = papercache("chat", input="PagedAttention 是什么\n它的实验结果呢？\n/quit\n")
    assert result.returncode == 0
    assert result.stdout.count("1. Efficient Memory Management") == 2


def test_the_demo_ends_by_itself_where_there_is_no_terminal(tmp_path: Path) -> None:
    result = run("--data", str(tmp_path), "demo")
    assert result.returncode == 0
    assert "23 added" in result.stdout
    assert "1. Efficient Memory Management" in result.stdout
    assert "1. Zero Bubble" in result.stdout
    assert "no terminal to chat from" in result.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("ask",), 2, "question"),
        (("ask", "--batch", "x"), 2, "--json"),
        (("nonsense",), 2, "nonsense"),
        (("show", "no such paper at all, truly"), 1, "no such paper"),
        (("list", "--category", "cookery"), 1, "cookery"),
        (("bot",), 1, "TELEGRAM_BOT_TOKEN"),
        (("--notes", "/nowhere/at/all", "index"), 1, "/nowhere/at/all"),
    ],
)
def test_a_mistake_ends_in_one_sentence(
    papercache: Papercache, arguments: tuple[str, ...], code: int, told: str
) -> None:
    result = papercache(*arguments)
    assert result.returncode == code
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ask", "  "), "question"),
        (("show",), "papercache show --help"),
        (("lis",), "list"),
        (("list", "--year", "12"), "--year"),
        (("--nonsense",), "--nonsense"),
        (("ask", "--batch", "nowhere.jsonl", "--json"), "nowhere.jsonl"),
    ],
)
def test_wrong_use_is_one_sentence_too(
    capsys: pytest.CaptureFixture[str], data: Path, arguments: tuple[str, ...], told: str
) -> None:
    _, sentence = told_in_process(capsys, "--data", str(data), *arguments)
    assert told in sentence
    assert len(sentence.strip().splitlines()) == 1


def test_a_note_that_cannot_be_read_is_reported_and_the_rest_served(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    good = next((ROOT / "notes").rglob("2023-09-*.md")).read_text("utf-8")
    (notes / "good.md").write_text(good, "utf-8")
    (notes / "bad.md").write_text("---\ntitle: [unclosed\n---\ntext\n", "utf-8")
    result = run("--notes", str(notes), "--data", str(tmp_path / "data"), "index")
    assert result.returncode == 0
    assert "1 added" in result.stdout
    assert "bad.md:" in result.stdout


def test_doctor_tells_what_is_wrong_and_what_to_do(papercache: Papercache) -> None:
    findings = {item["check"]: item for item in json.loads(papercache("doctor", "--json").stdout)}
    assert findings["token"]["ok"] is False
    assert "BotFather" in findings["token"]["advice"]
    assert all(findings[check]["ok"] for check in ("configuration", "notes", "model", "library"))
    well = papercache("doctor", env={"TELEGRAM_BOT_TOKEN": "123456:never-shown-and-of-the-right-length"})
    assert well.returncode == 0
    assert "never-shown" not in well.stdout + well.stderr


def test_the_notes_are_watched_from_the_first_report_on_until_it_is_interrupted(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    note = tmp_path / "2025-01-A-Paper.md"
    note.write_text("---\ntitle: A Paper\n---\n\nIt is about paper.\n", "utf-8")
    options = ("--config", str(ROOT / "config.yaml"), "--notes", str(notes), "--data", str(tmp_path / "data"))
    watching = subprocess.Popen(
        [sys.executable, "-m", "bot.cli.main", *options, "index", "--watch", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    with watching, contextlib.ExitStack() as ending:
        ending.callback(watching.kill)
        assert watching.stdout is not None
        assert report_of(watching.stdout)["added"] == []
        note.rename(notes / note.name)
        assert report_of(watching.stdout)["added"] == [note.stem]
        watching.send_signal(signal.SIGINT)
        assert watching.communicate()[1].count("Traceback") == 0
    assert watching.returncode == 0


def report_of(output: Iterable[str]) -> Any:
    """Read the JSON that ends with a brace of its own."""
    lines: list[str] = []
    for line in output:
        lines.append(line)
        if line == "}\n":
            break
    return json.loads("".join(lines))


@pytest.mark.parametrize("command", ["index", "ask", "list", "eval", "doctor", "demo"])
def test_help_shows_no_value_for_an_option_that_takes_none(capsys: pytest.CaptureFixture[str], command: str) -> None:
    told, _ = told_in_process(capsys, command, "--help")
    assert "--help" in told
    assert "<bool>" not in told
    assert command != "eval" or "[slugs]" in told


def test_a_terminal_that_cannot_show_it_all_is_no_reason_to_fail(papercache: Papercache) -> None:
    told = papercache("ask", "分页管理", env={"PYTHONIOENCODING": "gbk"}, encoding="gbk")
    assert told.returncode == 0
    assert "PagedAttention" in told.stdout.splitlines()[0]
    answer = papercache("ask", "--json", "分页管理", env={"PYTHONIOENCODING": "ascii"}, encoding="ascii")
    assert json.loads(answer.stdout)["query"] == "分页管理"


def test_a_batch_may_hold_any_character_and_begin_with_a_mark(papercache: Papercache, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + '{"id": 1, "query": "分页\u2028管理"}\n'.encode())
    (line,) = papercache("ask", "--batch", str(file), "--json").stdout.split("\n")[:-1]
    assert json.loads(line)["hits"][0]["slug"].startswith("2023-09-")


@pytest.mark.parametrize("written", ["sosp23", "SOSP 2023", "Sosp'23", "sosp  2023"])
def test_venues_are_taken_as_people_write_them(written: str) -> None:
    assert venue_tag(written) == "sosp23"


@pytest.mark.parametrize(("written", "tag"), [("OSDI", "osdi"), ("NeurIPS 2023", "nips23"), ("USENIX ATC", "atc")])
def test_venues_have_other_names(written: str, tag: str) -> None:
    assert venue_tag(written) == tag


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Make a folder of one note."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(next((ROOT / "notes").rglob("2023-09-*.md")).read_text("utf-8"), "utf-8")
    return notes


def test_an_empty_collection_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for command in (("index",), ("ask", "分页"), ("list",)):
        _, told = told_in_process(capsys, "--notes", str(notes), "--data", str(tmp_path / "data"), *command)
        assert notes.name in told


def test_notes_that_changed_since_are_told_of(capsys: pytest.CaptureFixture[str], few: Path, tmp_path: Path) -> None:
    arguments = ("--notes", str(few), "--data", str(tmp_path / "data"))
    told_in_process(capsys, *arguments, "index")
    assert told_in_process(capsys, *arguments, "list")[1] == ""
    (few / "b.md").write_text((few / "a.md").read_text("utf-8"), "utf-8")
    assert "papercache index" in told_in_process(capsys, *arguments, "list")[1]


def test_a_conversation_takes_no_slip_for_a_question(papercache: Papercache) -> None:
    result = papercache("chat", input="/nonsense\n/quit\n")
    assert result.returncode == 0
    assert "/nonsense" in result.stdout
    assert len(result.stdout.strip().splitlines()) == 1


def test_doctor_reads_every_note_and_tells_of_damage(few: Path, tmp_path: Path) -> None:
    (few / "bad.md").write_text("---\ntitle: [unclosed\n---\ntext\n", "utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/library.db").write_bytes(b"no library" * 1000)
    settings = read_settings(ROOT / "config.yaml", sources=[few], data=tmp_path / "data")
    findings = {finding.check: finding for finding in examine(settings, None)}
    assert "bad.md:" in findings["notes"].advice
    assert "set aside" in findings["library"].found
    assert not findings["library"].ok


def test_doctor_names_links_that_lead_nowhere(few: Path, tmp_path: Path) -> None:
    head = "---\npaper: https://arxi&#.org/abs/1\ntitle: A Paper\ndate: 2023-09\n---\n"
    (few / "bad.md").write_text(f"{head}\nIt is about paper.\n", "utf-8")
    config = tmp_path / "config.yaml"
    config.write_text("site: {url: 'http://localhost:4000'}\n", "utf-8")
    settings = read_settings(config, sources=[few], data=tmp_path / "data")
    findings = {finding.check: finding for finding in examine(settings, None)}
    assert "site.url" in findings["configuration"].found
    assert "1 served with a fault" in findings["notes"].found
    assert "bad.md:2: " in findings["notes"].advice


def test_doctor_misses_a_file_of_category_names(few: Path, tmp_path: Path) -> None:
    settings = read_settings(ROOT / "config.yaml", sources=[few], data=tmp_path, categories=tmp_path / "no.yaml")
    finding = next(finding for finding in examine(settings, None) if finding.check == "categories")
    assert not finding.ok
    assert "no.yaml" in finding.found


def test_a_question_waits_for_no_parser_and_no_deep_learning(data: Path) -> None:
    heavy = ("torch", "sentence_transformers", "sqlalchemy", "telegram")
    names = (*heavy, "markdown_it", "selectolax", "fluent", "asyncio")
    code = (
        "import sys, contextlib, io; from bot.cli.main import main\n"
        f"with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main(['--data', {str(data)!r}, 'ask', '--json', '分页管理'])\n"
        f"print([name for name in {names!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


NAMES = "topics:\n  - {{path: llm, zh: {name}, en: {name}}}\n"


def test_names_beside_notes_given_on_the_command_line_are_read(
    capsys: pytest.CaptureFixture[str], few: Path, tmp_path: Path
) -> None:
    (few / "llm").mkdir()
    (few / "a.md").rename(few / "llm" / "a.md")
    (few / "llm" / "a.md").write_text("---\ntitle: A Paper\ndate: 2025-01\n---\n\nIt is about paper.\n", "utf-8")
    config = tmp_path / "config.yaml"
    config.write_text(f"sources: {ROOT / 'notes'}\ncategories: {tmp_path / 'own.yaml'}\ndata: data\n", "utf-8")
    (tmp_path / "own.yaml").write_text(NAMES.format(name="Configured"), "utf-8")
    arguments = ("--config", str(config), "--notes", str(few))

    def listed(*words: str) -> list[str]:
        out, _ = told_in_process(capsys, *arguments, "list", "--json", "--category", *words)
        return [paper["title"] for paper in json.loads(out)] if out else []

    assert listed("Configured") == ["A Paper"], "there are none beside the notes"
    (few / "categories.yaml").write_text(NAMES.format(name="Beside"), "utf-8")
    assert listed("Beside") == ["A Paper"]
    assert listed("Configured") == []
    assert listed("llm") == ["A Paper"]


def test_a_glossary_beside_notes_given_on_the_command_line_is_read(
    capsys: pytest.CaptureFixture[str], few: Path, tmp_path: Path
) -> None:
    (few / "a.md").write_text("---\ntitle: Frobnication of Tensors\ndate: 2025-01\n---\n\nIt frobnicates.\n", "utf-8")
    config = tmp_path / "config.yaml"
    config.write_text("data: data\n", "utf-8")

    def unmentioned() -> list[str]:
        out, _ = told_in_process(capsys, "--config", str(config), "--notes", str(few), "ask", "--json", "XFT 怎么做")
        found: list[str] = json.loads(out)["unmentioned"]
        return found

    assert unmentioned() == ["XFT"]
    (few / "glossary.yaml").write_text("stands_for: {XFT: Frobnication of Tensors}\n", "utf-8")
    assert unmentioned() == []


def all_commands(group: Any, *above: str) -> list[tuple[tuple[str, ...], Any]]:
    found = []
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found += all_commands(command, *above, name)
        if not hasattr(command, "commands") or command.invoke_without_command:
            found.append(((*above, name), command))
    return found


def test_every_command_speaks_json() -> None:
    commands = all_commands(typer.main.get_command(app))
    assert len(commands) > 15
    silent = [name for name, command in commands if not any("--json" in one.opts for one in command.params)]
    assert silent == []


def test_what_the_commands_on_the_database_did_is_told_as_json(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"sources: {ROOT / 'notes'}\ndata: {data}\n", "utf-8")

    def told(*arguments: str) -> Any:
        out, err = told_in_process(capsys, "--config", str(config), *arguments, "--json")
        assert err == ""
        return json.loads(out)

    first = told("db", "upgrade")
    assert first["before"] == ""
    assert told("db", "upgrade") == {"before": first["after"], "after": first["after"]}
    with open_database(tmp_path / "bot.db") as database:
        database.run_now(lambda session: choose_language(session, 7, "private", "zh", 1.0))
    moved, copy, rated = (str(tmp_path / name) for name in ("moved.json", "copy.db", "rated.jsonl"))
    assert told("subscriptions", "export", moved) == {"chats": 1, "subscriptions": 0, "file": moved}
    assert len(told("subscriptions", "export")["chats"]) == 1, "the export itself is JSON"
    assert told("subscriptions", "import", moved) == {"chats": 0, "subscriptions": 0}
    assert told("db", "backup", copy) == {"file": copy}
    assert told("ratings", "export", rated) == {"liked": 0, "disliked": 0, "file": rated}
    assert told("deliveries", "settle", "all", "sent") == {"settled": 0, "verdict": "sent"}


def test_a_conversation_with_a_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("PagedAttention 是什么\n\n它的实验结果呢？\n"))
    out, _ = told_in_process(capsys, "--data", str(data), "chat", "--json")
    first, second = map(json.loads, out.splitlines())
    assert first["query"] == "PagedAttention 是什么"
    assert first["hits"][0]["id"] in {hit["id"] for hit in second["hits"]}
    out, _ = told_in_process(capsys, "--data", str(data), "demo", "--json")
    assert [json.loads(line)["language"] for line in out.splitlines()] == ["zh", "en"]
