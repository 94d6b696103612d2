"""What a line says of a paper beside its title: authors, venue, date, links, and a few words on what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from retrieval.parsing.paper_links import is_link_label, leads_to_code, leads_to_paper
from retrieval.parsing.paper_list.segments import Segment
from retrieval.parsing.person_names import given_names_first, names_in
from retrieval.parsing.venues import find_venue, venue_tag
from retrieval.parsing.written_date import find_date, find_year, looks_like_date, whole_date
from retrieval.text.chinese import count_chinese
from retrieval.text.cleaning import one_line

_FIELD = re.compile(
    r"^[\s*•·-]*(?P<label>(?:full\s)?authors?|by|作者|venue|conference|journal|publication|published(?:\s(?:in|at))?|会议|期刊|发表(?:于|会议|期刊)?"
    r"|出处|来源|date|year|time|日期|时间|年份|发表时间|发布时间|tl;?\s?dr|summary|abstract|description|keywords?|key\s(?:words?|idea)|tags?"
    r"|摘要|简介|描述|总结|一句话(?:总结|简介)?|概述|要点|内容|贡献|关键词|标签|institutions?|affiliations?|organi[sz]ations?|机构|单位|citations?|引用"
    r"|papers?|pdf|links?|codes?|github|projects?|url|doi|arxiv|论文|链接|代码|项目|地址)\s*[:：]\s*",
    re.IGNORECASE,
)
_AUTHOR_LABELS = ("author", "by", "full author", "作者")
_VENUE_LABELS = ("venue", "conference", "journal", "publi", "会议", "期刊", "发表", "出处", "来源")
_DATE_LABELS = ("date", "year", "time", "日期", "时间", "年份", "发表时间", "发布时间")
_LEFT_OUT_LABELS = (
    *(
        "institution",
        "affiliation",
        "organi",
        "机构",
        "单位",
        "citation",
        "引用",
        "keyword",
        "key word",
        "tag",
        "关键词",
        "标签",
    ),
    *(
        "paper",
        "pdf",
        "link",
        "code",
        "github",
        "project",
        "url",
        "doi",
        "arxiv",
        "论文",
        "链接",
        "代码",
        "项目",
        "地址",
    ),
)
_LABELLED = re.compile(r"^[\s*•·-]*+([^:：\n]{2,30})[:：]")
_BRACKETS = re.compile(r"[\[【(（]([^\[\]【】()（）]{0,300})[\]】)）]")
_EMPTY_BRACKETS = re.compile(r"[\[【(（]\s*(?:[,，/|·、;&+]\s*)*[\]】)）]")
_SEPARATORS = re.compile(r"^[\s\-–—:：|｜,，.。;；·•/&+、>]+|[\s\-–—:：|｜,，;；·•/&+、([{（【]+$")
_PIECES = re.compile(r"\s[-–—|｜·]\s|(?:^|\s)\||——|(?<=[a-z)\d])\.\s(?=[A-Z]|arXiv)")
_ET_AL = re.compile(r"(?:(?<![\w.])e[tl]\.?\s?al\.?|等人?|(?<!\w)and others)\s?\.?$", re.IGNORECASE)
_FIRST_OF_SEVERAL = re.compile(
    r"(?P<name>[^\W\d_a-z][\w'’.-]{0,24}(?:\s[^\W\d_a-z][\w'’.-]{0,24}){1,3}),?\s+(?:et\.?\s?al\b\.?|and\s+others\b)\.?"
)
_BETWEEN_AUTHORS = re.compile(r"[,，;；、&]|(?<!\w)and(?!\w)|\swith\s")
_MARK_SEPARATOR = re.compile(r"[,，;；/|]\s?")
_BESIDE_PAPER = re.compile(r"supp|appendix|补充|附录", re.IGNORECASE)
_PAPER_NAMED = re.compile(r"paper|pdf|arxiv|report|论文|原文", re.IGNORECASE)
_AFTER_BY = re.compile(r"^\s*by\s+", re.IGNORECASE)
_AFFILIATION = re.compile(r"[(（]\s?@[^()（）]{0,200}[)）]")
_INITIALS = re.compile(r"(?:[A-Z]\.?[-\s]?){1,3}\s?[A-Z][\w'’-]+|[A-Z][\w'’-]+\s(?:[A-Z]\.?){1,3}")
_SURNAME = re.compile(r"[A-Z][\w'’-]{1,24}")
_MIN_SUMMARY_CHINESE = 4
_MIN_SUMMARY_WORDS = 3
_MAX_AUTHORS_TEXT = 5000
_SUMMARY_LIMIT = 1500


@dataclass(slots=True)
class Details:
    """What is known of a paper beside its title; every field is empty where the line does not say."""

    date: str = ""
    written_date: str = ""
    venue: str = ""
    authors: tuple[str, ...] = ()
    links: list[Segment] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)


def read_details(parts: Iterable[Segment], details: Details) -> None:
    """Read the ``parts`` of a line behind its title into ``details``; what is there already stays."""
    for line in _lines(parts):
        _read_line(line, details)


def _lines(parts: Iterable[Segment]) -> Iterator[list[Segment]]:
    line: list[Segment] = []
    for part in parts:
        pieces = part.text.split("\n") if not part.link else [part.text]
        for place, piece in enumerate(pieces):
            if place:
                yield line
                line = []
            line.append(replace(part, text=piece))
    yield line


def _read_line(line: Sequence[Segment], details: Details) -> None:
    prose: list[str] = []
    for part in line:
        if part.link:
            details.links.append(part)
            if not part.is_label:
                prose.append(part.text)
        elif not (part.code and read_mark(part.text, details)) and not (
            part.italic and _read_italics(part.text, details)
        ):
            prose.append(part.text)
    text = _AFFILIATION.sub(" ", _EMPTY_BRACKETS.sub(" ", "".join(prose)))
    if label := _FIELD.match(text):
        read_field(label["label"].casefold(), text[label.end() :], details)
        return
    text = _BRACKETS.sub(lambda match: " " if read_mark(match[1], details) else match[0], text)
    kept: list[str] = []
    for piece in _PIECES.split(text):
        piece = _SEPARATORS.sub("", piece)
        if piece and not read_mark(piece, details) and not _read_authors(piece, details):
            kept.append(_without_credits(piece, details))
    summary = one_line(" - ".join(filter(None, kept)))
    if _says_something(summary):
        details.summary.append(summary)


def is_field(text: str) -> bool:
    """Return whether ``text`` begins with the label of something that is said of a paper."""
    label = _LABELLED.match(text)
    if label is None:
        return _FIELD.match(text) is not None
    return _FIELD.match(text) is not None or is_link_label(label[1]) or is_link_label(text[label.end() :])


def read_field(label: str, value: str, details: Details) -> None:
    """Read the ``value`` behind a label, or in the column with it."""
    value = one_line(value).strip(" *_`|")
    if label.startswith(_AUTHOR_LABELS):
        details.authors = details.authors or authors_in(value, labelled=True)
    elif label.startswith(_VENUE_LABELS):
        details.date = details.date or find_date(value)
        year = find_year(value) or details.date[:4]
        details.venue = details.venue or venue_tag(value, year) or find_venue(value, year)
    elif label.startswith(_DATE_LABELS):
        details.written_date = details.written_date or value
        details.date = details.date or whole_date(value) or find_date(value)
    elif not label.startswith(_LEFT_OUT_LABELS) and _says_something(value):
        details.summary.append(value[:_SUMMARY_LIMIT])


def read_mark(text: str, details: Details) -> bool:
    """Take ``text`` for a date, a venue or both; return whether it says nothing else."""
    pieces = [piece for piece in _MARK_SEPARATOR.split(text.strip()) if piece.strip()] if len(text) < 80 else []
    marks = [(piece, whole_date(piece), venue_tag(piece)) for piece in pieces]
    if not marks or not all(looks_like_date(piece) or tag or is_link_label(piece) for piece, _, tag in marks):
        return False
    for piece, day, tag in marks:
        if looks_like_date(piece):
            details.written_date = details.written_date or piece
        details.date = details.date or day
        details.venue = details.venue or tag
    return True


def _read_italics(text: str, details: Details) -> bool:
    if read_mark(text, details) or _read_authors(text, details):
        return True
    lone = text.strip(" .,;")
    if names_in(lone) != (lone,):
        return False
    details.authors = details.authors or (lone,)
    return True


def _read_authors(text: str, details: Details) -> bool:
    by = _AFTER_BY.match(text)
    authors = authors_in(text[by.end() :] if by else text, labelled=bool(by))
    if not authors and (first := _FIRST_OF_SEVERAL.fullmatch(text.strip())):
        authors = (first["name"],)
    if not authors:
        return False
    details.authors = details.authors or authors
    return True


def _without_credits(text: str, details: Details) -> str:
    """Take authors, venue and year off ``A. Alpha and B. Beta, ICML 2020``; any other text stays."""
    head, comma, tail = text.rpartition(",")
    if comma and len(tail) < 40 and (read_mark(tail, details) or find_venue(tail)):
        details.venue = details.venue or find_venue(tail, find_year(tail))
        return "" if _read_authors(head, details) or read_mark(head, details) else head
    if len(text) < 100 and not details.venue and find_year(text) and (venue := find_venue(text)):
        details.venue = venue
        return ""
    return text


def authors_in(text: str, *, labelled: bool = False) -> tuple[str, ...]:
    """Return the people in ``text`` if it is a list of their names and nothing else.

    What stands behind a label is taken for names more readily.
    """
    text = given_names_first(text.strip(" \t\n*_|.,;:：—–-"))
    if not text or len(text) > _MAX_AUTHORS_TEXT:
        return ()
    bare = _ET_AL.sub("", text).rstrip(" ,，")
    pieces = [piece for piece in map(str.strip, _BETWEEN_AUTHORS.split(bare)) if piece]
    names = tuple(name for piece in pieces if (name := _name(piece, lone=labelled or bare != text)))
    if labelled:
        return names or names_in(text)
    many = len(names) > 1 or bare != text
    return names if many and len(names) == len(pieces) else ()


def _name(text: str, *, lone: bool) -> str:
    text = text.strip(" .*†‡∗¹²³")
    found = names_in(text)
    if len(found) == 1 and len(found[0]) >= len(text) - 3:
        return found[0]
    if _INITIALS.fullmatch(text) or (lone and _SURNAME.fullmatch(text)):
        return text
    return ""


def _says_something(text: str) -> bool:
    if is_link_label(text):
        return False
    return count_chinese(text) >= _MIN_SUMMARY_CHINESE or len(text.split()) >= _MIN_SUMMARY_WORDS


def paper_link(links: Sequence[Segment]) -> str:
    """Return the link among ``links`` that leads to the paper; empty if none does."""
    known = [link for link in links if leads_to_paper(link.link)]
    main = next((link for link in known if not _BESIDE_PAPER.search(link.text)), None)
    if main or known:
        return (main or known[0]).link
    said = (link for link in links if is_link_label(link.text) and _PAPER_NAMED.search(link.text))
    return next((link.link for link in said if link.link.startswith(("http://", "https://"))), "")


def code_link(links: Sequence[Segment]) -> str:
    """Return the link among ``links`` that leads to code; empty if none does."""
    return next((link.link for link in links if leads_to_code(link.link)), "")
