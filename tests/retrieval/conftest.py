"""Fixtures of the tests of retrieval: where a test's library and its files lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.indexing.indexer import Models
from tests.retrieval.sources.conftest import Write
from tests.retrieval.store.store_fixtures import small_models


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's library lies."""
    return tmp_path / "data" / "library.db"


@pytest.fixture(scope="session")
def models() -> Models:
    return small_models()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the test's folder, making the folders above it."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file
