"""Degradation: parts that fail while readers are still answered; for the log, administrators and monitoring."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import RepositoryError, StateError
from retrieval import CategoriesError, GlossaryError, SourceError, StoreBusyError, StoreError, StoreFullError

PARTS = {
    "refreshing the library": ("refresh", "the library is not brought up to date"),
    "pulling the repository": ("pull", "the notes' repository is not pulled"),
    "planning announcements": ("plan", "new papers are not announced"),
    "the database": ("database", "nothing is remembered or announced"),
}
"""What may fail though questions are answered, each with its short name and what it means that it does."""
REFRESH, DATABASE = "refreshing the library", "the database"

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (StoreFullError, "there is no room on the disk"),
    (StoreBusyError, "another process holds the library"),
    (StoreError, "the library's file cannot be written"),
    (SourceError, "a source of notes cannot be used"),
    (CategoriesError, "the category file cannot be read"),
    (GlossaryError, "a glossary file cannot be read"),
    (RepositoryError, "git fails"),
    (StateError, "the bot's database cannot be used"),
)


class Degradation:
    """The parts of the bot that fail, each with the reason; parts that are not among ``PARTS`` are of no interest."""

    def __init__(self) -> None:
        """Begin with all well."""
        self._reasons: dict[str, BaseException] = {}
        self._looks: dict[str, Callable[[], BaseException | None]] = {}
        self.remarks: list[str] = []
        """What administrators should hear of the start, in whole sentences."""

    def begin(self, part: str, reason: BaseException) -> bool:
        """Record why ``part`` fails; return whether that is news."""
        before, self._reasons[part] = self._reasons.get(part), reason
        return before is None or str(before) != str(reason)

    def end(self, part: str) -> None:
        """Record that ``part`` works."""
        self._reasons.pop(part, None)

    def watch(self, part: str, look: Callable[[], BaseException | None]) -> None:
        """Ask ``look`` why ``part`` fails, whenever that is needed; it returns None where all is well."""
        self._looks[part] = look

    def reason(self, part: str) -> BaseException | None:
        """Return why ``part`` fails, None where it works."""
        look = self._looks.get(part)
        return look() if look is not None else self._reasons.get(part)

    def clauses(self) -> list[str]:
        """Say what fails and why in a few words each; the whole reason, which may name files, is for the log."""
        failing = ((meaning, self.reason(part)) for part, (_, meaning) in PARTS.items())
        return [f"{meaning}: {_kind_of(reason)}" for meaning, reason in failing if reason is not None]


def _kind_of(reason: BaseException) -> str:
    named = (words for kind, words in _REASONS if isinstance(reason, kind))
    return next(named, type(reason).__name__)
