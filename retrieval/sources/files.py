"""The files of a source: found without following a link out of it, read once, hashed for change."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from retrieval.errors import NoteError, SourceError
from retrieval.sources.base import Clock, SourceFile, Tally
from retrieval.sources.look import LEFT_OUT_FOLDERS, Look, changed_below, look_below
from retrieval.text.cleaning import clean_text
from retrieval.types import Skipped
from retrieval.versions import READER_VERSION

FILE_LIMIT = 64 * 1024 * 1024
"""Bytes of the largest file that is read; a post with all its pictures inline takes a few million."""

TEXT_LIMIT = 4_000_000
"""Characters of the longest note that is read, pictures taken out; the longest real one has 200,000."""

# fmt: off
DOCUMENT_ENDINGS = frozenset((
    ".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".org", ".rst", ".adoc", ".asciidoc", ".textile",
    ".wiki", ".txt", ".tex", ".lyx", ".typ", ".ipynb", ".nb", ".html", ".htm", ".mhtml", ".pdf", ".doc", ".docx",
    ".odt", ".rtf", ".pages", ".ppt", ".pptx", ".epub", ".enex", ".one", ".opml", ".tid", ".bib", ".ris",
    ".csv", ".xlsx",
))
# fmt: on
"""Endings of files in which people keep notes or lists of papers; those that are not read are counted."""

_DATA_ADDRESS = re.compile(rb"data:[a-zA-Z]+/[-\w.+]+;base64,[A-Za-z0-9+/=%]*")
_DATE_KEY = re.compile(rb"^date:[ \t]*[\"']?(\d{4}-\d{2}(?:-\d{2})?)", re.MULTILINE)
_HEAD_BYTES = 4096


class FileSource:
    """The base of sources that are a file or a folder: they are identified and watched by their path."""

    endings: ClassVar[tuple[str, ...]]
    """The endings, in lower case, of the names of files that are notes; they are defined only here."""
    also_watched: ClassVar[tuple[str, ...]] = ()
    """Endings of files that are no notes but change what notes are made of."""

    _files: FileReader

    def __init__(self, root: Path) -> None:
        """Open the file or folder ``root``."""
        self.root = root

    @property
    def location(self) -> str:
        """The real path, links resolved."""
        return str(self.root.resolve())

    def name_of(self, path: Path) -> str | None:
        """Return the name that a scan would give the file at ``path``; None for one that does not lie in here."""
        real, base = path.resolve(), self._files.root.resolve()
        return real.relative_to(base).as_posix() if real.is_relative_to(self.root.resolve()) else None

    @property
    def tally(self) -> Tally:
        """The count of what the scan under way, or else the last one, came across."""
        return self._files.tally(self.endings)

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        """Look at the notes without opening them; None if ``given_up`` returns true meanwhile."""
        return look_below(self.root, (*self.endings, *self.also_watched), given_up)

    def changed_since(self, moment: float) -> bool:
        """Return whether a note was written, added, taken away or renamed after ``moment``, by the file system."""
        return changed_below(self.root, (*self.endings, *self.also_watched), moment)


@dataclass(frozen=True, slots=True)
class _FixedDay:
    """A clock that stands still, for a reader that was pickled for another process."""

    day: date

    def __call__(self) -> date:
        """Return the day."""
        return self.day


@dataclass(slots=True)
class FileReader:
    """Finds and reads the files of one source.

    ``settings`` is whatever besides a file's bytes decides how it reads; it goes into every digest.
    """

    root: Path
    settings: str
    today: Clock
    _last: tuple[str, bytes] | None = field(default=None, repr=False)
    _tallies: dict[Path, Tally] = field(default_factory=dict, repr=False)

    def __reduce__(self) -> tuple[type[FileReader], tuple[Any, ...]]:
        """Pickle it for the process that reads notes, with the bytes of the file found last."""
        return FileReader, (self.root, self.settings, _FixedDay(self.today()), self._last)

    def scan(self, folder: Path, wanted: Callable[[str], bool]) -> Iterator[SourceFile | Skipped]:
        """Find the files below ``folder`` with ``wanted`` paths, sorted; raises SourceError if it cannot be listed."""
        tally = self._tallies[folder] = Tally()
        files = sorted(self._walk(folder, wanted, tally), key=_name_of)
        tally.found = len(files)
        for found in files:
            if isinstance(found, Skipped):
                yield found
                continue
            name, path = found
            try:
                yield self.take(name, path)
            except NoteError as error:
                yield Skipped(error.file, error.line, error.reason)
        self._last = None

    def tally(self, endings: Collection[str]) -> Tally:
        """Sum up the last scan of each folder, of a source whose notes are files with ``endings``."""
        total = Tally()
        for one in self._tallies.values():
            total.found += one.found
            total.unreadable += one.unreadable
        total.left_out = sum(total.unreadable.pop(ending, 0) for ending in endings)
        return total

    def take(self, name: str, path: Path) -> SourceFile:
        """Read the file at ``path`` for its digest; raises NoteError when it cannot be read."""
        content = _content(name, path)
        self._last = (name, content)
        return SourceFile(name, self.digest(name, content))

    def text(self, file: SourceFile, most: int = TEXT_LIMIT) -> str:
        """Return the text of ``file``: line ends as line feeds, no byte order mark, inline pictures taken out.

        Raises NoteError when it cannot be read, is not UTF-8 or is longer than ``most`` characters.
        """
        kept = self._last
        content = kept[1] if kept is not None and kept[0] == file.name else _content(file.name, self.root / file.name)
        content = _DATA_ADDRESS.sub(b"", content)
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise NoteError(file.name, "is not UTF-8 text; save it as UTF-8", line) from None
        if len(text) > most:
            raise NoteError(file.name, f"holds more than {most // 1_000_000} million characters of text; split it")
        return clean_text(text)

    def digest(self, name: str, content: bytes) -> str:
        """Return the digest of ``content``, and of all else that decides how it reads, as that of the file ``name``."""
        written = _DATE_KEY.search(content, 0, _HEAD_BYTES)
        # a note refused for its future date must be looked at again when that day has come
        future = written is not None and _is_future(written[1].decode(), self.today())
        state = hashlib.blake2b(f"{READER_VERSION}\0{self.settings}\0{name}\0{future}\0".encode(), digest_size=16)
        state.update(content)
        return state.hexdigest()

    def _walk(self, folder: Path, wanted: Callable[[str], bool], tally: Tally) -> Iterator[tuple[str, Path] | Skipped]:
        base = self.root.resolve()
        folders = [folder]
        while folders:
            current = folders.pop()
            try:
                with os.scandir(current) as entries:
                    found = list(entries)
            except OSError as error:
                if current == folder:
                    raise SourceError(f"{folder} cannot be listed: {error.strerror}") from None
                yield Skipped(
                    _shown(current.relative_to(self.root).as_posix()), 0, f"cannot be listed: {error.strerror}"
                )
                continue
            for entry in found:
                if entry.name.startswith(".") or entry.name in LEFT_OUT_FOLDERS:
                    continue
                path = Path(entry.path)
                name = path.relative_to(self.root).as_posix()
                if entry.is_dir(follow_symlinks=False) and not wanted(name):
                    folders.append(path)
                elif wanted(name) or entry.is_symlink():
                    reason = _unfit(name, path, base, linked=entry.is_symlink())
                    if reason is None and wanted(name):
                        yield name, path
                    elif reason:
                        yield Skipped(_shown(name), 0, reason)
                elif (ending := path.suffix.lower()) in DOCUMENT_ENDINGS:
                    tally.unreadable[ending] += 1


def _content(name: str, path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_LIMIT + 1)
    except OSError as error:
        raise NoteError(name, f"cannot be read: {error.strerror}") from None
    if len(content) > FILE_LIMIT:
        raise NoteError(name, f"is larger than {FILE_LIMIT // (1024 * 1024)} MB")
    return content


def _unfit(name: str, path: Path, base: Path, *, linked: bool) -> str | None:
    """Return why the thing at ``path`` is no file of the source at ``base``; None if it is one."""
    if name != _shown(name):
        return "has a name with characters that no address can hold"
    try:
        if linked and not path.resolve(strict=True).is_relative_to(base):
            return "is a link that leads out of the folder"
        mode = path.stat().st_mode
    except (OSError, RuntimeError):
        return "is a link that leads nowhere or in a circle" if linked else "cannot be read"
    if stat.S_ISREG(mode):
        return None
    if linked and stat.S_ISDIR(mode):
        return "is a link to a folder, which is read only where it really lies"
    return "is a folder, not a file" if stat.S_ISDIR(mode) else "is not a regular file"


def _name_of(found: tuple[str, Path] | Skipped) -> str:
    return found.file if isinstance(found, Skipped) else found[0]


def _shown(name: str) -> str:
    return clean_text(name.encode("utf-8", "replace").decode("utf-8")).replace("\n", "")


def _is_future(written: str, today: date) -> bool:
    return written > today.isoformat()[: len(written)]
