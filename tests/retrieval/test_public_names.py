"""The names that ``retrieval`` offers: all there, in order, and each of use to the bot."""

from __future__ import annotations

import ast
from pathlib import Path

import bot
import retrieval

BOT = Path(bot.__file__).parent


def test_the_export_list_is_what_the_package_imports() -> None:
    tree = ast.parse(Path(retrieval.__file__).read_text("utf-8"))
    imported = {name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names}
    assert set(retrieval.__all__) == imported
    assert all(hasattr(retrieval, name) for name in retrieval.__all__)


def test_no_name_is_offered_that_nobody_uses() -> None:
    used = {
        name.name
        for file in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "retrieval"
        for name in node.names
    }
    # the types of what these take and return, and the errors of a program of one's own
    of_use = {"EvaluationError", "Intent", "NoteError", "Query", "Reranker", "StoreDamagedError"}
    assert set(retrieval.__all__) - used <= of_use
