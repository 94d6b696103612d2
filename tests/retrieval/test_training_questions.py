"""The project's own questions: enough of them, each with its paper, none twice, none about the notes."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

import retrieval.training

FILE = Path(retrieval.training.__file__).parent / "questions" / "questions.jsonl"
NOTES = Path(__file__).parents[2] / "notes"
MIN_QUESTIONS = 4000


def test_every_question_has_a_paper_and_stands_once() -> None:
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    assert len(rows) >= MIN_QUESTIONS
    assert len({(row["question"], row["title"]) for row in rows}) == len(rows)
    assert all(row["question"].strip() and row["title"].strip() for row in rows)
    chinese = sum(row["language"] in ("zh", "mixed") for row in rows)
    assert 0.4 < chinese / len(rows) < 0.6
    asked = {row["title"].casefold() for row in rows}
    notes = list(NOTES.rglob("*.md"))
    assert notes
    for note in notes:
        title = yaml.safe_load(note.read_text("utf-8").split("---\n")[1])["title"]
        assert title.casefold() not in asked
