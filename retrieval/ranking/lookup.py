"""Lookup of the paper that a person names: by identifier, by address, by title, also one with typos in it."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from retrieval.indexing.same_paper import title_key
from retrieval.query.identifiers import Identifiers
from retrieval.query.paper_names import PaperNames
from retrieval.types import Paper

FUZZY_AT_LEAST = 78.0
"""Likeness (0 to 100) of a title from which on it counts as meant; about one wrong letter in five is forgiven."""

FUZZY_BELOW_BEST = 6.0
"""Titles less alike than the best one by more than this are not returned beside it."""

FUZZY_LIMIT = 5
"""Titles returned at most where none is exact."""

PART_WEIGHT = 0.95
"""Weight of the likeness of a part of a title beside that of a whole one."""

MIN_QUERY = 2
"""Letters and digits below which a text is like too much to mean anything."""


def find_papers(papers: Sequence[Paper], text: str) -> tuple[Paper, ...]:
    """Return the papers that ``text`` names, the most likely first; empty where none is like it.

    Short id, slug, path, arXiv id, DOI, address of note or paper, and the exact title (in either language, whatever the
    case, width and punctuation) have to match exactly, and so does the name in a title, however it is spelled; only if
    none does are titles compared by likeness.
    """
    wanted = text.strip().casefold()
    identified = set(Identifiers(papers).find(wanted))
    key = title_key(wanted)
    exact = tuple(
        paper
        for paper in papers
        if paper.id in identified
        or wanted in (paper.slug.casefold(), paper.path.casefold())
        or (key and key in (title_key(paper.title), title_key(paper.title_zh)))
    )
    if exact:
        return exact
    names = PaperNames(papers)
    if named := names.whole(text):
        return tuple(paper for paper in papers if paper.id in named)
    # FlashAttention-2 is like FlashAttention-3, and another paper
    return () if names.is_other_version(text) else _alike(papers, text)


def _alike(papers: Sequence[Paper], text: str) -> tuple[Paper, ...]:
    wanted = title_key(text)
    if len(wanted) < MIN_QUERY:
        return ()
    titles = {
        2 * i + j: title for i, paper in enumerate(papers) for j, title in enumerate((paper.title, paper.title_zh))
    }
    found = process.extract(
        wanted, titles, scorer=_likeness, processor=title_key, score_cutoff=FUZZY_AT_LEAST, limit=None
    )
    best = [key // 2 for _, score, key in found if score >= found[0][1] - FUZZY_BELOW_BEST]
    return tuple(papers[i] for i in dict.fromkeys(best))[:FUZZY_LIMIT]


def _likeness(one: str, title: str, **_: object) -> float:
    """Compare a text with a title as a whole or, counting a little less, with the part of it that is most like."""
    part = fuzz.partial_ratio(one, title) if len(one) <= len(title) else 0.0
    return max(fuzz.ratio(one, title), PART_WEIGHT * part)
