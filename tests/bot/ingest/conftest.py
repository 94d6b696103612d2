"""An origin, a clone of it to be, and locks of git that grow stale soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ingest import clone_folder
from bot.ingest.git_pull import Repository
from tests.bot.ingest.origins import new_origin


@pytest.fixture
def locks_grow_stale_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clone_folder, "STALE_SECONDS", 0.05)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    return new_origin(tmp_path / "origin")


@pytest.fixture
def repository(origin: Path, tmp_path: Path) -> Repository:
    return Repository(str(origin), "main", tmp_path / "deep" / "clone")
