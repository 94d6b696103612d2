"""Watches the notes: says that something changed below the sources, once it has come to rest for a moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from watchfiles import awatch

logger = logging.getLogger(__name__)

GATHER_MS = 1600
"""Changes within this time count as one: an editor, or git, writes many files in a row."""
AGAIN_SECONDS = 30.0
"""After this time a source that could not be watched is tried again."""


async def changes(sources: Sequence[Path], stop: asyncio.Event) -> AsyncIterator[None]:
    """Give a sign after every change of files below ``sources`` until ``stop`` is set.

    Sources that are not there are waited for; when one comes back, that counts as a change. The first sign comes at
    once: something may have changed before the watch began.
    """
    lost = False
    while not stop.is_set():
        present = [path for path in sources if path.exists()]
        if len(present) < len(sources) and not lost:
            missing = ", ".join(str(path) for path in sources if path not in present)
            logger.warning("%s cannot be watched for changes: it is not there", missing)
        lost = len(present) < len(sources)
        yield
        if not present:
            await _pause(stop)
            continue
        try:
            # with a source missing the watch ends now and then, to see whether it is back
            timeout = int(AGAIN_SECONDS * 1000) if lost else 0
            async for found in awatch(
                *present, debounce=GATHER_MS, stop_event=stop, rust_timeout=timeout, yield_on_timeout=lost
            ):
                if found:
                    yield
                if lost or not all(path.exists() for path in present):
                    break
        except OSError as error:
            logger.warning("the notes cannot be watched for changes: %s", error)
            await _pause(stop)


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(AGAIN_SECONDS):
            await stop.wait()
    except TimeoutError:
        return
