"""Fixtures of the tests of sites: a folder to write files into, and what links the product gives to its notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Site
from tests.retrieval.sources.conftest import read_all

Write = Callable[..., Path]
Links = Callable[..., dict[str, str]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return the function that writes a file below the folder of the test."""

    def write_file(name: str, text: str = "---\ntitle: A Title\ndate: 2024-03-05\n---\n\nText.\n") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    return write_file


@pytest.fixture
def links(tmp_path: Path) -> Links:
    """Return the function that reads the notes of a folder and gives their addresses by their file's name."""

    def read(folder: Path = tmp_path, site: Site | None = None) -> dict[str, str]:
        notes, _ = read_all(folder, site or Site())
        return {found.paper.slug: found.paper.url for found in notes}

    return read
