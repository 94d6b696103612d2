"""``papercache eval``: its tables in a terminal of 100 columns, and the run from the file to the comparison."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console, RenderableType

from bot.cli.evaluation_view import evaluation_view
from bot.cli.main import main
from retrieval.evaluation import Evaluation, compare
from retrieval.evaluation.outcomes import QuestionResult

ROOT = Path(__file__).parents[3]
WIDTH = 100


def outcome(number: int, type_: str, **changes: Any) -> QuestionResult:
    """Make the outcome of a question that was answered rightly, by all legs too."""
    legs = dict.fromkeys(("lexical", "dense", "late"), 1)
    found = QuestionResult(str(number), f"question {number}", type_, "en", 1, False, False, 0.9, 2.0, "a", legs)
    return replace(found, **changes)


GOLD = {"fair": True, "gold_first": True, "gold_shown": True, "gold_in_three": True, "shown_characters": 417}
RUN = Evaluation(
    (
        outcome(1, "hard_[bold]en", kind="how", **GOLD),
        outcome(2, "hard_[bold]en", kind="why", **{**GOLD, "gold_shown": False}, refused=True),
        outcome(3, "lookup", fair=True, shown_characters=300),
        outcome(4, "list", exact=True, legs={}),
        outcome(5, "off_near", kind="why", refused=True, legs={}),
    )
)


def drawn(view: RenderableType) -> list[str]:
    console = Console(width=WIDTH, force_terminal=False, highlight=False, markup=False)
    with console.capture() as capture:
        console.print(view)
    return [line.rstrip() for line in capture.get().splitlines()]


def cells(lines: list[str], name: str) -> list[list[str]]:
    return [line.split()[1:] for line in lines if line.split()[:1] == [name]]


def test_every_row_stands_on_a_line_with_a_dash_for_what_has_no_meaning() -> None:
    lines = drawn(evaluation_view(RUN))
    papers, passages = cells(lines, "hard_[bold]en")
    assert papers == ["2", "1.000", "1.000", "1.000", "1.000", "–", "0.500", "–", "1.000", "1.000", "1.000"]
    assert passages == ["2", "1.000", "0.500", "1.000", "0.500", "417", "417"]
    assert cells(lines, "off_near") == [["1", "–", "–", "–", "–", "–", "–", "1.000", "–", "–", "–"]]
    assert cells(lines, "list") == [["1", "–", "–", "–", "–", "1.000", "0.000", "–", "–", "–", "–"]]
    assert cells(lines, "lookup")[1] == ["0", "–", "–", "–", "–", "300", "300"]
    assert cells(lines, "how") == [["1", "0", "0.000", "0", "0", "–"]]
    assert cells(lines, "why") == [["1", "1", "1.000", "1", "1", "1.000"]]


def test_changes_stand_below_their_figures_and_fit_too() -> None:
    gold = RUN.outcomes[1]
    before = Evaluation(
        (RUN.outcomes[0], replace(gold, gold_shown=True, rank=2, shown_characters=900), *RUN.outcomes[2:])
    )
    lines = drawn(evaluation_view(RUN, compare(RUN, before)))
    at = [number for number, line in enumerate(lines) if line.startswith("hard_[bold]en")]
    assert [lines[number + 1].split() for number in at] == [
        ["=", "+0.500", "=", "=", "+0.250", "=", "=", "=", "="],
        ["=", "=", "-0.500", "=", "-0.500", "-483", "-483"],
    ]
    assert lines[at[0] + 1].index("+0.500") + 6 == lines[at[0]].index("1.000") + 5, "right below the figure"
    same = drawn(evaluation_view(RUN, compare(RUN, RUN)))
    assert [line for line in same if line not in ("better: 0", "worse: 0")] == drawn(evaluation_view(RUN))
    assert "worse: 1" in lines
    assert "  2  question 2" in lines


def test_a_file_without_kinds_has_no_table_of_them() -> None:
    assert not any("kind" in line for line in drawn(evaluation_view(Evaluation(RUN.outcomes[2:4]))))
    assert not any("gold" in line for line in drawn(evaluation_view(Evaluation(RUN.outcomes[3:]))))


def test_a_file_of_hard_questions_is_measured_and_compared(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    note = next((ROOT / "notes").rglob("2023-09-*.md"))
    (notes / note.name).write_text(note.read_text("utf-8"), "utf-8")
    questions = [
        {"id": "1", "type": "hard_zh", "kind": "what", "query": "PagedAttention 是什么", "relevant": [note.stem],
         "acceptable": [], "answers": ["分 页", "page", "PagedAttention"]},
        {"id": "2", "type": "off_near", "kind": "how", "query": "红烧肉怎么做才好吃", "relevant": []},
    ]  # fmt: skip
    file, run = tmp_path / "questions.jsonl", tmp_path / "run.json"
    file.write_text("\n".join(json.dumps(question) for question in questions), "utf-8")
    options = ("--notes", str(notes), "--data", str(tmp_path / "data"))

    def told(*arguments: str) -> str:
        with pytest.raises(SystemExit):
            main([*options, *arguments])
        return capsys.readouterr().out

    told("index")
    run.write_text(told("eval", str(file), "--json"), "utf-8")
    rows = {row["name"]: row for row in json.loads(run.read_text("utf-8"))["rows"]}
    assert rows["all"]["gold_shown"] == rows["all"]["answered"] == rows["all zh"]["fair"] == 1.0
    assert 0 < rows["all"]["shown_median"] <= rows["all"]["shown_longest"]
    assert rows["off_near"]["refused"] == 1.0
    compared = told("eval", str(file), "--against", str(run)).splitlines()
    assert "better: 0" in compared
    assert any("refusals by kind" in line for line in compared)
