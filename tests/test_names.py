"""The field's names stay: no docstring of the old dialect, no module or class under the name it had."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(file for part in ("bot", "retrieval", "tests") for file in (ROOT / part).rglob("*.py"))

OLD_MODULES = {
    "bot": "wishes readings running outgoing collection contract terminal chat credentials configuration "
    "scratch_notes doctor demo time_zones settings hours addresses duplicates troubles commands",
    "bot/announce": "letters shelf standing ledger pauses delivering posting outcomes likeness news planner targets "
    "watching repository announcer interests matching schedule listening waiting",
    "bot/handlers": "faults others places tally intake notices timing questions welcome budgets sending wished",
    "bot/state": "keeping moving choices migrating checking",
    "bot/transport": "order rivals stopping penalties rates patience",
    "bot/views": "shelves ticks subscribed switching cutting limits blocks note reading times codes "
    "subscription_codes interests rating",
    "bot/local_telegram": "world chronicle hearing recognising scenes sight visit signs tidying standing faults "
    "readers receiving answering profile access pace",
    "retrieval": "near late quoting passage_finder unmentioned finding abstention correction titles hub memory papers "
    "lexical fusion embedding reranking chunking excerpts sentence_index sentences quantities safe_yaml "
    "packages understanding related duplicates",
    "retrieval/query": "periods people topics wording cues",
    "retrieval/sources": "opening people pieces tags phrases cleaning links summaries paragraphs references html note "
    "front_matter markdown_html web_addresses bounds conflicts faults source",
    "retrieval/store": "intake merge indexing opening copying vectors refresh same_paper analysis worker "
    "bounded_analyst",
}
"""Modules that stood in these folders, under names nobody would search for or in a room of another kind."""
OLD_CLASSES = {
    "bot": "Letter Letters Shelf LibraryShelf Standing Ledger Pauses Delivering Stock Trouble Troubles Wish "
    "Wishes Reading Interest Described Inlet Faults Others Occasion Tally Notices Timing Welcome Budgets "
    "Frugality Recent Memory RivalWatch RivalError Line Passage Said Setting InterestNames Ticked "
    "ShowTicks Tick World Chronicle Pace Scene Visit Reader Likeness Place Choices Intake",
    "retrieval": "Neighbours NearPieces Kind Sought Layout Fit Asked Turned Opening Piece Place Outcome LateIndex "
    "LexicalIndex VectorIndex TopicMention TopicNames Corrector Titles UnmentionedNames People Intake",
}
DIALECT = re.compile(r"\s*(?:Gives?|Tells?|Let go of|Begin in hope|Nothing to give)\b")


def _docstrings(file: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""


def test_no_docstring_gives_or_tells() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}" for file in FILES for line, text in _docstrings(file) if DIALECT.match(text)
    ]
    assert found == []


@pytest.mark.parametrize("folder", OLD_MODULES)
def test_no_module_has_its_old_name(folder: str) -> None:
    there = {path.stem for path in (ROOT / folder).iterdir() if path.name != "__pycache__"}
    assert there.isdisjoint(OLD_MODULES[folder].split())


@pytest.mark.parametrize("package", OLD_CLASSES)
def test_no_class_has_its_old_name(package: str) -> None:
    there = {
        node.name
        for file in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert there.isdisjoint(OLD_CLASSES[package].split())


def test_bounds_are_called_max_and_min() -> None:
    odd = re.compile(r"^\s*_?(?:MOST|FEWEST|LEAST|SHORTEST|LONGEST)(?:_\w+)?\s*[:=]", re.MULTILINE)
    assert [str(file.relative_to(ROOT)) for file in FILES if odd.search(file.read_text("utf-8"))] == []
