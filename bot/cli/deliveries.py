"""The commands ``deliveries`` and ``deliveries settle``: announcements that failed or may not have arrived."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.context import Call, JsonOption, print_json
from bot.clock import SystemClock
from bot.errors import BotError
from bot.views.formulas import plain

if TYPE_CHECKING:
    from bot.announce.outbox import FailedDelivery

deliveries = typer.Typer(no_args_is_help=False, help="Announcements that failed, or of which nobody knows.")

ALL = "all"


class Verdict(StrEnum):
    """What became of a delivery, in a maintainer's judgement."""

    SENT = "sent"
    AGAIN = "again"


@deliveries.callback(invoke_without_command=True)
def show(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the announcements that failed, and those of which nobody knows whether they arrived."""
    if context.invoked_subcommand is not None:
        return
    call: Call = context.obj
    # only here: asking a question must not wait for the database's libraries
    from bot.announce.outbox import failed_deliveries
    from bot.state import open_database

    with open_database(call.settings.database) as database:
        found = database.run_now(failed_deliveries)
    if as_json:
        print_json(call, [_json(one) for one in found])
    elif found:
        call.out.print(_table(found))
    else:
        call.out.print(call.texts("cli-deliveries-none"), markup=False)


@deliveries.command("settle")
def settle_deliveries(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="ID|all", help="A delivery's id, or all that are unknown.")],
    verdict: Annotated[Verdict, typer.Argument(help="It was sent after all; or it is to be sent again.")],
    as_json: JsonOption = False,
) -> None:
    """Decide about announcements of which nobody knows: they were sent, or they go out again."""
    call: Call = context.obj
    if which != ALL and not which.isdecimal():
        raise BotError(call.texts("cli-deliveries-no-id", word=which))
    wanted = None if which == ALL else int(which)
    again, now = verdict is Verdict.AGAIN, SystemClock().now()
    from bot.announce.outbox import settle
    from bot.state import open_database

    with open_database(call.settings.database) as database:
        count = database.run_now(lambda session: settle(session, wanted, again=again, now=now))
    if not count and wanted is not None:
        raise BotError(call.texts("cli-deliveries-no-such", word=which))
    if as_json:
        print_json(call, {"settled": count, "verdict": verdict.value})
    else:
        call.out.print(call.texts("cli-deliveries-settled", count=count), markup=False)


def _json(one: FailedDelivery) -> dict[str, object]:
    return {
        "id": one.id,
        "state": one.state,
        "chat_id": one.chat_id,
        "thread_id": one.thread_id,
        "title": one.title,
        "reason": one.reason,
        "at": _moment(one.at) or None,
    }


def _table(found: tuple[FailedDelivery, ...]) -> Table:
    table = Table("ID", "", "Chat", "", "", box=None, pad_edge=False)
    for one in found:
        place = f"{one.chat_id}/{one.thread_id}" if one.thread_id else str(one.chat_id)
        table.add_row(str(one.id), one.state, place, plain(one.title), f"{one.reason} {_moment(one.at)}".strip())
    return table


def _moment(at: float | None) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") if at else ""
