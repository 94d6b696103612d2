"""One process refreshes at a time, also beside one of an earlier version, and whoever asks learns of it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from retrieval.errors import StoreBusyError
from retrieval.store.lock import is_held, refresh_lock


def test_a_lock_is_held_as_long_as_it_is(tmp_path: Path) -> None:
    lock = tmp_path / "library.db.lock"
    assert not is_held(lock)
    assert not lock.exists(), "asking makes no file"
    for _ in range(2):
        with refresh_lock(lock):
            assert is_held(lock)
            with pytest.raises(StoreBusyError, match="Another process is refreshing"), refresh_lock(lock, timeout=0.1):
                pass
        assert not is_held(lock)


def test_an_earlier_version_and_this_one_wait_for_each_other(tmp_path: Path) -> None:
    lock = tmp_path / "library.db.lock"
    lock.touch()
    os.utime(lock, (1e9, 1e9))
    descriptor = os.open(lock, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert is_held(lock)
    with pytest.raises(StoreBusyError), refresh_lock(lock, timeout=0.1):
        pass
    assert lock.stat().st_mtime == 1e9, "the time of the last refresh stays"
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    with refresh_lock(lock), pytest.raises(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)


def test_who_may_only_read_is_told_too(tmp_path: Path) -> None:
    lock = tmp_path / "library.db.lock"
    with refresh_lock(lock):
        lock.chmod(0o444)
        assert is_held(lock)
    assert not is_held(lock)
