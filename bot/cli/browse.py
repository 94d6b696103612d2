"""Commands that show what is there: ``list``, ``show``, ``categories``."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import json_schema
from bot.cli.context import Call, JsonOption, end_if_empty, print_json, ready_library
from bot.cli.render import categories_view, note_view, papers_view
from bot.errors import BotError
from retrieval import Filters, venue_tag


def list_papers(
    context: typer.Context,
    category: Annotated[
        str | None, typer.Option("--category", help="Path, name or alias of a category (with all below it).")
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Venue, with or without year: osdi, sosp23.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Year of the note's date.", min=1900, max=2999)] = None,
    as_json: JsonOption = False,
) -> None:
    """List the papers, newest first."""
    call: Call = context.obj
    with ready_library(call, to_ask=False) as library:
        paths: tuple[str, ...] = ()
        if category:
            paths = library.find_categories(category)
            if not paths:
                raise BotError(call.texts("cli-no-such-category", word=category))
        bounds = str(year) if year else ""
        tags = (venue_tag(tag),) if tag else ()
        papers = library.papers(Filters(categories=paths, tags=tags, since=bounds, until=bounds))
        if as_json:
            print_json(call, [json_schema.paper_json(paper) for paper in papers])
        end_if_empty(library)
        if not as_json:
            call.out.print(papers_view(papers, call.texts), crop=False)


def show(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(metavar="ID-OR-TITLE", help="Short id, link, arXiv id or title of a paper.")],
    as_json: JsonOption = False,
) -> None:
    """Show one paper with the text of its note."""
    call: Call = context.obj
    with ready_library(call, to_ask=False) as library:
        found = library.find(paper)
        if not found:
            raise BotError(call.texts("cli-no-such-paper", word=paper))
        note = library.note(found[0].id)
        if as_json:
            sections = [
                {
                    "headings": list(section.headings),
                    "anchor": section.anchor,
                    "text": "\n\n".join(block.text for block in section.blocks),
                }
                for section in note.sections
            ]
            print_json(call, {**json_schema.paper_json(note.paper), "sections": sections})
        else:
            call.out.print(note_view(note, call.texts), crop=False)


def categories(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the tree of categories with the number of papers in each."""
    call: Call = context.obj
    with ready_library(call, to_ask=False) as library:
        tree = library.categories()
        if as_json:
            print_json(call, [json_schema.category_json(category) for category in tree])
        end_if_empty(library)
        if not as_json:
            call.out.print(categories_view(tree, call.texts), crop=False)
