"""Chinese characters: the one place that says which they are, and when a text is Chinese.

The names in capitals are what a class of characters holds, in a regular expression: ``[{IDEOGRAPHS}]``.
"""

from __future__ import annotations

import re

from retrieval.types import Bilingual

IDEOGRAPHS = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Chinese characters, the rare ones and those for compatibility among them; no punctuation, no kana."""
WIDE = rf"\u3000-\u30ff{IDEOGRAPHS}\uff01-\uff60"
"""Characters between which no space is put where a line ends: Chinese ones, kana and full-width signs."""
UNSPACED = rf"\u2e80-\u33ff{IDEOGRAPHS}\uac00-\ud7af"
"""Characters of scripts in which a word may stand next to another without a space: Chinese, kana, Hangul."""

CHINESE_SHARE = 0.15
"""Share of Chinese characters among letters from which a text counts as Chinese (Chinese prose keeps English terms)."""

_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")


def count_chinese(text: str) -> int:
    """Return how many Chinese characters ``text`` has."""
    return len(_IDEOGRAPH.findall(text))


def has_chinese(text: str) -> bool:
    """Return whether ``text`` has a Chinese character."""
    return _IDEOGRAPH.search(text) is not None


def begins_chinese(term: str) -> bool:
    """Return whether ``term``, a word or a pair of characters, begins with a Chinese character."""
    return _IDEOGRAPH.match(term) is not None


def is_chinese_text(text: str) -> bool:
    """Return whether ``text`` is written in Chinese, English terms in it allowed."""
    letters = sum(character.isalpha() for character in text)
    return letters > 0 and count_chinese(text) >= CHINESE_SHARE * letters


def by_language(text: str) -> Bilingual:
    """Put ``text`` into the place of its language."""
    return Bilingual(zh=text) if is_chinese_text(text) else Bilingual(en=text)
