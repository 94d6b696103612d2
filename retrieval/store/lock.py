"""The lock that lets one process at a time refresh the library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout, lock_descriptor

from retrieval.errors import StoreBusyError
from retrieval.store.database import file_faults

LOCK_TIMEOUT_S = 900.0
"""Seconds to wait for another refresh: a first one with a large model over many notes takes minutes."""


@contextmanager
def refresh_lock(path: Path, *, timeout: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Hold the lock file ``path`` (made where missing, left behind), waiting up to ``timeout`` seconds for it.

    The lock is the kernel's: it goes with the process that holds it, however that ends. Raises :class:`StoreBusyError`
    when the time is up.
    """
    # a lock by a file's being there, as a substitute on odd file systems, would outlive a process that is killed
    lock = FileLock(path, timeout=timeout, fallback_to_soft=False)
    with file_faults(path):
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusyError(
                f"Another process is refreshing the library and holds {path}; wait for it to end, or stop it."
            ) from None
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Return whether another process, or thread, holds the lock file ``path`` at the moment."""
    try:
        # for reading only: whoever may only ask the library has no right to write beside it
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False  # what cannot be opened cannot be waited for either: whoever needs the lock is told why
    try:
        return not lock_descriptor(descriptor, blocking=False)
    except OSError:
        return False
    finally:
        os.close(descriptor)
