"""A conversation with the library: questions one after the other, each understood from what came before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.library import Library
from retrieval.query.references import numbered_papers
from retrieval.ranking.answerer import FIRST_HITS
from retrieval.types import Answer


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question and what it was understood from, so that it can be asked once more, and its last answer."""

    text: str
    previous: Answer | None
    numbered: Mapping[int, str] = field(default_factory=dict)
    answer: Answer | None = None


class Conversation:
    """What one person asked last and saw last, so that ``2``, ``what are its limits?`` or ``more`` can be answered.

    Example::

        conversation = Conversation(library)
        conversation.ask("How is the KV cache paged?")
        conversation.ask("what are the limitations of the second one?")
    """

    def __init__(self, library: Library) -> None:
        """Begin a conversation with ``library``."""
        self._library = library
        self._previous: Answer | None = None
        self._numbered: Mapping[int, str] = {}
        self._asked: _Asked | None = None

    def ask(self, text: str, *, limit: int = 10, passages: range = FIRST_HITS) -> Answer:
        """Answer ``text`` as :meth:`Library.ask` does, in the light of what was asked before.

        A wish for more is answered with the papers that follow those shown, or with none where there are no more.
        """
        asked = _Asked(text, self._previous, self._numbered)
        answer = self._answer(asked, limit, passages)
        if answer.query.act == "more" and (more := self._following(limit)) is not None:
            asked, answer = more
        numbers = numbered_papers(answer)
        # what is asked of papers that were shown leaves their numbers as they were
        if not set(numbers.values()) <= set(self._numbered.values()) or not answer.query.filters.papers:
            self._numbered = numbers or self._numbered
        if answer.hits and not answer.abstained:
            self._previous = answer
            self._asked = _Asked(asked.text, asked.previous, asked.numbered, answer)
        return answer

    def _following(self, limit: int) -> tuple[_Asked, Answer] | None:
        """Return the last question once more, with the page that follows the one shown; None if there is none."""
        asked = self._asked
        if asked is None or asked.answer is None or (first := asked.answer.following_rank) is None:
            return None
        answer = self._answer(asked, limit, range(first, first + len(FIRST_HITS)))
        return (asked, answer) if any(hit.shown for hit in answer.hits) else None

    def _answer(self, asked: _Asked, limit: int, passages: range) -> Answer:
        return self._library.ask(
            asked.text, limit=limit, passages=passages, previous=asked.previous, numbered=asked.numbered
        )
