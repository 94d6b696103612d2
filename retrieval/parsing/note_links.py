"""The link to the paper that a note is about, among the links that the note holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.parsing.elements import Element, Link
from retrieval.parsing.labels import heading_label
from retrieval.parsing.paper_links import is_link_label, leads_to_code, leads_to_paper
from retrieval.parsing.references import without_references
from retrieval.parsing.url_validation import web_address
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

    A link that names the paper may stand anywhere but among the references, another only at the head.
    """
    links = [link for piece in without_references(pieces) for link in piece.links if web_address(link.address)]
    labelled = [link.address for link in links if _PAPER_LABEL.fullmatch(link.text.strip(" []()（）【】:：.。"))]
    papers = [address for address in labelled if leads_to_paper(address)]
    papers += [link.address for link in links if leads_to_paper(link.address) and same_title(link.text, title)]
    papers += [address for address in labelled if not leads_to_code(address)]
    if papers := papers or _below_label(pieces):
        return papers[0]
    for piece in pieces[:head]:
        for address in (*(link.address for link in piece.links), *_addresses(piece.text)):
            if leads_to_paper(address) and web_address(address):
                return address
    return ""


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
