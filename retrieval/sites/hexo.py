"""Hexo: the pages that it makes of posts (Hexo 5 to 7, with its usual renderer marked)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import SourceError
from retrieval.parsing.headings import NO_IDS, Heading, HeadingIds
from retrieval.parsing.urls import escape_path
from retrieval.sites.base import NoteFile, Page, Site
from retrieval.sites.permalinks import base_address
from retrieval.sites.settings import mapping_of, read_settings, text_of
from retrieval.sites.slugs import TextSlugs, plain_text

_CONFIG = "_config.yml"
_OWN_KEYS = frozenset(("source_dir", "public_dir", "new_post_name", "default_layout", "post_asset_folder", "titlecase"))
_POSTS = "_posts"
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_PLACEHOLDER = re.compile(r":(\w+)")
_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'<>,.?/]+")
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_PLAIN_SLUG = re.compile(r"[\w/-]+")
_OTHER_RENDERERS = ("markdown-it", "pandoc", "kramed", "multimarkdown", "markdown-it-plus")


@dataclass(frozen=True, slots=True)
class HexoIds(TextSlugs):
    """The ids of headings as hexo-renderer-marked makes them: signs become hyphens, the case stays."""

    case: str = "0"

    def slug(self, heading: Heading) -> str | None:
        """Return the words joined by hyphens."""
        text = plain_text(heading.spans)
        if text is None or heading.attributes or _ACCENTED.search(text) or any(one in text for one in "&<>\"'"):
            return None
        made = _SPECIAL.sub("-", text.strip()).strip("-")
        return made.lower() if self.case == "1" else made.upper() if self.case == "2" else made


@dataclass(frozen=True, slots=True)
class Hexo:
    """The site with these settings."""

    address: str = ""
    source: str = "source"
    permalink: str = ":year/:month/:day/:title/"
    default_category: str = "uncategorized"
    named: str = ":title.md"
    drafts: bool = False
    future: bool = True
    certain: bool = True
    keeps_index: bool = True
    keeps_html: bool = True
    heading_ids: HeadingIds = NO_IDS
    name: str = "Hexo"

    @classmethod
    def recognise(cls, folder: Path, site: Site) -> Hexo | None:
        """Return the site whose settings lie in ``folder``; None if there are none of Hexo's."""
        if not (folder / _CONFIG).is_file():
            return None
        try:
            values = read_settings(folder / _CONFIG)
            package = read_settings(folder / "package.json")
        except SourceError:
            return None
        depends = mapping_of(package, "dependencies")
        if "hexo" not in depends and "hexo" not in package and not _OWN_KEYS & values.keys():
            return None
        pretty = mapping_of(values, "pretty_urls")
        marked = mapping_of(values, "marked")
        case = text_of(marked, "modifyAnchors", "0")
        renders_otherwise = any(name.removeprefix("hexo-renderer-") in _OTHER_RENDERERS for name in depends)
        usual_ids = marked.get("headerIds", True) is True and not text_of(marked, "anchorAlias")
        return cls(
            address=base_address(text_of(values, "url")) or base_address(site.url, site.baseurl),
            source=text_of(values, "source_dir", "source").strip("/"),
            permalink=text_of(values, "permalink") or ":year/:month/:day/:title/",
            default_category=text_of(values, "default_category", "uncategorized"),
            named=text_of(values, "new_post_name", ":title.md"),
            drafts=values.get("render_drafts") is True,
            future=values.get("future", True) is not False,
            certain=not any("abbrlink" in name or "permalink" in name for name in depends),
            keeps_index=pretty.get("trailing_index", True) is not False,
            keeps_html=pretty.get("trailing_html", True) is not False,
            heading_ids=HexoIds(case) if usual_ids and not renders_otherwise else NO_IDS,
        )

    def covers(self, folder: PurePosixPath) -> bool:
        """Return whether ``folder`` is in that of the content, or holds it."""
        return folder.is_relative_to(self.source) or PurePosixPath(self.source).is_relative_to(folder)

    def page(self, note: NoteFile) -> Page | None:
        """Return the page of a post, or of another file below the sources."""
        if not note.path.is_relative_to(self.source):
            return Page()
        where = note.path.relative_to(self.source)
        front = note.values
        is_draft = where.parts[0] == "_drafts"
        if front.get("published") is False or (is_draft and not self.drafts) or front.get("password"):
            return None
        moment = _moment(text_of(front, "date"))
        if moment is not None and moment.date() > note.today and not self.future:
            return None
        if where.parts[0] != _POSTS:
            return Page()
        path = self._path(where.relative_to(_POSTS), note, moment)
        if path is None or not self.certain:
            return Page(future=self.future)
        if path.endswith("/index.html") and not self.keeps_index:
            path = path.removesuffix("index.html")
        elif path.endswith(".html") and not self.keeps_html:
            path = path.removesuffix(".html")
        return Page(
            self.address + escape_path(path) if self.address else "", path, self.heading_ids, future=self.future
        )

    def _path(self, where: PurePosixPath, note: NoteFile, moment: datetime | None) -> str | None:
        if given := text_of(note.values, "permalink"):
            return f"/{given.lstrip('/')}"
        slug = where.with_suffix("").as_posix()
        if self.named != ":title.md":
            # a name of another form gives other parts
            return None
        values: dict[str, str] = {"title": slug, "name": where.stem}
        category = self._category(note.values)
        if category is not None:
            values["category"] = category
        if moment is not None:
            values |= {
                "year": f"{moment:%Y}", "month": f"{moment:%m}", "day": f"{moment:%d}", "hour": f"{moment:%H}",
                "minute": f"{moment:%M}", "second": f"{moment:%S}", "i_month": str(moment.month),
                "i_day": str(moment.day),
            }  # fmt: skip
        parts: list[str] = []
        position = 0
        for match in _PLACEHOLDER.finditer(self.permalink):
            value = values.get(match[1], text_of(note.values, match[1]) if match[1] not in _COMPUTED else "")
            if not value:
                return None
            parts += self.permalink[position : match.start()], value
            position = match.end()
        return "/" + "".join((*parts, self.permalink[position:])).lstrip("/")

    def _category(self, front: Any) -> str | None:
        """Return the last category's path; None where it is not certain how it is written."""
        given = front.get("categories", front.get("category"))
        names = [given] if isinstance(given, str) and given else given if isinstance(given, list) else []
        if not names:
            return self.default_category
        if not all(isinstance(name, str) for name in names):
            return None
        path = "/".join(_SPECIAL.sub("-", name).strip("-") for name in names)
        return path if _PLAIN_SLUG.fullmatch(path) and not _ACCENTED.search(path) else None


_COMPUTED = frozenset(
    ("id", "hash", "timestamp", "post_title", "year", "month", "day", "hour", "minute", "second", "i_month", "i_day")
) | {"category", "title", "name"}
"""What Hexo makes itself, so that the front matter gives none of it."""


def _moment(written: str) -> datetime | None:
    match = _MOMENT.match(written)
    if match is None or re.search(r"(?:[Zz]|[+-]\d{2}:?\d{2})$", written):
        # which day another zone's time is depends on where the site is built
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
