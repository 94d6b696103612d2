"""The ``html`` form as blocks.

Telegram's parser of it is in no source that is open (TD hands the text on). What is known and held here: the listed
tags and entities (S); a tag that is not listed is dropped without a word and its text kept (M); a tag that is cut short
is refused, and a block within a paragraph (M). How tags are put together otherwise is unverified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.local_telegram.rich.html_text import BLOCK_TAGS, STYLES, button_of, text_of
from bot.local_telegram.rich.html_tree import Tag, parse
from bot.local_telegram.state import Json

MEDIA_TAGS = {"img": "photo", "video": "video", "audio": "audio", "tg-document": "document"}
_STRUCTURE = frozenset({"summary", "figcaption", "caption", "cite"})
"""Tags that their own block takes out before the rest is read."""

Blocks = list[Json]


def blocks_of(source: str, media: dict[str, Json]) -> Blocks:
    """Return the blocks of ``source`` as a bot would send them; ``media`` is what ``tg://`` names. Raises Refusal."""
    return _Reader(media).flow(parse(source).children)


class _Reader:
    def __init__(self, media: dict[str, Json]) -> None:
        self._media = media
        self._makers: dict[str, Callable[[Tag], Blocks]] = {
            **{f"h{size}": self._heading for size in range(1, 7)},
            **dict.fromkeys(MEDIA_TAGS, self._file),
            "p": self._paragraph,
            "pre": self._pre,
            "footer": lambda tag: [{"type": "footer", "text": text_of(tag.children)}],
            "hr": lambda _tag: [{"type": "divider"}],
            "aside": self._pull_quotation,
            "blockquote": self._quotation,
            "tg-math-block": lambda tag: [{"type": "mathematical_expression", "expression": tag.text().strip()}],
            "tg-thinking": lambda tag: [{"type": "thinking", "text": text_of(tag.children)}],
            "ul": self._list,
            "ol": self._list,
            "details": self._details,
            "table": self._table,
            "figure": self._figure,
            "tg-collage": self._gallery,
            "tg-slideshow": self._gallery,
            "tg-map": self._map,
            "tg-button-row": self._buttons,
        }

    def flow(self, children: list[Tag | str]) -> Blocks:
        """Read blocks, with a paragraph for every run of text between them."""
        blocks: Blocks = []
        run: list[Tag | str] = []

        def end_run() -> None:
            text = text_of(run)
            run.clear()
            if any(part != "" for part in text):
                blocks.append({"type": "paragraph", "text": text})

        for child in _listed(children):
            if isinstance(child, Tag) and child.name in BLOCK_TAGS:
                end_run()
                blocks += self._makers[child.name](child)
            elif isinstance(child, Tag) and _is_anchor(child) and not "".join(map(str, run)).strip():
                blocks.append({"type": "anchor", "name": child.attributes["name"]})
            elif isinstance(child, str) or child.name not in _STRUCTURE:
                run.append(child)
        end_run()
        return blocks

    def _paragraph(self, tag: Tag) -> Blocks:
        inner = [child for child in tag.children if isinstance(child, Tag) or child.strip()]
        if inner and all(isinstance(child, Tag) and child.name in MEDIA_TAGS for child in inner):
            # an image that Markdown wraps into a paragraph of its own
            return self.flow(inner)
        return [{"type": "paragraph", "text": text_of(tag.children)}]

    def _heading(self, tag: Tag) -> Blocks:
        return [{"type": "heading", "text": text_of(tag.children), "size": int(tag.name[1])}]

    def _pre(self, tag: Tag) -> Blocks:
        code = tag.tags("code")
        language = code[0].attributes.get("class", "").removeprefix("language-") if code else ""
        inside = code[0].children if code and len(tag.children) == 1 else tag.children
        return [{"type": "pre", "text": text_of(inside, kept=True), "language": language}]

    def _quotation(self, tag: Tag) -> Blocks:
        credit = _credit(tag)
        if "expandable" in tag.attributes:
            inner = [child for child in tag.children if not isinstance(child, Tag) or child.name != "cite"]
            return [{"type": "expandable_blockquote", "text": text_of(inner)} | credit]
        return [{"type": "blockquote", "blocks": self.flow(tag.children)} | credit]

    def _pull_quotation(self, tag: Tag) -> Blocks:
        inner = [child for child in tag.children if not isinstance(child, Tag) or child.name != "cite"]
        return [{"type": "pullquote", "text": text_of(inner)} | _credit(tag)]

    def _details(self, tag: Tag) -> Blocks:
        summary = tag.tags("summary")
        head: Json = {"type": "details", "summary": text_of(summary[0].children) if summary else ""}
        return [head | {"blocks": self.flow(tag.children), "is_open": "open" in tag.attributes}]

    def _list(self, tag: Tag) -> Blocks:
        ordered = tag.name == "ol"
        items = tag.tags("li")
        backwards = "reversed" in tag.attributes
        number = _number(tag, "start") or (len(items) if backwards else 1)
        made = []
        for item in items:
            number = _number(item, "value") or number
            boxes = item.tags("input") + [box for inner in item.tags("p") for box in inner.tags("input")]
            entry: Json = {"blocks": self.flow(item.children), "has_checkbox": bool(boxes)}
            entry["is_checked"] = bool(boxes) and "checked" in boxes[0].attributes
            if ordered:
                kind = item.attributes.get("type") or tag.attributes.get("type") or "1"
                entry |= {"type": kind, "value": number}
                number += -1 if backwards else 1
            made.append(entry)
        return [{"type": "list", "items": made}]

    def _table(self, tag: Tag) -> Blocks:
        rows = [[_cell(cell) for cell in row.tags("td", "th")] for row in _rows(tag)]
        caption = tag.tags("caption")
        flags = {f"is_{name}": name in tag.attributes for name in ("bordered", "striped", "compact")}
        said = {"caption": text_of(caption[0].children)} if caption else {}
        return [{"type": "table", "cells": rows} | flags | said]

    def _figure(self, tag: Tag) -> Blocks:
        return [block | _caption(tag) for block in self.flow(tag.children)]

    def _gallery(self, tag: Tag) -> Blocks:
        return [{"type": tag.name.removeprefix("tg-"), "blocks": self.flow(tag.children)} | _caption(tag)]

    def _file(self, tag: Tag) -> Blocks:
        kind = MEDIA_TAGS[tag.name]
        address = tag.attributes.get("src", "")
        if address.startswith("tg://"):
            named = self._media.get(address.partition("?id=")[2])
            # what nothing names is left out without a word (M)
            return [{"type": kind, kind: named}] if named else []
        hidden = "tg-spoiler" in tag.attributes
        return [{"type": kind, kind: {"type": kind, "media": address, "has_spoiler": hidden}}]

    def _map(self, tag: Tag) -> Blocks:
        try:
            place = {"latitude": float(tag.attributes["lat"]), "longitude": float(tag.attributes["long"])}
        except (KeyError, ValueError):
            return []
        return [{"type": "map", "location": place, "zoom": _number(tag, "zoom")}]

    def _buttons(self, tag: Tag) -> Blocks:
        row: Json = {"type": "buttons", "buttons": [button_of(button) for button in tag.tags("tg-button")]}
        return [row | ({"align": tag.attributes["align"]} if "align" in tag.attributes else {})]


def _is_anchor(tag: Tag) -> bool:
    return tag.name == "a" and "name" in tag.attributes and not tag.children


def _listed(children: list[Tag | str]) -> Iterator[Tag | str]:
    """Return what stands in a tag, with the inside of tags that are not listed in their place."""
    for child in children:
        if isinstance(child, Tag) and _unlisted(child):
            yield from _listed(child.children)
        else:
            yield child


def _unlisted(tag: Tag) -> bool:
    inline = tag.name in STYLES or tag.name.startswith("tg-") or tag.name in {"a", "br", "input"}
    return not inline and tag.name not in BLOCK_TAGS and tag.name not in _STRUCTURE


def _credit(tag: Tag) -> Json:
    cited = tag.tags("cite")
    return {"credit": text_of(cited[0].children)} if cited else {}


def _caption(tag: Tag) -> Json:
    captions = tag.tags("figcaption")
    if not captions:
        return {}
    inner = [child for child in captions[0].children if not isinstance(child, Tag) or child.name != "cite"]
    return {"caption": {"text": text_of(inner)} | _credit(captions[0])}


def _rows(tag: Tag) -> Iterator[Tag]:
    for child in tag.children:
        if isinstance(child, Tag) and child.name == "tr":
            yield child
        elif isinstance(child, Tag) and child.name != "caption":
            yield from _rows(child)


def _cell(tag: Tag) -> Json:
    spans: dict[str, Any] = {name: _number(tag, name) for name in ("colspan", "rowspan")}
    sides = {name: tag.attributes[name] for name in ("align", "valign") if name in tag.attributes}
    return {"text": text_of(tag.children), "is_header": tag.name == "th"} | spans | sides


def _number(tag: Tag, name: str) -> int:
    written = tag.attributes.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 10 else 0
