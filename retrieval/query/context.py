"""What refers to what was said before: the number of a paper shown, a pronoun, a question that follows up."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from retrieval.query.catalogue import Catalogue
from retrieval.query.followup import asks_to_retell, compares, is_about_several, is_about_two, points_at_one, what_about
from retrieval.query.identifiers import is_identifier
from retrieval.query.paper_data import DataRequest
from retrieval.query.paper_names import NameMention
from retrieval.query.references import Reference, find_reference, numbered_papers
from retrieval.query.spans import cut
from retrieval.text.terms import fold, query_terms
from retrieval.types import Answer, DialogueAct, Filters, MatchScore, Query

MAX_CHARACTERS = 1000
"""Characters of a question that are read; a longer text is no question, and would take long."""

_QUOTES = " \t《》〈〉「」『』“”\"‘’'`,，.。?？!！:："
_PAPER_WORDS = re.compile(r"^(?:the|that|this)\b|\b(?:papers?|article)$|(?:这篇|那篇)?(?:论文|文章)$|^(?:论文|文章)")
"""What stands around a paper's name and is none of it."""
ABOUT_AS_WELL = 0.6
"""Least share of the best paper's score with which a paper answers a question about as well."""

PaperScores: TypeAlias = Callable[[Query, Sequence[str]], Mapping[str, MatchScore]]
"""Say how well papers (short ids) answer a question, compared with all others."""


def _no_scores(_query: Query, _papers: Sequence[str]) -> Mapping[str, MatchScore]:
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """What came before a question: the ``previous`` answer, and the papers it may be ``within`` (short ids).

    ``numbered`` are the short ids of the papers shown before, by the numbers under which they were. ``scores`` tells
    whether these answer a question that may or may not refer back. Where it is known to stand alone it does not.
    """

    previous: Answer | None = None
    within: tuple[str, ...] = ()
    numbered: Mapping[int, str] = field(default_factory=dict)
    scores: PaperScores = _no_scores
    standalone: bool = False

    @classmethod
    def after(
        cls,
        previous: Answer | None,
        within: Sequence[str] = (),
        numbered: Mapping[int, str] | None = None,
        scores: PaperScores = _no_scores,
        *,
        standalone: bool = False,
    ) -> Context:
        """Return what a reader knows after the ``previous`` answer: no more papers of it than were shown."""
        seen = numbered_papers(previous)
        if previous is not None:
            shown = (
                set(seen.values()) if previous.query.act == "question" else {hit.paper.id for hit in previous.hits[:1]}
            )
            hits = () if previous.abstained else tuple(hit for hit in previous.hits if hit.paper.id in shown)
            previous = replace(previous, hits=hits)
        return cls(previous, tuple(within), seen if numbered is None else numbered, scores, standalone)

    @property
    def answers_question(self) -> bool:
        """Whether the answer before was no list."""
        return self.previous is not None and bool(self.previous.hits) and self.previous.query.intent == "ask"

    @property
    def compares(self) -> bool:
        """Whether papers were compared in the answer before."""
        before = self.previous.query if self.previous else None
        return before is not None and (len(before.mentioned) > 1 or (before.named and len(before.filters.papers) > 1))

    @property
    def papers_spoken_of(self) -> tuple[str, ...]:
        """The papers of the answer before that were shown; the first is what "it" means."""
        if self.previous is None:
            return ()
        shown = tuple(hit.paper.id for hit in self.previous.hits)
        return tuple(dict.fromkeys((*self.previous.query.assumed[:1], *shown))) if shown else ()

    @property
    def spoken_of(self) -> tuple[str, ...]:
        """The one paper that "it" means, if any."""
        return (self.within or self.papers_spoken_of)[:1]


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
    if act is None and reference.asks_the_same(low) and (again := _asked_of_one(context.previous)):
        return replace(asked, filters=Filters(papers=papers), rest=again, wording=again, named=True)
    if len(papers) > 1 and context.previous:
        rest = f"{context.previous.query.rest[:MAX_CHARACTERS]} {rest}"
    opens: DialogueAct = "card" if reference.opens(low) else "question"
    return replace(asked, filters=Filters(papers=papers), rest=rest, named=True, act=act or opens)


def _asked_of_one(previous: Answer | None) -> str:
    """Return what was asked of one of the papers shown, which may be asked of another one; empty if nothing was."""
    before = previous.query if previous else None
    if before is None or before.act != "question" or len(before.filters.papers) != 1:
        return ""
    text = " ".join(fold((before.wording or before.text)[:MAX_CHARACTERS]).split())
    reference = find_reference(text.lower())
    return " ".join(cut(text, reference.spans if reference else ()).split())


def follow_up(asked: Query, low: str, catalogue: Catalogue, context: Context) -> Query:
    """Return what a question asks that surely refers back: of the paper spoken of, of several, or of another one.

    ``那 CacheGen 呢`` asks of another paper what was asked before.
    """
    if not (previous := context.previous) or not previous.hits:
        return replace(asked, act="unclear")
    spoken_of = context.papers_spoken_of
    others = _others(asked, low, catalogue, spoken_of)
    if others and what_about(low) and not compares(low):
        return _asked_of_others(asked, others, previous.query, catalogue)
    if is_about_two(low) and len(spoken_of) < 2:
        return replace(asked, act="unclear")
    papers = spoken_of[:1]
    if others:
        # it is compared with what is named
        papers += tuple(paper for one in others for paper in one.papers[:1])
    elif is_about_two(low):
        papers = spoken_of[:2]
    elif is_about_several(low) or previous.query.intent == "list" or (context.compares and not points_at_one(low)):
        papers = spoken_of
    if len(papers) == 1 and asks_to_retell(low) and not what_about(low):
        return replace(asked, filters=Filters(papers=papers), act="card", named=True, assumed=papers)
    # a question without words of its own is what was asked before, asked once more
    rest = asked.rest if query_terms(low) else f"{previous.query.rest[:MAX_CHARACTERS]} {asked.rest}"
    meant = replace(asked, filters=Filters(papers=papers), rest=rest, assumed=papers)
    if previous.query.intent == "list" and papers == spoken_of:
        return meant
    if len(papers) == 1:
        return meant
    return replace(meant, preferred=(Filters(papers=papers[:1]),)) if others else replace(meant, named=True)


def perhaps_follow_up(search: Query, context: Context) -> Query:
    """Return the ``search``, with what speaks for the paper spoken of where that answers it about as well as any.

    The question hardly names anything, so it may well be about that paper; all the notes are searched all the same.
    """
    if not context.previous or not context.previous.hits or search.mentioned:
        return search
    spoken_of = context.papers_spoken_of
    shares = {paper: score.share for paper, score in context.scores(search, spoken_of).items()}
    best = max(spoken_of, key=lambda paper: shares.get(paper, 0.0))
    # where it is the best of all anyway, nothing has to be assumed
    if not ABOUT_AS_WELL <= shares.get(best, 0.0) < 1.0:
        return search
    return replace(search, preferred=(*search.preferred, Filters(papers=(best,))), assumed=(best,))


def _others(asked: Query, low: str, catalogue: Catalogue, spoken_of: Sequence[str]) -> tuple[NameMention, ...]:
    """Return the names in a question of papers that are none of those ``spoken_of``."""
    return tuple(name for name in catalogue.names.find(low, asked.rest) if not set(name.papers) & set(spoken_of))


def _asked_of_others(asked: Query, others: Sequence[NameMention], before: Query, catalogue: Catalogue) -> Query:
    """Return what was asked ``before``, asked of ``others``."""
    papers = tuple(dict.fromkeys(paper for one in others for paper in one.papers))
    kept = " ".join(fold((before.wording or before.text)[:MAX_CHARACTERS]).split())
    spans = [name.span for name in catalogue.names.find(kept.lower(), kept)]
    rest = f"{' '.join(cut(kept, spans).split())} {' '.join(one.name for one in others)}"
    act = before.act if before.act in ("authors", "citation") else "question"
    preferred = (Filters(papers=papers[:1]),)
    return replace(asked, filters=Filters(papers=papers), rest=rest, wording=rest, preferred=preferred, act=act)
