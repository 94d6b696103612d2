"""Pages of HTML outside a site: notes that were exported or saved, with what their heads say of them."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from retrieval.parsing.formats.document import Document
from retrieval.parsing.front_matter import FrontMatter, split_front_matter
from retrieval.parsing.html import read_html
from retrieval.text.cleaning import one_line

_HEAD = re.compile(r"<head(?=[\s>])[^<>]*>", re.IGNORECASE)
_END_OF_HEAD = re.compile(r"</head(?=[\s>])[^<>]*>", re.IGNORECASE)
_HEAD_LIMIT = 200_000
_META = {
    "citation_title": "title",
    "dc.title": "title",
    "og:title": "title",
    "author": "author",
    "citation_author": "authors",
    "dc.creator": "authors",
    "date": "date",
    "dc.date": "date",
    "dcterms.date": "date",
    "article:published_time": "date",
    "citation_publication_date": "date",
    "created": "created",
    "keywords": "tags",
    "description": "description",
    "citation_doi": "doi",
    "citation_arxiv_id": "arxiv",
    "citation_pdf_url": "pdf_url",
}
_FURNITURE = re.compile(r"<(?P<name>nav|footer|aside|button|form|template|noscript)(?=[\s>])[^<>]*>", re.IGNORECASE)


def read_html_page(file: str, text: str) -> Document:
    """Read a page of HTML, with front matter or without."""
    head, body = split_front_matter(file, text)
    begin = _HEAD.search(body, 0, _HEAD_LIMIT)
    end = _END_OF_HEAD.search(body, begin.end(), begin.end() + _HEAD_LIMIT) if begin else None
    pieces = read_html(_without_furniture(body[end.end() :] if end else body))
    values = {**(_values(body[begin.end() : end.start()]) if begin and end else {}), **head.values}
    if any(piece.kind == "heading" and piece.level == 1 for piece in pieces) and "title" not in head.values:
        # the title of a page often names the site as well
        values.pop("title", None)
    form = head.form or ("HTML" if values else "")
    return Document(FrontMatter(head.file, values, head.lines, form, head.faults), elements=pieces)


def _values(head: str) -> dict[str, Any]:
    tree = LexborHTMLParser(f"<html><head>{head}</head></html>")
    values: dict[str, Any] = {}
    if (title := tree.css_first("title")) is not None and (words := one_line(title.text())):
        values["title"] = words
    authors: list[str] = []
    for meta in tree.css("meta"):
        name = (meta.attributes.get("name") or meta.attributes.get("property") or "").casefold()
        content = one_line(meta.attributes.get("content") or "")
        key = _META.get(name)
        if key == "authors" and content:
            authors.append(content)
        elif key and content:
            values[key] = content
    if authors:
        values["authors"] = authors
    return values


def _without_furniture(markup: str) -> str:
    """Take out what surrounds the text of a page; an element that nothing closes stays."""
    parts: list[str] = []
    position = 0
    lower = markup.lower()
    missing: set[str] = set()
    while opening := _FURNITURE.search(markup, position):
        name = opening["name"].lower()
        end = -1 if name in missing else lower.find(f"</{name}", opening.end())
        if end < 0:
            missing.add(name)
            parts.append(markup[position : opening.end()])
            position = opening.end()
            continue
        parts.append(markup[position : opening.start()])
        close = markup.find(">", end)
        position = close + 1 if close >= 0 else len(markup)
    parts.append(markup[position:])
    return "".join(parts)
