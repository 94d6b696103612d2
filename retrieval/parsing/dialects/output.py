"""The Markdown that stands for what a tool's own markup shows: figures, formulas, code, titles."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[(?P<label>[^\[\]]*+)\]\([^()\s]*+\)")
_BRACKETS = re.compile(r"[\[\]]")
_BACKTICKS = re.compile(r"`{3,}")
_DELIMITED = re.compile(r"\$|\\\(|\\\[|\\begin\{")
_LANGUAGE = re.compile(r"(?:lang(?:uage)?\s*[=:]\s*)?[\"']?([\w+#-]+)")


def figure(caption: str) -> str:
    """Return a picture with ``caption``; nothing where it has none."""
    caption = _LINK.sub(r"\g<label>", caption)
    caption = " ".join(_BRACKETS.sub(r"\\\g<0>", caption).split())
    return f"![{caption}](#)" if caption else ""


def formula(inside: str, *, display: bool) -> str:
    """Return ``inside`` as a formula, unless it holds signs that say so itself."""
    inside = inside.strip()
    if not inside or _DELIMITED.search(inside):
        return inside
    return f"\n\n$$\n{inside}\n$$\n\n" if display or "\n" in inside else f"${inside}$"


def fenced(inside: str, arguments: str) -> str:
    """Return ``inside`` as code between fences that it cannot close; its language is the first of ``arguments``."""
    longest = max((len(run[0]) for run in _BACKTICKS.finditer(inside)), default=2)
    fence = "`" * (longest + 1)
    language = _LANGUAGE.match(arguments.strip())
    body = inside.strip("\n")
    return f"\n\n{fence}{language[1] if language else ''}\n{body}\n{fence}\n\n"


def title_line(title: str) -> str:
    """Return ``title`` as a bold line of its own; nothing for an empty one."""
    title = " ".join(title.replace("*", "").split())
    return f"\n\n**{title}**\n\n" if title else ""
