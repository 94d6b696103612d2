"""Rendering of the templates: autoescaped Jinja2 in ``templates/``, with the words of one language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.locales import Texts
from bot.views.formulas import plain, readable
from bot.views.telegram_html import MAX_ENTITIES, Size, fit
from bot.views.telegram_html import clip as clip_text
from bot.views.venues import venue_label
from retrieval import web_address

TEMPLATES = Path(__file__).parent / "templates"
MAX_PASSAGE = 1000
"""UTF-16 units of a passage: none that is shown is cut."""
MAX_PART_ENTITIES = MAX_ENTITIES // 10
"""Entities in one summary or passage, so that three papers with five passages stay within a message's."""
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BLANK_LINES = re.compile(r"\n{3,}")


def render(template: str, texts: Texts, **values: Any) -> str:
    """Render ``template`` (a file's name without its ending) in Telegram's HTML, within the limits of one message."""
    return fit(render_whole(template, texts, **values))


def render_whole(template: str, texts: Texts, **values: Any) -> str:
    """Render ``template`` however long it becomes."""
    html = _environment().get_template(f"{template}.html").render(t=texts, language=texts.language, **values)
    return _BLANK_LINES.sub("\n\n", html).strip()


def clean(text: str) -> str:
    """Take out control characters, direction overrides and halves of surrogate pairs."""
    return _UNWANTED.sub("", text)


def short(text: str, most: int) -> str:
    """Return a title or name as plain text, its formulas readable, in ``most`` UTF-16 units."""
    return clip_text(plain(clean(text), most), most)


def prose(text: str, most: int) -> Markup:
    """Return a summary as markup, its formulas readable, in ``most`` UTF-16 units."""
    return _fitted(readable(clean(text), most=most), most)


def marked(text: str, marks: Sequence[tuple[int, int]], most: int = MAX_PASSAGE) -> Markup:
    """Return a passage as markup in ``most`` UTF-16 units, the places in ``marks`` bold and its formulas readable.

    One with characters that have to be taken out goes without bold words: the places would no longer be right.
    """
    cleaned = clean(text)
    return _fitted(readable(cleaned, most=most, bold=_joined(text, marks) if cleaned == text else ()), most)


def _fitted(html: Markup, most: int) -> Markup:
    return Markup(fit(str(html), Size(most, MAX_PART_ENTITIES)))  # noqa: S704  it was markup before


def _joined(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort the places, leave out what lies outside the text and join what touches."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted((max(start, 0), min(stop, len(text))) for start, stop in marks):
        if start >= stop:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def _cleaned(value: Any) -> Any:
    if isinstance(value, Markup):
        return Markup(clean(value))  # noqa: S704  it was markup before, and cleaning adds nothing
    return clean(value) if isinstance(value, str) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_cleaned,
    )
    environment.filters |= {"short": short, "prose": prose, "web": web_address, "venue": venue_label}
    environment.globals["marked"] = marked
    return environment
