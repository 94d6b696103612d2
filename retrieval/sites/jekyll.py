"""Jekyll: the pages that it makes of posts, of files of collections and of pages (Jekyll 4.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from retrieval.parsing.urls import escape_path
from retrieval.sites.base import NoteFile, Page, Site
from retrieval.sites.jekyll_config import CONFIG_FILES, JekyllConfig, merged, read_config, with_suffix
from retrieval.sites.permalinks import date_fields, is_letter

POST_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.*)", re.DOTALL)
"""The name of a post's file, without its ending."""

_POSTS = "_posts"
_ANY_NAME = "2000-01-01-a.md"
_POSTS_KIND = "posts"
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n")
_QUOTED_DATE = re.compile(r"^date[ \t]*:[ \t]*[\"']", re.MULTILINE)
_MOMENT = re.compile(
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:[Tt \t]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<second>:\d{2}(?:\.\d+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)?)?"
)
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_PAGE_PLACEHOLDER = re.compile(r":(path|basename|output_ext)")
_DATES = re.compile(r":(?:[a-z]*year|[a-z]*month|[a-z]+_day|day|week|hour|minute|second)")
_SLASHES = re.compile(r"/{2,}")
_KEPT_IN_TITLE = frozenset("._~!$&'()+,;=@")
_HTML_ENDINGS = (".html", ".xhtml", ".htm")
_HEAD = 64 * 1024
"""Characters of a file in which its front matter is."""
_FIRST_OF_LAST_CENTURY = 69


@dataclass(frozen=True, slots=True)
class _File:
    """A file as Jekyll sees it: the kind of its page, its path below the source or the collections' folder."""

    kind: str
    path: PurePosixPath
    folder: PurePosixPath | None = None

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders in a collection, which are the categories of a file that has none; posts go by none."""
        return () if self.kind == _POSTS_KIND else self.path.parts[1:-1]

    @property
    def inside(self) -> str:
        """The path without the folder of the collection and without ending."""
        path = self.path.with_suffix("").as_posix() if self.path.suffix else self.path.as_posix()
        return path.replace("" if self.folder is None else self.folder.name, "", 1).rstrip(".")


@dataclass(frozen=True, slots=True)
class Jekyll:
    """The site with the settings ``config``."""

    config: JekyllConfig
    name: str = "Jekyll"

    @classmethod
    def recognise(cls, folder: Path, site: Site) -> Jekyll | None:
        """Return the site whose settings lie in ``folder``; None if there are none."""
        if any((folder / name).is_file() for name in CONFIG_FILES):
            return cls(read_config(folder, site))
        return None

    @property
    def collection_folders(self) -> tuple[str, ...]:
        """The folders of the collections of which pages are made, below the site's own."""
        below = PurePosixPath(self.config.source, self.config.collections_folder)
        return tuple((below / f"_{label}").as_posix() for label, _ in self.config.collections)

    def reads(self, path: PurePosixPath) -> bool:
        """Return whether Jekyll makes anything of the file ``path``."""
        return path.is_relative_to(self.config.source) and self._file(path.relative_to(self.config.source)) is not None

    def covers(self, folder: PurePosixPath) -> bool:
        """Return whether Jekyll looks into ``folder``."""
        return PurePosixPath(self.config.source).is_relative_to(folder) or self.reads(folder / _ANY_NAME)

    def page(self, note: NoteFile) -> Page | None:
        """Return the page of a post, of a file of a collection or of a page."""
        if not note.path.is_relative_to(self.config.source):
            return Page()
        file = self._file(note.path.relative_to(self.config.source))
        if file is None:
            return None
        front = merged(self.config.defaults(file.path.as_posix(), file.kind), note.values)
        if not front.get("published", True) and not self.config.unpublished:
            return None
        if file.kind == "pages":
            return self._plain_page(note, file, front)
        return self._document(note, file, front)

    def _file(self, path: PurePosixPath) -> _File | None:
        """Return what Jekyll makes of the file ``path``; None if it makes nothing of it."""
        below = PurePosixPath(self.config.collections_folder)
        if _POSTS in path.parts[:-1]:
            folder = PurePosixPath(*path.parts[: path.parts.index(_POSTS) + 1])
            if not folder.is_relative_to(below) or not self.config.reads(path, folder):
                return None
            return _File(_POSTS_KIND, path.relative_to(below), folder) if POST_NAME.fullmatch(path.stem) else None
        for label, _ in self.config.collections:
            folder = below / f"_{label}"
            if path.is_relative_to(folder):
                reads = self.config.reads(path, folder)
                return _File(label, path.relative_to(below), PurePosixPath(f"_{label}")) if reads else None
        return _File("pages", path) if self.config.reads(path) else None

    def _plain_page(self, note: NoteFile, file: _File, front: Mapping[str, Any]) -> Page:
        """Return a page that is neither a post nor in a collection; without front matter Jekyll only copies it."""
        output = self._output_ending(file)
        if self.config.front_matter_needed and not _FRONT_MATTER.match(note.text):
            return Page()
        # of a name without its ending, dots at the end are dropped
        base = file.path.stem.rstrip(".")
        template = _text(front, "permalink")
        if not template:
            template = "/:path/:basename:output_ext"
            if output in _HTML_ENDINGS:
                plain = with_suffix("/:path/:basename", self.config.permalink)
                template = "/:path/" if base == "index" else plain
        fields = {"path": file.path.parent.as_posix().removeprefix("."), "basename": base, "output_ext": output}
        path = _sanitized(_PAGE_PLACEHOLDER.sub(lambda match: fields[match[1]], unquote(template)))
        return Page(self._url(path), path, self.config.heading_ids, front_matter=front)

    def _document(self, note: NoteFile, file: _File, front: dict[str, Any]) -> Page:
        named = POST_NAME.fullmatch(file.path.stem)
        slug = (named["slug"] if named else file.path.stem).rstrip(".")
        written = _text(front, "date")
        if written:
            moment = self._moment(written, note)
        else:
            moment = self._moment(_full_year(named["date"]), note) if named else None
        if moment is None and (written or named):
            return Page(front_matter=front, title=_title(slug))
        categories, certain = _categories(file, self.config.defaults(file.path.as_posix(), file.kind), note.values)
        template = self._template(file.kind, front)
        path = None
        if moment is not None or not _DATES.search(template):
            path = self._fill(template, file, front, slug, moment, categories)
        return Page(
            url=self._url(path) if path is not None and certain else "",
            path=path or "",
            heading_ids=self.config.heading_ids,
            categories=tuple(categories) or file.folders,
            front_matter=front,
            title=_text(front, "title") or _title(slug),
            date=moment.date().isoformat() if moment is not None else "",
            future=self.config.future,
        )

    def _template(self, kind: str, front: Mapping[str, Any]) -> str:
        usual = self.config.posts_permalink if kind == _POSTS_KIND else dict(self.config.collections)[kind]
        return unquote(_text(front, "permalink") or usual)

    def _fill(
        self,
        template: str,
        file: _File,
        front: Mapping[str, Any],
        slug: str,
        moment: datetime | None,
        categories: Sequence[str],
    ) -> str | None:
        """Return the path of a page; None where the ``template`` asks for what Jekyll does not know."""
        named = _text(front, "slug") or slug
        lowered = dict.fromkeys(category.lower() for category in categories)
        fields = {
            **(date_fields(moment) if moment is not None else {}),
            "title": _pretty_slug(named),
            "slug": plain_slug(named),
            "name": plain_slug(file.path.stem),
            "path": file.inside,
            "categories": "/".join(lowered),
            "slugified_categories": "/".join(dict.fromkeys(map(plain_slug, lowered))),
            "output_ext": self._output_ending(file),
            "collection": file.kind,
        }
        parts: list[str] = []
        position = 0
        for match in _PLACEHOLDER.finditer(template):
            name = match[1] if match[1] in fields else match[1].removesuffix("_")
            if name not in fields:
                return None
            parts += template[position : match.start()], fields[name], match[1][len(name) :]
            position = match.end()
        return _sanitized("".join((*parts, template[position:])))

    def _output_ending(self, file: _File) -> str:
        ending = file.path.suffix
        return ".html" if ending.lower() in self.config.markdown_endings else ending

    def _url(self, path: str) -> str:
        return self.config.address + escape_path(path) if self.config.address else ""

    def _moment(self, written: str, note: NoteFile) -> datetime | None:
        """Return the moment that a date means, in the site's time zone; None if it is none."""
        match = _MOMENT.fullmatch(written)
        if match is None:
            # whatever words a reader of notes understands; of a month it is the first
            whole = f"{note.date}-01"[: len("2023-09-01")] if note.date else ""
            return datetime.fromisoformat(whole).replace(tzinfo=self.config.zone) if whole else None
        zone: tzinfo = self.config.zone
        if match["sign"]:
            offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
            zone = timezone(-offset if match["sign"] == "-" else offset)
        elif match["zone"] or (match["second"] and not _QUOTED_DATE.search(note.text, 0, _HEAD)):
            # YAML's own reading of a moment without a zone
            zone = UTC
        try:
            time = (int(match["hour"] or 0), int(match["minute"] or 0), int((match["second"] or ":0")[1:3]))
            moment = datetime(int(match["year"]), int(match["month"]), int(match["day"]), *time, tzinfo=zone)
            return moment.astimezone(self.config.zone)
        except (ValueError, OverflowError):
            return None


def plain_slug(text: str) -> str:
    """Make ``text`` what Jekyll's ``slugify`` makes it: words in lower case joined by hyphens."""
    return _slug(text, frozenset()).lower()


def _pretty_slug(text: str) -> str:
    """Make ``text`` what Jekyll's ``slugify`` in mode ``pretty`` makes it, case kept."""
    return _slug(text, _KEPT_IN_TITLE)


def _slug(text: str, kept: frozenset[str]) -> str:
    return "-".join("".join(one if one in kept or is_letter(one) else " " for one in text).split())


def _sanitized(path: str) -> str:
    return _SLASHES.sub("/", f"/{path}".replace("..", "/").replace("./", ""))


def _title(slug: str) -> str:
    return " ".join(word[:1].upper() + word[1:].lower() for word in slug.split("-"))


def _full_year(written: str) -> str:
    year, _, rest = written.partition("-")
    if len(year) == len("24"):
        year = f"{'19' if int(year) >= _FIRST_OF_LAST_CENTURY else '20'}{year}"
    return f"{year}-{rest}"


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return str(value).strip() if isinstance(value, (str, int, float, date)) and not isinstance(value, bool) else ""


def _categories(file: _File, defaults: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[list[str], bool]:
    """Return the categories: folders above, then those of the defaults and the front matter; and whether all count.

    ``category`` comes last, and only where there is one.
    """
    found: list[object] = list(file.path.parts[: file.path.parts.index(_POSTS)]) if file.kind == _POSTS_KIND else []
    for given in (defaults.get("categories"), values.get("categories")):
        found += given.split() if isinstance(given, str) else given if isinstance(given, list) else []
    single = values.get("category") if values.get("category") is not None else defaults.get("category")
    found += single if isinstance(single, list) else [single]
    texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in found if one is not None]
    return list(dict.fromkeys(texts)), not any(isinstance(one, (list, dict)) for one in found)
