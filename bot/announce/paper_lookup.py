"""The papers that announcements are about, as the library has them now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.library import take_up_changes
from retrieval import Category, Library, Paper


class PaperLookup(Protocol):
    """Papers by their paths, and the category tree."""

    async def papers(self, paths: Iterable[str]) -> Mapping[str, Paper]:
        """Return the existing papers at ``paths``, no older than what the last planning saw."""

    async def tree(self) -> tuple[Category, ...]:
        """Return the category tree."""


class LibraryPaperLookup:
    """What a library holds; what another process refreshed is taken up first."""

    def __init__(self, library: Library) -> None:
        """Look into ``library``."""
        self._library = library
        self._seen: tuple[Paper, ...] = ()
        self._by_path: dict[str, Paper] = {}

    async def papers(self, paths: Iterable[str]) -> Mapping[str, Paper]:
        """Return the existing papers at ``paths``."""
        found = await asyncio.to_thread(self._all)
        return {path: found[path] for path in paths if path in found}

    async def tree(self) -> tuple[Category, ...]:
        """Return the category tree."""
        return await asyncio.to_thread(self._library.categories)

    def _all(self) -> dict[str, Paper]:
        take_up_changes(self._library)
        papers = self._library.papers()
        if papers != self._seen:
            self._seen, self._by_path = papers, {paper.path: paper for paper in papers}
        return self._by_path
