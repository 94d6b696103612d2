"""The bot's administrators: /stats and /reindex. For everybody else there are no such commands."""

from __future__ import annotations

import asyncio
import logging

from telegram import Message as TelegramMessage
from telegram import Update

from bot.handlers.service import Context, Service
from bot.locales import Texts
from bot.messaging.replies import change, reply
from bot.state.user_data import counts
from bot.views.administration import Figures, indexed, indexing, indexing_failed, statistics
from bot.views.welcome import notice
from retrieval import RefreshReport, RetrievalError

logger = logging.getLogger(__name__)

EDIT_SECONDS = 3.0
"""How often the progress is shown; edits count towards what Telegram bears."""


class Administrators:
    """Shows figures and indexes anew."""

    def __init__(self, service: Service) -> None:
        """Work with the library and the database of ``service``."""
        self._service = service
        self._indexing = False

    async def stats(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Show the bot in numbers (/stats)."""
        if update.effective_message is None:
            return
        found, tally = await self._service.database.run(counts), self._service.tally
        papers = await self._service.papers()
        figures = Figures(
            since=tally.since,
            readers=tally.readers,
            asking_chats=tally.chats,
            questions=tally.questions,
            abstentions=tally.abstentions,
            good=found.good,
            bad=found.bad,
            chats=found.chats,
            suspended=found.suspended,
            subscriptions=found.subscriptions,
            deliveries=found.deliveries,
            papers=len(papers),
            notes=sum(paper.has_note for paper in papers),
        )
        await reply(update.effective_message, statistics(figures, self._service.texts(update)))

    async def reindex(self, update: Update, context: Context) -> None:
        """Bring the library up to date and show how far it is (/reindex)."""
        message, texts = update.effective_message, self._service.texts(update)
        if message is None:
            return
        if self._indexing:
            await reply(message, notice("reindex-busy", texts))
            return
        self._indexing = True
        try:
            sent = await reply(message, indexing("", 0, 0, texts))
        except BaseException:
            self._indexing = False
            raise
        # beside the chat's updates: it takes minutes with a large model
        context.application.create_task(self._reindex(sent, texts))

    async def _reindex(self, sent: TelegramMessage, texts: Texts) -> None:
        progress = _Progress()
        try:
            task = asyncio.create_task(asyncio.to_thread(self._service.library.refresh, progress))
            while not task.done():
                await asyncio.wait({task}, timeout=EDIT_SECONDS)
                if not task.done() and (news := progress.news()) is not None:
                    await change(sent, indexing(*news, texts))
            try:
                report: RefreshReport = await task
            except RetrievalError as error:
                logger.warning("the library could not be refreshed: %s", error)
                await change(sent, indexing_failed(str(error), texts))
            else:
                await change(sent, indexed(report, texts))
        finally:
            self._indexing = False


class _Progress:
    """Takes the progress from the thread that indexes."""

    def __init__(self) -> None:
        self._latest: tuple[str, int, int] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._latest = (stage, done, total)

    def news(self) -> tuple[str, int, int] | None:
        latest, self._latest = self._latest, None
        return latest
