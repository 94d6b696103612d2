"""Bounds on the length and depth of what a note says of its paper.

A title goes into every chunk, list and button, a category path into a tree: an excess in a broken or malicious file
would cost time with every question. The real notes stay far below.
"""

from __future__ import annotations

from retrieval.types import Paper

MAX_TITLE = 500
"""Characters of a title; the longest real one has 122."""
MAX_LEVELS = 16
"""Levels of a category path."""
MAX_CATEGORY = 100
"""Characters of the name of one of them."""
MAX_AUTHORS = 6000
"""Names in a list of authors; the longest ones of physics have above 5,000."""
MAX_AUTHOR = 200
"""Characters of one of them, with what may stand beside the name."""
MAX_FIELD = 200
"""Characters of a venue's tag, an arXiv number or a DOI."""
MAX_SUMMARY = 5000
"""Characters of a summary in one language."""


def excess(paper: Paper) -> tuple[str, str]:
    """Return what of ``paper`` is too long or too deep: its name in the front matter, and why, as a clause.

    Both are empty if nothing is.
    """
    texts = (
        ("title", paper.title, MAX_TITLE),
        ("title_zh", paper.title_zh, MAX_TITLE),
        ("tag", paper.tag, MAX_FIELD),
        ("arxiv", paper.arxiv, MAX_FIELD),
        ("doi", paper.doi, MAX_FIELD),
        ("summary", paper.summary.zh, MAX_SUMMARY),
        ("summary", paper.summary.en, MAX_SUMMARY),
        *(("categories", name, MAX_CATEGORY) for name in paper.categories),
        *(("authors", name, MAX_AUTHOR) for name in paper.authors),
    )
    for key, text, most in texts:
        if len(text) > most:
            return key, f"has {text[:20]!r}… of {len(text)} characters as {key}; {most} are the most"
    if len(paper.categories) > MAX_LEVELS:
        return "categories", f"has {len(paper.categories)} levels of categories; {MAX_LEVELS} are the most"
    if len(paper.authors) > MAX_AUTHORS:
        return "authors", f"has {len(paper.authors)} authors; {MAX_AUTHORS} are the most"
    return "", ""
