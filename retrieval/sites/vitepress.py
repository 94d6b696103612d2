"""VitePress: the pages that it makes of Markdown files (VitePress 1)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from retrieval.parsing.headings import NO_IDS, Heading, HeadingIds
from retrieval.parsing.urls import escape_path
from retrieval.sites.base import NoteFile, Page, Site
from retrieval.sites.permalinks import base_address
from retrieval.sites.slugs import TextSlugs, plain_text

FOLDER = ".vitepress"
CONFIG_FILES = tuple(f"config.{ending}" for ending in ("ts", "mts", "js", "mjs", "cjs", "cts"))
_LIMIT = 1024 * 1024
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
_SETTING = re.compile(r"(?<![\w.$])(?P<key>base|srcDir|hostname)\s*+:")
_VALUE = re.compile(r"\s*+(?P<quote>[\"'`])(?P<text>[^\"'`$\n]{0,300})(?P=quote)[ \t]*+(?:[,}\n]|$)")
_MAX_VALUE = 400
_CLEAN = re.compile(r"\bcleanUrls\s*+:\s*+(?:(?P<yes>true)|(?P<no>false))?")
_MOVES_PAGES = re.compile(r"\b(?:rewrites|srcExclude|dynamicRoutes|extends|slugify)\b|\banchor\s*:")
"""Settings with which pages or ids are others than files and headings say."""
_SPECIAL = re.compile(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_COMBINING = re.compile("[\u0000-\u001f\u0300-\u036f]")
_OWN_ID = re.compile(r"\s*\{\s*#([\w.:-]+)\s*\}\s*")


@dataclass(frozen=True, slots=True)
class VitepressIds(TextSlugs):
    """The ids of headings as VitePress makes them: signs become hyphens, a digit in front has a line before it."""

    def own_id(self, heading: Heading) -> str:
        """Return the id in braces at the end of the heading."""
        match = _OWN_ID.fullmatch(heading.attributes)
        return match[1] if match else ""

    def slug(self, heading: Heading) -> str | None:
        """Return the words in lower case, joined by hyphens."""
        text = plain_text(heading.spans)
        if text is None or heading.nested or heading.in_html or heading.attributes or any(one in text for one in "<>&"):
            return None
        made = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
        made = _SPECIAL.sub("-", made).strip("-").lower()
        return f"_{made}" if made[:1].isascii() and made[:1].isdigit() else made or None

    def numbered(self, slug: str, used: Counter[str]) -> str:
        """Return ``slug`` with the next number that is free."""
        made, number = slug, 1
        while used[made]:
            made, number = f"{slug}-{number}", number + 1
        used[made] += 1
        return made


@dataclass(frozen=True, slots=True)
class Vitepress:
    """The site with these settings."""

    address: str = ""
    source: str = ""
    clean: bool = False
    certain: bool = True
    heading_ids: HeadingIds = NO_IDS
    name: str = "VitePress"

    @classmethod
    def recognise(cls, folder: Path, site: Site) -> Vitepress | None:
        """Return the site whose settings lie in ``folder``; None if there are none."""
        names = (folder / FOLDER / name for name in CONFIG_FILES)
        file = next((name for name in names if name.is_file()), None)
        if file is None:
            return None
        try:
            with file.open("rb") as stream:
                text = _COMMENT.sub("", stream.read(_LIMIT).decode("utf-8", "replace"))
        except OSError:
            return None
        clean = _CLEAN.search(text)
        base, source = _setting(text, "base"), _setting(text, "srcDir")
        certain = base is not None and source is not None and not _MOVES_PAGES.search(text)
        return cls(
            address=_address(_setting(text, "hostname") or "", base or "", site),
            source=(source or "").removeprefix("./").strip("/").removeprefix("."),
            clean=clean is not None and bool(clean["yes"]),
            certain=certain and (clean is None or bool(clean["yes"] or clean["no"])),
            heading_ids=VitepressIds() if certain else NO_IDS,
        )

    def covers(self, folder: PurePosixPath) -> bool:
        """Return whether ``folder`` is in that of the content, or holds it."""
        return folder.is_relative_to(self.source) or PurePosixPath(self.source).is_relative_to(folder)

    def page(self, note: NoteFile) -> Page | None:
        """Return the page of a Markdown file."""
        if (
            not note.path.is_relative_to(self.source)
            or not self.certain
            or note.path.suffix != ".md"
            or not self.address
        ):
            return Page()
        path = note.path.relative_to(self.source).with_suffix("").as_posix()
        if any(sign in path for sign in "[]"):
            # the pages of such a file are made by a program
            return Page()
        if path == "index" or path.endswith("/index"):
            place = f"/{path.removesuffix('index')}"
        else:
            place = f"/{path}" if self.clean else f"/{path}.html"
        return Page(self.address + escape_path(place), place, self.heading_ids)


def _setting(text: str, key: str) -> str | None:
    """Return the text that a setting is, empty where it is not set; None where it is not known what it is."""
    written = next((found for found in _SETTING.finditer(text) if found["key"] == key), None)
    if written is None:
        return ""
    value = _VALUE.match(text[written.end() : written.end() + _MAX_VALUE])
    return value["text"] if value else None


def _address(host: str, base: str, site: Site) -> str:
    """Return the address of the site: by its map of pages, else as configured."""
    known = base_address(host)
    if not known:
        return base_address(site.url, site.baseurl or base)
    return known if urlsplit(known).path.strip("/") else base_address(known, base)
