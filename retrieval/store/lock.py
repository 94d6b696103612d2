"""The lock that lets one process at a time refresh the library."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.errors import StoreBusyError
from retrieval.store.database import file_faults

LOCK_TIMEOUT_S = 900.0
"""How long to wait for another refresh: a first one with a large model over many notes takes minutes."""

_POLL_S = 0.05


@contextmanager
def refresh_lock(path: Path, *, timeout: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Hold the lock file ``path`` (made where missing, left behind), waiting up to ``timeout`` seconds for it.

    The lock is the kernel's (``flock``): it goes with the process that holds it, however that ends. Raises
    :class:`StoreBusyError` when the time is up.
    """
    with file_faults(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        with file_faults(path):
            _acquire(descriptor, path, time.monotonic() + timeout)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Return whether another process, or thread, holds the lock file ``path`` at the moment."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return False  # what cannot be opened cannot be waited for either: whoever needs the lock is told why
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _acquire(descriptor: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StoreBusyError(
                    f"Another process is refreshing the library and holds {path}; wait for it to end, or stop it."
                ) from None
            time.sleep(_POLL_S)
        else:
            return
