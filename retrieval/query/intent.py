"""Intent by wording, in Chinese and English: what asks for a list, and what is mere politeness."""

from __future__ import annotations

import re
from typing import Literal

_ASKS_FOR_SET = re.compile(
    r"有哪些|有哪几篇|哪几篇|有啥|有些什么|有什么|收(?:录)?了?(?:什么|哪些|哪几|啥|几)|都有|列表|清单|列出|列一下|罗列|目录|"
    r"想看|想读|想找|推荐|找一?下|找几|找找|来几|占多少|有吗|有么|有没|呢[?？]?$|"
    r"分类|类别|类目|栏目|方向|方面|相关|领域|几篇|多少篇|一共|总共|全部|所有|都发|发我|发给我|给我看|看看|有没有|有无|最新|最近|新增|更新|"
    r"(?:论文|文章|笔记|paper|papers|notes?)(?=$|[^a-z])|汇总|合集|"
    r"\blist\b|\beverything\b|\ball\b|\bhow many\b|\bcount\b|\bcategory\b|\bsection\b|\btopic\b|\bfolder\b|\btagged\b|"
    r"\bwhat(?:'s| is| are)? (?:there|new|in)\b|\bwhat (?:do|have) (?:you|we|u)\b|\banything\b|\bnewest\b|\blatest\b|"
    r"\bpapers\b|\bnotes\b|\barticles\b|\bposts\b|\bpublications\b|\breadings?\b|\bshow (?:me )?(?:all|the)\b|"
    r"\bbrowse\b"
)
"""Wording that asks for a set of papers."""

_ASKS_FOR_ONE = re.compile(
    r"(?<!哪)那篇|这篇|哪一?篇|原文|原论文|第一篇|"
    r"\b(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have) (?:it|they)\b|"
    r"(?:^|[,.?!])(?>[^,.?!]*?\bthe\b)[^,.?!]*\bpaper\b|"
    r"\bwhich paper\b|\bwhat paper\b|\bthat paper\b|\bthis paper\b|\ba paper\b|\bfirst paper\b"
)
"""Wording that asks for one paper, which is searched for, or asks something of it."""

_ASKS_FOR_TOPICS = re.compile(
    r"(?:哪些|什么|啥|几个|多少|所有|全部|列|看看|你们的|这里的)[^，。]{0,6}(?:分类|类别|类目|主题|话题|栏目|方向|领域|板块)|"
    r"(?:分类|类别|类目|主题|话题|栏目|方向|领域|板块)(?:列表|目录|清单|有哪些|有什么|一览)|^(?:分类|类别|目录|主题)$|"
    r"\b(?:what|which|list|show|all|your|the)\b[^,.]{0,16}\b(?:categories|topics|sections|subjects|areas|fields)\b|"
    r"^(?:categories|topics)$"
)
"""Wording that asks for the categories themselves, if nothing else is left."""

_OLDEST = re.compile(
    r"第一篇|最早|首篇|最先|开山|\bfirst (?:paper|work)\b|\bearliest\b|\bseminal\b|"
    r"\boriginally (?:proposed|introduced)\b"
)
_NEWEST = re.compile(r"最新|最近的|\b(?:latest|newest|most recent)\b")
"""Wording that prefers the older or the newer of papers that answer alike."""

_PAPERS_ZH = r"(?:论文|文章|笔记|工作|文献)"
_TELLING_ZH = r"(?:讲|讨论|介绍|提|研究|分析|关于|涉及|谈|探讨|说|写)(?:过|了|到|及|的是)?"
_REQUEST_ZH = (
    r"请问|帮我|麻烦|我?想(?:要|找|看看?|读|了解|知道|问)(?:一?下)?|给我|推荐(?:一下|几篇)|找(?:一下|几篇)|查一下|"
    rf"(?:里面?|这里)?(?:有没有|有无|有|哪些|哪几篇|哪一?篇|什么|几篇|那篇|那些){_PAPERS_ZH}?(?:里面?|中)?(?:是|有)?{_TELLING_ZH}|"
    rf"有没有|有无|哪些{_PAPERS_ZH}|哪一?篇{_PAPERS_ZH}?|什么{_PAPERS_ZH}|{_PAPERS_ZH}(?:里面?|中)|关于|有关"
)
_REQUEST_EN = (
    r"please|can you|could you|do you (?:have|know)|are there|is there|have you got|tell me(?: more)?(?: about)?|"
    r"i(?:'m| am| was)? ?(?:looking for|interested in|trying to find)|looking for|i need|i want|"
    r"i(?:'d| would)? ?(?:like|want) to (?:read|know|learn|see)(?: more)?(?: about)?|"
    r"(?:show|find|give|recommend)(?: me)?|anything|any|some|which|what|papers?|notes?|articles?|works?|"
    r"(?:that|which|who)? ?(?:talks?|discuss(?:es)?|mentions?|covers?|deals? with|describes?|introduced?s?|"
    r"proposed?s?|wrote)(?: about)?|about|on|regarding|concerning|related to|there|in here|here|you have"
)
_REQUEST = re.compile(rf"(?:{_REQUEST_ZH}|(?:{_REQUEST_EN})(?= |$))[\s,，、:：]*", re.IGNORECASE)
"""Wording that only introduces what is asked for, piece by piece from the beginning."""
_REQUEST_ENDS = re.compile(
    r"(?:(?<!\s)\s++)?(?=\w)(?:的?(?:相关)?(?:论文|文章|笔记|工作|文献|资料|内容)?"
    r"(?:有吗|有没有|有哪些|给我|发我|推荐一下|推荐几篇|看看|呢|吗|啊|呀)?|相关的?|方面的?)[?？。.!！\s]*+$|"
    r"(?<![?？。.!！\s])[?？。.!！\s]++$"
)

_ASKS_FOR_ALL = re.compile(
    r"(?:所有|全部|一共|总共|多少|几)[^，。]{0,8}(?:论文|文章|笔记|篇)|列出(?:论文|文章|笔记)|(?:全|都)[^，。]{0,4}列(?:出|一)|"
    r"\b(?:full|whole|complete|entire) list\b|\b(?:list|show)(?: me)? (?:everything|all)\b|"
    r"\b(?:all|every|list|how many)\b[^,.]{0,24}\b(?:papers?|notes?|articles?|posts?)\b"
)
"""Wording that asks for everything there is, if nothing narrows it."""
_PAPERS = re.compile(r"论文|文章|笔记|\b(?:papers|notes|articles|posts)\b")
"""Papers, of which any set is all of them if nothing narrows it."""

_AROUND_ZH = (
    "能不能|可不可以|可以|麻烦|帮我|帮忙|请问|请|谢谢|劳驾|你们这儿|你们|你这里|你这儿|你|您|我想要|我想|我要|我|想看|想要|"
    "想读|想找|想|给我|给|发给|发|看看|看一下|看|找一下|找找|找|搜一下|搜|查一下|查|推荐一下|推荐|介绍|列一下|列出来|列出|罗列|列|"
    "有没有|有无|有哪些|有哪几篇|哪几篇|哪些|有些什么|有什么|有啥|有|没有|什么|啥|都|收录|收的|收|录|放|存|写|读|"
    "几篇|多少篇|几个|多少个|多少|一共|总共|共|全部|所有|全|每一篇|整理|汇总|合集|列表|清单|目录|数一下|数|"
    "关于|有关|相关|涉及|讲到|讲的|讲|谈|做|属于|归在|归类|归|方面|方向|领域|那块|这块|那边|主题|话题|大类|小类|分类|类别|类目|类型|类|栏目|"
    "标签|板块|部分|下面|底下|里面|里头|里|中|上|下|内|之|论文|文章|笔记|文献|工作|资料|内容|东西|篇|发表|刊登|发在|发|在|于|"
    "这一类|那一类|这|那|被|由|接收|录用|录取|中了|会议|顶会|期刊|论坛|大会|年会|年|库里|库|这里|这儿|这个|这些|那些|站上|站里|网站|本站|"
    "想要看|来几篇|占|有吗|最新|最近|新增|新加|新的|上新|更新|新|出来|一下|现在|目前|已经|到底|具体|全都|还|呢|吗|么|吧|嘛|呀|啊|哦|的|了|着|过|是|和|与|及|"
    "以及|或者|或|跟|、|还有|把|要|会|能|一|下|些|个|来|去|出|点|请教|各位|大家|hi|你好|您好|哪"
)
_AROUND_EN = (
    "which|what|whats|what's|is|are|was|were|be|been|there|here|in|the|a|an|any|anything|all|every|everything|each|list|"
    "lists|listing|show|give|send|tell|find|get|fetch|browse|me|us|my|our|your|paper|papers|note|notes|article|articles|"
    "post|posts|reading|readings|publication|publications|work|works|stuff|entry|entries|item|items|summaries|"
    "you|u|we|cover|fields|areas|"
    "i|i'd|i'm|have|has|had|do|does|did|got|about|on|of|for|from|by|to|into|with|related|relating|regarding|concerning|"
    "covering|covered|cover|category|categories|section|topic|topics|subject|folder|area|field|directory|under|within|"
    "filed|grouped|listed|falling|placed|published|publish|accepted|appeared|presented|released|written|dated|at|how|many|much|count|number|total|tagged|tag|"
    "tags|label|labelled|please|pls|thanks|thank|hi|hello|hey|collection|library|site|database|archive|included|include|"
    "includes|contain|contains|contained|available|stored|indexed|can|could|would|will|like|want|need|see|read|know|"
    "exactly|complete|full|entire|whole|new|newest|latest|recent|recently|add|adds|added|top|out|up|that|this|those|these|it|and|"
    "or|as|so|now|conference|proceedings|venue|journal|year|years|month|kind|type|types|sort|let|looking|interested|"
    "deal|dealing|discuss|discussing|talk|talking|focus|focused|focusing|exist|exists|been|just|only|also|ones|one"
)
_AROUND = re.compile(
    r"(?<![一两二三四五六七八九十\d])[一两二三四五六七八九十\d]++\s*篇|"
    rf"(?:{'|'.join(sorted(_AROUND_ZH.split('|'), key=len, reverse=True))})|"
    rf"(?<![a-z0-9])(?:{'|'.join(sorted(map(re.escape, _AROUND_EN.split('|')), key=len, reverse=True))})(?![a-z0-9])"
)
_JOINS = re.compile(r"[和与及或跟的里上在]|还有|以及|\b(?:and|or|in|on|at|the|of|from|for|about)\b")
_CONTENT = re.compile(r"\w")


def asks_for_set(text: str) -> bool:
    """Return whether ``text`` (normalised) asks for a set of papers, not for one or for an explanation."""
    return bool(_ASKS_FOR_SET.search(text)) and not _ASKS_FOR_ONE.search(text)


def asks_for_all(text: str) -> bool:
    """Return whether ``text`` (normalised) asks for every paper there is, or for their number."""
    wished = _ASKS_FOR_ALL.search(text) or (_PAPERS.search(text) and _ASKS_FOR_SET.search(text))
    return bool(wished) and only_politeness(text) and not _ASKS_FOR_ONE.search(text)


def wanted_age(text: str) -> Literal["", "oldest", "newest"]:
    """Return whether ``text`` (normalised) prefers the first or the latest of the papers that answer it."""
    return "oldest" if _OLDEST.search(text) else "newest" if _NEWEST.search(text) else ""


def subject(text: str) -> str:
    """Return ``text`` without the words that only ask for papers on something; all of it if nothing else is there."""
    begin = 0
    while match := _REQUEST.match(text, begin):
        begin = match.end()
    bare = _REQUEST_ENDS.sub("", text[begin:])
    return bare if _CONTENT.search(bare) else text


def asks_for_topics(text: str) -> bool:
    """Return whether ``text`` (normalised) asks what categories there are."""
    return bool(_ASKS_FOR_TOPICS.search(text)) and only_politeness(text)


def only_joins(text: str) -> bool:
    """Return whether ``text``, from which the demands were cut, has nothing but words that join them."""
    return not _CONTENT.search(_JOINS.sub(" ", text))


def only_politeness(text: str) -> bool:
    """Return whether ``text``, from which the demands were cut, says nothing that would have to be searched for."""
    return not _CONTENT.search(_AROUND.sub(" ", text))
