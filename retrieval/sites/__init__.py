"""Sites of notes: what their generators publish, at which address, with which ids of headings.

A further generator is a module with a class that meets :class:`Generator` and ``recognise``, and its name in
``GENERATORS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from retrieval.errors import SourceError
from retrieval.parsing.headings import NO_IDS, HeadingIds
from retrieval.sites.base import Generator, GeneratorKind, NoteFile, Page, Publisher, Site
from retrieval.sites.configured import ConfiguredSite
from retrieval.sites.hexo import Hexo, HexoIds
from retrieval.sites.hosting import Hosting
from retrieval.sites.hugo import CONFIG_FILES as HUGO_FILES
from retrieval.sites.hugo import Hugo, HugoIds
from retrieval.sites.jekyll import Jekyll
from retrieval.sites.jekyll_config import CONFIG_FILES as JEKYLL_FILES
from retrieval.sites.kramdown import KramdownIds
from retrieval.sites.mkdocs import CONFIG_FILES as MKDOCS_FILES
from retrieval.sites.mkdocs import Mkdocs, MkdocsIds
from retrieval.sites.permalinks import base_address
from retrieval.sites.vitepress import Vitepress, VitepressIds

__all__ = [
    "GENERATORS",
    "HEADING_IDS",
    "SETTINGS_FILES",
    "NoteFile",
    "NoteSite",
    "Page",
    "Site",
    "is_settings_file",
    "recognise_site",
]

GENERATORS: tuple[GeneratorKind, ...] = (Hugo, Mkdocs, Hexo, Vitepress, Jekyll)
"""The generators, in the order in which they are asked whether a folder holds their settings."""

SETTINGS_FILES = (*JEKYLL_FILES, *HUGO_FILES, *MKDOCS_FILES)
"""The names of the files in which generators' settings are; other names may stand before them."""

HEADING_IDS: Mapping[str, HeadingIds] = {
    "jekyll": KramdownIds(),
    "hugo": HugoIds(),
    "mkdocs": MkdocsIds(),
    "hexo": HexoIds(),
    "vitepress": VitepressIds(),
    "none": NO_IDS,
}
"""How headings get their ids, by what the configuration calls their generator."""

_FOLDERS_ABOVE = 4
"""Folders above the notes in which a generator's settings are looked for."""


def is_settings_file(name: str) -> bool:
    """Return whether a file called ``name`` may hold the settings of a site's generator."""
    return name.endswith(SETTINGS_FILES)


@dataclass(frozen=True, slots=True)
class NoteSite:
    """The site of the notes in a folder: a generator and where the folder lies below its own, and what else there is.

    ``others`` say where notes are read of which the generator knows no address.
    """

    generator: Generator | None
    below: PurePosixPath
    others: tuple[Publisher, ...] = ()

    @property
    def name(self) -> str:
        """The generator's name; empty where there is none."""
        return self.generator.name if self.generator else ""

    def page(self, note: NoteFile) -> Page | None:
        """Return the page of ``note``, without an address where none is known; None for one not to be published."""
        page = Page()
        if self.generator is not None:
            placed = NoteFile(self.below / note.path, note.values, note.text, note.today, note.date, note.categories)
            found = self.generator.page(placed)
            if found is None or found.url:
                return found
            page = found
        for other in self.others:
            found = other.page(note)
            if found is not None and found.url:
                return replace(page, url=found.url, heading_ids=found.heading_ids, path=page.path or found.path)
        return page


def recognise_site(root: Path, site: Site) -> NoteSite:
    """Return the site of the notes below ``root``: that of a generator in it or above it, or the configured ``site``.

    Raises SourceError when the settings of a generator in ``root`` itself cannot be read.
    """
    generator, below = _generator(root, site)
    others: list[Publisher] = []
    if generator is None and (address := base_address(site.url, site.baseurl)):
        ids = HEADING_IDS.get(site.generator, NO_IDS)
        others.append(ConfiguredSite(address, site.permalink or Site().permalink, ids))
    elif (hosting := Hosting.of(root)) is not None:
        others.append(hosting)
    return NoteSite(generator, below, tuple(others))


def _generator(root: Path, site: Site) -> tuple[Generator | None, PurePosixPath]:
    real = root.resolve()
    for folder in (real, *real.parents[:_FOLDERS_ABOVE]):
        for kind in GENERATORS:
            try:
                found = kind.recognise(folder, site)
            except SourceError:
                if folder == real:
                    raise
                continue
            below = PurePosixPath(real.relative_to(folder).as_posix())
            # whoever names a folder of which no pages are made means it all the same
            if found is not None and (folder == real or found.covers(below)):
                return found, below
        if (folder / ".git").exists():
            break
    return None, PurePosixPath()
