"""Drafts: a message is shown while it is being written, in a private chat, until it comes or half a minute is over."""

from __future__ import annotations

from dataclasses import replace

from bot.local_telegram import refusals
from bot.local_telegram.entities import FormattedText, utf16_length
from bot.local_telegram.objects import chat_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, chat_for
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.rich.message import read_parameter, tell_of_cut
from bot.local_telegram.rich.source import Source
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Chat, Draft, Json
from bot.local_telegram.texts import MAX_TEXT_UNITS, formatted

DRAFT_SECONDS = 30
"""How long a draft is shown that nothing follows; every message ends it."""
_ID_MISSING = bad_request("draft_id must be non-zero")


def send_message_draft(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Show a message while it is being written, in a private chat only (``sendMessageDraft``)."""
    if not parameters.integer("draft_id"):
        raise _ID_MISSING
    entities = parameters.decoded("entities", "entities")
    content = formatted(parameters.text("text"), parameters.text("parse_mode"), entities, server.accounts)
    if utf16_length(content.text) > MAX_TEXT_UNITS:
        raise refusals.MESSAGE_TOO_LONG
    _show(server, bot, parameters, content)
    return True


def send_rich_message_draft(server: Server, bot: Bot, parameters: Parameters) -> bool:
    """Show a document while it is being written, in a private chat only (``sendRichMessageDraft``)."""
    if not parameters.integer("draft_id"):
        raise _ID_MISSING
    source = Source(server, bot, parameters, draft=True, uploads=False)
    rich = read_parameter(source)
    tell_of_cut(source, _show(server, bot, parameters, FormattedText(), rich))
    return True


def _show(server: Server, bot: Bot, parameters: Parameters, content: FormattedText, rich: Json | None = None) -> Chat:
    chat = chat_for(server, bot, parameters, Access.WRITE)
    if chat.type != "private":
        raise bad_request("message drafts can be sent to private chats only")
    chat.draft = Draft(
        parameters.integer("draft_id"),
        server.clock.now(),
        content,
        rich,
        parameters.integer("message_thread_id"),
        can_stop=parameters.flag("can_stop"),
        kept=parameters.flag("keep_on_stop"),
    )
    server.record("draft", chat, bot, chat.draft)
    return chat


def draft_in(server: Server, chat: Chat) -> Draft | None:
    """Return the draft that a chat shows now."""
    draft = chat.draft
    return draft if draft is not None and server.clock.now() - draft.date < DRAFT_SECONDS else None


def stop_draft(server: Server, bot: Bot, chat: Chat) -> None:
    """Let the reader end what the bot is writing, which is told of it. Raises LookupError where that cannot be done."""
    draft = draft_in(server, chat)
    if draft is None or not draft.can_stop:
        raise LookupError("the chat shows no draft that could be stopped")
    body: Json = {"chat": chat_object(chat), "draft_id": draft.id}
    if draft.thread_id:
        body["message_thread_id"] = draft.thread_id
    # what is kept stays as long as any draft, and cannot be stopped again
    chat.draft = replace(draft, can_stop=False) if draft.kept else None
    server.record("draft", chat, bot, chat.draft)
    server.tell(bot, "stopped_message_generation", body)
