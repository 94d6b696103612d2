"""Fixtures of all tests: two cores used well, and programs that start fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

# Tests run beside each other and start programs: one thread each. More threads than cores wait for one another in
# spinning loops, which makes training several times slower. Read by OpenMP (torch, faiss) and OpenBLAS (numpy).
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# A program that may not keep its compiled code compiles all of the bot at every start, and the tests start it often.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, so that at the end no worker waits for another's; the order is random otherwise."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder that all processes of a test run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent
