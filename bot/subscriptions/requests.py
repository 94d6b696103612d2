"""Requests in plain words: ``订阅强化学习``, ``stop sending me rl papers``. What is not clearly one stays a question.

Only a whole message can be a request: one line, begun by what asks for it, and by nothing that asks about subscribing
(``订阅怎么取消``, ``how does publish/subscribe work``). What is wished for is returned as the reader wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from bot.subscriptions.addresses import addresses

MAX_CHARACTERS = 160
EVERYTHING = "全部"
"""What is wished for when it is all papers, in whichever language that was said."""

_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for an address."""
_ZH_PLEASE = r"(?:(?:请|麻烦|拜托|那就?|我想要|我想|我要|我打算|想要|想|帮我|帮忙|给我|替我|为我|你)[ ，,]*)*"
_EN_PLEASE = (
    r"(?:(?:please|pls|plz|kindly|hey|hi|ok|okay|and|i'?d like (?:you )?to|i would like (?:you )?to|i want (?:you )?to|"
    r"i wanna|let'?s|could you|can you|would you|will you)[ ,]+)*"
)
_NEW_PAPERS = r"(?:新论文|新文章|新笔记|新的论文|新的文章|论文|文章|笔记)"
_TELL_ME = r"(?:通知|告诉|提醒|推送给|推给|发给|叫)我?(?:一声|一下)?"

_ZH_SUBSCRIBE = (
    rf"{_ZH_PLEASE}(?:订阅|訂閱)(?:一下|下)?[ :：]*(?P<what>.*)",
    rf"{_ZH_PLEASE}(?:关注|跟踪|追踪|追)一下[ :：]*(?P<what>.+)",
    rf"{_ZH_PLEASE}(?:关注|跟踪|追踪)[ :：]*(?P<what>{_MARK})",
    r"(?:请|麻烦|帮我|给我|我想|我要)+(?:关注|跟踪|追踪)[ :：]*(?P<what>.+)",
    rf"{_ZH_PLEASE}(?:如果|要是|以后|今后|一旦)?(?:有|出|来)了?(?:任何|什么)?(?:新的?)?(?P<what>.*?)的?{_NEW_PAPERS}"
    rf"(?:了|的时候|时|发布|出来|更新)*[ ，,]*(?:就|请|都|马上|及时|立刻|记得|也)*{_TELL_ME}",
    rf"{_ZH_PLEASE}(?:以后|今后|每天|每周|每日|定期|持续)+(?:都|再|请)*(?:给我|向我)(?:推送|发送|发|推)(?P<what>.+)",
    rf"{_ZH_PLEASE}(?:给我|向我)?推送(?P<what>.+?)的?(?:新论文|新文章|新笔记|新的论文|论文)(?:给我)?",
    rf"{_ZH_PLEASE}(?:通知|提醒)我?(?:关于|有关)?(?P<what>.*?)的?(?:新论文|新文章|新笔记|新的论文)",
)
_ZH_STOP = r"(?:别|不要|不用|停止|不必|不想|甭)"
_ZH_UNSUBSCRIBE = (
    rf"{_ZH_PLEASE}(?:(?:取消|不再|不想|不|停止)订阅|取消关注|退订|取消訂閱)(?:一下|了|掉)?[ :：]*(?P<what>.*)",
    rf"{_ZH_PLEASE}(?:取消|退掉|停掉|停止|关掉|删掉|删除)(?:对|掉)?(?P<what>.+?)的?(?:订阅|推送|通知|提醒)",
    rf"{_ZH_PLEASE}把(?P<what>.+?)的?(?:订阅|推送|通知|提醒)(?:都|全)?(?:取消|退|停|关|删)(?:掉|了|除)*",
    rf"{_ZH_PLEASE}{_ZH_STOP}(?:再|继续)+(?:给我|向我)?(?:发送|推送|通知|提醒|告诉|关注|发|推)我?(?:关于|有关)?(?P<what>.+)",
    rf"{_ZH_PLEASE}{_ZH_STOP}(?:给我|向我)(?:发送|推送|发|推)(?:关于|有关)?(?P<what>.+)",
    rf"{_ZH_PLEASE}{_ZH_STOP}(?:推送|发送|通知我?|提醒我?)(?:关于|有关)?(?P<what>.+)",
    rf"{_ZH_PLEASE}(?:不想|不愿|不要)再?(?:收到|看到|接收)(?:关于|有关)?(?P<what>.+)",
)
_ABOUT = r"(?:about|of|on|regarding|for)"
_PAPERS = r"(?:papers?|notes?|work|research|stuff|announcements?|notifications?|alerts?|updates?|news|articles?)"
_EN_ASIDE = (
    r"(?:and|or|publish\w*|pub|button|features?|commands?|patterns?|model|mechanism|semantics|apis?|systems?|services?|"
    r"requests?|works?|[-/])(?![a-z])"
)
"""How what follows a bare "subscribe" begins when it names the mechanism."""
_EN_SUBSCRIBE = (
    rf"{_EN_PLEASE}(?:follow|track)(?P<what> {_MARK})",
    rf"{_EN_PLEASE}(?:subscribe|sign)(?: me)?(?: up)?(?: to| for)(?P<what> .+)",
    rf"{_EN_PLEASE}subscribe(?: me)?(?P<what>| (?!{_EN_ASIDE})[^ ]+(?: [^ ]+){{0,2}})",
    rf"{_EN_PLEASE}(?:notify|alert|ping|message|inform)(?: me| us) {_ABOUT}(?P<what> .+)",
    rf"{_EN_PLEASE}keep (?:me|us) (?:posted|updated|informed|up to date) {_ABOUT}(?P<what> .+)",
    rf"{_EN_PLEASE}(?:notify|alert|ping|message|inform|tell)(?: me| us)(?: when| whenever| if| once| as soon as)"
    rf"(?P<what> .*\bnew\b.*\b(?:papers?|notes?|work)\b.*)",
    rf"{_EN_PLEASE}let (?:me|us) know(?: when| whenever| if| once| as soon as| about)"
    rf"(?P<what> .*\bnew\b.*\b(?:papers?|notes?|work)\b.*)",
    rf"{_EN_PLEASE}(?:notify|alert|ping|message|inform|tell)(?: me| us)(?: when| whenever| if| once| as soon as)"
    rf"(?P<what> .*\b(?:papers?|notes?)\b.*) (?:comes? out|appears?|arrives?|(?:is|are|gets?) added|shows? up|drops?)",
    rf"{_EN_PLEASE}send(?: me| us)(?: all| every| any| the)*(?: new| future| upcoming)"
    r"(?P<what> (?:.*\b)?(?:papers?|notes?|work)\b.*)",
    r"i(?:'d like| would like| want) to (?:follow|track)(?P<what> .+)",
)
_EN_STOP = r"(?:stop|quit|cease|do not|don'?t|never)(?: ever)?"
_EN_UNSUBSCRIBE = (
    rf"{_EN_PLEASE}unsubscribe(?: me)?(?: from)?(?P<what>| .+)",
    rf"{_EN_PLEASE}{_EN_STOP} (?:send|show)(?:ing)?(?: me| us)(?P<what> .+)",
    rf"{_EN_PLEASE}{_EN_STOP} (?:notify|alert|ping|messag|message|bother|tell|inform)(?:ing)?(?: me| us) "
    r"(?:about|of|with|on|regarding)(?P<what> .+)",
    rf"{_EN_PLEASE}(?:stop|cancel|end|mute|drop|remove)(?: the| my| all)?(?P<what> .+) "
    r"(?:notifications?|alerts?|announcements?|subscriptions?)",
    rf"{_EN_PLEASE}(?:cancel|end|remove) my subscriptions? (?:to|for)(?P<what> .+)",
    rf"{_EN_PLEASE}(?:no|not any) more(?P<what> .+) (?:papers?|announcements?|notifications?|alerts?|updates?|news)",
    r"i (?:do not|don'?t) want (?:to (?:get|receive|see|hear about)|any more|any)(?P<what> .+) "
    r"(?:papers?|announcements?|notifications?|alerts?|updates?)",
)

_THANKS = re.compile(
    r"(?:[ ，,。.!！~～]|吧|哦|噢|啊|啦|哈|谢谢|多谢|谢了|拜托|\b(?:please|pls|plz|thanks|thank you|thx|ty)\b)+$",
    re.IGNORECASE,
)
_POLITE_ZH = re.compile(r"(?:能不能|可不可以|能否|可以|可否|能)(?=(?:请|麻烦)?(?:帮我|给我|替我|有))")
_POLITE_EN = re.compile(r"(?:could|can|would|will) you\b", re.IGNORECASE)
_ASKS_ZH = re.compile(r"(?:吗|呢|么|什么|多少|如何|怎么办|怎么弄|怎么做|怎么样|哪里|哪儿|意思|区别|原理)$")
_ABOUT_SUBSCRIBING = re.compile(
    r"(?:发布|推送|功能|模式|模型[是有]|是|的|怎|如何|为什么|制|号|者|列表|之后|以后|了|和|与|或|跟|没|失败|成功|可以|需要|要|"
    r"多少|哪|什么|消息|内容|服务|方式|频率|通知|一个|太|很|吗|呢|收?费|系统(?!方向|性能)|机制(?!可解释|设计)|量(?!化|子)|"
    r"后(?!训练)|有(?!监督|限)|不(?!确定|变|平衡)|会(?!议)|能(?!耗|效)|支持(?!向量)|操作(?!系统)|时间(?!序列)|几(?!何)|在(?!线)|"
    r"[-/]|(?:is|are|was|does|do|did|vs|versus|how|what|why|where|when|which|who)\b)",
    re.IGNORECASE,
)
"""How what follows "subscribe" begins when the message is about subscribing itself."""
_COUNTED = re.compile(r"^(?:\d+|[一二两三四五六七八九十几]+) ?[篇个]|^(?:a few|some|\d+) ", re.IGNORECASE)
"""A number of papers is asked for now, not from now on."""

_HEAD = re.compile(
    r"^(?:关于|有关|对于?|所有的?|全部的?|任何"
    r"|(?:there(?:'s| is| are)|a|an|any|all|some|every|the|new|future|more|about|on|of)\b"
    rf"|{_PAPERS} (?:on|about|of|regarding|from|in)\b)[ ]*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?:这个|这一|这)?(?:方面|领域|方向|相关|分类|类别|主题|话题)?的?(?:最新|新)?的?"
    r"(?:论文|文章|笔记|消息|通知|推送|更新|东西|内容|动态)|(?:这个|这一)?(?:方面|相关|分类|类别|主题|话题)的?|[了的啦吧]"
    rf"|\b{_PAPERS}|\b(?:any ?more|again|any longer|category|topic|to me|for me|from now on|in the future|"
    r"comes? out|appears?|arrives?|(?:is|are|gets?) (?:added|published|out)|shows? up|drops?|please))$",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?:全部|所有|一切|全都|都|任何|everything|all|anything|all of (?:it|them)|(?:all )?(?:my )?subscriptions?|me|"
    r"新的?|最新的?|new)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:订阅|訂閱|退订|取消关注|subscribe)$", re.IGNORECASE)
"""Ends of messages that ask for nothing in particular; ``有新论文就告诉我`` asks for all of them."""
_QUOTES = "“”\"'‘’《》「」『』 ，,、：:;；"


@dataclass(frozen=True, slots=True)
class SubscriptionRequest:
    """To subscribe to ``what`` or to hear no more of it; empty where nothing was named."""

    action: Literal["subscribe", "unsubscribe"]
    what: str


def read_request(text: str) -> SubscriptionRequest | None:
    """Read a message that asks to subscribe or unsubscribe; None for any other."""
    text, written = _masked(text.strip())
    if len(text) > MAX_CHARACTERS or "\n" in text:
        return None
    request = _read(text)
    return request and replace(request, what=_unmasked(request.what, written))


def _read(text: str) -> SubscriptionRequest | None:
    asks = text.endswith(("?", "？"))
    text = text.rstrip("?？ ")
    if match := _POLITE_ZH.match(text):
        text = text[match.end() :].rstrip("吗么嘛")
    elif asks and not _POLITE_EN.match(text):
        return None
    text = _THANKS.sub("", text)
    for pattern in _UNSUBSCRIBE:
        if match := pattern.fullmatch(text):
            return _request("unsubscribe", match["what"], text)
    for pattern in _SUBSCRIBE:
        if match := pattern.fullmatch(text):
            return _request("subscribe", match["what"], text)
    return None


def _masked(text: str) -> tuple[str, list[str]]:
    """Put a mark in place of every address, whose words and signs say nothing of what is wished for."""
    text, written = text.replace(_MARK, ""), addresses(text.replace(_MARK, ""))
    parts, end = [], 0
    for one in written:
        parts += [text[end : one.start], _MARK]
        end = one.end
    return "".join((*parts, text[end:])), [one.text for one in written]


def _unmasked(text: str, written: list[str]) -> str:
    parts = text.split(_MARK)
    return "".join(part + address for part, address in zip(parts, (*written[: len(parts) - 1], ""), strict=True))


def _request(action: Literal["subscribe", "unsubscribe"], written: str, text: str) -> SubscriptionRequest | None:
    what = written.strip(_QUOTES)
    # who names an address speaks of no mechanism, and asks for no number of papers
    if _MARK not in what and (_ABOUT_SUBSCRIBING.match(what) or _COUNTED.match(what)):
        return None
    if _ASKS_ZH.search(what):
        return None
    if re.search(r"[。！？!?]", what):
        return None
    named = _tidied(what)
    if (what or not _BARE.search(text)) and _ALL.fullmatch(named):
        return SubscriptionRequest(action, EVERYTHING)
    return SubscriptionRequest(action, named)


def _tidied(what: str) -> str:
    """Take off what is said around the thing itself: ``new papers on``, ``方面的新论文``."""
    before = None
    while before != what:
        before = what
        what = _TAIL.sub("", what).strip(_QUOTES)
        what = _HEAD.sub("", what).strip(_QUOTES)
    return what


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_SUBSCRIBE = _compiled((*_ZH_SUBSCRIBE, *_EN_SUBSCRIBE))
_UNSUBSCRIBE = _compiled((*_ZH_UNSUBSCRIBE, *_EN_UNSUBSCRIBE))
