"""What refers to what was said before: the number of a paper shown, a pronoun, a question that follows up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from retrieval.query.catalogue import Catalogue
from retrieval.query.followup import asks_to_retell, is_about_several
from retrieval.query.identifiers import is_identifier
from retrieval.query.paper_data import DataRequest
from retrieval.query.references import Reference, find_reference, numbered_papers
from retrieval.query.spans import cut
from retrieval.text.terms import fold
from retrieval.types import Answer, DialogueAct, Filters, Query

MAX_CHARACTERS = 1000
"""Characters of a question that are read; a longer text is no question, and would take long."""

_QUOTES = " \t《》〈〉「」『』“”\"‘’'`,，.。?？!！:："
_PAPER_WORDS = re.compile(r"^(?:the|that|this)\b|\b(?:papers?|article)$|(?:这篇|那篇)?(?:论文|文章)$|^(?:论文|文章)")
"""What stands around a paper's name and is none of it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What came before a question: the ``previous`` answer, and the papers it may be ``within`` (short ids).

    ``numbered`` are the short ids of the papers shown before, by the numbers under which they were.
    """

    previous: Answer | None = None
    within: tuple[str, ...] = ()
    numbered: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def after(
        cls, previous: Answer | None, within: Sequence[str] = (), numbered: Mapping[int, str] | None = None
    ) -> Context:
        """Return what a reader knows after the ``previous`` answer: no more papers of it than were shown."""
        seen = numbered_papers(previous)
        if previous is not None:
            shown = (
                set(seen.values()) if previous.query.act == "question" else {hit.paper.id for hit in previous.hits[:1]}
            )
            hits = () if previous.abstained else tuple(hit for hit in previous.hits if hit.paper.id in shown)
            previous = replace(previous, hits=hits)
        return cls(previous, tuple(within), seen if numbered is None else numbered)

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """The one paper that "it" means, if any."""
        if self.within:
            return self.within[:1]
        return (self.previous.hits[0].paper.id,) if self.previous and self.previous.hits else ()


NOTHING_BEFORE = Context()


def data_request(asked: Query, data: DataRequest, low: str, catalogue: Catalogue, context: Context) -> Query:
    """Return the request for the authors or the citation of a paper: one that is named, or the first that is found."""
    asked = replace(asked, act=data.kind)
    name, named = asked.rest[slice(*data.span)].strip(_QUOTES), low[slice(*data.span)].strip(_QUOTES)
    if data.pointed:
        if not context.spoken_of:
            return replace(asked, act="unclear")
        before = context.previous.query.rest[:MAX_CHARACTERS] if context.previous else ""
        filters = Filters(papers=context.spoken_of)
        return replace(asked, filters=filters, rest=f"{before} {asked.rest}".strip(), named=True)
    if reference := find_reference(named):
        return paper_reference(asked, reference, named, context, act=data.kind)
    papers = catalogue.identifiers.find(named) or catalogue.names.whole(_PAPER_WORDS.sub(" ", named).strip())
    mentioned = catalogue.names.find(named, name)
    if not papers and is_identifier(named):
        return replace(asked, act="unknown_paper")
    if not papers and mentioned:
        papers = mentioned[0].papers
    return replace(asked, filters=Filters(papers=papers[:1]), rest=name or asked.rest, named=bool(papers))


def paper_reference(
    asked: Query, reference: Reference, low: str, context: Context, act: DialogueAct | None = None
) -> Query:
    """Return what is asked of the papers that were shown under the numbers of ``reference``."""
    # asked once more, in another language or of all notes, the numbers are long resolved
    papers = reference.resolved(context.numbered) if context.numbered else context.within
    if not papers:
        return replace(asked, act="unclear")
    rest = " ".join(cut(asked.rest, reference.spans).split()) if act is None else asked.rest
    if len(papers) > 1 and context.previous:
        rest = f"{context.previous.query.rest[:MAX_CHARACTERS]} {rest}"
    opens: DialogueAct = "card" if reference.opens(low) else "question"
    return replace(asked, filters=Filters(papers=papers), rest=rest, named=True, act=act or opens)


def follow_up(asked: Query, previous: Answer, low: str, catalogue: Catalogue) -> Query:
    """Return a question about the papers of the ``previous`` answer, or about its first one if that was named."""
    before, first = previous.query, previous.hits[0].paper.id
    folded = " ".join(fold(before.text[:MAX_CHARACTERS]).split())
    named = {paper for name in catalogue.names.find(folded.lower(), folded) for paper in name.papers}
    alone = first in named and not is_about_several(low)
    papers = (first,) if alone else tuple(hit.paper.id for hit in previous.hits)
    # what is asked now counts twice: the words of the question before only tell what it is about
    rest = f"{before.rest[:MAX_CHARACTERS]} {asked.rest} {asked.rest}"
    asked = replace(asked, filters=Filters(papers=papers), rest=rest)
    return replace(asked, act="card", named=True) if len(papers) == 1 and asks_to_retell(low) else asked
