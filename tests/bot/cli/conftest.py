"""A library of the notes for the tests of the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bot.cli.program import ROOT, Papercache, run


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library of the project's notes once, by the program itself."""
    folder = tmp_path_factory.mktemp("data")
    run("--data", str(folder), "index", check=True)
    return folder


@pytest.fixture
def papercache(data: Path) -> Papercache:
    """Return what runs the program over that library."""

    def call(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return run("--data", str(data), *arguments, **options)

    return call


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """Make a folder of one note."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text(next((ROOT / "notes").rglob("2023-09-*.md")).read_text("utf-8"), "utf-8")
    return notes
