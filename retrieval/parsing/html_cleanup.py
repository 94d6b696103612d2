"""Cleanup of HTML as people and converters write it, to parse it safely: one pass over the tags, in linear time.

What is not a tag of HTML is text (``<think>``, ``i<n`` in a formula); tags that carry no text are dropped with what is
in them; formatting tags lose their attributes and nesting stops at :data:`DEPTH_LIMIT`, because an HTML parser has to
build trees of quadratic size from a few kilobytes of either.
"""

from __future__ import annotations

import html
import re

DEPTH_LIMIT = 120
"""Open elements that nest; real posts nest under twenty."""

_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?>(?:[^"'<>]|"[^"]{0,20000}"|'[^']{0,20000}')*))>""")
_TAG_WITH_STRAY_QUOTE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[\s/][^<>]*)?)>")
_OPENING_BRACKET = re.compile(r"<")
_KEPT_ATTRIBUTE = re.compile(r"""(?:^|\s)(id|class|alt|type|href)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_LINK_ATTRIBUTE = re.compile(
    r"""(?:^|\s)(id|alt|href|src|colspan|rowspan)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
_TEX_ANNOTATION = re.compile(r"<annotation(?>[^<>]*?application/x-tex)[^<>]*+>([^<]*+)<", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")

_FORMATTING_NAMES = (
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q ruby s samp small span strike strong sub sup "
    "tt u var"
)
_STRUCTURE_NAMES = (
    "address article aside blockquote caption center dd details dir div dl dt fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hgroup li main menu nav ol p picture pre rp rt section summary "
    "table tbody td tfoot th thead tr ul"
)
_DROPPED_NAMES = (
    "acronym area audio base basefont body button canvas col colgroup data datalist embed form frame frameset head "
    "html input label legend link map meta meter noscript object optgroup option output param progress select slot "
    "source template textarea time track video nobr marquee"
)
_FORMATTING = frozenset(_FORMATTING_NAMES.split())
_STRUCTURE = frozenset(_STRUCTURE_NAMES.split())
_DROPPED = frozenset(_DROPPED_NAMES.split())
_VOID = frozenset(("br", "hr", "img", "wbr"))
_EMPTIED = {
    name: (re.compile(rf"<{name}(?=[\s>/])([^<>]*+)>", re.IGNORECASE), re.compile(rf"</{name}\s*+>", re.IGNORECASE))
    for name in ("script", "style", "svg", "title", "iframe", "math")
}
"""Elements that are taken out with what is in them, each with how it opens and closes."""
_CLOSED_BY_OTHERS = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "rp", "rt"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WITH_ATTRIBUTES = frozenset((*_HEADINGS, "img", "div", "span", "pre", "code", "table", "td", "a", "p"))


def tidy_tags(markup: str, *, with_links: bool = False) -> str:
    """Return ``markup`` with known, harmless tags only; everything else in it becomes text or is removed.

    ``with_links`` keeps where images come from, and the ids and spans of all that is no formatting.
    """
    attributes = _attributes_with_links if with_links else _attributes
    markup = _without_comments(markup)
    for name in _EMPTIED:
        markup = _without_element(markup, name)
    parts: list[str] = []
    depth = dropped = position = 0
    for bracket in _OPENING_BRACKET.finditer(markup):
        start = bracket.start()
        if start < position:
            continue
        parts.append(markup[position:start])
        tag = _TAG.match(markup, start) or _TAG_WITH_STRAY_QUOTE.match(markup, start)
        name = tag[2].lower() if tag else ""
        position = tag.end() if tag else start + 1
        if tag is None or not _is_html(name):
            parts.append("&lt;")
            position = start + 1
        elif name in _VOID:
            parts.append(f"<{name}{attributes(name, tag[3])}>")
        elif name in _DROPPED:
            continue
        elif tag[1]:
            if name not in _CLOSED_BY_OTHERS and dropped:
                dropped -= 1
                continue
            depth = max(0, depth - (name not in _CLOSED_BY_OTHERS))
            parts.append(f"</{name}>")
        elif depth >= DEPTH_LIMIT and name not in _CLOSED_BY_OTHERS:
            dropped += 1
        else:
            depth += name not in _CLOSED_BY_OTHERS
            parts.append(f"<{name}{attributes(name, tag[3])}>")
    parts.append(markup[position:])
    return "".join(parts)


def _is_html(name: str) -> bool:
    return name in _FORMATTING or name in _STRUCTURE or name in _VOID or name in _DROPPED


def _attributes(name: str, written: str) -> str:
    if name not in _WITH_ATTRIBUTES or not written.strip():
        return ""
    kept = ((key.lower(), html.unescape(value.strip("\"'"))) for key, value in _KEPT_ATTRIBUTE.findall(written))
    wanted = ("alt",) if name == "img" else ("id", "href") if name == "a" else ("id",)
    taken = (pair for pair in kept if pair[0] in wanted or (pair[0] == "class" and name not in ("a", "p")))
    return "".join(f' {key}="{html.escape(value)}"' for key, value in taken)


def _attributes_with_links(name: str, written: str) -> str:
    # an anchor ends the one before it, so that its address makes no tree grow; other formatting tags pile up
    if name in _FORMATTING and name != "a":
        return ""
    kept = ((key.lower(), html.unescape(value.strip("\"'"))) for key, value in _LINK_ATTRIBUTE.findall(written))
    return "".join(f' {key}="{html.escape(value)}"' for key, value in kept)


def _without_comments(markup: str) -> str:
    parts: list[str] = []
    position = 0
    while (start := markup.find("<!--", position)) >= 0:
        # <!--> is a whole comment, and one that is never closed hides the rest of the page
        end = markup.find("-->", start + 2)
        parts.append(markup[position:start])
        position = end + 3 if end >= 0 else len(markup)
    parts.append(markup[position:])
    return "".join(parts)


def _without_element(markup: str, name: str) -> str:
    """Take out every ``name`` element with its content, formulas kept as ``$…$``; one never closed stays text."""
    opening, closing = _EMPTIED[name]
    parts: list[str] = []
    position = 0
    while start := opening.search(markup, position):
        end = closing.search(markup, start.end())
        if end is None:
            break
        parts.append(markup[position : start.start()])
        parts.append(_formula(name, start[1], markup[start.end() : end.start()]))
        position = end.end()
    parts.append(markup[position:])
    return "".join(parts)


def _formula(name: str, attributes: str, content: str) -> str:
    if name == "script" and "math/tex" in attributes:
        sign = "$$" if "display" in attributes else "$"
        return f"{sign}{html.escape(content.strip(), quote=False)}{sign}"
    if name == "math":
        annotation = _TEX_ANNOTATION.search(content)
        return f"${annotation[1].strip()}$" if annotation else _ANY_TAG.sub("", content)
    return " "
