"""Commands on the bot's database: ``subscriptions export`` and ``import``, ``db upgrade`` and ``backup``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.context import Call, JsonOption, print_json
from bot.errors import BotError, StateError

subscriptions = typer.Typer(help="Take subscriptions to another machine or database.", no_args_is_help=True)
database = typer.Typer(help="Look after the bot's database.", no_args_is_help=True)

_MINUS = Path("-")


@subscriptions.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; “-” is standard output.")] = _MINUS,
    as_json: JsonOption = False,
) -> None:
    """Write every chat with its choices and subscriptions as JSON."""
    call: Call = context.obj
    from bot.state import open_database
    from bot.state.import_export import export_chats

    with open_database(call.settings.database) as opened:
        content = opened.run_now(export_chats)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    if file == _MINUS:
        call.out.file.write(text)
        call.out.file.flush()
        return
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise BotError(f"{file} cannot be written: {error.strerror}.") from None
    chats, count = len(content["chats"]), sum(len(chat["subscriptions"]) for chat in content["chats"])
    if as_json:
        print_json(call, {"chats": chats, "subscriptions": count, "file": str(file)})
    else:
        told = call.texts("cli-exported", chats=chats, subscriptions=count, file=str(file))
        call.err.print(told, markup=False)


@subscriptions.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What “export” wrote; “-” is standard input.")],
    as_json: JsonOption = False,
) -> None:
    """Add what an exported file holds and the database lacks; what is there already stays as it is."""
    call: Call = context.obj
    from bot.state import open_database
    from bot.state.import_export import import_chats, read_moving_file

    try:
        content = json.loads(sys.stdin.read() if file == _MINUS else file.read_text("utf-8"))
        moved = read_moving_file(content)
        with open_database(call.settings.database) as opened:
            chats, added = opened.run_now(lambda session: import_chats(session, moved))
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(f"{file} cannot be read: {error}.") from None
    except json.JSONDecodeError as error:
        raise BotError(f"{file}:{error.lineno}: this is not JSON: {error.msg}.") from None
    except RecursionError:
        raise BotError(f"{file} is not an export: it is nested too deeply.") from None
    except StateError as error:
        raise BotError(f"{file}: {error}") from None
    if as_json:
        print_json(call, {"chats": chats, "subscriptions": added})
    else:
        call.err.print(call.texts("cli-imported", chats=chats, subscriptions=added), markup=False)


@database.command("upgrade")
def upgrade(context: typer.Context, as_json: JsonOption = False) -> None:
    """Bring the database's tables up to what this version needs; the bot does so at its start, too."""
    call: Call = context.obj
    from bot.state import connect
    from bot.state import upgrade as upgrade_tables

    with connect(call.settings.database) as connected:
        before, after = upgrade_tables(connected)
    if as_json:
        print_json(call, {"before": before, "after": after})
    elif before == after:
        call.out.print(call.texts("cli-upgrade-none", revision=after))
    else:
        call.out.print(call.texts("cli-upgraded", before=before or "–", after=after))


@database.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy; must not be there yet.")],
    as_json: JsonOption = False,
) -> None:
    """Copy the database while the bot runs."""
    call: Call = context.obj
    from bot.state import connect
    from bot.state.backup import back_up

    with connect(call.settings.database) as connected:
        back_up(connected, file)
    if as_json:
        print_json(call, {"file": str(file)})
    else:
        call.err.print(call.texts("cli-backed-up", file=str(file)), markup=False)
