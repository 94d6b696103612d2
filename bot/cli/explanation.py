"""What was read from one file, for a person: each field and where it came from, the sections with their sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.cli import json_schema
from bot.locales import Texts
from bot.views.formulas import plain
from bot.views.skipped import place_of
from retrieval import Explanation, Note, Section

SHOWN_PAPERS = 20
"""Papers of one file that are shown unless all are wished for."""


def explanation_view(found: Explanation, texts: Texts, *, verbose: bool = False) -> RenderableType:
    """Draw what was read from a file, of a list with many papers the first ones, or all if ``verbose``."""
    kind = texts("source-kind", kind=found.kind.lower().replace(" ", "-"), name=found.kind)
    source = texts("explain-source", kind=kind, location=found.location)
    lines: list[RenderableType] = [Text(found.file, style="bold").append(f"  {source}", "dim")]
    shown = found.notes if verbose else found.notes[:SHOWN_PAPERS]
    for note in shown:
        lines += [Text(), _note_view(note, texts)]
    if more := len(found.notes) - len(shown):
        rest = texts("explain-more", count=more)
        lines += [Text(), Text(rest, style="dim")]
    if not found.notes:
        lines.append(Text(texts("explain-no-note", reason=found.no_note or _reasons(found)), style="red"))
    else:
        lines += [
            Text(f"{place_of(one)}: {one.reason}", style="yellow" if one.served else "red") for one in found.problems
        ]
    return Group(*lines)


def _reasons(found: Explanation) -> str:
    return "; ".join(f"{one.reason} ({place_of(one)})" for one in found.problems)


def _note_view(note: Note, texts: Texts) -> RenderableType:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for field, value, origin in _fields(note):
        table.add_row(Text(texts("explain-field", field=field), style="cyan"), Text(value or "–"), Text(origin))
    parts = [table]
    sections = [section for section in note.sections if section.blocks]
    if sections:
        outline = Table(box=None, pad_edge=False, show_header=False)
        for section in sections:
            heading = plain(section.headings[-1]) if section.headings else texts("explain-before-headings")
            outline.add_row(
                Text("  " * max(len(section.headings), 1) + heading),
                Text(texts("explain-characters", count=_size(section)), style="dim"),
                Text(f"#{section.anchor}" if section.anchor else "", style="dim"),
            )
        parts += [outline]
    return Group(*parts)


def _fields(note: Note) -> Iterator[tuple[str, str, str]]:
    """Yield each field's name, its value and where it came from."""
    paper, origin = note.paper, note.provenance
    yield "title", plain(paper.title), origin.title
    if paper.title_zh:
        yield "title_zh", paper.title_zh, ""
    yield "date", paper.date, origin.date
    yield "authors", ", ".join(paper.authors), origin.authors
    yield "venue", paper.tag, origin.venue
    yield "categories", ", ".join(filter(None, paper.category_paths)), origin.categories
    yield "link", paper.paper_url or paper.arxiv or paper.doi, origin.link
    yield "address", paper.url, ""
    summaries = dict.fromkeys(filter(None, (paper.summary.zh, paper.summary.en)))
    yield "summary", "\n".join(map(plain, summaries)), origin.summary


def _size(section: Section) -> int:
    return sum(len(block.text) for block in section.blocks)


def explanation_json(found: Explanation) -> json_schema.Json:
    """Return the form of ``index --explain --json``."""
    return {
        "file": found.file,
        "kind": found.kind,
        "location": found.location,
        "papers": [
            {
                **json_schema.paper_json(note.paper),
                "arxiv": note.paper.arxiv,
                "doi": note.paper.doi,
                "from": asdict(note.provenance),
                "sections": [
                    {"headings": list(section.headings), "anchor": section.anchor, "characters": _size(section)}
                    for section in note.sections
                ],
            }
            for note in found.notes
        ],
        "problems": [json_schema.skipped_json(one) for one in found.problems],
        "no_note": found.no_note,
    }
