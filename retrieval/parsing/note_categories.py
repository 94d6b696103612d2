"""Categories of a note: what its front matter says, else the folders that it lies in, else its tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.parsing.bounds import MAX_CATEGORY, MAX_LEVELS
from retrieval.parsing.fields import CATEGORY_KEYS, spelled
from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.venues import find_venue
from retrieval.text.venue_names import KNOWN_VENUES, SAME_VENUE

_BETWEEN_CATEGORIES = re.compile(r"(?:(?<!\s)\s++)?[/,，;；、]\s*+")
BETWEEN_TAGS = re.compile(r"(?:(?<!\s)\s++)?[,，;；、]\s*+")
_HASH_TAGS = re.compile(r"#([^\s#,，]+)")
_NUMBERED = re.compile(r"^\d{1,3}(?:[-_.、 ]+|(?=[^\W\d_]))(?=\D)")
_YEAR_OR_MONTH = re.compile(r"(?:(?:19|20)\d\d)(?:[-_.年]?\d{1,2}月?)?(?:[-_.]?\d{1,2})?|\d{1,2}|(?:19|20)\d\d年")
_OF_ONE_PAPER = re.compile(
    r"[\[【(（][^\[\]【】()（）]{0,30}?(?<!\d)((?:19|20)\d\d)[^\[\]【】()（）\d]{0,10}[\]】)）]\s*\w"
)
_YEAR_BEHIND = re.compile(r"(?<=[^\d\s][\s'’-])(?:19|20)\d\d$|(?<=[^\W\d])(?:19|20)\d\d$")
_CONTAINER_NAMES = (
    "docs doc content contents post posts source sources src page pages blog blogs site website wiki public notes"
    " note papers paper papernotes papernote papersnotes readingnotes readingnote reading readings read paperreading"
    " paperreadings collection collections library vault markdown md mds articles article literature reviews review"
    " summaries en zh zhcn cn english chinese 论文 笔记 论文笔记 论文阅读 阅读笔记 读书笔记 文档 文章 notebook"
    " notebooks journals research researchpapers all misc others topics topic categories category sections"
)
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
"""Names of folders, and of tags, that say what lies in them is a collection, and nothing of the subject."""
_NO_SUBJECT = re.compile(
    r"(?:todo|done|status|type|draft|unread|read|toread|rating|inbox|moc|zotero|references?|sota"
    r"|(?:literature|permanent|fleeting|reading|paper)[-_ ]?notes?)(?:/.*)?",
    re.IGNORECASE,
)
_OF_ALL = frozenset(("ai", "artificialintelligence", "人工智能"))
"""Tags that nearly every note on papers could have: they make a category only where there is no other."""
_VENUES = KNOWN_VENUES | SAME_VENUE.keys()
_MAX_TAGS = 20


@dataclass(frozen=True, slots=True)
class NoteCategories:
    """The path of a note's category, the paths of further ones, and where they are from."""

    parts: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    origin: str = ""


def categories_of(head: FrontMatter, folders: Sequence[str]) -> NoteCategories:
    """Return the categories of a note with ``head`` that lies in ``folders``; none where only its tags tell."""
    for key in head.keys(CATEGORY_KEYS):
        paths = _written_paths(head, key)
        if paths:
            also_in = tuple("/".join(path) for path in paths[1:])
            return NoteCategories(paths[0], also_in, f"front matter ({key})")
    parts = folder_categories(folders)
    return NoteCategories(parts, (), "folder" if parts else "")


def folder_categories(folders: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``folders`` that are categories, without the numbers that only put them in order."""
    names = (_NUMBERED.sub("", folder.lstrip("_")).strip() for folder in folders if not year_of_folder(folder))
    return tuple(name for name in names if name and not is_container(name) and not _YEAR_OR_MONTH.fullmatch(name))


def year_of_folder(name: str) -> str:
    """Return the year in the ``name`` of a folder that holds one paper: ``[CVPR 2026] Lazy Cache``; else nothing."""
    match = _OF_ONE_PAPER.match(name)
    return match[1] if match else ""


def is_container(name: str) -> bool:
    """Return whether a folder or a section of a site, by its ``name``, only holds what lies in it: ``posts``."""
    return spelled(name) in _CONTAINERS


def tag_paths(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the categories that ``tags`` make: no years, venues and tags that say nothing of a subject."""
    single = [name for tag in tags for name in (_HASH_TAGS.findall(tag) if tag.count("#") > 1 else [tag])]
    paths = (
        "/".join(filter(None, (part.strip() for part in tag.strip("#` \t").split("/")))) for tag in single[:_MAX_TAGS]
    )
    with_years = [tag.strip() for tag in single if _YEAR_BEHIND.search(tag.strip())]
    # "Science" beside "Science 2002" is a venue too
    venues = {tag[: -len("2002")].rstrip(" '’-").casefold() for tag in with_years}
    found = dict.fromkeys(
        path
        for path in paths
        if path
        and len(path) <= MAX_CATEGORY
        and path.count("/") < MAX_LEVELS
        and not is_container(path)
        and not _YEAR_OR_MONTH.fullmatch(path)
        and not _NO_SUBJECT.fullmatch(path)
        and not _YEAR_BEHIND.search(path)
        and path.casefold() not in venues
        and not find_venue(path)
        and path.casefold() not in _VENUES
    )
    return tuple(path for path in found if spelled(path) not in _OF_ALL) or tuple(found)


def _written_paths(head: FrontMatter, key: str) -> list[tuple[str, ...]]:
    """Return the paths under ``key``: one of a text or a list of texts, several of a list of lists."""
    value = head.values[key]
    lists = (
        value if isinstance(value, list) and len(value) > 1 and all(isinstance(one, list) for one in value) else None
    )
    if lists is None:
        names = head.names(key, _BETWEEN_CATEGORIES)
        return [path] if (path := _path(names)) else []
    own = (
        FrontMatter(head.file, {key: one}, head.lines, head.form, head.faults).names(key, _BETWEEN_CATEGORIES)
        for one in lists
    )
    return [path for names in own if (path := _path(names))]


def _path(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.strip() for name in names for part in name.split("/") if part.strip())
