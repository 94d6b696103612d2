"""Parsing of a whole question: its language, whether it wants a list, its filters, identifiers, and the rest.

What is no question is told first: a greeting, a wish for another language, for a paper's authors or citation, a number
that points at a paper shown before. A question is read for demands (topics, venues, periods, identifiers). If nothing
is left beside them but the wording of a wish for papers, it is a list; otherwise it is a search, bound only by demands
that are worded as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from retrieval.query.catalogue import Catalogue
from retrieval.query.categories import below
from retrieval.query.context import (
    MAX_CHARACTERS,
    NOTHING_BEFORE,
    Context,
    data_request,
    follow_up,
    paper_reference,
    perhaps_follow_up,
)
from retrieval.query.demands import Demands
from retrieval.query.dialogue import asks_for_more, dialogue_act, wanted_language
from retrieval.query.followup import asks_which, has_no_subject, what_about
from retrieval.query.identifiers import is_identifier
from retrieval.query.intent import asks_for_all, asks_for_set, asks_for_topics, wanted_age
from retrieval.query.paper_data import find_data_request
from retrieval.query.paper_names import NameMention
from retrieval.query.references import find_reference
from retrieval.query.spans import Span, cut, overlaps
from retrieval.text.chinese import has_chinese
from retrieval.text.terms import STOP_WORDS, fold, language_of
from retrieval.types import Filters, Paper, Query

_ANY_WORD = re.compile(r"[^\W_]+[+#]*")


def understand(
    text: str, catalogue: Catalogue, *, today: date, context: Context = NOTHING_BEFORE, lists: bool = True
) -> Query:
    """Find out what ``text`` asks for.

    ``today`` anchors "this month". A follow-up refers back to what ``context`` holds: it is asked within the papers of
    the answer before it, together with the words of its question. Without ``lists`` a wish for a list is a search, too.
    """
    original = " ".join(fold(text[:MAX_CHARACTERS]).split())
    low = original.lower() if len(original.lower()) == len(original) else original.casefold()
    asked = Query(text, language_of(original), rest=original)
    if spoken := wanted_language(low):
        return replace(asked, act="language", spoken=spoken)
    if act := dialogue_act(low):
        return replace(asked, act=act)
    if asks_for_more(low):
        return replace(asked, act="more" if context.previous or context.numbered else "unclear")
    if data := find_data_request(low):
        return data_request(asked, data, low, catalogue, context)
    if papers := catalogue.identifiers.find(low):
        named = replace(asked, filters=Filters(papers=papers), named=True)
        return replace(named, act="card") if is_identifier(low) else named
    if is_identifier(low):
        return replace(asked, act="unknown_paper")
    demands = Demands.find(low, original, catalogue, today)
    if not demands.latest and (reference := find_reference(low)):
        return paper_reference(asked, reference, low, context)
    return _question(asked, demands, low, catalogue, context, lists=lists)


def _question(
    asked: Query, demands: Demands, low: str, catalogue: Catalogue, context: Context, *, lists: bool
) -> Query:
    """Return what is asked of the notes: for one work, the categories, a list, more of what was found, or a search."""
    depends = demands.dependence(low)
    if depends == "surely" and context.answers_question and what_about(low):
        # what was no list before is none now
        return follow_up(asked, low, catalogue, context)
    if demands.names_one_work(low):
        return replace(asked, filters=demands.filters(low), named=True)
    if asks_for_topics(low):
        return replace(asked, topics=True, rest="")
    if lists and (filters := _listed(demands, low, catalogue.papers)) is not None:
        return replace(asked, intent="list", filters=filters, rest="")
    names = catalogue.names.find(low, asked.rest)
    # with nothing before it, what names something can at least be searched for
    alone = context.standalone or context.within or not (context.papers_spoken_of or has_no_subject(low))
    if depends == "surely" and not alone:
        return follow_up(asked, low, catalogue, context)
    if not demands and _is_empty(low):
        return replace(asked, act="empty")
    search = _search(asked, demands, names, low, catalogue)
    if depends == "perhaps" and context.compares and asks_which(low):
        return follow_up(asked, low, catalogue, context)
    return perhaps_follow_up(search, context) if depends == "perhaps" else search


def _listed(demands: Demands, low: str, papers: Sequence[Paper]) -> Filters | None:
    """Return what the papers of a list have to meet; None where no list is asked for."""
    if not (demands.wants_list(low) or (not demands and asks_for_all(low))):
        return None
    filters = demands.filters(low)
    if len(groups := demands.groups(low)) < 2:
        return filters
    # whoever merely names two topics wants what is best about both; so does everybody where no paper is in both
    about_all = _in_all(groups, papers)
    return replace(filters, papers=about_all) if about_all and asks_for_set(low) else None


def _search(asked: Query, demands: Demands, names: tuple[NameMention, ...], low: str, catalogue: Catalogue) -> Query:
    """Return the search for what ``asked`` names beside its demands, names spelled as titles spell them."""
    # papers wished for may be on something that is no category: the words of the wish are none of the notes
    wished = asks_for_set(low)
    binding = demands.binding(low, wished=wished)
    spans = [*binding.spans(), *(period.span for period in demands.periods if wished)]
    rest = _spelled(asked.rest, names, spans).strip()
    preferred = demands.preferred(binding)
    if demands.wants_list(low):
        groups = demands.groups(low)
        about_all = _in_all(groups, catalogue.papers)
        preferred += (*([Filters(papers=about_all)] if about_all else []), *(Filters(categories=one) for one in groups))
    return replace(
        asked,
        filters=binding.filters(low),
        rest=rest or asked.rest,
        preferred=preferred,
        age=wanted_age(low),
        mentioned=tuple(dict.fromkeys(paper for name in names if name.own for paper in name.papers)),
        wished=wished,
    )


def _spelled(text: str, names: Sequence[NameMention], spans: Sequence[Span]) -> str:
    """Return ``text`` without ``spans``, and with the names in it as titles spell them."""
    bare = cut(text, spans)
    for mention in reversed(names):
        start, end = mention.span
        if not overlaps(mention.span, spans) and text[start:end].lower() != mention.name.lower():
            bare = f"{bare[:start]}{mention.name}{bare[end:]}"
    return bare


def _in_all(groups: Sequence[Sequence[str]], papers: Sequence[Paper]) -> tuple[str, ...]:
    """Return the papers that are in a category of every one of several ``groups`` of paths; none for fewer groups."""
    if len(groups) < 2:
        return ()
    return tuple(
        paper.id
        for paper in papers
        if all(any(below(path, group) for path in paper.category_paths) for group in groups)
    )


def _is_empty(low: str) -> bool:
    """Return whether a text has no word that could be searched for: signs, numbers, single letters, stop words."""
    return not has_chinese(low) and all(
        len(word) < 2 or word in STOP_WORDS or word.isdigit() for word in _ANY_WORD.findall(low)
    )
