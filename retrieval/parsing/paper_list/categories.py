"""Headings above a line as categories: pictographs, numbers, links back and dates taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.parsing.bounds import MAX_CATEGORY, MAX_LEVELS
from retrieval.parsing.elements import without_numbering
from retrieval.parsing.paper_list.outline import Heading
from retrieval.parsing.venues import venue_tag
from retrieval.parsing.written_date import find_date, find_year, whole_date
from retrieval.text.cleaning import one_line

_PICTOGRAPHS = re.compile(
    r"[\u00a9\u00ae\u2190-\u21ff\u2300-\u23ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\ufe0f\u200d\u20e3\U0001f000-\U0001faff]+"
)
_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,40}:")
_EMPTY_BRACKETS = re.compile(r"[\[【(（]\s*[\]】)）]")
_COUNT = re.compile(r"[\[(（【]\s*+\d{1,6}\s*+(?:(?:papers?|篇)\s*+)?[\])）】]\s*+$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(（][^()（）]{0,60}[)）]")
_EDGES = " \t*_#|:：.-–—~·•"
_PERIOD = re.compile(
    r"(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s{1,2}\d{1,2}\s?(?:[-–—~]|to)\s?"
    r"(?:[a-z]{3,9}\.?\s)?\d{1,2}\s?[)）]?(?:\s?[-–—,]?\s?(?:19|20)\d\d)?",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"(?:added|updated?|week|month|year|week\s+of|papers?|in|of|on|添加|更新|新增|年|月|周|论文|[\s:：?？/-])*",
    re.IGNORECASE,
)
_CONTAINERS = re.compile(
    r"(?:the\s)?(?:(?:full|complete|all|awesome|selected|reading|recorded|must-read|related)\s)*(?:papers?|publications?|articles?|notes?|reading|literature)"
    r"(?:\s?(?:lists?|collections?|notes?|summaries))?|(?:list|collection)s?(?:\sof\spapers)?|index|content|main|contents?"
    r"|(?:已收录|所有|全部|相关|必读|录制完成的|阅读)*的?(?:论文|文章|文献|笔记)(?:列表|清单|合集|汇总|笔记|目录|索引)?|列表|正文|索引",
    re.IGNORECASE,
)
_APART = re.compile(
    r"(?:(?:latest|recent|what'?s|our|project|repo(?:sitory)?)\s)?(?:news|updates?|new|change\s?logs?|release\s?notes?|releases|history|milestones?|todos?|roadmap)"
    r"(?:\s?(?:&|and|/)\s?(?:news|updates?))?|table\sof\scontents?|toc|contents?|overview|outline|(?:how\sto\s)?(?:contribut(?:e|ing|ions?|ors?)|cite)(?:\s.*)?"
    r"|citations?|bibtex|licen[sc]es?|acknowledge?ments?|star\s?history|contact(?:\sus)?|sponsors?|support|disclaimer|installation|usage|quick\s?start|getting\sstarted"
    r"|新闻|动态|最新动态|更新|更新日志|最近更新|更新记录|目录.*|贡献(?:者|指南)?|如何贡献|引用|致谢|许可证?|协议|联系(?:我们|方式)|快速开始|安装|使用",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Above:
    """What the headings above a line say: categories, a date, a venue; ``apart`` if no papers are listed there."""

    categories: tuple[str, ...] = ()
    date: str = ""
    venue: str = ""
    apart: bool = False


def read_headings(headings: Sequence[Heading]) -> Above:
    """Read the ``headings`` above a line; the page's title, its first heading of level 1, is no category."""
    categories: list[str] = []
    date = venue = ""
    for place, heading in enumerate(headings):
        text = heading_text(heading)
        if not text or (heading.is_first and heading.level == 1):
            continue
        if _APART.fullmatch(text):
            if place == len(headings) - 1:
                return Above(apart=True)
            continue
        bare = _PERIOD.sub("", text).strip(f"{_EDGES}()（）") if _PERIOD.search(text) else text
        date = _date_of(text) or date
        if bare != text or _is_date(bare) or _CONTAINERS.fullmatch(bare):
            continue
        venue = venue_tag(text) or venue
        categories.append(one_line(text.replace("/", " "))[:MAX_CATEGORY])
    return Above(tuple(dict.fromkeys(categories))[:MAX_LEVELS], date, venue)


def heading_text(heading: Heading) -> str:
    """Return what a heading says, for people."""
    text = "".join(
        run.text for run in heading.runs if (not run.image and not run.link.startswith("#")) or _all_linked(heading)
    )
    text = _SHORTCODE.sub("", _PICTOGRAPHS.sub(" ", text))
    text = _COUNT.sub("", _EMPTY_BRACKETS.sub("", one_line(text)))
    text = text.strip(_EDGES)
    # the number in front of a year or a month is no numbering
    return text if find_date(text) or find_year(text) else without_numbering(text).strip(_EDGES)


def _all_linked(heading: Heading) -> bool:
    return all(run.link or not run.text.strip() for run in heading.runs)


def _is_date(text: str) -> bool:
    return bool(whole_date(text)) or (bool(find_date(text) or find_year(text)) and _is_only_date(text))


def _is_only_date(text: str) -> bool:
    text = _IN_BRACKETS.sub(" ", text)
    rest = re.sub(r"\d+|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", " ", text, flags=re.IGNORECASE)
    return _DATE_WORDS.fullmatch(rest) is not None


def _date_of(text: str) -> str:
    if found := find_date(text) if not venue_tag(text) else "":
        return found
    year = find_year(text)
    if not year or not (_is_only_date(text) or _PERIOD.search(text)):
        return ""
    month = re.search(r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", text, re.IGNORECASE)
    return (find_date(f"{month[1]} {year}") or year) if month else year
