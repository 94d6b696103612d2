"""The bot's administrators: /stats and /reindex. For everybody else there are no such commands."""

from __future__ import annotations

import asyncio
import logging

from telegram import Message as TelegramMessage

from bot.handlers.request import MessageRequest
from bot.handlers.service import Service
from bot.locales import Texts
from bot.messaging.replies import change
from bot.state.user_data import counts
from bot.views.administration import Figures, indexed, indexing, indexing_failed, statistics
from bot.views.welcome import notice
from retrieval import RefreshReport, RetrievalError

logger = logging.getLogger(__name__)

EDIT_SECONDS = 3.0
"""How often the progress is shown; edits count towards Telegram's limits."""


class Administrators:
    """Handlers of /stats and /reindex; at most one indexing runs at a time."""

    def __init__(self, service: Service) -> None:
        """Work with the library and the database of ``service``."""
        self._service = service
        self._indexing = False

    async def stats(self, request: MessageRequest) -> None:
        """Show the bot in numbers (/stats)."""
        found, usage = await self._service.database.run(counts), self._service.usage
        papers = await self._service.papers()
        figures = Figures(
            since=usage.since,
            readers=usage.readers,
            asking_chats=usage.chats,
            questions=usage.questions,
            abstentions=usage.abstentions,
            good=found.good,
            bad=found.bad,
            chats=found.chats,
            suspended=found.suspended,
            subscriptions=found.subscriptions,
            deliveries=found.deliveries,
            papers=len(papers),
            notes=sum(paper.has_note for paper in papers),
        )
        await request.reply(statistics(figures, request.texts))

    async def reindex(self, request: MessageRequest) -> None:
        """Bring the library up to date and show how far it is (/reindex)."""
        texts = request.texts
        if self._indexing:
            await request.reply(notice("reindex-busy", texts))
            return
        self._indexing = True
        try:
            sent = await request.reply(indexing("", 0, 0, texts))
        except BaseException:
            self._indexing = False
            raise
        # beside the chat's updates: it takes minutes with a large model
        request.context.application.create_task(self._reindex(sent, texts))

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
    """The progress of an indexing, reported by the thread that indexes and read by the event loop."""

    def __init__(self) -> None:
        self._latest: tuple[str, int, int] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        self._latest = (stage, done, total)

    def news(self) -> tuple[str, int, int] | None:
        latest, self._latest = self._latest, None
        return latest
