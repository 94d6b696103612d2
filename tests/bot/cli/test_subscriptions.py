"""The commands on the bot's database, as a maintainer uses them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.state import open_database
from bot.state.chats import Target
from bot.state.import_export import export_chats
from bot.state.subscriptions import Subscriber, add_subscription

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command in a folder, here: its exit code, its output and what it says beside."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(folder: Path, *arguments: str) -> tuple[int, str, str]:
        folder.mkdir(exist_ok=True)
        config = folder / "config.yaml"
        config.write_text("database: bot.db\n", "utf-8")
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--config", str(config), *arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


def test_a_move_to_another_machine(tmp_path: Path, run: Run) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    code, out, _ = run(old, "db", "upgrade")
    assert code == 0
    assert "is now at" in out
    assert "the newest" in run(old, "db", "upgrade")[1]
    with open_database(old / "bot.db") as database:
        for value in ("kv cache, 量化, -survey", "moe"):
            database.run_now(
                lambda session, words=value: add_subscription(
                    session, Subscriber(Target(-1007, 3), "supergroup", 5), "words", words, 1.5, 50
                )
            )
        before = database.run_now(export_chats)
    assert run(old, "subscriptions", "export", str(tmp_path / "moved.json"))[0] == 0
    assert json.loads(run(old, "subscriptions", "export")[1]) == before
    assert run(new, "subscriptions", "import", str(tmp_path / "moved.json"))[0] == 0
    with open_database(new / "bot.db") as database:
        assert database.run_now(export_chats) == before
    assert run(new, "db", "backup", str(tmp_path / "copy.db"))[0] == 0
    with open_database(tmp_path / "copy.db") as copy:
        assert copy.run_now(export_chats) == before


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "moved.json:1: this is not JSON"),
        ('{"format": "papercache-subscriptions", "version": 1, "chats": [{"id": 1}]}', "moved.json: chats[0].kind"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, run: Run, written: str, said: str) -> None:
    (tmp_path / "moved.json").write_text(written, "utf-8")
    code, _, error = run(tmp_path, "subscriptions", "import", str(tmp_path / "moved.json"))
    assert code == 1
    assert said in error
