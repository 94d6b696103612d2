"""Methods that send photos and documents, alone and in albums, and change them; copying and forwarding."""

from __future__ import annotations

from dataclasses import replace

from bot.local_telegram import refusals
from bot.local_telegram.entities import FormattedText, utf16_length
from bot.local_telegram.files import Sent, take_media
from bot.local_telegram.markup import read_markup
from bot.local_telegram.messages import edited, own_message
from bot.local_telegram.objects import message_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import Access, ChatPlace, chat_for, message_named, place_for
from bot.local_telegram.refusals import bad_request
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Json, Media, StoredMessage
from bot.local_telegram.texts import formatted

MAX_CAPTION_UNITS = 1024
ALBUM_SIZES = range(2, 11)
_KINDS = frozenset({"photo", "document"})


def send_photo(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Send a photo (``sendPhoto``)."""
    return _send(server, bot, parameters, "photo")


def send_document(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Send a document (``sendDocument``)."""
    return _send(server, bot, parameters, "document")


def send_media_group(server: Server, bot: Bot, parameters: Parameters) -> list[Json]:
    """Send an album (``sendMediaGroup``)."""
    items = parameters.decoded("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if len(items) not in ALBUM_SIZES:
        raise bad_request("wrong number of messages in the media group")
    if any(item.get("type") != items[0].get("type") for item in items if isinstance(item, dict)):
        raise bad_request("documents can't be mixed with other media types")
    found = [_input_media(server, bot, parameters, item) for item in items]
    place = place_for(server, bot, parameters, f"{items[0]['type']}s")
    chat = place.chat
    album = f"album-{chat.id}-{chat.last_message_id + 1}"
    sent = [
        server.post(chat, bot.account, _message(bot, parameters, place, caption, replace(media, album=album)), bot=bot)
        for media, caption in found
    ]
    return [message_object(message, server.accounts) for message in sent]


def edit_message_caption(server: Server, bot: Bot, parameters: Parameters) -> Json | bool:
    """Change the caption of a photo or document (``editMessageCaption``)."""
    caption = _caption(server, parameters)
    keyboard, _ = read_markup(parameters)
    message = own_message(server, bot, parameters, keyboard)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    if (caption, keyboard) == (message.content, message.keyboard):
        raise refusals.NOT_MODIFIED
    message.content, message.keyboard = caption, keyboard
    return edited(server, bot, message)


def edit_message_media(server: Server, bot: Bot, parameters: Parameters) -> Json | bool:
    """Put another photo or document, or the first one, into a message (``editMessageMedia``)."""
    media, caption = _input_media(server, bot, parameters, parameters.decoded("media", "input media"))
    keyboard, _ = read_markup(parameters)
    message = own_message(server, bot, parameters, keyboard)
    if (media, caption, keyboard) == (message.media, message.content, message.keyboard):
        raise refusals.NOT_MODIFIED
    message.media, message.content, message.keyboard, message.rich = media, caption, keyboard, None
    return edited(server, bot, message)


def copy_message(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Send a message's content again, without saying where it is from (``copyMessage``)."""
    content = _caption(server, parameters) if parameters.text("caption") else None
    original = _original(server, bot, parameters, "message to copy not found")
    place = place_for(server, bot, parameters)
    copy = _message(bot, parameters, place, content or original.content, original.media)
    copy.rich = original.rich
    return {"message_id": server.post(place.chat, bot.account, copy, bot=bot).id}


def forward_message(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Send a message on, and say where it is from (``forwardMessage``)."""
    original = _original(server, bot, parameters, "message to forward not found")
    place = place_for(server, bot, parameters)
    forwarded = _message(bot, parameters, place, original.content, original.media)
    forwarded.forwarded, forwarded.rich = original, original.rich
    return message_object(server.post(place.chat, bot.account, forwarded, bot=bot), server.accounts)


def _send(server: Server, bot: Bot, parameters: Parameters, kind: str) -> Json:
    caption = _caption(server, parameters)
    media = take_media(server, bot, parameters, kind, Sent(kind, parameters.text(kind)))
    place = place_for(server, bot, parameters, f"{kind}s")
    message = _message(bot, parameters, place, caption, media)
    return message_object(server.post(place.chat, bot.account, message, bot=bot), server.accounts)


def _message(
    bot: Bot, parameters: Parameters, place: ChatPlace, content: FormattedText, media: Media | None
) -> StoredMessage:
    return StoredMessage(
        0,
        place.chat,
        bot.account,
        0,
        content,
        place.thread_id,
        place.reply_to,
        place.keyboard,
        place.markup,
        media=media,
        silent=parameters.flag("disable_notification"),
    )


def _caption(server: Server, parameters: Parameters) -> FormattedText:
    return _checked(
        formatted(
            parameters.text("caption"),
            parameters.text("parse_mode"),
            parameters.decoded("caption_entities", "entities"),
            server.accounts,
        )
    )


def _checked(caption: FormattedText) -> FormattedText:
    if utf16_length(caption.text) > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return caption


def _input_media(server: Server, bot: Bot, parameters: Parameters, item: object) -> tuple[Media, FormattedText]:
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if not isinstance(kind, str):
        raise bad_request("can't parse InputMedia: Can't find field \"type\"")
    if kind not in _KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
    if not item.get("media"):
        raise bad_request("can't parse InputMedia: media not found")
    caption = formatted(
        str(item.get("caption", "")), str(item.get("parse_mode", "")), item.get("caption_entities"), server.accounts
    )
    return take_media(server, bot, parameters, kind, Sent("media", str(item["media"]))), _checked(caption)


def _original(server: Server, bot: Bot, parameters: Parameters, missing: str) -> StoredMessage:
    place = Parameters({"chat_id": parameters.text("from_chat_id")})
    message = message_named(chat_for(server, bot, place, Access.READ), parameters.integer("message_id"))
    if message is None:
        raise bad_request(missing)
    if message.service:
        raise bad_request("the message can't be copied")
    return message
