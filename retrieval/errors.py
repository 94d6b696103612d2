"""Exceptions of the package; each message is a whole sentence for a person: what is wrong and what to do.

::

    RetrievalError
     ├── SourceError          a source cannot be used at all (no such folder, no permission)
     ├── NoteError            one note cannot be read; carries file, line and reason
     ├── StoreError           library.db cannot be used
     │    ├── StoreBusyError      another process keeps it locked
     │    ├── StoreFullError      no room on the disk
     │    ├── RefreshStoppedError a refresh was stopped before it was done
     │    └── StoreDamagedError   the file is not a whole library
     ├── ModelError           an embedding model or reranker cannot be used
     ├── CategoriesError      the category file cannot be read
     ├── GlossaryError        a glossary file cannot be read
     └── EvaluationError      a file of questions cannot be read
"""

from __future__ import annotations


class RetrievalError(Exception):
    """The base class of all errors that the package reports to a person."""


class SourceError(RetrievalError):
    """A source of notes cannot be used at all."""


class NoteError(RetrievalError):
    """One note cannot be read; the others are served without it."""

    def __init__(self, file: str, reason: str, line: int = 0) -> None:
        """Name the ``file``, the ``reason`` and the ``line`` (from 1; 0 for the whole file)."""
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason

    def __reduce__(self) -> tuple[type[NoteError], tuple[str, str, int]]:
        """Pickle the constructor's arguments, since the text alone could not be unpickled."""
        return type(self), (self.file, self.reason, self.line)


class StoreError(RetrievalError):
    """The library's file cannot be used."""


class StoreBusyError(StoreError):
    """Another process holds the library's file locked for too long."""


class StoreFullError(StoreError):
    """There is no room on the disk to write the library."""


class RefreshStoppedError(StoreError):
    """A refresh was stopped before it was done; the library is as before."""


class StoreDamagedError(StoreError):
    """The library's file is damaged, incomplete or no library at all."""


class ModelError(RetrievalError):
    """An embedding model or a reranker cannot be used."""


class CategoriesError(RetrievalError):
    """The category file cannot be read."""


class GlossaryError(RetrievalError):
    """A glossary file cannot be read."""


class EvaluationError(RetrievalError):
    """A file of questions cannot be read."""
