"""Bytes laid aside on the disk for the time of a refresh, so that they take no memory until they are wanted."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import IO


class Aside:
    """Keeps bytes by key in a file without a name, which is gone when this is; for one thread at a time.

    What the disk has no room for is not kept.
    """

    def __init__(self) -> None:
        """Lay nothing aside yet; the file is made with the first bytes."""
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, key: str, content: bytes) -> None:
        """Lay ``content`` aside under ``key``."""
        with suppress(OSError):
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed with this object)
            self._file.seek(self._end)
            self._file.write(content)
            self._file.flush()
            self._places[key] = self._end, len(content)
            self._end += len(content)

    def get(self, key: str) -> bytes | None:
        """Return what lies under ``key``; None if nothing does or it cannot be read."""
        place = self._places.get(key)
        if place is None or self._file is None:
            return None
        start, length = place
        try:
            self._file.seek(start)
            content = self._file.read(length)
        except OSError:
            return None
        return content if len(content) == length else None

    def close(self) -> None:
        """Free the room on the disk."""
        self._places.clear()
        if self._file is not None:
            self._file.close()
            self._file = None
