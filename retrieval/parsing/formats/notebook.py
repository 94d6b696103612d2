"""Jupyter notebooks: cells of Markdown as text, cells of code as code; what the code put out is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from retrieval.errors import NoteError
from retrieval.parsing.formats.document import Document
from retrieval.parsing.front_matter import FrontMatter, split_front_matter
from retrieval.text.cleaning import clean_text

_FENCE = re.compile(r"`{3,}")
_IMAGE = re.compile(r"!\[[^\]\n]{0,200}\]\(attachment:[^()\n]{0,300}\)")


def read_notebook(file: str, text: str) -> Document:
    """Read a notebook; raises NoteError for one that is not valid."""
    try:
        written = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoteError(file, f"is no valid notebook: {error}"[:200]) from None
    if not isinstance(written, dict) or not isinstance(_cells(written), list):
        raise NoteError(file, "is no notebook: it has no cells")
    head, body = split_front_matter(file, clean_text("\n\n".join(_texts(written))))
    return Document(_with_metadata(head, written.get("metadata")), body)


def _cells(written: dict[str, Any]) -> object:
    sheets = written.get("worksheets")
    # before version 4 the cells stood in sheets
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        return sheets[0].get("cells")
    return written.get("cells")


def _texts(written: dict[str, Any]) -> Iterator[str]:
    language = ""
    metadata = written.get("metadata")
    if isinstance(metadata, dict) and isinstance(info := metadata.get("language_info"), dict):
        language = str(info.get("name") or "")
    cells = _cells(written)
    for cell in cells if isinstance(cells, list) else ():
        if not isinstance(cell, dict):
            continue
        source = _text(cell.get("source", cell.get("input")))
        kind = cell.get("cell_type")
        if kind == "heading":
            yield f"{'#' * _level(cell.get('level'))} {source}"
        elif kind == "code" and source.strip():
            fence = "`" * max(3, *(len(one) + 1 for one in _FENCE.findall(source)), 3)
            yield f"{fence}{language}\n{source}\n{fence}"
        elif kind in ("markdown", "raw"):
            yield _IMAGE.sub("", source)


def _text(source: object) -> str:
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _level(written: object) -> int:
    return min(max(written, 1), 6) if isinstance(written, int) else 1


def _with_metadata(head: FrontMatter, metadata: object) -> FrontMatter:
    """Add the title and the authors of a notebook's metadata to the head, where that has none."""
    if not isinstance(metadata, dict):
        return head
    values = dict(head.values)
    title, authors = metadata.get("title"), metadata.get("authors")
    if isinstance(title, str) and title.strip():
        values.setdefault("title", title)
    names = [one.get("name") if isinstance(one, dict) else one for one in authors] if isinstance(authors, list) else []
    if names := [name for name in names if isinstance(name, str) and name.strip()]:
        values.setdefault("authors", names)
    return FrontMatter(head.file, values, head.lines, head.form or ("notebook" if values else ""), head.faults)
