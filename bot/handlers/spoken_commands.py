"""Commands in plain words: what a reader is subscribed to, what the bot knows of a reader."""

from __future__ import annotations

import re

from telegram import Message
from telegram.ext.filters import MessageFilter

from bot.handlers.privacy import show_data
from bot.handlers.question_text import own_question
from bot.handlers.request import MessageHandle
from bot.handlers.subscriptions import subscriptions_command
from retrieval import normalise

_SUBSCRIPTIONS = re.compile(
    r"^\W*+(?:(?:请问|看看|看一下|查看|列出|显示)?(?:一下)?我(?:现在|目前|都)*(?:的订阅(?:列表|内容|有哪些)?|订阅了?(?:什么|哪些|啥|多少)(?:论文|内容)?)|"
    r"(?:what|which (?:topics|papers|categories)) (?:am i|have i) subscribed(?: to)?|what do i (?:follow|subscribe to)|"
    r"(?:(?:show|list)(?: me)? )?my subscriptions)(?:呢|吗|啊| please)?\W*+$"
)
_DATA = re.compile(
    r"^\W*+(?:(?:show me |tell me )?what (?:(?:do|does) )?(?:you|the bot)(?: (?:already|currently))? "
    r"(?:know|keep|store|remember|saved?)(?: about| of)? me|"
    r"what data do you (?:have|keep|store)(?: (?:on|about|of) me)?|"
    r"(?:show(?: me)? )?my data|"
    r"你(?:都)?(?:知道|保存|存|记|记录|留)了?(?:关于)?我的?(?:什么|哪些|啥)(?:数据|信息|内容|资料)?|"
    r"(?:看看|查看|显示)?你(?:都)?(?:保存|存|记|记录)了?(?:什么|哪些|啥)关于我的?(?:数据|信息|内容|资料)?|"
    r"(?:查看)?我的数据)(?:呢|吗|啊| please)?\W*+$"
)


class _Spoken(MessageFilter):
    """Lets through messages that are a command in plain words."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        super().__init__()
        self._pattern = pattern

    def filter(self, message: Message) -> bool:
        """Return whether the words of a message, and no others, are the command."""
        return self._pattern.fullmatch(normalise(own_question(message).text)) is not None


SPOKEN_COMMANDS: tuple[tuple[MessageFilter, MessageHandle], ...] = (
    (_Spoken(_SUBSCRIPTIONS), subscriptions_command),
    (_Spoken(_DATA), show_data),
)
"""What lets a command in plain words through, and what it does."""
