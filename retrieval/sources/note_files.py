"""Which files of a folder are notes, by their names."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from retrieval.sources.look import LEFT_OUT_FOLDERS
from retrieval.sources.paperwork import is_paperwork

MARKDOWN_ENDINGS = (".md", ".markdown")
NOTE_ENDINGS = (*MARKDOWN_ENDINGS, ".qmd", ".rmd", ".org", ".rst", ".ipynb")
"""Endings of files that are notes, in lower case; of files whose names differ in it alone the first is the note."""
LAST_ENDINGS = (".html", ".htm", ".txt")
"""Endings of files that are notes in a folder that holds no others: else they belong to a site or a program."""

_NO_NOTES = re.compile(
    r"(?:requirements|constraints|robots|humans|ads|security|llms(?:-full)?|cmakelists|manifest|version|install|authors|notice|todo)"
    r"(?:[-_.].*)?|.*[-_]requirements",
    re.IGNORECASE,
)


def is_note(name: str, endings: Collection[str] = NOTE_ENDINGS) -> bool:
    """Return whether the file at ``name`` is a note with one of the ``endings``, not its folder's own paperwork."""
    path = PurePosixPath(name)
    ending = path.suffix.lower()
    if ending not in endings or is_paperwork(name):
        return False
    return ending != ".txt" or _NO_NOTES.fullmatch(path.stem) is None


def endings_in(folder: Path) -> tuple[str, ...]:
    """Return the endings that the notes below ``folder`` have: the last ones only where there are no others."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in LEFT_OUT_FOLDERS]
        inside = PurePosixPath(Path(place).relative_to(folder).as_posix())
        if any(is_note((inside / name).as_posix()) for name in files):
            return NOTE_ENDINGS
    return LAST_ENDINGS


def has_twin(file: Path) -> bool:
    """Return whether the note ``file`` is there in a format that goes before its own as well."""
    place = NOTE_ENDINGS.index(ending) if (ending := file.suffix.lower()) in NOTE_ENDINGS else 0
    return any(file.with_suffix(other).exists() for other in NOTE_ENDINGS[:place])
