"""Formats in which people keep notes, each read as front matter and pieces: Markdown, notebooks, Org and others.

A further format is a module with a function that reads the text of a file, and its endings in ``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from retrieval.parsing.formats.document import Document
from retrieval.parsing.formats.html_page import read_html_page
from retrieval.parsing.formats.markdown_note import read_markdown, read_quarto
from retrieval.parsing.formats.notebook import read_notebook
from retrieval.parsing.formats.org import read_org
from retrieval.parsing.formats.plain import read_plain
from retrieval.parsing.formats.restructured import read_restructured

READERS: dict[str, Callable[[str, str], Document]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".qmd": read_quarto,
    ".rmd": read_quarto,
    ".ipynb": read_notebook,
    ".org": read_org,
    ".rst": read_restructured,
    ".html": read_html_page,
    ".htm": read_html_page,
    ".txt": read_plain,
}
"""The readers by the endings of the files, in lower case; of files that differ in it alone the first is the note."""

__all__ = ["READERS", "Document", "read_document"]


def read_document(file: str, text: str) -> Document:
    """Read the ``text`` of ``file`` by its ending; raises NoteError when it cannot be read."""
    return READERS[PurePosixPath(file).suffix.lower()](file, text)
