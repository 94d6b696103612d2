"""What is kept: /privacy explains it, /mydata shows it, /forget deletes it."""

from __future__ import annotations

from telegram import Update

from bot.handlers.access import may_change_settings
from bot.handlers.service import Context, Service
from bot.messaging.replies import answer_button, put_in_place, reply
from bot.state.delivery_settings import DeliverySettings, choices_of
from bot.state.user_data import Kept, forget, kept
from bot.views.callback_data import Forget
from bot.views.privacy import KeptData, confirm_forgetting, my_data, privacy
from bot.views.welcome import notice


class Privacy:
    """Shows and forgets what is kept.

    In a private chat that is all of the reader and the chat; elsewhere what is kept of the chat, which is its
    administrators' affair.
    """

    def __init__(self, service: Service) -> None:
        """Work on the database of ``service``."""
        self._service = service

    async def explain(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Say what is kept (/privacy)."""
        if update.effective_message is not None:
            await reply(update.effective_message, privacy(self._service.texts(update)))

    async def show(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Show what is kept (/mydata)."""
        message, chat = update.effective_message, update.effective_chat
        if message is None or chat is None:
            return
        reader = _reader(update)
        shown = await self._service.database.run(
            lambda session: _shown(kept(session, chat.id, reader), choices_of(session, chat.id))
        )
        await reply(message, my_data(shown, self._service.texts(update), group=reader is None))

    async def ask(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Ask whether it is to be deleted (/forget)."""
        message, texts = update.effective_message, self._service.texts(update)
        if message is None:
            return
        if await may_change_settings(update):
            await reply(message, confirm_forgetting(texts, group=_reader(update) is None))
        else:
            await reply(message, notice("settings-admins", texts))

    async def decide(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Delete it, or leave it, by the button that was pressed."""
        query, chat, texts = update.callback_query, update.effective_chat, self._service.texts(update)
        wanted = Forget.read(query.data or "") if query is not None else None
        if query is None or wanted is None:
            return
        if chat is None:
            await answer_button(query, texts("button-stale"))
            return
        if not await may_change_settings(update):
            await answer_button(query, texts("settings-admins"))
            return
        await answer_button(query)
        if wanted.sure:
            reader = _reader(update)
            await self._service.database.run(lambda session: forget(session, chat.id, reader))
            self._service.memory.forget_chat(chat.id)
        await put_in_place(query, notice("forget-done" if wanted.sure else "forget-kept", texts))


def _reader(update: Update) -> int | None:
    """Return who is alone with the bot: what is kept of a reader is not shown to a group."""
    chat, user = update.effective_chat, update.effective_user
    return user.id if chat is not None and user is not None and chat.type == chat.PRIVATE else None


def _shown(found: Kept, choices: DeliverySettings) -> KeptData | None:
    if found.chat is None and not found.ratings and not found.elsewhere:
        return None
    return KeptData(
        found.chat.language if found.chat else None,
        found.chat.cadence if found.chat else "",
        [(row.kind, row.value) for row in found.subscriptions],
        found.announcements,
        [(row.verdict > 0, row.question) for row in found.ratings],
        choices if found.chat else None,
        found.elsewhere,
    )
