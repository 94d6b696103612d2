"""The ``html`` form as a tree of tags, each as it stands: nothing is moved, nothing is added.

Python's own parser takes the source apart. Of entities there are the thirteen that S lists and the numeric ones; all
else that looks like one stays as it is written.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from bot.local_telegram.rich.limits import DEPTH_INVALID, HTML_INVALID

ENTITIES = {
    "lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\u00a0", "hellip": "…", "mdash": "—",
    "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”",
}  # fmt: skip
VOID = frozenset({"br", "hr", "img", "input", "tg-map", "tg-document"})
"""Tags that hold nothing, with or without an end."""
MAX_OPEN = 100
"""Tags within each other; the number is unverified."""
_ENDED_BY = {
    "p": frozenset({"p"}),
    "li": frozenset({"li"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
}
"""Tags that the beginning of another one ends."""
_CUT_TAG = re.compile(r"</?[A-Za-z!?]|<!")
_SPACE = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class Tag:
    """A tag with its attributes and what stands in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Tag | str] = field(default_factory=list)

    def tags(self, *names: str) -> list[Tag]:
        """Return the tags of these names that stand directly in it."""
        return [child for child in self.children if isinstance(child, Tag) and child.name in names]

    def text(self) -> str:
        """Return all text in it, as it is written."""
        return "".join(_texts(self))


def parse(source: str) -> Tag:
    """Return the tree of ``source``, under a tag without a name. Raises Refusal."""
    return _Tree().read(source)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open = [Tag("")]

    def read(self, source: str) -> Tag:
        self.feed(source)
        rest = self.rawdata
        if _CUT_TAG.match(rest):
            raise HTML_INVALID
        self._add(rest)
        return self._open[0]

    def set_cdata_mode(self, elem: str, **_: bool) -> None:
        # scripts and the like are nothing special here: tags that are not listed, whose text is kept
        pass

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ENDED_BY.get(self._open[-1].name, ()):
            self._open.pop()
            if tag in _ENDED_BY.get(self._open[-1].name, ()):
                self._open.pop()
        made = Tag(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(made)
        if tag not in VOID:
            self._open.append(made)
        if len(self._open) > MAX_OPEN:
            raise DEPTH_INVALID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        names = [opened.name for opened in self._open]
        if tag in names[1:]:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(ENTITIES.get(name) or f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(html.unescape(f"&#{name};"))

    def _add(self, text: str) -> None:
        children = self._open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += text
        elif text:
            children.append(text)


def _texts(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


def collapsed(text: str) -> str:
    """Return a text with every run of spaces and line breaks as one space; a line break is ``<br>`` (M)."""
    return _SPACE.sub(" ", text)
