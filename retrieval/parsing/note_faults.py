"""What is wrong with a note that is served all the same, to be told with what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.merge_conflicts import conflict_line
from retrieval.parsing.url_validation import fault_of_address
from retrieval.types import Skipped

PAPER_KEYS = ("paper", "paper_url", "link")
"""Where a note's front matter may name the address of its paper; the first that says something counts."""


def faults_of_note(head: FrontMatter, text: str) -> Iterator[Skipped]:
    """Return what is wrong with the note whose file holds ``text``."""
    key = next((key for key in PAPER_KEYS if head.text(key)), "")
    if key and (fault := fault_of_address(head.text(key))):
        reason = f"has an address behind {key}: that {fault}; the note has no link to its paper"
        yield Skipped(head.file, head.lines.get(key, 1), reason, served=True)
    yield from faults_of_text(head.file, text)


def faults_of_text(file: str, text: str) -> Iterator[Skipped]:
    """Return what is wrong with the ``text`` of a file."""
    if line := conflict_line(text):
        yield Skipped(file, line, "holds the marks of a merge conflict; both versions are served", served=True)
