"""Watches the notes: says that something changed below the sources, once it has come to rest for a moment."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path

from watchfiles import awatch

logger = logging.getLogger(__name__)

GATHER_MS = 1600
"""Changes within this time count as one: an editor, or git, writes many files in a row."""
AGAIN_SECONDS = 30.0
"""After this time a source that could not be watched is tried again."""


async def changes(sources: Sequence[Path], stop: asyncio.Event) -> AsyncGenerator[None]:
    """Give a sign after every change of files below ``sources`` until ``stop`` is set.

    Sources that are not there are waited for; when one comes back, that counts as a change. The first sign comes at
    once, as something may have changed before; what changes from that sign on is watched already.
    """
    lost = False
    while not stop.is_set():
        present = [path for path in sources if path.exists()]
        if len(present) < len(sources) and not lost:
            missing = ", ".join(str(path) for path in sources if path not in present)
            logger.warning("%s cannot be watched for changes: it is not there", missing)
        lost = len(present) < len(sources)
        if not present:
            yield
            await _pause(stop)
            continue
        try:
            async with contextlib.aclosing(_watched(present, stop, lost)) as signs:
                async for _ in signs:
                    yield
        except OSError as error:
            logger.warning("the notes cannot be watched for changes: %s", error)
            await _pause(stop)


def on_changes(sources: Sequence[Path], work: Callable[[], None]) -> None:
    """Do ``work`` now and after every change of files below ``sources``, until Ctrl-C; what it raises ends it too."""

    async def follow() -> None:
        async for _ in changes(sources, asyncio.Event()):
            work()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(follow())


async def _watched(present: Sequence[Path], stop: asyncio.Event, lost: bool) -> AsyncGenerator[None]:
    """Give a sign once all of ``present`` is watched and after every change, until something of it is gone.

    With a source ``lost`` it also ends now and then, to see whether that is back.
    """
    timeout = int(AGAIN_SECONDS * 1000) if lost else 0
    watch = awatch(*present, debounce=GATHER_MS, stop_event=stop, rust_timeout=timeout, yield_on_timeout=lost)
    found = asyncio.ensure_future(anext(watch, None))
    try:
        # one turn of the loop, in which the watch begins: what changed between the sign and it would go unseen
        await asyncio.sleep(0)
        yield
        while (changed := await found) is not None:
            if changed:
                yield
            if lost or not all(path.exists() for path in present):
                return
            found = asyncio.ensure_future(anext(watch, None))
    finally:
        found.cancel()
        await asyncio.wait({found})
        await watch.aclose()


async def _pause(stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(AGAIN_SECONDS):
            await stop.wait()
    except TimeoutError:
        return
