"""The command ``announce``: what is new, and who hears of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import json_schema
from bot.cli.context import Call, JsonOption, print_json, ready_library
from bot.cli.render import planned_view

if TYPE_CHECKING:
    from bot.state import Database


def announce(
    context: typer.Context,
    dry: Annotated[
        bool,
        typer.Option("--dry-run", help="Only show who would get what, as if nothing had to rest; nothing is written."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find out what is new and queue it for everyone who asked for it; a running bot sends what is queued."""
    import asyncio

    from bot.announce.plan import dry_run, plan
    from bot.clock import SystemClock
    from bot.state import open_database

    call: Call = context.obj
    rules = call.settings.announcements
    with ready_library(call, fresh=True) as library:
        if dry:
            with _untouched(call.settings.database) as database:
                planned = asyncio.run(dry_run(database, library, SystemClock(), rules))
        else:
            with open_database(call.settings.database) as database:
                planned = asyncio.run(plan(database, library, SystemClock(), rules))
        count = len(library.papers())
    if as_json:
        print_json(call, json_schema.planned_json(planned))
    else:
        call.out.print(planned_view(planned, count, rules.time_zone, call.texts), crop=False)


@contextmanager
def _untouched(where: str) -> Iterator[Database]:
    """Connect to the database without changing anything; one that is not there yet is thought to be empty."""
    from bot.state import connect, open_database

    if "://" in where or Path(where).exists():
        with connect(where) as database:
            yield database
        return
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "bot.db") as database:
        yield database
