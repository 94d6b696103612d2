"""Tags of templates (``{% note %}``) in Hexo's posts, and in other notes where no other meaning is possible."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retrieval.parsing.dialects import Dialect
from retrieval.parsing.dialects.output import fenced, figure, formula
from retrieval.parsing.dialects.scanning import Closings, Rule

_TAG = re.compile(r"\{%[-+]?\s*+(?P<name>\w[\w-]*+)(?P<arguments>(?>(?:[^%{]|%(?!\})|\{(?!%))*))%\}")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_WORD = re.compile(r"\S+")
_PICTURES_END = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")
_SIZE = re.compile(r"\d+(?:px|%)?(?=\s|$)")
_NAMED = re.compile(r"(?<!\w)(\w++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|/\S*|(?:true|false)(?=\s|$)")

_UNSEEN = ("comment", "gist", "chart", "echarts")
_AS_IT_STANDS = ("raw", "verbatim")
_CODE = ("highlight", "codeblock", "code", "mermaid")
_FORMULAS = ("math", "mathjax", "katex")
_ENDS = {
    name: re.compile(rf"\{{%[-+]?\s*+end{name}\s*+[-+]?%\}}") for name in (*_UNSEEN, *_AS_IT_STANDS, *_CODE, *_FORMULAS)
}
_PICTURES = frozenset(("asset_img", "img", "image", "fig", "figure", "include", "include_relative", "include_cached"))
_LINKS = frozenset(("link", "post_link", "asset_link", "post_url", "asset_path", "post_path", "label", "button", "btn"))
_OTHER_NAMES = (
    "note tabs tab subtabs blockquote quote pullquote centerquote cq youtube vimeo jsfiddle iframe include_code seo "
    "toc hideToggle hideBlock folding foldbox details timeline tip admonition alert callout more pdf video audio "
    "aplayer meting linkgrid grouppicture gp responsive_embed bilibili"
)
_OTHERS = frozenset(_OTHER_NAMES.split())


def template_tag_rules(dialect: Dialect) -> Mapping[str, Rule]:
    """Return the rules for tags in the Markdown of ``dialect``; Jekyll's are not among them, nor has Hugo any."""
    closings = Closings()

    def tag(text: str, start: int) -> tuple[int, str] | None:
        opening = _TAG.match(text, start)
        return _tag(text, opening, closings, every=dialect is Dialect.HEXO) if opening else None

    return {"{%": tag} if dialect in (Dialect.NOTES, Dialect.HEXO) else {}


def _tag(text: str, opening: re.Match[str], closings: Closings, *, every: bool) -> tuple[int, str] | None:
    name, arguments = opening["name"], opening["arguments"].strip(" \t\n-+")
    if name in _ENDS and (found := closings.find(_ENDS[name], text, opening.end())):
        inside = text[opening.end() : found[0]]
        if name in _FORMULAS:
            return found[1], formula(inside, display=False)
        if name in _CODE:
            return found[1], fenced(inside, _language(arguments))
        return found[1], inside if name in _AS_IT_STANDS else ""
    if name in _PICTURES:
        return opening.end(), _picture(arguments)
    if name in _LINKS:
        if text.startswith("](", opening.start() - 2):
            return opening.end(), "#"
        return opening.end(), _label(name, arguments)
    known = name in _OTHERS or name in _ENDS or (name.startswith("end") and (name[3:] in _OTHERS or name[3:] in _ENDS))
    return (opening.end(), "") if known or every else None


def _picture(arguments: str) -> str:
    """Return the picture with its title: named, or behind the picture's file and size."""
    named = {part[1]: part[2] or part[3] or "" for part in _NAMED.finditer(arguments)}
    if named:
        return figure(named.get("caption") or named.get("title") or named.get("alt") or "")
    words = _WORD.finditer(arguments)
    file = next((word for word in words if word[0].strip("\"'").lower().endswith(_PICTURES_END)), None)
    if file is None:
        return ""
    rest = arguments[file.end() :].strip()
    while size := _SIZE.match(rest):
        rest = rest[size.end() :].strip()
    # one text in quotes may hold the title and another one for screen readers, in quotes as well
    inner = rest[1:-1] if rest[:1] == "'" == rest[-1:] and rest.count('"') > 1 else rest
    quoted = _QUOTED.match(inner)
    return figure((quoted[1] or quoted[2] or "") if quoted else rest)


def _label(name: str, arguments: str) -> str:
    """Return the text that a link shows."""
    quoted = _QUOTED.search(arguments)
    if name in ("button", "btn"):
        parts = [part.strip() for part in arguments.split(",")]
        return parts[1] if len(parts) > 1 else ""
    if name == "label":
        return arguments.partition("@")[2].strip() or arguments
    if name in ("post_url", "asset_path", "post_path"):
        return ""
    if quoted:
        return quoted[1] or quoted[2] or ""
    words = arguments.split()
    if name == "link":
        return " ".join(word for word in words if not _ADDRESS.match(word)) if len(words) > 1 else ""
    return " ".join(words[1:]) or "".join(words)


def _language(arguments: str) -> str:
    named = arguments.partition("lang:")[2]
    return named.split()[0] if named.split() else "" if ":" in arguments else arguments
