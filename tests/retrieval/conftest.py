from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.indexing.indexer import Models
from tests.retrieval.store.store_fixtures import small_models


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test's library lies."""
    return tmp_path / "data" / "library.db"


@pytest.fixture(scope="session")
def models() -> Models:
    return small_models()
