"""Links that CommonMark does not know: between notes (``[[Page|label]]``), and to files whose names have spaces."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_WIKILINK = re.compile(
    r"(?P<embed>!?)\[\[(?P<page>[^\[\]|#\n]*+)(?P<heading>(?>(?:#[^\[\]|#\n]*+)*))(?:\\?\|(?P<label>[^\[\]\n]*+))?\]\]"
    r"(?!\([^()\s]++\))"
)
_ORG_LINK = re.compile(r"\[\[[^\[\]\n]++\](?:\[(?P<label>[^\[\]\n]*+)\])\]")
_TO_FILE = re.compile(
    r"(?P<image>!?)\[(?P<label>(?>(?:[^\[\]\\\n]|\\.)*))\]"
    r"\((?P<address>(?>(?:[^()\[\]\n]|\([^()\[\]\n]*+\)|\[\[[^\[\]\n]*+\]\]|\(\([^()\n]*+\)\))*))\)"
)
_FILE = re.compile(r"\[\[|\(\(|[/\\]|\.[A-Za-z0-9]{2,5}(?:#|$|\s)")
_MAX_INDEX = 2
_SIZE = re.compile(r"[\d.]+(?:x\d+)?(?:px|%)?|left|right|center")
_EMBEDDED_FILE = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_ONLY_NUMBERS = re.compile(r"[\d\s,.;:-]*+")


def link_plugin(parser: MarkdownIt) -> None:
    """Read links between notes as the text that is shown, and pictures at any address."""
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.inline.ruler.after("image", "link_to_file", _link_to_file)


def _wikilink(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "![":
        return False
    if org := _ORG_LINK.match(state.src, state.pos, state.posMax):
        state.pending += "" if silent or _EMBEDDED_FILE.search(org["label"]) else org["label"]
        state.pos = org.end()
        return True
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None or _is_no_page(found, state.src[max(0, state.pos - 1) : state.pos]):
        return False
    if not silent:
        if found["embed"]:
            _push_embedded(state, found)
        else:
            state.pending += _shown(found)
    state.pos = found.end()
    return True


def _is_no_page(found: re.Match[str], before: str) -> bool:
    """Return whether double brackets are those of an index, a number or nothing."""
    is_index = len(found["page"]) <= _MAX_INDEX or found["page"][0] in "\"'"
    if is_index and not found["embed"] and before and before.isascii() and (before.isalnum() or before in ")]_"):
        return True
    name = found["page"] + found["heading"]
    return not name.strip() or (not found["label"] and _ONLY_NUMBERS.fullmatch(name) is not None and "-" not in name)


def _shown(found: re.Match[str]) -> str:
    label = (found["label"] or "").strip()
    if label:
        return label
    page = found["page"].strip().removesuffix(".md")
    headings = [part.strip() for part in found["heading"].split("#") if part.strip() and not part.startswith("^")]
    return " > ".join((*((page,) if page else ()), *headings))


def _push_embedded(state: StateInline, found: re.Match[str]) -> None:
    """Push an embedded picture with the caption it has; of an embedded note nothing is known."""
    label = (found["label"] or "").split("|")[0].strip()
    if label and not _SIZE.fullmatch(label) and _EMBEDDED_FILE.search(found["page"].strip()):
        _push_image(state, label)


def _link_to_file(state: StateInline, silent: bool) -> bool:
    """Read what the rules for links and pictures did not: an address with spaces, a reference to another note."""
    if state.src[state.pos] not in "![":
        return False
    found = _TO_FILE.match(state.src, state.pos, state.posMax)
    if found is None or not (found["image"] or _FILE.search(found["address"])):
        return False
    if not silent:
        if found["image"]:
            _push_image(state, found["label"])
        else:
            state.pending += found["label"]
    state.pos = found.end()
    return True


def _push_image(state: StateInline, label: str) -> None:
    image = state.push("image", "img", 0)
    image.attrs = {"src": "", "alt": ""}
    image.content = label
    image.children = []
    state.md.inline.parse(label, state.md, state.env, image.children)
