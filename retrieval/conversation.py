"""A conversation with the library: questions one after the other, each understood from what came before."""

from __future__ import annotations

from collections.abc import Mapping

from retrieval.library import Library
from retrieval.query.references import numbered_papers
from retrieval.ranking.answerer import FIRST_HITS
from retrieval.types import Answer


class Conversation:
    """What one person asked last and saw last, so that ``2`` or ``what are its limits?`` can be answered.

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

    def ask(self, text: str, *, limit: int = 10, passages: range = FIRST_HITS) -> Answer:
        """Answer ``text`` as :meth:`Library.ask` does, in the light of what was asked before."""
        answer = self._library.ask(
            text, limit=limit, passages=passages, previous=self._previous, numbered=self._numbered
        )
        numbers = numbered_papers(answer)
        # what is asked of papers that were shown leaves their numbers as they were
        if not set(numbers.values()) <= set(self._numbered.values()) or not answer.query.filters.papers:
            self._numbered = numbers or self._numbered
        if answer.hits and not answer.abstained:
            self._previous = answer
        return answer
