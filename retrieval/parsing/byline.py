"""Byline of a note, all before its first section: a Chinese title, authors, addresses, links, and prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retrieval.parsing.elements import Element, without_numbering
from retrieval.parsing.person_names import has_email, names_in, names_institution
from retrieval.text.chinese import count_chinese, is_chinese_text
from retrieval.text.cleaning import one_line, same_title

_TITLE_LABEL = re.compile(r"^[\s\-*•]*(?:文章|论文|原文|中文)?(?:中文)?(?:标题|题目|题名)\s*[:：]\s*(?P<value>.*)$")
_CREDIT_LABEL = re.compile(
    r"^[\s\-*•]*(?P<label>(?:文章|论文|原文)?(?:标题与)?(?:通讯|共同|主要|第一)?作者(?:信息|列表|单位)?(?:\s*(?:[/、及与和&]|以及)\s*(?:所属|研究)?(?:机构|单位))?"
    r"|(?:所属|作者|研究)?(?:机构|单位)|Authors?(?:\s*(?:/|and|&)\s*(?:Affiliations?|Institutions?))?|Affiliations?|E-?mails?|邮箱|联系方式"
    r"|(?:代码|文章|论文|项目|原文|开源|官方|博客)?(?:链接|地址|主页|仓库|网址)|发表(?:于|会议|时间|信息|期刊)?|会议|期刊|发布时间|日期|来源|出处"
    r"|arXiv|DOI|URL|Links?|Code|Paper|Venue|Date)\s*(?:[:：]\s*(?P<value>.*)|$)",
    re.IGNORECASE,
)
_TITLE_AND_AUTHORS = re.compile(
    r"^[\s\-*•]*(?:文章|论文)?标题(?:与|和|、|/|及)作者(?:\s*[/、及与和&]\s*机构)?\s*[:：]?$"
)
_FOOTNOTE_OF_AUTHORS = re.compile(
    r"corresponding\s+author|contribut\w{1,20}+\s+equal|equal\s+contribut\w|work\s+(?:was\s+)?done\s+(?:at|while|during)"
    r"|通讯作者|同等贡献|共同第一作者",
    re.IGNORECASE,
)
_CONTRIBUTIONS = re.compile(r"贡献|摘要|概述|abstract|contribution|introduction|引言|简介", re.IGNORECASE)
_SENTENCE_MARK = re.compile(r"[。，；！？]")
_ENGLISH_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_MIN_CHINESE_PROSE = 12
_MIN_WORDS_OF_PROSE = 8
_LOWER_SHARE_OF_PROSE = 0.5
_MIN_CHINESE_TITLE = 4
_MAX_CREDIT = 5000
"""Characters of a line of authors; the longest real one, of 66 names with institutions, takes 2,000."""
_LINES_LOOKED_AT_WITHOUT_HEADING = 8


@dataclass(slots=True)
class Byline:
    """The data in the lines before the first section, and the pieces of the note without those lines."""

    title_zh: str = ""
    authors: tuple[str, ...] = ()
    pieces: list[Element] = field(default_factory=list)


def read_opening(pieces: Sequence[Element], title: str) -> Byline:
    """Take title, author, address and link lines off the front of ``pieces``; ``title`` is the note's own."""
    start = _first_section(pieces, title)
    reader = _BylineReader(title, strict=start is None)
    for piece in pieces[: _LINES_LOOKED_AT_WITHOUT_HEADING if start is None else start]:
        reader.take(piece)
    rest = pieces[_LINES_LOOKED_AT_WITHOUT_HEADING if start is None else start :]
    return Byline(reader.title_zh, names_in("\n".join(reader.credits)), [*reader.kept, *rest])


def _first_section(pieces: Sequence[Element], title: str) -> int | None:
    """Find the first heading that is neither the note's title nor over its authors; None without headings."""
    headings = [index for index, piece in enumerate(pieces) if piece.kind == "heading"]
    for place, index in enumerate(headings[:3]):
        following = pieces[headings[place + 1]] if place + 1 < len(headings) else None
        if not _is_title(pieces[index], following, title, first=place == 0):
            return index
    return None if not headings else headings[min(3, len(headings) - 1)]


def _is_title(heading: Element, following: Element | None, title: str, *, first: bool) -> bool:
    text = without_numbering(heading.text)
    if same_title(text, title) or _TITLE_AND_AUTHORS.match(text) or _TITLE_LABEL.match(text):
        return True
    if not first or following is None or _CONTRIBUTIONS.search(text):
        return False
    alone_on_top = heading.level == 1 and following.level > 1
    before_contributions = "贡献" in following.text
    return alone_on_top or before_contributions


@dataclass(slots=True)
class _BylineReader:
    """Sorts the lines before the first section. ``strict``: there is none, so only sure ones are taken."""

    title: str
    strict: bool
    title_zh: str = ""
    credits: list[str] = field(default_factory=list)
    kept: list[Element] = field(default_factory=list)
    expects_credits: bool = False
    begun: bool = False

    def take(self, piece: Element) -> None:
        """Take one piece."""
        if piece.kind == "heading":
            if not _TITLE_AND_AUTHORS.match(piece.text):
                self._title(without_numbering(piece.text))
        elif piece.kind in ("paragraph", "list"):
            lines = [line for line in piece.text.split("\n") if not self._is_credit(line, piece)]
            if lines:
                text = "\n".join(lines)
                self.kept.append(replace(piece, text=text, lead=piece.lead if text.startswith(piece.lead) else ""))
        else:
            self.kept.append(piece)
        self.begun = True

    def _is_credit(self, line: str, piece: Element) -> bool:
        if len(line) > _MAX_CREDIT:
            return False
        if _TITLE_AND_AUTHORS.match(line):
            return True
        if match := _TITLE_LABEL.match(line):
            self._title(match["value"])
            return True
        if match := _CREDIT_LABEL.match(line):
            self.expects_credits = "作者" in match["label"] or match["label"].lower().startswith("author")
            if self.expects_credits and match["value"]:
                self.credits.append(match["value"])
            return True
        if piece.lead == one_line(line) and not self.begun and not self.title_zh and self._is_bold_title(line):
            self._title(line)
            return True
        if self._is_prose(line):
            self.expects_credits = False
            return False
        if self.strict and not self.expects_credits and not _is_surely_credit(line):
            return False
        self.credits.append(line)
        return True

    def _is_bold_title(self, line: str) -> bool:
        return count_chinese(line) >= _MIN_CHINESE_TITLE and "。" not in line

    def _is_prose(self, line: str) -> bool:
        if _FOOTNOTE_OF_AUTHORS.search(line) or has_email(line):
            return False
        if count_chinese(line) >= _MIN_CHINESE_PROSE and _SENTENCE_MARK.search(line):
            return "。" in line or not names_institution(line)
        words = _ENGLISH_WORD.findall(line)
        lower = sum(word.islower() for word in words)
        return len(words) >= _MIN_WORDS_OF_PROSE and lower >= _LOWER_SHARE_OF_PROSE * len(words)

    def _title(self, text: str) -> None:
        text = one_line(text).strip("*# ")
        if text and is_chinese_text(text) and not same_title(text, self.title) and not self.title_zh:
            self.title_zh = text


def _is_surely_credit(line: str) -> bool:
    if _FOOTNOTE_OF_AUTHORS.search(line) or has_email(line):
        return True
    names = names_in(line)
    return sum(map(len, names)) > len(line) / 2 or (bool(names) and names_institution(line))
