"""A Jekyll site: the posts in its ``_posts``, linked as its ``_config.yml`` and Jekyll's rules say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import NoteError, SourceError
from retrieval.parsing.front_matter import FrontMatter, iso_date, split_front_matter
from retrieval.parsing.urls import (
    JEKYLL_STYLES,
    date_fields,
    escape_path,
    fill_permalink,
    paper_path,
    plain_slug,
    pretty_slug,
)
from retrieval.sources.base import Clock, ReadResult, Site, SourceFile
from retrieval.sources.files import FileReader, FileSource
from retrieval.text.cleaning import clean_text
from retrieval.text.yaml import YamlError, load_yaml
from retrieval.types import Skipped

_MARKDOWN_ENDINGS = (".markdown", ".mkdown", ".mkdn", ".mkd", ".md")
_HTML_ENDINGS = (".html", ".htm")
_POST_NAME = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<slug>.+)\.[^.]+", re.DOTALL)
_SPACES = re.compile(r"\s+")
_CONFIG_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Config:
    """The settings that decide the links: the site's address, its permalink pattern, defaults of posts."""

    url: str
    baseurl: str
    permalink: str
    defaults: tuple[tuple[str, Mapping[str, Any]], ...] = field(default=())


class JekyllSite(FileSource):
    """The posts of a Jekyll site; ``site`` stands in for what its ``_config.yml`` does not say of its address."""

    kind = "Jekyll site"
    endings = (*_MARKDOWN_ENDINGS, *_HTML_ENDINGS)
    also_watched = (".yml",)

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the site at ``root``: the folder of ``_config.yml`` or ``_posts``, or ``_posts`` itself."""
        super().__init__(root)
        self._base = root.parent if root.name == "_posts" else root
        self._site = site
        self._configure(today)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a folder with ``_config.yml`` or ``_posts``, or ``_posts`` itself."""
        return path.is_dir() and (
            path.name == "_posts" or (path / "_config.yml").exists() or (path / "_posts").is_dir()
        )

    def _configure(self, today: Clock) -> None:
        self._config = _read_config(self._base / "_config.yml", self._site)
        self._files = FileReader(self._base, f"jekyll {self._config}", today)

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Find the posts in every ``_posts`` of the site, or in the one that the source was opened on.

        The configuration is read anew, as it may have changed since the source was opened.
        """
        self._configure(self._files.today)
        folders = [self.root] if self.root != self._base else sorted(self._base.glob("**/_posts"), key=str)
        for folder in folders:
            inside = folder.relative_to(self._base)
            if not folder.is_dir() or any(part.startswith((".", "_")) for part in inside.parts[:-1]):
                continue
            if _leads_out(folder, self._base):
                yield Skipped(inside.as_posix(), 0, "is a link that leads out of the folder")
            else:
                yield from self._named(self._files.scan(folder, _is_post))

    def _named(self, found: Iterator[SourceFile | Skipped]) -> Iterator[SourceFile | Skipped]:
        for file in found:
            if isinstance(file, SourceFile) and not _POST_NAME.fullmatch(PurePosixPath(file.name).name):
                yield Skipped(file.name, 0, "is not named YYYY-MM-DD-title, so Jekyll makes no page of it")
            else:
                yield file

    def read(self, file: SourceFile) -> ReadResult:
        """Read a post; one with ``published: false`` has no notes."""
        # the parsers come only when a note is read: a question must not wait for them
        from retrieval.parsing.html import read_html
        from retrieval.parsing.markdown import without_liquid
        from retrieval.parsing.note import NotePlace, faults_of_note, make_note, markdown_pieces

        text = self._files.text(file)
        head, body = split_front_matter(file.name, text)
        where = PurePosixPath(file.name)
        head = self._with_defaults(head, where)
        if not head.flag("published", default=True):
            return ReadResult(())
        name = _POST_NAME.fullmatch(where.name)
        if name is None:
            raise NoteError(file.name, "is not named YYYY-MM-DD-title")
        today = self._files.today()
        written = head.date("date", today) or iso_date(file.name, _padded(name["date"]), today)
        categories = self._categories(head, where)
        page = self._page(head, name["slug"], written, categories)
        place = NotePlace(
            path=paper_path(page),
            slug=where.stem,
            url=self._config.url + self._config.baseurl + escape_path(page),
            categories=tuple(part for name_ in categories for part in name_.split("/") if part),
            date=written,
        )
        body = without_liquid(body)
        is_markdown = where.suffix.lower() in _MARKDOWN_ENDINGS
        pieces = markdown_pieces(file.name, body) if is_markdown else read_html(body)
        return ReadResult((make_note(head, place, pieces),), tuple(faults_of_note(head, text)))

    def _categories(self, head: FrontMatter, where: PurePosixPath) -> tuple[str, ...]:
        """Return the categories as Jekyll does: folders above ``_posts``, then ``category``, then ``categories``."""
        above = where.parts[: where.parts.index("_posts")]
        single = head.text("category")
        return tuple(dict.fromkeys((*above, *((single,) if single else ()), *head.names("categories", _SPACES))))

    def _page(self, head: FrontMatter, slug: str, written: str, categories: tuple[str, ...]) -> str:
        slug = head.text("slug") or slug
        lowered = dict.fromkeys(category.lower() for category in categories)
        fields = {
            **date_fields(date.fromisoformat(written if len(written) > len("2023-09") else f"{written}-01")),
            "title": pretty_slug(slug),
            "slug": plain_slug(slug),
            "categories": "/".join(lowered),
            "slugified_categories": "/".join(dict.fromkeys(map(plain_slug, lowered))),
            "output_ext": ".html",
            "collection": "posts",
        }
        pattern = head.text("permalink") or self._config.permalink
        return fill_permalink(JEKYLL_STYLES.get(pattern, pattern), fields)

    def _with_defaults(self, head: FrontMatter, where: PurePosixPath) -> FrontMatter:
        values: dict[str, Any] = {}
        for scope, given in self._config.defaults:
            if not scope or where.is_relative_to(scope):
                values.update(given)
        return FrontMatter(head.file, {**values, **head.values}, head.lines) if values else head


def _is_post(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in JekyllSite.endings


def _leads_out(folder: Path, base: Path) -> bool:
    return not folder.resolve().is_relative_to(base.resolve())


def _padded(written: str) -> str:
    year, month, day = written.split("-")
    return f"{year}-{int(month):02}-{int(day):02}"


def _read_config(file: Path, site: Site) -> _Config:
    """Read ``_config.yml``; raises SourceError when it is there and cannot be read."""
    try:
        text = file.read_text("utf-8-sig")[:_CONFIG_LIMIT] if file.exists() else ""
        values = load_yaml(clean_text(text))
    except YamlError as fault:
        raise SourceError(f"{file}:{fault.line}: is not valid YAML: {fault.reason}; correct it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read: {error}") from None
    given: dict[str, Any] = values if isinstance(values, dict) else {}
    own = _texts(given)
    url = own.get("url", site.url).rstrip("/")
    base = own.get("baseurl", site.baseurl).strip("/")
    collections = given.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    pattern = (_texts(posts) if isinstance(posts, dict) else {}).get("permalink") or own.get("permalink") or "date"
    return _Config(url, f"/{base}" if base else "", pattern, tuple(_defaults(given.get("defaults"))))


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): value.strip() for key, value in values.items() if isinstance(value, str)}


def _defaults(written: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the scopes (a path, empty for everywhere) and values of ``defaults`` that are for posts."""
    for entry in written if isinstance(written, list) else ():
        scope, values = (entry.get("scope"), entry.get("values")) if isinstance(entry, dict) else (None, None)
        if isinstance(scope, dict) and isinstance(values, dict) and scope.get("type") in (None, "posts"):
            yield str(scope.get("path") or "").strip("/"), values
