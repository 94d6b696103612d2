"""Findings of ``papercache doctor``: every fault, each once, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.doctor import Finding, examine
from bot.config.load import read_settings
from bot.state import open_database

ROOT = Path(__file__).parents[3]

GOOD = "---\ntitle: A Paper\ndate: 2025-01\n---\n\nIt is about paper.\n"
FAULTS = {
    "unclosed.md": ("---\ntitle: [unclosed\n---\ntext\n", "YAML"),
    "early/undated.md": ("---\ntitle: Undated\ndate: 2999-01\n---\ntext\n", "future"),
    "列表.md": ("---\ntitle: A list\ndate: 2025-01\nauthors: {a: b}\n---\ntext\n", "authors"),
    "binary.md": (None, "UTF-8"),
}

Examine = Callable[..., dict[str, list[Finding]]]


@pytest.fixture
def examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Examine:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"123456:{'A' * 35}")

    def run(*sources: Path, more: str = "") -> dict[str, list[Finding]]:
        file = tmp_path / "config.yaml"
        listed = "".join(f"  - {source}\n" for source in sources)
        file.write_text(f"sources:\n{listed}data: data\n{more}", "utf-8")
        found: dict[str, list[Finding]] = {}
        for finding in examine(read_settings(file), file):
            found.setdefault(finding.check, []).append(finding)
        return found

    return run


def faulty(findings: dict[str, list[Finding]]) -> dict[str, list[Finding]]:
    wrong = {check: [one for one in some if not one.ok] for check, some in findings.items()}
    return {check: some for check, some in wrong.items() if some and check != "library"}


def write_notes(folder: Path, *names: str) -> Path:
    for name in names or ("good.md",):
        content = FAULTS[name][0] if name in FAULTS else GOOD
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"\xff\xfe" if content is None else content.encode())
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a folder without notes, which is quickly read."""
    (tmp_path / "empty").mkdir()
    return tmp_path / "empty"


OWN_SITE = "site: {url: 'https://own.example'}\n"


def test_every_note_that_cannot_be_read_is_named(examined: Examine, tmp_path: Path) -> None:
    one = write_notes(tmp_path / "one", "good.md", *FAULTS)
    two = write_notes(tmp_path / "two", "unclosed.md")
    fine = write_notes(tmp_path / "fine")
    first, second, third = examined(one, two, fine, more=OWN_SITE)["notes"]
    assert "5 files, 4 in the library, 1 not read; 3 served with a fault" in first.found
    lines = first.advice.splitlines()
    assert len(lines) == len(FAULTS)
    for name, (_, told) in FAULTS.items():
        assert [line for line in lines if line.startswith(f"{name}:") and told in line]
    assert second.advice.startswith("unclosed.md:")
    assert third.ok


@pytest.mark.parametrize("there", [True, False])
def test_a_source_that_is_none_is_told_of_once(examined: Examine, tmp_path: Path, there: bool) -> None:
    notes = write_notes(tmp_path / "notes")
    if there:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "library.db").touch()
    findings = faulty(examined(notes, tmp_path / "no such folder", more=OWN_SITE))
    assert [one.found for some in findings.values() for one in some] == [
        f"{tmp_path / 'no such folder'} does not exist; name an existing folder of notes"
    ]


@pytest.mark.parametrize("key", ["embedding", "rerank"])
@pytest.mark.parametrize("model", ["./nomodel", "/no/such/model", "~/models/e5", "a/b/c"])
def test_a_model_that_is_none_is_told_of_once(
    examined: Examine, empty: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], key: str, model: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "library.db").touch()
    findings = examined(empty, more=f"{OWN_SITE}{key}: {{model: {model}}}\n")
    (finding,) = [one for some in findings.values() for one in some if model in one.found]
    assert "no such folder" in finding.found
    assert key in finding.advice
    assert capfd.readouterr().err == ""


def test_notes_to_which_no_link_leads_are_told_of(examined: Examine, tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes")
    (finding,) = examined(notes)["notes"]
    assert finding.ok
    assert "1 notes without a link" in finding.found
    assert "site.url" in finding.advice
    assert not examined(notes, more=OWN_SITE)["notes"][0].advice
    site = tmp_path / "site"
    (site / "_posts").mkdir(parents=True)
    (site / "_posts" / "2025-01-01-paper.md").write_text(GOOD, "utf-8")
    (site / "_config.yml").write_text("url: https://a.site.of.its.own\n", "utf-8")
    assert not examined(site)["notes"][0].advice
    (site / "_config.yml").write_text("title: without an address\n", "utf-8")
    assert "1 notes without a link" in examined(site)["notes"][0].found


def test_a_link_leads_to_each_of_the_project_s_own_notes(examined: Examine) -> None:
    (finding,) = examined(ROOT / "notes")["notes"]
    assert finding.ok
    assert not finding.advice


def test_a_broken_glossary_is_named(examined: Examine, empty: Path, tmp_path: Path) -> None:
    (empty / "glossary.yaml").write_text("same:\n  - [MoE, Mixture of Experts]\n", "utf-8")
    assert all(finding.ok for finding in examined(empty)["glossary"])
    (empty / "glossary.yaml").write_text("same:\n  - [MoE]\n", "utf-8")
    (broken,) = faulty(examined(empty, more="glossary:\n"))["glossary"]
    assert broken.found.startswith(f"{empty / 'glossary.yaml'}:2: ")
    assert "correct the file" in broken.advice
    (missing,) = faulty(examined(tmp_path, more="glossary: none.yaml\n"))["glossary"]
    assert "none.yaml" in missing.found


def test_a_database_is_looked_through(examined: Examine, empty: Path, tmp_path: Path) -> None:
    assert examined(empty)["database"][0].ok
    assert not (tmp_path / "bot.db").exists()
    open_database(tmp_path / "bot.db").close()
    assert examined(empty)["database"][0].ok
    (tmp_path / "bot.db").write_bytes(b"no database" * 1000)
    (finding,) = examined(empty)["database"]
    assert not finding.ok
    assert "papercache db backup" in finding.advice


def test_a_token_that_cannot_be_one_is_a_fault(examined: Examine, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examined(empty)["token"][0].ok
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "xyz789")
    (finding,) = examined(empty)["token"]
    assert not finding.ok
    assert "BotFather" in finding.advice
    assert "xyz789" not in finding.found + finding.advice
