"""A Telegram of one's own: a strict Bot API server on loopback, for trying and testing bots without Telegram.

::

    async with LocalTelegram() as telegram:
        bot = telegram.server.add_bot("1:token", username="my_bot")
        reader = TestUser(telegram.server, bot, telegram.server.add_user("Ada", language_code="en"))
        ...  # start the bot with base_url = telegram.base_url
        reader.says("/start")
        reply = await reader.wait_for_reply()

Nothing here knows the bot of this project: it speaks the Bot API to whoever comes.
"""

from bot.local_telegram.clock import Clock, ManualClock, SystemClock
from bot.local_telegram.refusals import Refusal
from bot.local_telegram.send_rate import SendRate
from bot.local_telegram.server import LocalTelegram
from bot.local_telegram.server_state import Server
from bot.local_telegram.testing import TestUser, addresses, button_with, buttons, callback_data

__all__ = [
    "Clock",
    "LocalTelegram",
    "ManualClock",
    "Refusal",
    "SendRate",
    "Server",
    "SystemClock",
    "TestUser",
    "addresses",
    "button_with",
    "buttons",
    "callback_data",
]
