"""The bot's membership of chats: blocked and unblocked, added to a group, a group that became a supergroup."""

from __future__ import annotations

import logging

from cachetools import LRUCache
from sqlalchemy.orm import Session
from telegram import ChatMember, ChatMemberRestricted, Update
from telegram.error import BadRequest, Forbidden

from bot.handlers.catching_up import CatchingUp
from bot.handlers.request import MessageRequest
from bot.handlers.service import Context, Service
from bot.messaging.replies import post
from bot.state.chats import move_chat, revive, suspend
from bot.state.user_data import move_ratings
from bot.views.welcome import group_greeting

logger = logging.getLogger(__name__)

GREET_AGAIN_SECONDS = 3600.0
"""Who adds and removes the bot over and over gets one greeting an hour."""
_PATIENCE_SECONDS = 30.0
"""Nobody waits for an answer here, and what is not kept now would be lost."""


class Membership:
    """Suspends, revives, moves and greets chats as the bot comes and goes."""

    def __init__(self, service: Service, catching_up: CatchingUp) -> None:
        """Keep it in the database of ``service``; who is back is offered by ``catching_up`` what it missed."""
        self._service = service
        self._catching_up = catching_up
        self._greeted: LRUCache[int, float] = LRUCache(10_000)

    async def changed(self, update: Update, context: Context) -> None:
        """Suspend a chat that threw the bot out, revive one that took it back, greet a group that is new."""
        change = update.my_chat_member
        if change is None:
            return
        chat, now = change.chat, self._service.clock.now()
        before, after = _present(change.old_chat_member), _present(change.new_chat_member)
        if before == after:
            return
        private = chat.type == chat.PRIVATE

        def keep(session: Session) -> bool:
            if after:
                return revive(session, chat.id)
            suspend(session, chat.id, "blocked" if private else "kicked", now)
            return False

        if await self._service.database.try_run(keep, patience=_PATIENCE_SECONDS):
            await self._catching_up.offer(context.bot, chat.id, self._service.texts(update))
        if after and chat.type in (chat.GROUP, chat.SUPERGROUP) and not self._greeted_lately(chat.id):
            await self._greet(update, context, chat.id)

    async def migrated(self, request: MessageRequest) -> None:
        """Take everything along into the supergroup that a group became; both tell of it, and once is enough."""
        message = request.message
        if message.migrate_to_chat_id:
            await self.move(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self.move(message.migrate_from_chat_id, message.chat_id)

    async def move(self, old: int, new: int) -> None:
        """Carry what belongs to the chat ``old`` over to ``new``."""
        self._greeted[new] = self._service.steady_clock.now()

        def carry(session: Session) -> None:
            move_chat(session, old, new)
            move_ratings(session, old, new)
            # some servers tell first that the bot left the old one
            revive(session, new)

        await self._service.database.try_run(carry, patience=_PATIENCE_SECONDS)
        self._service.memory.move_chat(old, new)

    def _greeted_lately(self, chat_id: int) -> bool:
        greeted = self._greeted.get(chat_id)
        return greeted is not None and self._service.steady_clock.now() - greeted < GREET_AGAIN_SECONDS

    async def _greet(self, update: Update, context: Context, chat_id: int) -> None:
        self._greeted[chat_id] = self._service.steady_clock.now()
        papers = len(await self._service.papers())
        message = group_greeting(papers, context.bot.username, self._service.texts(update))
        try:
            await post(context.bot, chat_id, message)
        except (BadRequest, Forbidden) as error:
            logger.info("a group that the bot was added to lets it say nothing: %s", error)


def _present(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)
