"""Plain text: the first line is the title where it stands alone, blank lines part paragraphs."""

from __future__ import annotations

import re

from retrieval.parsing.elements import Element
from retrieval.parsing.formats.document import Document
from retrieval.parsing.front_matter import split_front_matter
from retrieval.parsing.paragraphs import split_paragraph

_BLANK = re.compile(r"\n[ \t]*\n\s*")
_UNDERLINE = re.compile(r"[=\-~#*_^]{3,}[ \t]*")
_SENTENCE_END = (".", "。", "!", "！", "?", "？", ",", "，", ";", "；")
_MAX_TITLE = 200
_MAX_HEADING = 60


def read_plain(file: str, text: str) -> Document:
    """Read a note of plain text."""
    head, body = split_front_matter(file, text)
    pieces: list[Element] = []
    for number, block in enumerate(part for part in _BLANK.split(body.strip()) if part.strip()):
        lines = block.split("\n")
        underlined = len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()) is not None
        if underlined or (len(lines) == 1 and _is_heading(lines[0], first=number == 0)):
            pieces.append(Element("heading", lines[0].strip("#* \t"), level=1 if number == 0 else 2))
            lines = lines[2:] if underlined else []
        if rest := "\n".join(line.rstrip() for line in lines).strip("\n"):
            pieces.extend(split_paragraph(rest, ""))
    return Document(head, elements=pieces)


def _is_heading(line: str, *, first: bool) -> bool:
    line = line.strip()
    if line.startswith("# "):
        return True
    if not line or line.endswith(_SENTENCE_END) or "://" in line:
        return False
    return len(line) <= (_MAX_TITLE if first else _MAX_HEADING) and (
        first or line.isupper() or line.endswith((":", "："))
    )
