"""A Jekyll site: the posts in its ``_posts`` and the files of its collections, where Jekyll makes pages of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import NoteError
from retrieval.parsing.front_matter import FrontMatter, iso_date, split_front_matter
from retrieval.parsing.urls import paper_path
from retrieval.sites import NoteFile, NoteSite, Page, Site, recognise_site
from retrieval.sites.jekyll import POST_NAME, Jekyll
from retrieval.sites.jekyll_config import CONFIG_FILES, read_config
from retrieval.sites.settings import read_settings
from retrieval.sources.base import Clock, ReadResult, SourceFile
from retrieval.sources.files import FileReader, FileSource
from retrieval.text.cleaning import clean_text, one_line
from retrieval.types import Skipped

_MARKDOWN_ENDINGS = (".markdown", ".mkdown", ".mkdn", ".mkd", ".md")
_HTML_ENDINGS = (".html", ".htm")
_POSTS = "_posts"
_INCLUDE_LIMIT = 256 * 1024
_MAX_INCLUDES = 1000


class JekyllSite(FileSource):
    """The posts of a Jekyll site; ``site`` stands in for what its ``_config.yml`` does not say of its address."""

    kind = "Jekyll site"
    endings = (*_MARKDOWN_ENDINGS, *_HTML_ENDINGS)
    also_watched = (".yml", ".yaml", ".toml")

    def __init__(self, root: Path, site: Site, today: Clock) -> None:
        """Open the site at ``root``: the folder of ``_config.yml`` or ``_posts``, or ``_posts`` itself."""
        super().__init__(root)
        self._base = root.parent if root.name == _POSTS else root
        self._site = site
        self._configure(today)

    @classmethod
    def recognises(cls, path: Path) -> bool:
        """Return whether ``path`` is a folder of posts, or one with posts or collections below it."""
        if not path.is_dir():
            return False
        if not any((path / name).exists() for name in CONFIG_FILES):
            # the posts of another generator are called so too
            posts = path if path.name == _POSTS else path / _POSTS
            return posts.is_dir() and _is_jekyll(path, Site()) and _is_dated(posts)
        return _is_jekyll(path, Site()) and _holds_documents(path)

    def _configure(self, today: Clock) -> None:
        self._pages = recognise_site(self._base, self._site)
        if isinstance(self._pages.generator, Jekyll):
            self._jekyll = self._pages.generator
        else:
            self._jekyll = Jekyll(read_config(self._base, self._site))
            self._pages = NoteSite(self._jekyll, PurePosixPath(), self._pages.others)
        settings = next((self._base / name for name in CONFIG_FILES if (self._base / name).is_file()), None)
        self._settings = {} if settings is None else read_settings(settings)
        self._includes = self._base / self._jekyll.config.source / "_includes"
        templates = f"{self._settings} {_digest_below(self._includes)}"
        self._files = FileReader(self._base, f"jekyll {self._pages} {templates}", today)

    def scan(self) -> Iterator[SourceFile | Skipped]:
        """Find the posts in every ``_posts`` of the site, or in the one that the source was opened on.

        The configuration is read anew, as it may have changed since the source was opened.
        """
        self._configure(self._files.today)
        folders = [self.root] if self.root != self._base else sorted(self._folders(), key=str)
        for folder in folders:
            inside = folder.relative_to(self._base)
            if not folder.is_dir():
                continue
            if _leads_out(folder, self._base):
                yield Skipped(inside.as_posix(), 0, "is a link that leads out of the folder")
            else:
                yield from self._named(self._files.scan(folder, _is_document))

    def _folders(self) -> Iterator[Path]:
        yield from self._base.glob(f"**/{_POSTS}")
        if self._pages.below == PurePosixPath():
            yield from (self._base / folder for folder in self._jekyll.collection_folders)

    def _named(self, found: Iterator[SourceFile | Skipped]) -> Iterator[SourceFile | Skipped]:
        for file in found:
            if isinstance(file, Skipped):
                yield file
                continue
            where = PurePosixPath(file.name)
            if _POSTS in where.parts and not POST_NAME.fullmatch(where.stem):
                yield Skipped(file.name, 0, "is not named YYYY-MM-DD-title, so Jekyll makes no page of it")
            elif self._jekyll.reads(self._pages.below / where):
                yield file

    def read(self, file: SourceFile) -> ReadResult:
        """Read a post; one that Jekyll does not publish has no notes."""
        # the parsers come only when a note is read: a question must not wait for them
        from retrieval.parsing.dialects import Dialect
        from retrieval.parsing.html import read_html
        from retrieval.parsing.note import NotePlace, faults_of_note, make_note, markdown_pieces

        text = self._files.text(file)
        # Jekyll publishes a post also without front matter
        head, body = split_front_matter(file.name, text) if text.startswith("---") else (_no_head(file.name), text)
        where = PurePosixPath(file.name)
        if reason := head.hidden():
            return ReadResult((), no_note=reason)
        today = self._files.today()
        page = self._pages.page(NoteFile(where, head.values, text, today, self._written(head)))
        if page is None:
            return ReadResult((), no_note="is not published by the site")
        head = _completed(head, page)
        place = NotePlace(
            path=paper_path(page.path) or where.with_suffix("").as_posix(),
            slug=where.stem,
            url=page.url,
            categories=_parts(page.categories or ()),
            date=page.date if page.future else self._date(head, page, where),
            posted=True,
        )
        is_markdown = where.suffix.lower() in _MARKDOWN_ENDINGS
        shown = {"date": place.date, "url": place.url, "categories": page.categories}
        body = self._rendered(head, body, shown, is_markdown)
        pieces = markdown_pieces(file.name, body, page.heading_ids, Dialect.JEKYLL) if is_markdown else read_html(body)
        return ReadResult((make_note(head, place, pieces),), tuple(faults_of_note(head, text)))

    def _rendered(self, head: FrontMatter, body: str, shown: Mapping[str, Any], is_markdown: bool) -> str:
        """Return what the page, whose variables besides those of its front matter are ``shown``, has for ``body``."""
        from retrieval.parsing.dialects.liquid import LiquidSite, render_liquid

        if not head.flag("render_with_liquid", default=True):
            return body
        site = LiquidSite(self._settings, self._included)
        return render_liquid(body, {**head.values, **shown}, site, markdown=is_markdown)

    def _included(self, name: str) -> str | None:
        """Return the text of a file that templates include; None if the site has none of that name."""
        file = self._includes / name
        try:
            if not file.resolve().is_relative_to(self._includes.resolve()) or not file.is_file():
                return None
            with file.open(encoding="utf-8-sig") as content:
                return clean_text(content.read(_INCLUDE_LIMIT))
        except (OSError, ValueError):
            return None

    def _written(self, head: FrontMatter) -> str:
        """Return the date of the front matter, as far as a reader of notes understands it."""
        try:
            return head.date("date", self._files.today())
        except NoteError:
            return ""

    def _date(self, head: FrontMatter, page: Page, where: PurePosixPath) -> str:
        """Return the date of a page; raises NoteError for none and for one in the future."""
        named = POST_NAME.fullmatch(where.stem)
        written = self._written(head)
        if page.date and not (written and page.date.startswith(f"{written}-")):
            return iso_date(head.file, page.date, self._files.today(), head.lines.get("date", 0))
        written = head.date("date", self._files.today())
        if not written and named is not None:
            return iso_date(head.file, _padded(named["date"]), self._files.today())
        if not written:
            raise head.fault("date", "has no date")
        return written


def _is_dated(posts: Path) -> bool:
    """Return whether a folder holds a post by its name, or nothing yet."""
    names = [file.name for file in posts.glob("**/*") if _is_document(file.name)]
    return not names or any(map(POST_NAME.fullmatch, names))


def _is_jekyll(path: Path, site: Site) -> bool:
    generator = recognise_site(path, site).generator
    return generator is None or isinstance(generator, Jekyll)


def _holds_documents(folder: Path) -> bool:
    """Return whether there are folders of posts or of collections below ``folder``, in which settings are."""
    folders = (folder / name for name in Jekyll(read_config(folder, Site())).collection_folders)
    return any(one.is_dir() for one in folders) or next(folder.glob(f"**/{_POSTS}"), None) is not None


def _is_document(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in JekyllSite.endings


def _leads_out(folder: Path, base: Path) -> bool:
    return not folder.resolve().is_relative_to(base.resolve())


def _digest_below(folder: Path) -> str:
    """Digest the files that templates may include: pages change with them."""
    state = hashlib.blake2b(digest_size=16)
    for file in sorted(folder.glob("**/*"), key=str)[:_MAX_INCLUDES]:
        with suppress(OSError):
            if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                with file.open("rb") as content:
                    state.update(f"{file.relative_to(folder)}\0".encode() + content.read(_INCLUDE_LIMIT))
    return state.hexdigest()


def _no_head(file: str) -> FrontMatter:
    return FrontMatter(file, {}, {})


def _completed(head: FrontMatter, page: Page) -> FrontMatter:
    """Return the front matter with what the site gives besides."""
    values = dict(head.values if page.front_matter is None else page.front_matter)
    if not values.get("title"):
        values["title"] = page.title
    return replace(head, values=values)


def _parts(categories: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (one_line(part) for name in categories for part in name.split("/")))))


def _padded(written: str) -> str:
    year, month, day = written.split("-")
    return f"{year}-{int(month):02}-{int(day):02}"
