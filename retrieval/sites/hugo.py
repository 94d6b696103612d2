"""Hugo: the pages that it makes of its content (Hugo 0.111)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from retrieval.errors import SourceError
from retrieval.parsing.headings import NO_IDS, Heading, HeadingIds
from retrieval.sites.base import NoteFile, Page, Site
from retrieval.sites.permalinks import base_address
from retrieval.sites.settings import mapping_of, read_settings, text_of
from retrieval.sites.slugs import TextSlugs, plain_text

_ENDINGS = ("toml", "yaml", "yml", "json")
CONFIG_FILES = (*(f"hugo.{ending}" for ending in _ENDINGS), *(f"config.{ending}" for ending in _ENDINGS))
_FOLDER = "config/_default"
_PARTS = ("permalinks", "markup", "languages", "module")
_TOKEN = re.compile(r":([a-z]+)(\[[^\[\]]*\])?")
_LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[a-zA-Z]+)?$")
"""What may stand for a language at the end of a file's name."""
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATES = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
_OTHERWISE_CLEANED = frozenset("+#/\\")
"""Signs that become something else where a placeholder stood."""
_KEPT = frozenset("./\\_#+~-@")
_SAFE = "/-._~!$&'()*+,;=:@"
_HEADING_ID = re.compile(r"\s*\{#([\w.:-]+)\}\s*")


@dataclass(frozen=True, slots=True)
class HugoIds(TextSlugs):
    """The ids of headings as goldmark makes them in Hugo."""

    ascii_only: bool = False

    def own_id(self, heading: Heading) -> str:
        """Return the id in braces at the end of the heading."""
        match = _HEADING_ID.fullmatch(heading.attributes)
        return match[1] if match else ""

    def slug(self, heading: Heading) -> str | None:
        """Return the words in lower case, joined by hyphens; of markup other versions make other ids."""
        text = plain_text(heading.spans)
        if text is None or text != heading.text or (heading.attributes and not self.own_id(heading)):
            return None
        if self.ascii_only and not text.isascii():
            return None
        kept = (one for one in text.strip() if one in "-_ " or _is_letter_or_digit(one))
        return "".join(kept).replace(" ", "-").lower() or "heading"

    def numbered(self, slug: str, used: Counter[str]) -> str:
        """Return ``slug`` with the first number that is free."""
        number, made = 0, slug
        while used[made]:
            number += 1
            made = f"{slug}-{number}"
        used[made] += 1
        return made


def _is_letter_or_digit(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "L" or category == "Nd"


@dataclass(frozen=True, slots=True)
class Hugo:
    """The site with these settings, in ``folder``."""

    folder: Path = field(repr=False)
    address: str = ""
    content: str = "content"
    permalinks: tuple[tuple[str, str], ...] = ()
    ugly: bool = False
    lower: bool = True
    accents: bool = True
    drafts: bool = False
    future: bool = False
    certain: bool = True
    heading_ids: HeadingIds = NO_IDS
    name: str = "Hugo"

    @classmethod
    def recognise(cls, folder: Path, site: Site) -> Hugo | None:
        """Return the site whose settings lie in ``folder``; None if there are none."""
        values = _read(folder)
        if values is None:
            return None
        parser = mapping_of(mapping_of(mapping_of(values, "markup"), "goldmark"), "parser")
        url = text_of(values, "baseurl")
        languages = mapping_of(values, "languages")
        return cls(
            folder=folder,
            address=base_address(url) or base_address(site.url, site.baseurl),
            content=text_of(values, "contentdir", "content").removeprefix("./").strip("/"),
            permalinks=tuple(_permalinks(mapping_of(values, "permalinks"))),
            ugly=values.get("uglyurls") in (True, "true"),
            lower=values.get("disablepathtolower") not in (True, "true"),
            accents=values.get("removepathaccents") not in (True, "true"),
            drafts=values.get("builddrafts") in (True, "true"),
            future=values.get("buildfuture") in (True, "true"),
            # what lies elsewhere or in several languages has addresses that are not made out here
            certain=len(languages) < 2
            and values.get("defaultcontentlanguageinsubdir") not in (True, "true")
            and not mapping_of(values, "module").get("mounts")
            and not isinstance(values.get("uglyurls"), dict),
            heading_ids=_ids(values, parser),
        )

    def covers(self, folder: PurePosixPath) -> bool:
        """Return whether ``folder`` is in that of the content, or holds it."""
        return folder.is_relative_to(self.content) or PurePosixPath(self.content).is_relative_to(folder)

    def page(self, note: NoteFile) -> Page | None:
        """Return the page of a file below the content."""
        front = {str(key).lower(): value for key, value in note.values.items()}
        if front.get("draft") in (True, "true") and not self.drafts:
            return None
        if not self.certain or not note.path.is_relative_to(self.content):
            return Page()
        where = note.path.relative_to(self.content)
        written = _date(front)
        if written and date(*written) > note.today and not self.future:
            return None
        path = self._path(where, front, written)
        if path is None:
            return Page(categories=_categories(front, where))
        url = self.address + quote(path, safe=_SAFE) if self.address else ""
        return Page(url, path, self.heading_ids, categories=_categories(front, where), future=self.future)

    def _path(self, where: PurePosixPath, front: Mapping[str, Any], written: tuple[int, int, int] | None) -> str | None:
        if where.stem == "_index" or self._is_resource(where) or _LANGUAGE.search(where.stem):
            return None
        if front.get("headless") is True or front.get("_build") or front.get("build"):
            return None
        folders, name = where.parent.parts, where.stem
        if name == "index" and folders:
            folders, name = folders[:-1], folders[-1]
        if given := text_of(front, "url"):
            return self._given(given)
        slug = text_of(front, "slug")
        pattern = dict(self.permalinks).get(where.parts[0] if len(where.parts) > 1 else "/")
        if pattern is None:
            return self._ended("/".join((*folders, slug or name)))
        values = {
            "section": where.parts[0] if len(where.parts) > 1 else "",
            "sections": "/".join(folders),
            "title": text_of(front, "title"),
            "slug": slug or text_of(front, "title"),
            "filename": name,
            "contentbasename": name,
            "slugorfilename": slug or name,
            "slugorcontentbasename": slug or name,
        }
        if written is not None:
            year, month, day = written
            moment = date(year, month, day)
            values |= {
                "year": f"{year:04}", "month": f"{month:02}", "day": f"{day:02}", "monthname": moment.strftime("%B"),
                "weekday": str(moment.isoweekday() % 7), "weekdayname": moment.strftime("%A"),
                "yearday": str(moment.timetuple().tm_yday),
            }  # fmt: skip
        parts: list[str] = []
        position = 0
        for match in _TOKEN.finditer(pattern):
            if match[1] not in values or match[2]:
                return None
            value = values[match[1]]
            if match[1] != "sections" and _OTHERWISE_CLEANED.intersection(value):
                return None
            parts += pattern[position : match.start()], value
            position = match.end()
        return self._ended("".join((*parts, pattern[position:])).strip("/"))

    def _is_resource(self, where: PurePosixPath) -> bool:
        """Return whether a file belongs to the page of an ``index.md`` beside it or above it."""
        content = self.folder / self.content
        above = where.parent.parents if where.stem == "index" else (where.parent, *where.parent.parents)
        return any((content / folder / "index.md").is_file() for folder in above if folder.parts)

    def _given(self, given: str) -> str | None:
        """Return the path that a page's own ``url`` means."""
        path = given.strip("/")
        if ":" in given:
            return None
        return f"/{path}" if PurePosixPath(path).suffix in (".html", ".htm") else f"/{path}/"

    def _ended(self, path: str) -> str:
        made = _sanitized(path, accents=self.accents).strip("/")
        made = made.lower() if self.lower else made
        return f"/{made}.html" if self.ugly else f"/{made}/" if made else "/"


def _read(folder: Path) -> dict[str, Any] | None:
    """Return the settings with their keys in lower case; None where there are none of Hugo's."""
    for place in (folder, folder / _FOLDER):
        for name in CONFIG_FILES:
            if not (place / name).is_file():
                continue
            try:
                values = _lowered(read_settings(place / name))
            except SourceError:
                continue
            # others keep their settings in such a file too
            if name.startswith("config.") and place == folder and "baseurl" not in values:
                continue
            for part in _PARTS if place != folder else ():
                for ending in _ENDINGS:
                    values.setdefault(part, {})
                    values[part] = {**values[part], **_lowered(read_settings(place / f"{part}.{ending}"))}
            return values
    return None


def _lowered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key.lower(): _lowered(value) if isinstance(value, dict) else value for key, value in values.items()}


def _permalinks(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    pages = values.get("page") if isinstance(values.get("page"), dict) else values
    return [(key, value) for key, value in (pages or {}).items() if isinstance(value, str)]


def _ids(values: Mapping[str, Any], parser: Mapping[str, Any]) -> HeadingIds:
    handler = text_of(mapping_of(values, "markup"), "defaultmarkdownhandler", "goldmark")
    kind = text_of(parser, "autoheadingidtype", "github")
    if handler != "goldmark" or parser.get("autoheadingid") in (False, "false") or not kind.startswith("github"):
        return NO_IDS
    return HugoIds(ascii_only=kind == "github-ascii")


def _date(front: Mapping[str, Any]) -> tuple[int, int, int] | None:
    """Return the day of the front matter, as it is written there."""
    written = next((str(front[key]) for key in _DATES if front.get(key)), "")
    match = _DAY.match(written)
    if match is None:
        return None
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return int(match[1]), int(match[2]), int(match[3])


def _categories(front: Mapping[str, Any], where: PurePosixPath) -> tuple[str, ...] | None:
    """Return the folders of the content as categories where the front matter has none."""
    if front.get("categories"):
        return None
    folders = where.parent.parts
    return folders[:-1] if where.stem == "index" and folders else folders


def _sanitized(path: str, *, accents: bool) -> str:
    """Return ``path`` as Hugo cleans it: spaces become hyphens, signs are dropped."""
    if not accents:
        split = unicodedata.normalize("NFD", path)
        path = unicodedata.normalize("NFC", "".join(one for one in split if unicodedata.category(one) != "Mn"))
    made: list[str] = []
    waiting = hyphen = False
    for one in path:
        category = unicodedata.category(one)
        if one in _KEPT or category[0] in "LM" or category == "Nd":
            hyphen = one == "-"
            if waiting and not hyphen:
                made.append("-")
            waiting = False
            made.append(one)
        elif made and not hyphen and one.isspace():
            waiting = True
    return "".join(made)
