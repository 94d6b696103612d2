"""A copy of the notes that may be changed freely, with some notes held back so that they can be published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from retrieval import MarkdownNotes, Site, SourceError, is_settings_file, open_source

HELD_BACK = 2
"""Notes kept for publishing: one to see an announcement, one to try again."""
MIN_LEFT = 3
"""A collection is never reduced to fewer notes than these."""

_DATED = re.compile(r"\d{4}-\d{2}")


class ScratchNotes:
    """The sources of a collection, folders of Markdown notes as copies; the newest notes wait to be published.

    ``moved`` maps those folders to their copies.
    """

    def __init__(self, folder: Path, sources: Sequence[Path]) -> None:
        """Copy the notes of ``sources`` into ``folder``. Other kinds, and what cannot be used, stay where they are.

        Raises OSError where copying fails.
        """
        self.moved = {
            source: _copy(source, folder / str(number)) for number, source in enumerate(sources) if _is_folder(source)
        }
        self.sources: tuple[Path, ...] = tuple(self.moved.get(source, source) for source in sources)
        copied = [file for file in folder.rglob("*") if _is_note(file) and _DATED.match(file.name)]
        newest = sorted(copied, key=lambda file: (file.name[:7], file.name), reverse=True)
        count = max(0, min(HELD_BACK, len(newest) - MIN_LEFT))
        self._waiting = [(file, file.read_bytes()) for file in reversed(newest[:count])]
        for file, _ in self._waiting:
            file.unlink()

    @property
    def left(self) -> int:
        """How many notes wait."""
        return len(self._waiting)

    def publish(self) -> Path | None:
        """Put the oldest waiting note where it belongs; return its file, None if none is left."""
        if not self._waiting:
            return None
        file, content = self._waiting.pop(0)
        # a note appears whole or not at all, also to a bot that watches the folder
        unfinished = file.with_name(f".{file.name}")
        unfinished.write_bytes(content)
        unfinished.replace(file)
        return file


def _is_folder(source: Path) -> bool:
    try:
        return isinstance(open_source(source, Site()), MarkdownNotes)
    except SourceError:
        return False


def _is_note(file: Path) -> bool:
    return file.suffix.lower() in MarkdownNotes.endings


def _copy(source: Path, to: Path) -> Path:
    def neither_notes_nor_settings(folder: str, names: list[str]) -> list[str]:
        paths = (Path(folder) / name for name in names)
        return [path.name for path in paths if path.is_file() and not (_is_note(path) or is_settings_file(path.name))]

    return Path(shutil.copytree(source, to, ignore=neither_notes_nor_settings, ignore_dangling_symlinks=True))
