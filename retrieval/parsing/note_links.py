"""The link to the paper that a note is about, among the links that the note holds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from retrieval.parsing.elements import Element, Link, without_numbering
from retrieval.parsing.fields import Field
from retrieval.parsing.labels import heading_label, read_label
from retrieval.parsing.paper_links import is_link_label, leads_to_code, leads_to_paper, lies_in_repository
from retrieval.parsing.references import without_references
from retrieval.parsing.url_validation import web_address
from retrieval.parsing.urls import arxiv_id, doi
from retrieval.text.chinese import IDEOGRAPHS
from retrieval.text.cleaning import same_title

_ADDRESS = re.compile(r"https?://[^\s<>\"'（）()，。；、【】\[\]{}|]+", re.IGNORECASE)
_BESIDE_LINKS = re.compile(r"[\W_]+|and|和|与|及")
_PAPER_LABEL = re.compile(
    r"(?:link\s(?:to\s)?(?:the\s)?)?(?:the\s)?(?:original\s)?(?:paper|pdf|arxiv|article|publication|openreview)(?:\s(?:link|url|pdf|page|version))?"
    r"|论文(?:链接|地址|原文|下载|pdf)?|原文(?:链接|地址)?|原论文|文章(?:链接|地址)",
    re.IGNORECASE,
)
_LINK_TO = re.compile(r"^(?:(?:a\s)?links?\s(?:to|for|of)\s)?(?:(?:the|this|its|original)\s)*", re.IGNORECASE)
_SIGN = re.compile(r"^[\s\-*•>\d.]*")
_WORD = re.compile(rf"[^\W\d_{IDEOGRAPHS}]+|[{IDEOGRAPHS}]")
_OF_ADDRESSES: frozenset[Field] = frozenset(("title", "paper", "arxiv", "doi"))
"""Fields behind whose labels a link is the paper's."""
_FURTHER = re.compile(
    r"(?:(?:further|more|additional|suggested|related|see|similar|prior|previous|follow[- ]?up|other)\s+)+"
    r"(?:readings?|works?|papers?|links?|materials?|resources?|articles?|also)|see\s+also|related|background"
    r"|(?:延伸|扩展|拓展|相关|更多|进一步|补充|后续|其他|推荐)的?(?:阅读|论文|工作|研究|链接|资料|文章|文献|材料)|(?:背景|前置)知识",
    re.IGNORECASE,
)
_MAX_LABELLED = 500
_REACH = 5000
"""Characters in which the text of a link is looked for behind the one before it."""
_MANY_PAPERS = 3
"""Papers that are introduced like the note's own from which the note is about none of them."""
_MANY_CITED = 6
"""Papers that a note links to from which a link in the text of its head is one of many."""
_MAX_WORDS_BESIDE = 6
"""Words beside the links of a line up to which it is there for them."""


def address_in(line: str, links: Sequence[Link]) -> str:
    """Return the first address in ``line``, as a link whose text stands there or as its text; empty without one.

    Addresses of papers go before others.
    """
    named = [link.address for link in links if not link.text or link.text in line]
    addresses = [one for one in (*named, *_addresses(line)) if web_address(one) and not leads_to_code(one)]
    return next((one for one in addresses if leads_to_paper(one)), addresses[0] if addresses else "")


def is_link_line(line: str, links: Sequence[Link]) -> bool:
    """Return whether a line is nothing but the texts of links that say what is behind them: ``- Link to the paper``."""
    rest = line
    texts = sorted({link.text for link in links if link.text and link.text in line}, key=len, reverse=True)
    if not texts or not all(is_link_label(_LINK_TO.sub("", text)) for text in texts):
        return False
    for text in texts:
        rest = rest.replace(text, " ")
    return is_link_label(_LINK_TO.sub("", _BESIDE_LINKS.sub(" ", rest).strip()))


def without_link_lines(pieces: Sequence[Element]) -> list[Element]:
    """Leave out lines that are nothing but the texts of links, which lead nowhere where a note is read as text."""
    kept: list[Element] = []
    for piece in pieces:
        if piece.kind not in ("paragraph", "list") or not piece.links:
            kept.append(piece)
            continue
        lines = [line for line in piece.text.split("\n") if not is_link_line(_SIGN.sub("", line), piece.links)]
        if lines:
            kept.append(replace(piece, text="\n".join(lines)))
    return kept


def find_paper_address(pieces: Sequence[Element], title: str, head: int) -> str:
    """Return the address of the paper among the links of ``pieces``, whose first ``head`` are before any section.

    A link that is said to lead to the paper may stand anywhere but among the references, another only at the head, or
    by itself at the end if it is the only one. Where they lead to several papers the note is about none of them.
    """
    own = without_references(pieces)
    lines = list(_lines(own))
    opening = list(_lines(pieces[:head]))
    if named := _first_of_few([*filter(None, map(_named_in, lines))], [*filter(None, map(_named_in, opening))]):
        return named
    links = [link for line in lines for link in line.links]
    titled = (link.address for link in links if leads_to_paper(link.address) and same_title(link.text, title))
    elsewhere = (
        link.address
        for link in links
        if _is_paper_label(link.text) and not (leads_to_paper(link.address) or leads_to_code(link.address))
    )
    below = _below_label(pieces)
    if found := next(titled, "") or next(elsewhere, "") or (below[0] if below else ""):
        return found
    return _of_head(opening, lines) or _at_end(own)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a note and the links in it."""

    text: str
    links: tuple[Link, ...] = ()

    @property
    def papers(self) -> list[str]:
        """The addresses of papers in it."""
        addresses = (*(link.address for link in self.links), *_addresses(self.text))
        return [one for one in addresses if leads_to_paper(one) and web_address(one)]


def _lines(pieces: Iterable[Element]) -> Iterator[_Line]:
    """Yield the lines of ``pieces``, each with the links whose texts stand in it.

    Links whose texts are not shown, as nothing else stood in their line, make lines by themselves.
    """
    for piece in pieces:
        texts = piece.text.split("\n")
        ends = list(accumulate(len(text) + 1 for text in texts))
        inside: list[list[Link]] = [[] for _ in texts]
        place = 0
        for link in piece.links:
            if not web_address(link.address):
                continue
            found = piece.text.find(link.text, place, place + _REACH) if link.text else -1
            if found < 0:
                yield _Line("", (link,))
                continue
            place = found + len(link.text)
            inside[bisect_right(ends, found)].append(link)
        yield from (_Line(text, tuple(links)) for text, links in zip(texts, inside, strict=True))


def _named_in(line: _Line) -> str:
    """Return the address in a line that says that it is the paper's, by the text of a link or a label in front."""
    papers = line.papers
    if not papers:
        return ""
    labelled = (link.address for link in line.links if _is_paper_label(link.text) and leads_to_paper(link.address))
    if found := next(labelled, ""):
        return found
    label = read_label(line.text[:_MAX_LABELLED])
    return papers[0] if label is not None and label.field in _OF_ADDRESSES else ""


def _is_paper_label(text: str) -> bool:
    return _PAPER_LABEL.fullmatch(text.strip(" []()（）【】:：.。")) is not None


def _first_of_few(found: Sequence[str], at_head: Sequence[str]) -> str:
    """Return the first address, the head's before others; none where there are so many that none is the note's."""
    for addresses in (at_head, found):
        if addresses and len(set(map(_paper_key, addresses))) < _MANY_PAPERS:
            return addresses[0]
    return ""


def _paper_key(address: str) -> str:
    return arxiv_id(address) or doi(address) or address


def _of_head(opening: Sequence[_Line], lines: Sequence[_Line]) -> str:
    """Return the first link to a paper at the head; none where several are listed, or text leads to one of many."""
    linked = [line for line in opening if line.papers]
    addresses = [line.papers[0] for line in linked]
    first = _first_of_few(addresses, ())
    if first and _is_prose(linked[0]):
        others = {_paper_key(line.papers[0]) for line in lines if line.papers}
        return first if len(others) < _MANY_CITED else ""
    return first


def _is_prose(line: _Line) -> bool:
    rest = line.text
    for link in line.links:
        rest = rest.replace(link.text, " ", 1)
    return len(_WORD.findall(_ADDRESS.sub(" ", rest))) > _MAX_WORDS_BESIDE


def _at_end(pieces: Sequence[Element]) -> str:
    """Return the only paper that a note links to, where its last line is nothing but that link."""
    linked = [line for line in _lines(pieces) if line.papers]
    last = next(reversed([*_lines(_without_further_reading(pieces))]), None)
    if last is None or not last.papers or _is_prose(last) or lies_in_repository(last.papers[0]):
        return ""
    return last.papers[0] if len({_paper_key(line.papers[0]) for line in linked}) == 1 else ""


def _without_further_reading(pieces: Sequence[Element]) -> Iterator[Element]:
    leaving = 0
    for piece in pieces:
        if piece.kind == "heading" and not (leaving and piece.level > leaving):
            leaving = piece.level if _FURTHER.fullmatch(without_numbering(piece.text).strip(" :：")) else 0
        if not leaving:
            yield piece


def _below_label(pieces: Sequence[Element]) -> list[str]:
    """Return the addresses below headings that say that the paper's is there: ``##### URL``."""
    found: list[str] = []
    for heading, below in pairwise(pieces):
        if heading.kind == "heading" and heading_label(heading.text) == "paper":
            found += [
                one for one in (*(link.address for link in below.links), *_addresses(below.text)) if leads_to_paper(one)
            ]
    return [address for address in found if web_address(address)]


def _addresses(text: str) -> list[str]:
    return [match.rstrip(".,;:!?") for match in _ADDRESS.findall(text[:5000])]
