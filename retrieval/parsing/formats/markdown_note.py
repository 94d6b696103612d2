"""Markdown notes, and those of Quarto and R Markdown, whose code has options and whose blocks have fences of colons."""

from __future__ import annotations

import re

from retrieval.parsing.formats.document import Document
from retrieval.parsing.front_matter import split_front_matter

_FENCE = re.compile(r"^(?P<sign>[ \t]*(?:`{3,}|~{3,}))[ \t]*\{(?P<options>[^{}\n]{0,300})\}[ \t]*$")
_OPTION = re.compile(r"^[ \t]*(?:#|//|--|%)\|[ \t]*(?P<name>[\w.-]{1,40})[ \t]*:[ \t]*(?P<value>.*)$")
_DIV = re.compile(r"^[ \t]*:{3,}.*$")
_HIDDEN = re.compile(r"\b(?:include|echo)\s*[=:]\s*(?:FALSE|F\b|false)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[.=]?([\w+-]{1,20})")
_INLINE_CODE = re.compile(r"`r [^`\n]{0,300}`")


def read_markdown(file: str, text: str) -> Document:
    """Read a Markdown note."""
    head, body = split_front_matter(file, text)
    return Document(head, body)


def read_quarto(file: str, text: str) -> Document:
    """Read a note of Quarto or R Markdown; code that its pages do not show is left out."""
    head, body = split_front_matter(file, text)
    return Document(head, _without_options(body))


def _without_options(body: str) -> str:
    kept: list[str] = []
    chunk: list[str] = []
    closing, hidden = "", False
    for line in body.split("\n"):
        if closing:
            option = _OPTION.match(line) if len(chunk) == 1 else None
            if option:
                hidden = hidden or bool(_HIDDEN.search(f"{option['name']}: {option['value']}"))
                continue
            chunk.append(line)
            if line.strip() == closing:
                kept += [] if hidden else chunk
                chunk, closing = [], ""
        elif fence := _FENCE.match(line):
            language = _LANGUAGE.match(fence["options"].strip())
            chunk = [f"{fence['sign']}{language[1] if language else ''}"]
            closing, hidden = fence["sign"].strip(), bool(_HIDDEN.search(fence["options"]))
        elif not _DIV.match(line):
            kept.append(_INLINE_CODE.sub("", line))
    return "\n".join((*kept, *chunk))
