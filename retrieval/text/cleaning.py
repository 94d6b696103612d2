"""Cleaning of text from files: no character is left that hides, reorders or breaks what a reader sees."""

from __future__ import annotations

import re
import unicodedata

from retrieval.text.chinese import WIDE

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"  # soft hyphen, marks, overrides
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # half characters (YAML and HTML escapes make them), tags
)
_NEWLINES = re.compile("\r\n?|[\u0085\u2028\u2029]")
_SPACES = re.compile(r"\s+")
# begins at the first of several spaces only (one of the wide characters is a space itself), and looks back at none
_SPACE_BETWEEN_WIDE = re.compile(f"(?<=[{WIDE}])(?<!\\s)[^\\S\\n]*+\\n\\s*+(?=[{WIDE}])")
_NOT_WORD = re.compile(r"[\W_]+")


def clean_text(text: str) -> str:
    """Take control characters, direction overrides and half characters out; make all line ends line feeds."""
    return _HIDDEN.sub("", _NEWLINES.sub("\n", text))


def one_line(text: str) -> str:
    """Clean ``text`` and join its lines: with a space, or with nothing between two Chinese characters."""
    joined = _SPACE_BETWEEN_WIDE.sub("", clean_text(text).strip())
    return _SPACES.sub(" ", joined)


def same_title(one: str, other: str) -> bool:
    """Return whether two titles are the same but for case, width, spaces and punctuation."""
    return _NOT_WORD.sub("", _folded(one)) == _NOT_WORD.sub("", _folded(other))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
