"""Org notes as Markdown: headings, keywords and properties, lists, tables, blocks, links and marks within lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from retrieval.parsing.formats.document import Document
from retrieval.parsing.front_matter import FrontMatter

_KEYWORD = re.compile(r"^[ \t]*#\+(?P<name>[\w-]{1,40}):[ \t]*(?P<value>.*)$")
_BLOCK = re.compile(r"^[ \t]*#\+begin_(?P<name>\w{1,30})(?:[ \t]+(?P<options>[^\n]*))?$", re.IGNORECASE)
_DRAWER = re.compile(r"^[ \t]*:(?P<name>[\w-]{1,40}):[ \t]*$")
_PROPERTY = re.compile(r"^[ \t]*:(?P<name>[\w+-]{1,40}):[ \t]+(?P<value>.*)$")
_HEADING = re.compile(
    r"^(?P<stars>\*{1,20})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELED|CANCELLED|HOLD|READING|READ)[ \t]+)?"
    r"(?:\[#[A-Z0-9]\][ \t]+)?(?:COMMENT[ \t]+)?(?P<text>[^\n]*)$"
)
_HEADING_TAGS = re.compile(r"(?<![ \t])[ \t]++:(?P<tags>[\w@#%:]{1,200}):[ \t]*+$")
_COMMENTED = re.compile(r"^\*{1,20}[ \t]+(?:[A-Z]+[ \t]+)?COMMENT(?:[ \t]|$)")
_PLANNING = re.compile(r"^[ \t]*(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):[ \t]*[\[<].*$")
_COMMENT = re.compile(r"^[ \t]*#(?:[ \t].*)?$")
_RULE = re.compile(r"[ \t]*+\|[-+|: \t]++")
_LINK = re.compile(r"\[\[(?P<target>[^\[\]\n]{1,2000})\](?:\[(?P<text>[^\[\]\n]{1,500})\])?\]")
_FOOTNOTE = re.compile(r"\[fn:[^\]\n]{0,60}\]")
_STAMP = re.compile(r"[<\[](?P<date>\d{4}-\d{2}-\d{2})(?:[^<>\[\]\n]{0,40})[>\]]")
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<![\w{sign}\\]){sign}(?=\S)([^\n{sign}]{{1,300}})(?<=\S){sign}(?![\w{sign}])"), markdown)
    for sign, markdown in ((r"\*", r"**\1**"), ("/", r"*\1*"), ("=", r"`\1`"), ("~", r"`\1`"), (r"\+", r"~~\1~~"))
)
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_HEAD_NAMES = {
    "filetags": "tags",
    "roam_refs": "paper",
    "custom_id": "",
    "id": "",
    "noter_document": "",
    "roam_key": "paper",
}
_QUOTES = frozenset(("quote", "verse"))
_HIDDEN = frozenset(("comment", "export"))


def read_org(file: str, text: str) -> Document:
    """Read an Org note."""
    reader = _Reader()
    for line in text.split("\n"):
        reader.take(line)
    head = FrontMatter(file, reader.values, {}, "Org keywords" if reader.values else "")
    return Document(head, "\n".join(reader.lines))


class _Reader:
    """Turns lines into Markdown one by one; keywords, and properties before the first heading, become the head."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.lines: list[str] = []
        self._closing = ""
        self._block: Callable[[str], str] | None = None
        self._hidden_level = 0
        self._in_drawer = False
        self._in_table = False
        self._headings = 0

    def take(self, line: str) -> None:
        """Take a line."""
        if self._closing:
            self._take_in_block(line)
        elif heading := _HEADING.match(line):
            self._heading(line, heading)
        elif self._hidden_level:
            return
        elif self._in_drawer:
            self._in_drawer = line.strip().casefold() != ":end:"
            self._property(line)
        elif _DRAWER.match(line):
            self._in_drawer = True
        elif block := _BLOCK.match(line):
            self._begin(block)
        elif keyword := _KEYWORD.match(line):
            self._keyword(keyword["name"].casefold(), keyword["value"].strip())
        elif not _PLANNING.match(line) and not _COMMENT.match(line):
            self.lines += self._plain(line)

    def _heading(self, line: str, heading: re.Match[str]) -> None:
        level = len(heading["stars"])
        if self._hidden_level and level > self._hidden_level:
            return
        text = heading["text"]
        tags = _HEADING_TAGS.search(text)
        noexport = tags is not None and "noexport" in tags["tags"].split(":")
        self._hidden_level = level if _COMMENTED.match(line) or noexport else 0
        if self._hidden_level:
            return
        self._headings += 1
        # below the note's title, which is no heading in Org
        depth = min(level + ("title" in self.values), 6)
        self.lines += ["", f"{'#' * depth} {_inline(text[: tags.start()] if tags else text)}", ""]

    def _property(self, line: str) -> None:
        found = _PROPERTY.match(line)
        if found and self._headings <= 1:
            self._keep(found["name"].casefold(), found["value"].strip())

    def _keyword(self, name: str, value: str) -> None:
        if name in ("title", "subtitle") and name in self.values:
            value = f"{self.values[name]} {value}"
            self.values[name] = value
        elif name == "caption":
            self.lines.append(_inline(value))
        else:
            self._keep(name, value)

    def _keep(self, name: str, value: str) -> None:
        name = _HEAD_NAMES.get(name, name)
        if not name or not value:
            return
        if name == "tags":
            self.values.setdefault(name, [tag for tag in re.split(r"[:\s,]+", value) if tag])
        elif stamp := _STAMP.fullmatch(value):
            self.values.setdefault(name, stamp["date"])
        else:
            link = _LINK.fullmatch(value)
            self.values.setdefault(name, link["target"] if link else value)

    def _begin(self, block: re.Match[str]) -> None:
        name = block["name"].casefold()
        self._closing = f"#+end_{name}"
        if name in _HIDDEN:
            self._block = None
        elif name in _QUOTES:
            self._block = lambda line: f"> {_inline(line)}"
        elif name in ("src", "example"):
            language = (block["options"] or "").split()[:1] if name == "src" else []
            self.lines.append(f"```{language[0] if language else ''}")
            self._block = str
        else:
            self._block = _inline

    def _take_in_block(self, line: str) -> None:
        if line.strip().casefold() == self._closing:
            if self._block is str:
                self.lines.append("```")
            self.lines.append("")
            self._closing = ""
        elif self._block is not None and not self._hidden_level:
            self.lines.append(self._block(line))

    def _plain(self, line: str) -> Iterator[str]:
        stripped = line.strip()
        if not stripped.startswith("|"):
            self._in_table = False
            yield _inline(line)
        elif _RULE.fullmatch(line) and "-" in line:
            if self._in_table:
                yield stripped.replace("+", "|")
        else:
            if not self._in_table:
                yield ""
            yield _inline(stripped)
            self._in_table = True


def _inline(text: str) -> str:
    """Turn the marks and links within a line into Markdown's."""
    parts: list[str] = []
    place = 0
    text = _FOOTNOTE.sub("", text)
    for link in _LINK.finditer(text):
        parts += [_marked(text[place : link.start()]), _link(link)]
        place = link.end()
    parts.append(_marked(text[place:]))
    return "".join(parts)


def _marked(text: str) -> str:
    for pattern, markdown in _MARKS:
        text = pattern.sub(markdown, text)
    return text


def _link(link: re.Match[str]) -> str:
    target, text = link["target"], link["text"] or ""
    target = (
        target.removeprefix("file:").removeprefix("doi:")
        if not target.startswith("doi:")
        else f"https://doi.org/{target[4:]}"
    )
    if target.lower().endswith(_IMAGES) and not text:
        return ""
    if target.startswith(("http://", "https://")):
        return f"[{text or target}]({target})"
    return text or target.partition("::")[0]
