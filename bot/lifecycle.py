"""The bot's life cycle: it starts when Telegram can be reached, works until it is told to stop, and ends in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from typing import Any, Protocol

from telegram.error import InvalidToken

from bot.errors import TokenRefusedError
from bot.monitoring import Health
from bot.transport.connection import until_reachable
from bot.transport.server import Server
from bot.transport.shutdown import CLOSE_SECONDS, PunctualApplication, stopped_by_signals

logger = logging.getLogger(__name__)


class UpdateSource(Protocol):
    """The way in which updates come: by polling or by a webhook."""

    async def open(self) -> None:
        """Let updates come in; the application runs."""

    async def watch(self) -> None:
        """Wait until no more can come, and raise BotError or InvalidToken for the reason."""

    async def close(self) -> None:
        """Let no more come in."""


async def run_until_stopped(
    application: PunctualApplication, inlet: UpdateSource, health: Health, servers: Sequence[Server]
) -> None:
    """Run the bot until a signal, or ``application.stop_running``, ends it.

    The servers are there from before the start until after the end, so that ``health`` can be asked all the while.
    Raises BotError where the bot cannot run, or cannot any longer.
    """
    with stopped_by_signals(application):
        async with AsyncExitStack() as serving:
            for server in servers:
                await serving.enter_async_context(server)
            try:
                await _until(application.stopping, _work(application, inlet, health))
            except InvalidToken:
                # the library's message quotes the token
                raise TokenRefusedError(
                    "Telegram refuses the bot's token: check TELEGRAM_BOT_TOKEN, or ask @BotFather for a new one."
                ) from None
            finally:
                health.stage = "stopping"
                await _end(application, inlet)


async def _work(application: PunctualApplication, inlet: UpdateSource, health: Health) -> None:
    # the order of the hooks is that of python-telegram-bot's own run_polling
    await until_reachable(application.initialize)
    if application.post_init is not None:
        await application.post_init(application)
    await application.start()
    await inlet.open()
    health.stage = "ready"
    await inlet.watch()


async def _until(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do ``work`` until ``stopping`` is set; errors of ``work`` are raised."""
    working, told = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, told):
            task.cancel()
        await asyncio.gather(working, told, return_exceptions=True)
    if not working.cancelled():
        working.result()


async def _end(application: PunctualApplication, inlet: UpdateSource) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await inlet.close()
    except TimeoutError:
        logger.warning("Telegram could not be told what has arrived; some of it may come again after the next start")
    if application.running:
        await application.stop()
        if application.post_stop is not None:
            await application.post_stop(application)
    await application.shutdown()
    if application.post_shutdown is not None:
        await application.post_shutdown(application)
