"""Updates by long polling: the bot asks Telegram, again and again, what there is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from telegram.error import TelegramError

from bot.transport.connection import POLL_SECONDS
from bot.transport.shutdown import PunctualApplication

_TASK_NAME = "Updater:start_polling:polling_task"
"""What python-telegram-bot calls its task, which it shows to nobody."""


class Polling:
    """Fetches updates between :meth:`open` and :meth:`close`."""

    def __init__(self, application: PunctualApplication, kinds: Sequence[str]) -> None:
        """Fetch updates of these ``kinds`` for ``application``."""
        self._application = application
        self._kinds = kinds

    async def open(self) -> None:
        """Begin to fetch, once Telegram can be reached; a webhook ends."""
        application = self._application

        def failed(error: TelegramError) -> None:
            application.create_task(application.process_error(update=None, error=error))

        assert application.updater is not None  # noqa: S101  only a bot that is built without one has none
        await application.updater.start_polling(
            timeout=timedelta(seconds=POLL_SECONDS),
            bootstrap_retries=-1,
            allowed_updates=self._kinds,
            drop_pending_updates=False,
            error_callback=failed,
        )

    async def watch(self) -> None:
        """Wait until no more updates can come. Raises InvalidToken when the token is revoked.

        The library lets its task end without a word then, and the bot would go on, deaf.
        """
        polling = {task for task in asyncio.all_tasks() if task.get_name() == _TASK_NAME}
        done, _ = await asyncio.wait(polling)
        for task in done:
            task.result()

    async def close(self) -> None:
        """Stop fetching, and confirm to Telegram what has arrived, so that it does not come again."""
        updater = self._application.updater
        if updater is not None and updater.running:
            with suppress(TelegramError):
                await updater.stop()
