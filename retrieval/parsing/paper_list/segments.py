"""The runs of a line joined to segments: text, links and images, each at its place in the line's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval.parsing.paper_links import is_link_label
from retrieval.parsing.paper_list.outline import Run

_BADGE = re.compile(r"shields\.io|badge|badgen\.net|\.svg(?:\?|$)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"[(（][^()（）]{0,60}\[\^[^\[\]]{1,60}\]\s?[)）]|\[\^[^\[\]]{1,60}\](?!:)")
"""A reference to a footnote, with the parenthesis that only holds it."""
_BADGE_TEXT = re.compile(r"/badge/(?P<text>[^?#/]{1,120})")
_BADGE_COLOUR = re.compile(r"-[a-z0-9]+(?:\.svg)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line that looks alike; ``link`` is empty unless it is the text of one link."""

    text: str
    link: str = ""
    bold: bool = False
    italic: bool = False
    code: bool = False
    image: bool = False

    @property
    def is_label(self) -> bool:
        """Whether it is a link whose text names no paper, or that is an image."""
        return bool(self.link) and (self.image or is_link_label(self.text))


def segments(runs: Iterable[Run]) -> list[Segment]:
    """Join ``runs`` that look alike; a link is one segment, however it looks inside; badges become text in code."""
    found: list[Segment] = []
    for run in runs:
        if run.link and run.text.startswith("^"):
            # the definition of a footnote was read as the target of a link
            run = Run(f"[{run.text}]", bold=run.bold, italic=run.italic)
        text, code = run.text, run.code
        if run.image:
            text, code = (badge_text(run) if _BADGE.search(run.image) else ""), True
            if not text and not run.link:
                continue
        last = found[-1] if found else None
        if last is not None and run.link and last.link == run.link:
            found[-1] = Segment(last.text + text, run.link, last.bold or run.bold, last.italic, last.code)
        elif last is not None and not run.link and last == Segment(last.text, "", run.bold, run.italic, code):
            found[-1] = Segment(last.text + text, "", run.bold, run.italic, code)
        else:
            found.append(Segment(text, run.link, run.bold, run.italic, code, bool(run.image and run.link)))
    shown = (one if one.link or one.code else replace(one, text=_FOOTNOTE.sub("", one.text)) for one in found)
    return [segment for segment in shown if segment.text or segment.link]


def badge_text(image: Run) -> str:
    """Return what a badge says: its description, or the words in its address (``badge/ICML-2024-blue``)."""
    words = _BADGE_TEXT.search(image.image)
    if words is None:
        return image.text
    said = _BADGE_COLOUR.sub("", words["text"].replace("--", "\0")).replace("-", " ").replace("\0", "-")
    return said.replace("_", " ").replace("%20", " ")


def joined(parts: Sequence[Segment]) -> str:
    """Return the text of ``parts``."""
    return "".join(part.text for part in parts)
