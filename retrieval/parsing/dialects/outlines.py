"""Notes of Obsidian and Logseq: tags, properties, marks of tasks and blocks, and pages that are one outline."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from retrieval.text.chinese import UNSPACED

_TAG = re.compile(rf"#(?!(?=[a-fA-F]*+\d)[0-9a-fA-F]++\Z)[A-Za-z{UNSPACED}_][\w/-]*+")
_WORD = re.compile(r"\S+")
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^(?=[\w-]*[A-Za-z])[\w-]{2,60}[ \t]*+$")
_REFERENCE = re.compile(r"\(\([0-9a-fA-F]{8}-[0-9a-fA-F-]{20,40}\)\)")
_KEY = rf"(?P<key>[\w{UNSPACED}](?:[\w{UNSPACED}./-]| (?=[\w{UNSPACED}])){{0,40}})"
_PROPERTY = re.compile(r"(?<=[\w*_)\]])::(?=[ \t]|$)", re.MULTILINE)
_INLINE_PROPERTY = re.compile(rf"[(\[]{_KEY}::[ \t]++(?P<value>[^()\[\]\n]*+)[)\]]")
_OF_THE_EDITOR = re.compile(
    r"^[ \t]*+(?:id|collapsed|heading|background-color|created-at|updated-at"
    r"|(?:logseq|query|card|ls|hl|file)[.-][\w.-]++)::[^\n]*+\n?|^[ \t]*+#\+(?:BEGIN|END)_[A-Za-z]+[^\n]*+\n?"
    r"|^[ \t]*+(?:SCHEDULED|DEADLINE):[ \t]*+<[^>\n]*+>[^\n]*+\n?",
    re.MULTILINE,
)
_EMPTY_BULLET = re.compile(r"^(?P<indent>[ \t]++)-(?=[ \t]*+\n(?P=indent)[ \t]{2})", re.MULTILINE)
_TASK = re.compile(
    r"(?:\[[ xX/<>!?*\"-]\]|(?:TODO|DOING|DONE|LATER|NOW|WAITING|CANCELED|CANCELLED)(?=[ \t]))[ \t]++"
    r"(?:\[#[A-C]\][ \t]++)?"
)


def filled_bullets(text: str) -> str:
    """Put something into bullets whose text begins below them, which else would underline what stands above."""
    return _EMPTY_BULLET.sub(r"\g<0> <!-- -->", text)


def task_plugin(parser: MarkdownIt) -> None:
    """Leave out the boxes of tasks."""
    parser.core.ruler.before("inline", "tasks", _without_tasks)


def outline_plugin(parser: MarkdownIt) -> None:
    """Leave out what is for the editor, and read a page that is one outline as paragraphs and lists."""
    parser.core.ruler.before("inline", "editors_marks", _without_editors_marks)
    parser.core.ruler.before("inline", "outline", _without_outer_list)


def _without_tasks(state: StateCore) -> None:
    before: Token | None = None
    for token in state.tokens:
        if token.type == "inline" and before is not None and before.type == "list_item_open":
            token.content = _TASK.sub("", token.content, count=1) if _TASK.match(token.content) else token.content
        elif token.type != "paragraph_open":
            before = token


def _without_editors_marks(state: StateCore) -> None:
    in_heading = False
    for token in state.tokens:
        if token.type == "inline":
            # sites make a heading's id of its tags too
            token.content = _cleaned(token.content, tags=not in_heading)
        in_heading = token.type == "heading_open"


def _cleaned(text: str, *, tags: bool) -> str:
    if "::" in text or "#+" in text or ": <" in text:
        text = _OF_THE_EDITOR.sub("", text)
        text = _INLINE_PROPERTY.sub(r"\g<key>: \g<value>", text)
        text = _PROPERTY.sub(":", text)
    if "((" in text:
        text = _REFERENCE.sub("", text)
    if tags and "#" in text:
        text = "\n".join(map(_without_tags_at_end, text.split("\n")))
    if "^" in text:
        text = _BLOCK_ID.sub("", text)
    return text.strip()


def _without_tags_at_end(line: str) -> str:
    end = len(line)
    for word in reversed(list(_WORD.finditer(line)) if "#" in line else []):
        if not _TAG.fullmatch(word[0]):
            break
        end = word.start()
    return line[:end]


def _without_outer_list(state: StateCore) -> None:
    """Take the outermost bullets off a page that is nothing but bullets, if anything is below one of them."""
    outer = {token.type for token in state.tokens if token.level == 0}
    inner = {token.type for token in state.tokens if token.level == 2}
    if outer != {"bullet_list_open", "bullet_list_close"} or inner.isdisjoint(
        ("heading_open", "tight_heading_open", "bullet_list_open")
    ):
        return
    kept: list[Token] = []
    for token in state.tokens:
        if token.level == 0 or (token.level == 1 and token.type in ("list_item_open", "list_item_close")):
            continue
        if token.level == 2 and token.type.startswith("paragraph"):
            token.hidden = False
        kept.append(token)
    state.tokens = kept
