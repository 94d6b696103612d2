"""Comments of every kind, which a note's page does not show: they are taken out before anything else is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.dialects.scanning import Closings, Rule, in_heading, paragraph_end

_LAST_OF_LINE = re.compile(r"%%[ \t]*+(?=\n|\Z)")
_KRAMDOWN = re.compile(r"\{::(?P<name>\w++)(?P<options>[^{}\n]*+)\}")
_KRAMDOWN_END = {name: re.compile(rf"\{{:/(?:{name})?\}}") for name in ("comment", "nomarkdown")}
_REFERENCE_COMMENT = re.compile(r"\[[^\]\n]*\]:[ \t]*+(?:<>|#)?[ \t]*+(?P<quote>[(\"'（]|\Z|(?=\n))")
_CLOSING_QUOTES = {"(": ")", "（": "）", '"': '"', "'": "'"}
_ORG_END = re.compile(r"^[ \t]*+(?:#\+end_(?:comment|query)|:end:)[^\n]*+", re.IGNORECASE | re.MULTILINE)

_MAX_INDENT = 200


def comment_rules(dialect: Dialect) -> Mapping[str, Rule]:
    """Return the rules that take comments out of the Markdown of ``dialect``."""
    closings = Closings()

    def html(text: str, start: int) -> tuple[int, str]:
        # <!--> is a whole comment
        found = closings.find("-->", text, start + 2)
        if found and in_heading(text, start) and "\n" not in text[start : found[1]]:
            # the id of a heading may show where a comment stood in it
            return found[1], text[start : found[1]]
        if found:
            return found[1], ""
        return (len(text) if _begins_line(text, start) else paragraph_end(text, start)), ""

    def percent(text: str, start: int) -> tuple[int, str] | None:
        return _percent(text, start, closings)

    def mdx(text: str, start: int) -> tuple[int, str] | None:
        found = closings.find("*/}", text, start + 3)
        return (found[1], "") if found else None

    def jinja(text: str, start: int) -> tuple[int, str] | None:
        found = closings.find("#}", text, start + 2)
        return (found[1], "") if found else None

    def kramdown(text: str, start: int) -> tuple[int, str] | None:
        return _kramdown(text, start, closings)

    def org(text: str, start: int) -> tuple[int, str] | None:
        if not _begins_line(text, start):
            return None
        found = closings.find(_ORG_END, text, start)
        return (found[1] if found else paragraph_end(text, start)), ""

    rules: dict[str, Rule] = {"<!--": html, "{::": kramdown, "{/*": mdx}
    rules |= dict.fromkeys(("[//]:", "[comment]:", "[hidden]:"), _reference)
    if dialect is Dialect.NOTES:
        rules["%%"] = percent
        rules |= dict.fromkeys(("#+begin_comment", "#+begin_query", ":logbook:"), org)
    if dialect is Dialect.HEXO:
        rules["{#"] = jinja
    return rules


def _begins_line(text: str, start: int) -> bool:
    """Return whether only spaces, quote signs and a bullet stand before ``start`` in its line."""
    begin = text.rfind("\n", max(0, start - _MAX_INDENT), start) + 1
    return (begin > 0 or start < _MAX_INDENT) and not text[begin:start].strip(" \t>-*+")


def _percent(text: str, start: int, closings: Closings) -> tuple[int, str] | None:
    """Read a comment of Obsidian: within a line, or over many where one begins with the sign.

    Two signs behind a figure or a letter are none; of a notebook's magic (``%%time``) only its paragraph goes.
    """
    before = text[max(0, start - 1) : start]
    if before.isascii() and (before.isalnum() or before == "%"):
        return None
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    same_line = text.find("%%", start + 2, line_end)
    if same_line >= 0:
        return same_line + 2, ""
    if not _begins_line(text, start):
        same_paragraph = text.find("%%", line_end, paragraph_end(text, start))
        return (same_paragraph + 2, "") if same_paragraph >= 0 else None
    found = closings.find(_LAST_OF_LINE, text, line_end)
    if found:
        return found[1], ""
    alone = not text[start + 2 : line_end].strip()
    return (len(text) if alone else paragraph_end(text, start)), ""


def _kramdown(text: str, start: int, closings: Closings) -> tuple[int, str] | None:
    """Read an extension of kramdown: a comment goes, and so do the marks around what is shown as it stands."""
    opening = _KRAMDOWN.match(text, start)
    if opening is None or opening["name"] not in _KRAMDOWN_END:
        return None
    if opening["options"].rstrip().endswith("/"):
        return opening.end(), ""
    found = closings.find(_KRAMDOWN_END[opening["name"]], text, opening.end())
    if opening["name"] == "nomarkdown" and found:
        return found[1], text[opening.end() : found[0]]
    return (found[1] if found else paragraph_end(text, start)), ""


def _reference(text: str, start: int) -> tuple[int, str] | None:
    """Read a definition of a link that nothing uses, written as a comment (``[//]: # (…)``)."""
    opening = _REFERENCE_COMMENT.match(text, start)
    if opening is None or not _begins_line(text, start):
        return None
    line_end = text.find("\n", start)
    line_end = len(text) if line_end < 0 else line_end
    closing = _CLOSING_QUOTES.get(opening["quote"])
    if closing is None or text[opening.end() : line_end].rstrip().endswith(closing):
        return line_end, ""
    end = paragraph_end(text, start)
    found = text.find(f"{closing}\n", opening.end(), end)
    return (found + 1 if found >= 0 else end), ""
