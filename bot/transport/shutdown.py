"""Shutdown within a given time: what is under way is finished, but not waited for without end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator
from typing import Any

from telegram.ext import Application

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 1.5
"""How long the last request to Telegram, which confirms what has arrived, may take once the bot is told to stop."""
STOP_SECONDS = 5.0
"""How long what is under way may take after that; process managers kill after ten, and a busy machine is slow."""


class PunctualApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose stop takes at most :data:`STOP_SECONDS`, also while a penalty keeps it silent."""

    def __init__(self, **given: Any) -> None:
        """Take what :class:`telegram.ext.ApplicationBuilder` passes."""
        super().__init__(**given)
        self.stopping = asyncio.Event()
        """Set when the bot is to end."""

    def stop_running(self) -> None:
        """Have the bot end in order; may be called at any time."""
        self.stopping.set()

    async def stop(self) -> None:
        """Finish what is under way, then stop; see :meth:`telegram.ext.Application.stop`."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await super().stop()
        except TimeoutError:
            left = [task for task in asyncio.all_tasks() if task.get_name().startswith("Application:")]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            logger.warning("stopped with %d updates unfinished after %.1f seconds", len(left), STOP_SECONDS)


@contextlib.contextmanager
def stopped_by_signals(application: PunctualApplication) -> Iterator[None]:
    """Let SIGINT and SIGTERM end ``application`` in order while the body runs."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    # Windows has no such thing: there Ctrl-C cancels the body
    with contextlib.suppress(NotImplementedError):
        for number in signals:
            loop.add_signal_handler(number, application.stop_running)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            for number in signals:
                loop.remove_signal_handler(number)
