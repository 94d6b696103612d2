"""Stored data of readers and chats: /privacy explains it, /mydata shows it, /forget deletes it.

In a private chat that is all of the reader and the chat; elsewhere what is kept of the chat, which is its
administrators' affair.
"""

from __future__ import annotations

from telegram import Update

from bot.handlers.chat_targets import may_change_settings
from bot.handlers.request import ButtonRequest, MessageRequest
from bot.state.delivery_settings import DeliverySettings, choices_of
from bot.state.user_data import Kept, forget, kept
from bot.views.callback_data import Forget
from bot.views.privacy import KeptData, confirm_forgetting, my_data, privacy
from bot.views.welcome import notice


async def explain_privacy(request: MessageRequest) -> None:
    """Say what is kept (/privacy)."""
    await request.reply(privacy(request.texts))


async def show_data(request: MessageRequest) -> None:
    """Show what is kept (/mydata)."""
    chat_id, reader = request.message.chat_id, _reader(request.update)
    shown = await request.service.database.run(
        lambda session: _shown(kept(session, chat_id, reader), choices_of(session, chat_id))
    )
    await request.reply(my_data(shown, request.texts, group=reader is None))


async def confirm_forget(request: MessageRequest) -> None:
    """Ask whether it is to be deleted (/forget)."""
    if await may_change_settings(request.update):
        await request.reply(confirm_forgetting(request.texts, group=_reader(request.update) is None))
    else:
        await request.reply(notice("settings-admins", request.texts))


async def forget_or_keep(request: ButtonRequest[Forget]) -> None:
    """Delete it, or leave it, by the button that was pressed."""
    chat, service, texts = request.update.effective_chat, request.service, request.texts
    if chat is None:
        await request.answer_stale()
        return
    if not await may_change_settings(request.update):
        await request.answer(texts("settings-admins"))
        return
    await request.answer()
    if request.data.sure:
        reader = _reader(request.update)
        await service.database.run(lambda session: forget(session, chat.id, reader))
        service.memory.forget_chat(chat.id)
    await request.put_in_place(notice("forget-done" if request.data.sure else "forget-kept", texts))


def _reader(update: Update) -> int | None:
    """Return who is alone with the bot: what is kept of a reader is not shown to a group."""
    chat, user = update.effective_chat, update.effective_user
    return user.id if chat is not None and user is not None and chat.type == chat.PRIVATE else None


def _shown(found: Kept, settings: DeliverySettings) -> KeptData | None:
    if found.chat is None and not found.ratings and not found.elsewhere:
        return None
    return KeptData(
        found.chat.language if found.chat else None,
        found.chat.cadence if found.chat else "",
        [(row.kind, row.value) for row in found.subscriptions],
        found.announcements,
        [(row.verdict > 0, row.question) for row in found.ratings],
        settings if found.chat else None,
        found.elsewhere,
    )
