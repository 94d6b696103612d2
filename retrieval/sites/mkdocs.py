"""MkDocs: the pages that it makes of its documents (MkDocs 1.4 to 1.6)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import SourceError
from retrieval.parsing.headings import NO_IDS, Heading, HeadingIds
from retrieval.parsing.urls import escape_path
from retrieval.sites.base import NoteFile, Page, Site
from retrieval.sites.permalinks import base_address
from retrieval.sites.settings import mapping_of, read_settings, text_of, texts_of
from retrieval.sites.slugs import TextSlugs, plain_text

CONFIG_FILES = ("mkdocs.yml", "mkdocs.yaml")
_MOVES_PAGES = frozenset(("i18n", "monorepo", "multirepo", "blog", "material/blog", "techdocs-core", "same-dir"))
"""Plugins with which pages are elsewhere than their files say."""
_TOC = "toc"
_ATTRIBUTES = "attr_list"
_OWN_ID = re.compile(r"\s*\{:?\s*#([\w.:-]+)\s*\}\s*")
_NUMBERED = re.compile(r"(.*)_(\d+)")
_TIGHT_HEADING = re.compile(r"#{1,6}[^#\s]")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_INSIDE_WORD = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_INDEXES = ("index", "readme")


@dataclass(frozen=True, slots=True)
class MkdocsIds(TextSlugs):
    """The ids of Python-Markdown's table of contents, which keep of Chinese nothing unless they are told to."""

    separator: str = "-"
    own: bool = False
    unicode: bool = False

    def __call__(self, headings: Sequence[Heading], text: str) -> list[str]:
        """Return the ids of the ``headings`` of ``text``."""
        ids = TextSlugs.__call__(self, headings, text)
        if not _has_tight_heading(text):
            return ids
        # Python-Markdown takes such a line for a heading too, so that numbers are not certain
        return [own if own == self.slug(heading) else "" for own, heading in zip(ids, headings, strict=True)]

    def own_id(self, heading: Heading) -> str:
        """Return the id in braces at the end of the heading, where the site reads such."""
        match = _OWN_ID.fullmatch(heading.attributes)
        return match[1] if match and self.own else ""

    def slug(self, heading: Heading) -> str | None:
        """Return the words in lower case, joined by the separator."""
        text = plain_text(heading.spans)
        line = heading.lines[heading.begin] if heading.begin < len(heading.lines) else ""
        if text is None or heading.nested or heading.in_html or line.startswith(" "):
            return None
        if any(_INSIDE_WORD.search(span.content) for span in heading.spans if span.type == "text"):
            return None
        if heading.attributes and not self.own_id(heading):
            return None
        if not self.unicode:
            text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        text = re.sub(r"[^\w\s-]", "", text).strip().lower()
        return re.sub(r"[-\s]+", "-", text) if self.separator == "-" else re.sub(r"[_\s]+", "_", text)

    def numbered(self, slug: str, used: Counter[str]) -> str:
        """Return ``slug`` with the next number that is free; an empty one always has a number."""
        made = slug
        while not made or used[made]:
            match = _NUMBERED.fullmatch(made)
            made = f"{match[1]}_{int(match[2]) + 1}" if match else f"{made}_1"
        used[made] += 1
        return made


def _has_tight_heading(text: str) -> bool:
    fence = ""
    for line in text.splitlines():
        match = _FENCE.match(line)
        if match and fence in ("", match[1]):
            fence = "" if fence else match[1]
        elif not fence and _TIGHT_HEADING.match(line):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Mkdocs:
    """The site with these settings."""

    address: str = ""
    documents: str = "docs"
    folders: bool = True
    certain: bool = True
    heading_ids: HeadingIds = NO_IDS
    name: str = "MkDocs"

    @classmethod
    def recognise(cls, folder: Path, site: Site) -> Mkdocs | None:
        """Return the site whose settings lie in ``folder``; None if there are none."""
        file = next((folder / name for name in CONFIG_FILES if (folder / name).is_file()), None)
        if file is None:
            return None
        try:
            values = read_settings(file, tagged=True)
        except SourceError:
            return None
        plugins = set(_names(values.get("plugins")))
        return cls(
            address=base_address(text_of(values, "site_url")) or base_address(site.url, site.baseurl),
            documents=text_of(values, "docs_dir", "docs").removeprefix("./").strip("/"),
            folders=values.get("use_directory_urls", True) is not False,
            certain=not plugins & _MOVES_PAGES and not values.get("exclude_docs"),
            heading_ids=_ids(values),
        )

    def covers(self, folder: PurePosixPath) -> bool:
        """Return whether ``folder`` is in that of the content, or holds it."""
        return folder.is_relative_to(self.documents) or PurePosixPath(self.documents).is_relative_to(folder)

    def page(self, note: NoteFile) -> Page | None:
        """Return the page of a document."""
        if not note.path.is_relative_to(self.documents):
            return Page()
        where = note.path.relative_to(self.documents)
        if any(part.startswith(".") for part in where.parts):
            return None
        categories = None if note.values.get("categories") else where.parent.parts
        if not self.certain or where.suffix.lower() not in (".md", ".markdown", ".mdown", ".mkdn", ".mkd"):
            return Page(categories=categories)
        folder = "" if where.parent == PurePosixPath() else f"{where.parent.as_posix()}/"
        if where.stem.lower() in _INDEXES:
            path = f"/{folder}" if self.folders else f"/{folder}index.html"
        else:
            path = f"/{folder}{where.stem}/" if self.folders else f"/{folder}{where.stem}.html"
        url = self.address + escape_path(path) if self.address else ""
        return Page(url, path, self.heading_ids, categories=categories)


def _names(written: object) -> Iterator[str]:
    """Yield the names of a list of plugins or extensions, each a text or a mapping of one to its settings."""
    if isinstance(written, dict):
        yield from written
    for entry in written if isinstance(written, list) else ():
        if isinstance(entry, str):
            yield entry
        elif isinstance(entry, dict):
            yield from entry


def _ids(values: Mapping[str, Any]) -> HeadingIds:
    written = values.get("markdown_extensions")
    entries = written if isinstance(written, list) else [written]
    settings: dict[str, Any] = {}
    for entry in entries:
        if isinstance(entry, dict):
            settings |= {str(key): value for key, value in entry.items()}
    extensions = {*_names(written), *texts_of(values, "markdown_extensions")}
    toc = mapping_of(settings, _TOC) or mapping_of(settings, "markdown.extensions.toc")
    slugify = toc.get("slugify")
    separator = text_of(toc, "separator", "-")
    if separator not in ("-", "_") or "pymdownx.arithmatex" in extensions:
        return NO_IDS
    if slugify is not None:
        return NO_IDS
    own = _ATTRIBUTES in extensions or "markdown.extensions.attr_list" in extensions or "extra" in extensions
    return MkdocsIds(separator, own)
