"""Replies: what a view made is sent as a new message, as a reply, or in place of an old one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from telegram import (
    Bot,
    CallbackQuery,
    Chat,
    ReplyParameters,
)
from telegram import Message as TelegramMessage
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.messaging.markup import NO_PREVIEW, send_with_fallback
from bot.messaging.telegram_errors import refusal_of
from bot.views import Message

TYPING_SECONDS = 4.0
"""Telegram shows "typing" for five seconds."""


async def reply(to: TelegramMessage, message: Message, *, about: int = 0) -> TelegramMessage:
    """Reply to a message, in its topic, or to the one with the id ``about`` instead. Return what was sent.

    If that one was deleted meanwhile, the reply does not point at it; where the group became a supergroup, it goes
    there.
    """
    pointing = ReplyParameters(about or to.message_id, allow_sending_without_reply=True)
    try:
        return await post(to.get_bot(), to.chat_id, message, thread_id=_topic(to), reply_to=pointing)
    except ChatMigrated as error:
        return await post(to.get_bot(), error.new_chat_id, message)


async def post(
    bot: Bot,
    chat_id: int,
    message: Message,
    *,
    thread_id: int | None = None,
    reply_to: ReplyParameters | None = None,
) -> TelegramMessage:
    """Send a message to a chat, or to a topic of it. Return what was sent."""
    return await send_with_fallback(
        message,
        lambda form: bot.send_message(
            chat_id,
            form.text,
            parse_mode=form.parse_mode,
            link_preview_options=NO_PREVIEW,
            reply_parameters=reply_to,
            reply_markup=form.markup,
            message_thread_id=thread_id,
        ),
    )


async def change(sent: TelegramMessage, message: Message) -> None:
    """Show a message in place of one that the bot sent; if that one is gone, nothing happens."""
    await _edited(sent.edit_text, message)


async def put_in_place(query: CallbackQuery, message: Message) -> None:
    """Show a message in place of the one whose button was pressed; if that one is gone, as a new one."""
    shown = query.message
    if shown is None:
        return
    if shown.is_accessible and await _edited(query.edit_message_text, message):
        return
    thread_id = _topic(shown) if isinstance(shown, TelegramMessage) else None
    await post(query.get_bot(), shown.chat.id, message, thread_id=thread_id)


async def _edited(edit: Callable[..., Awaitable[object]], message: Message) -> bool:
    """Put a message in place of another by ``edit``; return whether that one then shows what it should."""
    try:
        await send_with_fallback(
            message,
            lambda form: edit(
                form.text,
                parse_mode=form.parse_mode,
                link_preview_options=NO_PREVIEW,
                reply_markup=form.markup,
            ),
        )
    except BadRequest as error:
        refusal = refusal_of(error)
        if refusal not in ("unchanged", "not_editable"):
            raise
        return refusal == "unchanged"
    return True


def _topic(message: TelegramMessage) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


async def answer_button(query: CallbackQuery, text: str = "", *, alert: bool = True) -> None:
    """Take the waiting sign off a pressed button, with a word, to be closed or in passing."""
    # a button pressed long ago can no longer be answered; what it asks for is done all the same
    with contextlib.suppress(BadRequest):
        await query.answer(text or None, show_alert=bool(text) and alert)


@contextlib.asynccontextmanager
async def typing(chat: Chat, thread_id: int | None = None) -> AsyncIterator[None]:
    """Show that the bot is typing for as long as the body runs; a failure to do so is no failure."""

    async def keep_on() -> None:
        with contextlib.suppress(TelegramError):
            while True:
                await chat.send_action(ChatAction.TYPING, message_thread_id=thread_id)
                await asyncio.sleep(TYPING_SECONDS)

    task = asyncio.create_task(keep_on())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
