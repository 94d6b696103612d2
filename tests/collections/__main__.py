"""Read real collections of notes as ``papercache`` does, and print what was found as Markdown, to be read by eye.

Run as ``python -m tests.collections FOLDER``, where ``FOLDER`` holds checkouts named ``OWNER+NAME`` (see README.md).
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import yaml

from bot.views.skipped import by_reason, place_of
from retrieval import BoundedAnalyst, Note, Paper, RetrievalError, Site, Skipped, Source, StaticEmbedder, open_source
from retrieval.indexing.deduplicate import Candidate, merge
from retrieval.sources import SourceFile

TABLE = Path(__file__).with_name("collections.yaml")
FIRST_LINES = 16
"""Lines of a sampled file that are shown beside what was read from it."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A row of the table: a repository at a commit, the folder or page in it, and what it holds by hand."""

    repository: str
    commit: str
    folder: str
    notes: int
    form: str


@dataclass(slots=True)
class Found:
    """What was read of a collection: its notes with their files, what was skipped, and what was left out and why."""

    kind: str = ""
    notes: list[tuple[SourceFile, Note]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def served(self) -> int:
        """The number of papers once those that are the same are served once."""
        candidates = (
            Candidate(key, file.name, note.paper, partial(getattr, note, "text"))
            for key, (file, note) in enumerate(self.notes)
        )
        return len(merge(candidates).served)


def read(analyst: BoundedAnalyst, path: Path) -> tuple[Source, Found]:
    """Read all that lies at ``path``."""
    source = open_source(path, Site())
    found = Found()
    for file in source.scan():
        if isinstance(file, Skipped):
            found.skipped.append(file)
            continue
        result = analyst.explain(source, file)
        found.notes += [(file, note) for note in result.notes]
        found.skipped += result.skipped
        if result.no_note:
            found.left_out[result.no_note] += 1
    found.kind = source.kind
    found.left_out["by name"] = source.tally.left_out
    return source, found


def figures(found: Found) -> Iterator[str]:
    """Yield what share of the papers has each field."""
    papers = [note.paper for _, note in found.notes]
    total = max(len(papers), 1)
    for name, count in (
        ("date", sum(bool(paper.date) for paper in papers)),
        ("authors", sum(bool(paper.authors) for paper in papers)),
        ("summary", sum(bool(paper.summary) for paper in papers)),
        ("paper link", sum(bool(paper.paper_url or paper.arxiv or paper.doi) for paper in papers)),
        ("address", sum(bool(paper.url) for paper in papers)),
        ("venue", sum(bool(paper.tag) for paper in papers)),
        ("category", sum(bool(paper.categories) for paper in papers)),
    ):
        yield f"{name} {count / total:.0%}"


def sampled(found: Found, root: Path, count: int, seed: int) -> Iterator[str]:
    """Yield a sample of the notes as Markdown: what was read, and the first lines of the file."""
    chosen = random.Random(seed).sample(range(len(found.notes)), min(count, len(found.notes)))
    for place in sorted(chosen):
        file, note = found.notes[place]
        yield f"\n#### {file.name}\n"
        yield from _fields(note.paper, note)
        path = root / file.name if root.is_dir() else root
        if path.exists() and (lines := _told_in(path, note.paper)):
            yield "````text\n" + "\n".join(line[:400] for line in lines) + "\n````"


def _told_in(path: Path, paper: Paper) -> list[str]:
    """Return the first lines of a note's file, or those of a list that name the paper."""
    lines = path.read_text("utf-8", "replace").splitlines()
    if paper.has_note:
        return lines[:FIRST_LINES]
    signs = [sign for sign in (paper.arxiv, paper.paper_url, paper.title) if sign]
    return next((found for sign in signs if (found := [line for line in lines if sign in line][:2])), [])


def _fields(paper: Paper, note: Note) -> Iterator[str]:
    origin = note.provenance
    sizes = Counter(" › ".join(section.headings) for section in note.sections)
    for name, value, came in (
        ("title", paper.title, origin.title),
        ("title_zh", paper.title_zh, ""),
        ("date", paper.date, origin.date),
        ("authors", ", ".join(paper.authors), origin.authors),
        ("venue", paper.tag, origin.venue),
        ("categories", ", ".join(paper.category_paths), origin.categories),
        ("link", " ".join(filter(None, (paper.paper_url, paper.arxiv, paper.doi))), origin.link),
        ("address", paper.url, ""),
        ("summary", " / ".join(filter(None, (paper.summary.zh, paper.summary.en))), origin.summary),
        ("sections", "; ".join([*sizes][:8]), ""),
    ):
        yield f"- {name}: {value or '–'}" + (f" ← {came}" if came else "")


def main() -> None:
    """Print the report of all collections of the table that are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="a part of the repositories' names")
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows = [Collection(**row) for row in yaml.safe_load(TABLE.read_text("utf-8"))]
    with BoundedAnalyst(StaticEmbedder.open()) as analyst:
        for row in rows:
            path = options.folder / row.repository.replace("/", "+") / row.folder
            if options.only.lower() not in row.repository.lower():
                continue
            print(f"\n## {row.repository} ({row.form}, {row.folder}, commit {row.commit or '?'})\n")
            if not path.exists():
                print("not there")
                continue
            try:
                source, found = read(analyst, path)
            except RetrievalError as error:
                print(f"cannot be read: {error}")
                continue
            served = found.served
            share = f" = {served / row.notes:.1%}" if row.notes else ""
            print(
                f"**{found.kind}**: found {served} of {row.notes}{share}; {len(found.notes)} before duplicates; ",
                end="",
            )
            print("; ".join(figures(found)))
            print(f"\nleft out: {dict(found.left_out.most_common())}; other formats: {dict(source.tally.unreadable)}")
            for group in by_reason(found.skipped):
                fate = "served, but" if group.served else "not read:"
                print(f"- {len(group.items)} × {fate} {group.reason} ({', '.join(map(place_of, group.items[:3]))})")
            print("\n".join(sampled(found, path, options.sample, options.seed)), flush=True)


if __name__ == "__main__":
    main()
