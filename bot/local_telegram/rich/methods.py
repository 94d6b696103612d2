"""The method that sends rich messages; :mod:`bot.local_telegram.messages` edits them."""

from __future__ import annotations

from bot.local_telegram.entities import FormattedText
from bot.local_telegram.objects import message_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.permissions import place_for
from bot.local_telegram.rich.buttons import check_buttons
from bot.local_telegram.rich.message import read_parameter, tell_of_cut
from bot.local_telegram.rich.source import Source
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Json, StoredMessage


def send_rich_message(server: Server, bot: Bot, parameters: Parameters) -> Json:
    """Send a document (``sendRichMessage``)."""
    source = Source(server, bot, parameters)
    rich = read_parameter(source)
    place = place_for(server, bot, parameters, "the rich message")
    check_buttons(place.chat, rich["blocks"])
    message = StoredMessage(
        0,
        place.chat,
        bot.account,
        0,
        FormattedText(),
        place.thread_id,
        place.reply_to,
        place.keyboard,
        place.markup,
        silent=parameters.flag("disable_notification"),
        rich=rich,
    )
    server.post(place.chat, bot.account, message, bot=bot)
    tell_of_cut(source, place.chat)
    return message_object(message, server.accounts)
