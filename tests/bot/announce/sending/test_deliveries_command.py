"""``papercache deliveries`` as a maintainer uses it."""

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.state import open_database
from tests.bot.announce.sending.outbox_fixtures import announce, queue
from tests.bot.views.samples import paper


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    with open_database(tmp_path / "bot.db") as database:
        news = database.run_now(lambda session: announce(session, paper(1)))
        for chat, state in enumerate(("unknown", "failed", "sent", "unknown"), 1):
            database.run_now(lambda session, chat=chat, state=state: queue(session, news, chat, state=state))  # type: ignore[misc]
    file = tmp_path / "config.yaml"
    file.write_text("database: bot.db\n", "utf-8")
    return file


def _run(config: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["--config", str(config), "deliveries", *arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def _listed(config: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[int, str]]:
    capsys.readouterr()
    assert _run(config, "--json") == 0
    return [(one["id"], one["state"]) for one in json.loads(capsys.readouterr().out)]


def test_what_is_in_doubt_is_shown_and_settled(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(config) == 0
    assert "Paper 1" in capsys.readouterr().out
    assert _listed(config, capsys) == [(4, "unknown"), (2, "failed"), (1, "unknown")]
    assert _run(config, "settle", "4", "sent") == 0
    assert _run(config, "settle", "2", "again") == 0
    assert _listed(config, capsys) == [(1, "unknown")]
    assert _run(config, "settle", "all", "again") == 0
    assert _listed(config, capsys) == []
    assert _run(config) == 0
    assert "No announcement failed" in capsys.readouterr().out


def test_a_title_is_no_markup_and_its_formulas_are_readable(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_database(config.parent / "bot.db") as database:
        news = database.run_now(lambda session: announce(session, paper(2, title="[/b] [red]an $O(n^2)$[/] bound")))
        database.run_now(lambda session: queue(session, news, 9, state="failed"))
    assert _run(config) == 0
    assert "[/b] [red]an O(n²)[/] bound" in capsys.readouterr().out


@pytest.mark.parametrize("which", ["99", "3", "one"])
def test_what_cannot_be_settled_is_said(config: Path, which: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(config, "settle", which, "sent") == 1
    assert which in capsys.readouterr().err
