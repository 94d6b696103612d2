"""Inline tags of the ``html`` form as rich text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.local_telegram.html import STYLES as MESSAGE_STYLES
from bot.local_telegram.rich.html_tree import Tag, collapsed
from bot.local_telegram.rich.limits import CONTENT_REQUIRED
from bot.local_telegram.state import Json

STYLES = {**MESSAGE_STYLES, "code": "code", "mark": "marked", "sub": "subscript", "sup": "superscript"}
BLOCK_TAGS = frozenset(
    {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "pre",
        "footer",
        "hr",
        "aside",
        "blockquote",
        "tg-math-block",
        "ul",
        "ol",
        "details",
        "table",
        "figure",
        "img",
        "video",
        "audio",
        "tg-document",
        "tg-map",
        "tg-collage",
        "tg-slideshow",
        "tg-button-row",
        "tg-thinking",
    }
)
"""Tags that stand as blocks (S)."""


def text_of(children: list[Tag | str], *, kept: bool = False) -> Any:
    """Return what stands in a tag as rich text, its spaces trimmed; as they are where they are to be ``kept``.

    A block within a text is refused (M: a list in a paragraph). Of a tag that is not listed the text is kept (M).
    """
    pieces = _pieces(children, kept)
    if not kept:
        _trim(pieces)
    return pieces


def _pieces(children: list[Tag | str], kept: bool) -> list[Any]:
    found: list[Any] = []
    for child in children:
        if isinstance(child, str):
            found.append(child if kept else collapsed(child))
        elif child.name in BLOCK_TAGS:
            raise CONTENT_REQUIRED
        elif child.name in _INLINE:
            found.append(_INLINE[child.name](child, kept))
        elif child.name == "input":
            continue  # the box of an item, which its list reads
        elif child.name in STYLES:
            found.append({"type": STYLES[child.name], "text": _pieces(child.children, kept)})
        else:
            found += _pieces(child.children, kept)
    return found


def _trim(pieces: list[Any]) -> None:
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip(" ")
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip(" ")


def _link(tag: Tag, kept: bool) -> Any:
    text = _pieces(tag.children, kept)
    address = tag.attributes.get("href", "")
    if "name" in tag.attributes and not tag.children:
        return {"type": "anchor", "name": tag.attributes["name"]}
    if address.startswith("#"):
        return {"type": "anchor_link", "text": text, "anchor_name": address[1:]}
    for scheme, kind in (("mailto:", "email_address"), ("tel:", "phone_number")):
        if address.startswith(scheme):
            return {"type": kind, "text": text, kind: address.removeprefix(scheme)}
    user = address.removeprefix("tg://user?id=")
    if user != address and user.isdecimal():
        return {"type": "text_mention", "text": text, "user": {"id": int(user)}}
    return {"type": "url", "text": text, "url": address} if address else text


def _emoji(tag: Tag, _kept: bool) -> Json:
    identifier = tag.attributes.get("emoji-id", "")
    return {"type": "custom_emoji", "custom_emoji_id": identifier, "alternative_text": tag.text()}


def _time(tag: Tag, kept: bool) -> Json:
    attributes = tag.attributes
    written = {"unix_time": attributes.get("unix", ""), "date_time_format": attributes.get("format", "")}
    return {"type": "date_time", "text": _pieces(tag.children, kept)} | written


def _reference(tag: Tag, kept: bool) -> Json:
    return {"type": "reference", "name": tag.attributes.get("name", ""), "text": _pieces(tag.children, kept)}


def button_of(tag: Tag) -> Json:
    """Return a ``tg-button`` as a button; which attributes say what it does is unverified."""
    actions = ("url", "callback_data", "switch_inline_query", "switch_inline_query_current_chat", "style")
    given = {name: tag.attributes[name] for name in actions if name in tag.attributes}
    return {"text": text_of(tag.children)} | given


_INLINE: dict[str, Callable[[Tag, bool], Any]] = {
    "br": lambda _tag, _kept: "\n",
    "a": _link,
    "tg-emoji": _emoji,
    "tg-time": _time,
    "tg-reference": _reference,
    # a formula is raw LaTeX (S)
    "tg-math": lambda tag, _kept: {"type": "mathematical_expression", "expression": tag.text()},
    "tg-button": lambda tag, _kept: {"type": "button", "button": button_of(tag)},
}
