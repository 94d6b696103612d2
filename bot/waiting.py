"""Waiting: for a while, for a sign, and ever longer after failures."""

from __future__ import annotations

import asyncio

MAX_PAUSE_SECONDS = 60.0


async def wait(seconds: float | None, *signs: asyncio.Event) -> None:
    """Wait for ``seconds`` (None: without end), or until one of ``signs`` is set."""
    waits = [asyncio.create_task(sign.wait()) for sign in signs]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()


def pause_after(failures: int) -> float:
    """Return the seconds before the next try after so many ``failures`` in a row: 1, 2, 4, ... up to a minute."""
    return min(2.0 ** min(failures - 1, 10), MAX_PAUSE_SECONDS)
