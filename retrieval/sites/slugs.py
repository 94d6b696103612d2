"""Ids of headings made of their text as a browser shows it: by file pages, Hugo, Hexo and MkDocs."""

from __future__ import annotations

import re
import unicodedata
from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.parsing.headings import Heading
from retrieval.text.chinese import count_chinese

if TYPE_CHECKING:
    from markdown_it.token import Token

_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_CIRCLED = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares, which Unicode calls symbols and Ruby words."""


_PLAIN = ("text", "text_special", "code_inline")


def is_word(character: str) -> bool:
    r"""Return whether Ruby's ``\p{Word}`` matches ``character``; Python's ``\w`` has other ones."""
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("Nd", "Nl", "Pc") or _CIRCLED.match(character) is not None


@dataclass(frozen=True, slots=True)
class TextSlugs:
    """The base of makers of ids that look at a heading's text only, and number those that come again."""

    def __call__(self, headings: Sequence[Heading], _text: str) -> list[str]:
        """Return the ids of the ``headings``; those whose making is not certain have none, nor what depends on them."""
        used: Counter[str] = Counter()
        ids: list[str] = []
        certain = True
        for heading in headings:
            own = self.own_id(heading)
            slug = own or self.slug(heading)
            if slug is None:
                # what it takes may be what another one would have
                certain = False
                ids.append("")
            elif own:
                ids.append(own)
            else:
                given = self.numbered(slug, used)
                ids.append(given if certain or given == slug else "")
        return ids

    def own_id(self, heading: Heading) -> str:  # noqa: ARG002  others have some
        """Return the id that the writer gave the ``heading``; empty if none."""
        return ""

    @abstractmethod
    def slug(self, heading: Heading) -> str | None:
        """Return the id without a number; None where it is not certain."""

    def numbered(self, slug: str, used: Counter[str]) -> str:
        """Return ``slug`` as it is made different from those ``used`` before, and count it."""
        count = used[slug]
        used[slug] += 1
        return f"{slug}-{count}" if count else slug


def plain_text(spans: Sequence[Token]) -> str | None:
    """Return the text that a browser shows of ``spans``; None where generators read them in different ways."""
    if any(span.type not in _PLAIN and not span.type.endswith(("_open", "_close")) for span in spans):
        return None
    return "".join(span.content for span in spans)


@dataclass(frozen=True, slots=True)
class GithubIds(TextSlugs):
    """The ids on GitHub's pages of Markdown files."""

    def slug(self, heading: Heading) -> str | None:
        """Return the words in lower case, joined by hyphens."""
        text = plain_text(heading.spans)
        if text is None or _SHORTCODE.search(text):
            return None
        text = (text + heading.attributes).strip()
        kept = "".join(one for one in text if is_word(one) or one in "- ")
        # of other alphabets it is not certain that capitals are made small
        return kept.lower().replace(" ", "-") if kept.lower() == _ascii_lower(kept) else None


def _ascii_lower(text: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in text)


@dataclass(frozen=True, slots=True)
class GitlabIds(GithubIds):
    """The ids on GitLab's pages of Markdown files."""

    def slug(self, heading: Heading) -> str | None:
        """Return GitHub's id with single hyphens; one of digits alone is none."""
        if re.search(r"\((?:free|core|starter|premium|ultimate|bronze|silver|gold)", heading.text, re.IGNORECASE):
            return None
        slug = GithubIds.slug(self, heading)
        if slug is None:
            return None
        slug = re.sub(r"-{2,}", "-", slug)
        return f"anchor-{slug}" if slug.isdigit() else slug


@dataclass(frozen=True, slots=True)
class GiteeIds(TextSlugs):
    """The ids on Gitee's pages of Markdown files, which are certain only of one run of Chinese characters."""

    def slug(self, heading: Heading) -> str | None:
        """Return the text itself."""
        text = plain_text(heading.spans)
        return text if text and count_chinese(text) == len(text) and not heading.attributes else None

    def numbered(self, slug: str, used: Counter[str]) -> str:
        """Return ``slug`` the first time only."""
        used[slug] += 1
        return slug if used[slug] == 1 else ""
