"""Deduplication of updates: each is taken up once, also after a restart, with the language that its chat chose.

An update is noted as taken up before it is worked on. Telegram is told that it arrived at about the same time, so what
``kill -9`` (or a power cut) leaves is this: what was answered is never answered again; what was being worked on gets no
answer, and neither does what was fetched and still waited for its turn; what was not fetched comes after the restart.
The other way round, noting it when it is done, would answer questions twice, and change settings twice. A reader whose
question was lost sees no answer and asks again; to keep the question we would have to store what readers write.

Inline queries are not noted: they are answered anew with every letter, and twice does no harm.
"""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session
from telegram import Update

from bot.handlers.service import Service
from bot.state.chats import chosen_language
from bot.state.updates import prune, take_up
from retrieval import Language

logger = logging.getLogger(__name__)

PRUNE_SECONDS = 3600.0


class UpdateDeduplicator:
    """Passes over updates that were taken up before, also before a restart."""

    def __init__(self, service: Service) -> None:
        """Note what was taken up in the database of ``service``."""
        self._service = service
        self._prune_at = 0.0

    async def take_up(self, update: object) -> bool:
        """Return whether an update is to be worked on; from then on the language of its chat is remembered.

        One transaction. Where the database fails the update counts as new: a reader is answered all the same.
        """
        if not isinstance(update, Update):
            return True
        now, passed = self._service.clock.now(), self._service.steady_clock.now()
        pruning = passed >= self._prune_at
        noted = update.inline_query is None
        user, chat = update.effective_user, update.effective_chat
        where = chat.id if chat else user.id if user else 0

        def work(session: Session) -> tuple[bool, Language | None]:
            if pruning:
                prune(session, now)
            if noted and not take_up(session, update.update_id, now):
                return False, None
            return True, chosen_language(session, where)

        found = await self._service.database.try_run(work)
        if found is None:
            return True
        if pruning:
            self._prune_at = passed + PRUNE_SECONDS
        new, language = found
        if not new:
            logger.info("update %d was taken up before the restart and is passed over", update.update_id)
            return False
        self._service.memory.languages[where] = language
        return True
