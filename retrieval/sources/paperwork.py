"""Files of a folder of notes that are no notes: what a repository, a site or an editor needs besides."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from retrieval.parsing.elements import Element

_NAMES = re.compile(
    r"licen[cs]e|copying|contributing|contributors|changelog|changes|history|releases?|code[_-]of[_-]conduct|security|support"
    r"|governance|maintainers|codeowners|funding|pull_request_template|issue_template|claude|agents?|gemini|copilot-instructions"
    r"|cursorrules|llms|skill|todos?|to-do|_index|_sidebar|_navbar|_coverpage|_footer|404|about|about[-_]me|about[-_]us|contact|toc"
    r"|tags|categories|archives?|search|sitemap|.*[-_ ]template|template|.*模板|关于",
    re.IGNORECASE,
)
_OVERVIEW = re.compile(r"index(?:[._-][a-z]{2}(?:[-_][a-z]{2,4})?)?|read[-_]?me(?:[._-].*)?", re.IGNORECASE)
_FOLDERS = re.compile(
    r"_?templates?|archetypes|scaffolds|layouts|_layouts|_includes|_site|themes|_?drafts?|node_modules|模板|草稿",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"sections?|chapters?|parts?|appendi(?:x|ces)|supplement(?:s|ary)?|figures?|figs?|images?|img|assets|media|attachments?"
    r"|codes?|src|data|translations?|章节?|部分|附录|附件|图片|代码|翻译",
    re.IGNORECASE,
)
"""Folders of what belongs to the note beside them."""
_CHAPTERS = re.compile(r"sections?|chapters?|parts?|appendi(?:x|ces)|章节?|部分|分节|附录", re.IGNORECASE)
_MAX_CHAPTERS = 200
_WHOLE_SHARE = 0.5
"""Share of the parts' size from which a file beside their folder holds what they say."""
_PLACEHOLDER = re.compile(
    r"(?:the\s|your\s|\[)?(?:paper(?:'s)?\s|note\s|full\s)?(?:title|name)(?:\s(?:here|of\s(?:the\s)?paper))?\]?|(?:paper|note)?\s?template"
    r"|论文(?:标题|题目|名称)|标题|题目|(?:论文)?(?:笔记)?模板|\{\{.*\}\}|<%.*%>|\$\{.*\}|untitled|xxx+",
    re.IGNORECASE,
)
_MIN_LINKS = 5
_LINKED_SHARE = 0.6


def is_paperwork(name: str) -> bool:
    """Return whether the file at ``name``, a path below the root, is no note by its name and folder."""
    path = PurePosixPath(name)
    at_top = len(path.parts) == 1
    return (
        _NAMES.fullmatch(path.stem) is not None
        or path.stem == "SUMMARY"
        or (at_top and (_OVERVIEW.fullmatch(path.stem) is not None or path.stem.casefold() == "summary"))
        or any(_FOLDERS.fullmatch(folder) for folder in path.parts[:-1])
    )


def is_overview(name: str) -> bool:
    """Return whether a file is named as the first page of its folder is: ``README``, ``index``."""
    return _OVERVIEW.fullmatch(PurePosixPath(name).stem) is not None


def is_part(name: str) -> bool:
    """Return whether a file is a part of a longer text: in a folder ``sections`` within that of the whole."""
    folders = PurePosixPath(name).parts[:-1]
    return len(folders) > 1 and _CHAPTERS.fullmatch(folders[-1]) is not None


def has_notes_beside(file: Path, endings: Sequence[str]) -> bool:
    """Return whether there are other notes in the folder of ``file``, or in one right below it that holds no parts."""
    beside = (child for child in _children(file.parent) if not _OVERVIEW.fullmatch(child.stem))
    below = (child for folder in _children(file.parent) if _holds_notes(folder) for child in _children(folder))
    return any(child.suffix.lower() in endings and child != file for child in (*beside, *below))


def has_whole_beside(file: Path, endings: Sequence[str]) -> bool:
    """Return whether ``file`` is a part (``sections/…``) of a note that also lies whole, beside that folder."""
    if not _CHAPTERS.fullmatch(file.parent.name):
        return False
    parts, whole = _sizes(file.parent, endings), _sizes(file.parent.parent, endings)
    return len(whole) == 1 < len(parts) <= _MAX_CHAPTERS and whole[0] >= max(_WHOLE_SHARE * sum(parts), *parts)


def _sizes(folder: Path, endings: Sequence[str]) -> list[int]:
    """Return the sizes of the notes in ``folder`` but its first page, of no more than tell."""
    try:
        # entry by entry: to list all of a large folder for each of its files takes ever longer
        with os.scandir(folder) as entries:
            notes = (one for one in entries if _is_note_of(Path(one.name), endings))
            return [one.stat().st_size for one in islice(notes, _MAX_CHAPTERS + 1)]
    except OSError:
        return []


def _is_note_of(name: Path, endings: Sequence[str]) -> bool:
    return name.suffix.lower() in endings and not _OVERVIEW.fullmatch(name.stem)


def _holds_notes(folder: Path) -> bool:
    return folder.is_dir() and _PARTS.fullmatch(folder.name) is None


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def lists_links(pieces: Sequence[Element]) -> bool:
    """Return whether most of a text is lists or tables of links: an index, not a note."""
    linked = [piece for piece in pieces if piece.links and piece.kind in ("list", "table")]
    length = sum(len(piece.text) for piece in pieces if piece.kind != "heading")
    return (
        sum(len(piece.links) for piece in linked) >= _MIN_LINKS
        and sum(len(piece.text) for piece in linked) >= _LINKED_SHARE * length
    )


def is_placeholder(title: str) -> bool:
    """Return whether a title is what a template has in its place."""
    return _PLACEHOLDER.fullmatch(title.strip()) is not None
