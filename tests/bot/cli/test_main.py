"""The command line as people and scripts use it: a process, its output, its exit code."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli.main import app
from bot.state import open_database
from bot.state.chats import choose_language
from tests.bot.cli.program import ROOT, Papercache, run, told_in_process


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
    (notes / "bad.md").write_bytes("---\ntitle: 论文\n---\ntext\n".encode("gb18030"))
    result = run("--notes", str(notes), "--data", str(tmp_path / "data"), "index")
    assert result.returncode == 0
    assert "1 added" in result.stdout
    assert "bad.md:" in result.stdout


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


def test_indexing_says_once_how_many_notes_have_no_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name in ("one", "two"):
        text = f"---\ntitle: Paper {name}\ndate: 2024-03-05\n---\n\nText of {name}.\n"
        (notes / f"{name}.md").write_text(text, "utf-8")
    _, err = told_in_process(capsys, "--notes", str(notes), "--data", str(tmp_path / "data"), "index")
    assert "2 notes have no link" in " ".join(err.split())
    (notes / "_config.yml").write_text("url: https://notes.example.org\n", "utf-8")
    _, err = told_in_process(capsys, "--notes", str(notes), "--data", str(tmp_path / "data"), "index")
    assert "no link" not in err
