"""Protocol of what makes a site of notes: which files it publishes, at which address, with which ids of headings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from retrieval.parsing.headings import NO_IDS, HeadingIds


@dataclass(frozen=True, slots=True)
class Site:
    """What the configuration says of where notes are read: ``url`` + ``baseurl`` + permalink.

    ``permalink`` is the pattern of Markdown notes (``:path`` is folders and file name, ``:slug`` the name alone), and
    ``generator`` what makes pages of them and so the ids of their headings: a key of
    :data:`retrieval.sites.HEADING_IDS`. What a site's own settings say goes before all of it.

    Example: ``Site("https://host", "/papercache", "/:path.html")``.
    """

    url: str = ""
    baseurl: str = ""
    permalink: str = "/:path.html"
    generator: str = "jekyll"


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file of notes: its ``path`` below the folder that was recognised, its ``values`` (front matter) and ``text``.

    ``date`` (ISO, of month or day precision; empty for none) and ``categories`` are those found for the note without
    its site, ``today`` is the day of reading.
    """

    path: PurePosixPath
    values: Mapping[str, Any]
    text: str
    today: dt.date
    date: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a site makes of a file: its ``url``, empty where that is not known, and its headings' ids.

    ``path`` is the page's below the site's base, escaped in no way. ``front_matter`` is the note's own with what the
    site's settings add, None where they add nothing. ``categories``, ``title`` and ``date`` are those
    that the site's generator gives it; None or empty where it gives none. ``future`` says that the site shows also
    what is dated later than today.
    """

    url: str = ""
    path: str = ""
    heading_ids: HeadingIds = NO_IDS
    front_matter: Mapping[str, Any] | None = None
    categories: tuple[str, ...] | None = None
    title: str = ""
    date: str = ""
    future: bool = False


class Publisher(Protocol):
    """The protocol of what makes pages of notes; it is pickled, and its ``repr`` says all that decides about them."""

    @property
    def name(self) -> str:
        """Its name, for people."""

    def page(self, note: NoteFile) -> Page | None:
        """Return the page that is made of ``note``; None for one that is not to be published."""


class Generator(Publisher, Protocol):
    """The protocol of a generator, which has settings of its own and a folder that it makes pages of."""

    def covers(self, folder: PurePosixPath) -> bool:
        """Return whether pages are made of files in ``folder``, or below it."""


class GeneratorKind(Protocol):
    """The protocol of a kind of generator: recognises the settings of a site in a folder."""

    def recognise(self, folder: Path, site: Site, /) -> Generator | None:
        """Return the site whose settings lie in ``folder``, ``site`` giving the address where they do not.

        None if there are none; raises SourceError when they cannot be read.
        """
