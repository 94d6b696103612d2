"""Maintainers hear of a second file of a paper: by ``index``, ``doctor``, ``list`` and after a /reindex."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.locales import Texts
from bot.views.administration import SHOWN_FILES, duplicates, indexed
from retrieval import Duplicate, RefreshReport
from tests.retrieval.indexing.test_deduplicate import write

COPY = "systems/x (conflicted copy).md"
SENTENCE = {
    "en": f"{COPY} is the same paper as systems/x.md (arXiv 2301.00003), which is served",
    "zh": f"{COPY} 与 systems/x.md 是同一篇论文（arXiv 2301.00003），只采用后者",
}

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over a folder with a paper, a conflicted copy and a copy in another category."""
    notes = tmp_path / "notes"
    write(notes, "systems/x.md", "Alpha Scheduler", "arxiv: 2301.00003")
    write(notes, COPY, "Alpha Scheduler", "paper: https://arxiv.org/pdf/2301.00003v2")
    write(notes, "train/y.md", "alpha scheduler")
    categories = tmp_path / "categories.yaml"
    categories.write_text(
        "categories: [{path: train, zh: 训练, en: Training}, {path: systems, zh: 系统, en: Systems}]", "utf-8"
    )
    config = tmp_path / "config.yaml"
    config.write_text(f"categories: {categories}\n", "utf-8")

    def call(*arguments: str, language: str = "en") -> str:
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
        with pytest.raises(SystemExit):
            main(["--config", str(config), "--notes", str(notes), "--data", str(tmp_path / "data"), *arguments])
        return capsys.readouterr().out

    return call


@pytest.mark.parametrize("language", SENTENCE)
def test_index_names_both_files_and_says_what_they_are(run: Run, language: str) -> None:
    for _ in range(2):
        shown = run("index", language=language)
        assert f"  {SENTENCE[language]}\n" in shown
        assert "train/y.md" in shown


def test_a_script_is_told_how_it_is_known(run: Run) -> None:
    report = json.loads(run("index", "--json"))
    assert (report["added"], report["skipped"]) == (["systems/x"], [])
    assert report["duplicates"] == [
        {"file": COPY, "served": "systems/x.md", "by": "arxiv", "value": "2301.00003", "reason": SENTENCE["en"]},
        {
            "file": "train/y.md",
            "served": "systems/x.md",
            "by": "year",
            "value": "",
            "reason": "train/y.md is the same paper as systems/x.md (same title and year), which is served",
        },
    ]


@pytest.mark.parametrize("is_indexed", [True, False])
def test_doctor_names_it_and_calls_it_no_fault(run: Run, is_indexed: bool) -> None:
    if is_indexed:
        run("index")
    assert f"duplicate: {SENTENCE['en']}" in run("doctor")
    found = [one for one in json.loads(run("doctor", "--json")) if one["check"] == "duplicate"]
    assert [(one["ok"], COPY in one["found"]) for one in found] == [(True, True), (True, False)]


def test_the_paper_is_listed_once_in_either_category(run: Run) -> None:
    run("index")
    for category in ("train", "系统"):
        (paper,) = json.loads(run("list", "--category", category, "--json"))
        assert (paper["categories"], paper["also_in"]) == (["systems"], ["train"])
        assert run("list", "--category", category).count("Alpha Scheduler") == 1
    assert "systems, train" in run("show", "Alpha Scheduler")


@pytest.mark.parametrize("language", SENTENCE)
@pytest.mark.parametrize("count", [1, 2, SHOWN_FILES + 5])
def test_administrators_read_it_in_their_language(language: str, count: int) -> None:
    found = [
        Duplicate(f"{number}/<b>_副本.md", "x & y.md", "authors", "", f"{number}/<b>_副本", "x & y")
        for number in range(count)
    ]
    texts = Texts(language)  # type: ignore[arg-type]
    report = RefreshReport((), (), (), 1, (), 0.1, duplicates=tuple(found))
    for message in (duplicates(found, texts), indexed(report, texts)):
        assert message.text.count("• ") == min(count, SHOWN_FILES)
        assert "0/&lt;b&gt;_副本.md" in message.text
        assert "x &amp; y.md" in message.text
        assert ("5" in message.text) == (count > SHOWN_FILES)
