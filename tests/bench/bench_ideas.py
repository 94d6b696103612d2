"""Matching of ideas and papers with what is new: the figures behind ``bot/subscriptions/semantic_match.py``.

Questions stand for ideas, each labelled with the papers it was written for, so that a neighbour on the same subject
counts as wrong. Papers arrive in random order after the first half; an idea is judged at every arrival, among the
papers that are there by then. Runs over the project's notes and, where there is one, over the site that
PAPERCACHE_TEST_SITE names (by default the folder ``../shared/papercache/site``).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.subscriptions.semantic_match import IDEA_CONFIDENCE, IDEA_SHARE, PAPER_LIKENESS
from retrieval import Library, MatchScore, Site, load_embedder, open_source
from tests.real_site import NO_SITE, REAL_SITE

ROOT = Path(__file__).parents[2]
OUR_QUESTIONS = tuple(ROOT / "tests/eval" / f"{name}_queries.jsonl" for name in ("blind", "notes", "off_topic"))
ORDERS = 5
ANSWERABLE = ("paraphrase_zh", "paraphrase_en", "lookup")


@pytest.mark.parametrize(
    ("source", "files"), [(ROOT / "notes", OUR_QUESTIONS), (REAL_SITE, (REAL_SITE.parent / "dev_queries.jsonl",))]
)
def bench_ideas(source: Path, files: tuple[Path, ...], tmp_path: Path) -> None:
    if not source.exists():
        pytest.skip(NO_SITE)
    names, glossary = ROOT / "notes/categories.yaml", [ROOT / "notes/glossary.yaml"]
    with Library.open(tmp_path, [open_source(source, Site())], load_embedder(), names, glossary=glossary) as library:
        library.refresh()
        ids = {paper.slug: paper.id for paper in library.papers()}
        questions = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
        fits = [library.score_papers(one["query"], list(ids.values())) for one in questions]
        print(f"\n{source}: {len(ids)} papers")
        asked = [
            (fit, {ids[slug] for slug in one["relevant"] if slug in ids})
            for one, fit in zip(questions, fits, strict=True)
            if one["type"] in ANSWERABLE
        ]
        off_topic = [(fit, set[str]()) for one, fit in zip(questions, fits, strict=True) if one["type"] == "off_topic"]
        shares = (IDEA_SHARE, 0.95)
        for confidence, share in product((0.8, IDEA_CONFIDENCE, 0.95), shares):
            right, wrong, all_right = judged(asked, list(ids.values()), confidence, share)
            strays = judged(off_topic, list(ids.values()), confidence, share)[1]
            print(
                f"{len(asked)} ideas at {confidence:.2f}, {share:.2f}: precision {right / max(right + wrong, 1):.2f}, "
                f"recall {right / max(all_right, 1):.2f}, {wrong / ORDERS / len(asked):.2f} wrong for one; "
                f"{strays} for {len(off_topic)} off-topic ones"
            )
        for least in (0.35, 0.4, PAPER_LIKENESS, 0.5):
            pairs = list(alike(library, least))
            same = sum(one == other for one, other in pairs) / max(len(pairs), 1)
            print(f"papers from {least:.2f}: {len(pairs) / len(ids):.2f} for one, {same:.2f} in its category")


def judged(
    ideas: list[tuple[dict[str, MatchScore], set[str]]], papers: list[str], confidence: float, share: float
) -> tuple[int, int, int]:
    """Return how many announcements are right, how many wrong, and how many right ones there could be."""
    right = wrong = all_right = 0
    for order in range(ORDERS):
        arriving = random.Random(order).sample(papers, len(papers))
        for fits, relevant in ideas:
            best = 0.0
            for place, one in enumerate(arriving):
                fit = fits[one]
                best = max(best, fit.share)
                if place < len(arriving) // 2:
                    continue
                met = best > 0 and fit.confidence >= confidence and fit.share >= share * best
                all_right += one in relevant
                right += met and one in relevant
                wrong += met and one not in relevant
    return right, wrong, all_right


def alike(library: Library, least: float) -> Iterator[tuple[str, str]]:
    """Return the categories of every paper and of each that is so much like it."""
    papers = library.papers()
    for paper in papers:
        for hit in library.related(paper.id, limit=len(papers)):
            if hit.score >= least:
                yield paper.category, hit.paper.category
