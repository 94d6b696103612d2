"""The command line ``papercache``: its global options, and the names of its commands.

Here stand the global options and the names of the commands, each in a module beside this one; drawing is in
:mod:`bot.cli.render`, the JSON forms in :mod:`bot.cli.json_schema`. :func:`main` is the one place where an error
becomes a sentence and an exit code: 0, 1 for a fault, 2 for wrong use.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.cli.announce import announce
from bot.cli.ask import ask, chat, evaluate_answers
from bot.cli.browse import categories, list_papers, show
from bot.cli.context import EXIT_FAULT, FLAG, Call
from bot.cli.deliveries import deliveries
from bot.cli.ratings import ratings
from bot.cli.render import make_console
from bot.cli.run import bot, demo, doctor, index
from bot.cli.subscriptions import database, subscriptions
from bot.config.load import TRACEBACK_VARIABLE, read_settings
from bot.errors import BotError
from bot.locales import Texts, terminal_language
from bot.process import use_one_thread
from retrieval import RetrievalError

EXIT_INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""


class _Command(TyperCommand):
    """A command whose ``--help`` does not look as if it took a value."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _without_value(super().get_help_option(ctx))


class _Group(TyperGroup):
    """The same for all commands together."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _without_value(super().get_help_option(ctx))


def _without_value(option: Any) -> Any:
    if option is not None:
        option.metavar = FLAG
    return option


app = typer.Typer(
    name="papercache",
    cls=_Group,
    help="Ask a collection of notes on machine-learning papers, in Chinese and English.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"papercache {version('papercache-bot')}")  # noqa: T201
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Configuration; config.yaml here by default.", dir_okay=False),
    ] = None,
    notes: Annotated[
        list[Path] | None,
        typer.Option(
            "--notes",
            metavar="PATH",
            help="Folder of notes, Jekyll site, index page or bibliography to use instead of the configured sources; "
            "may be given several times.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Folder for derived data instead of the configured one."),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", metavar=FLAG, help="Show the version and leave.", callback=_show_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Ask a collection of notes on machine-learning papers, in Chinese and English."""
    context.obj = Call(
        settings=read_settings(config, sources=notes or None, data=data),
        config=config,
        out=make_console(),
        err=make_console(stderr=True),
        texts=Texts(terminal_language()),
    )


app.command("index", cls=_Command)(index)
app.command("ask", cls=_Command)(ask)
app.command("chat", cls=_Command)(chat)
app.command("list", cls=_Command)(list_papers)
app.command("show", cls=_Command)(show)
app.command("categories", cls=_Command)(categories)
app.command("eval", cls=_Command)(evaluate_answers)
app.add_typer(ratings)
app.command("announce", cls=_Command)(announce)
app.command("doctor", cls=_Command)(doctor)
app.command("demo", cls=_Command)(demo)
app.command("bot", cls=_Command)(bot)
app.add_typer(subscriptions, name="subscriptions")
app.add_typer(database, name="db")
app.add_typer(deliveries, name="deliveries")


COMMANDS = frozenset(command.name for command in app.registered_commands)
"""The names of the commands."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # a terminal that knows no Chinese shows question marks; that is no reason to fail
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    use_one_thread()
    sys.exit(_run(lambda: app(arguments, standalone_mode=False)))


def _run(command: Callable[[], object]) -> int:
    try:
        result = command()
    except typer.Exit as stop:
        return stop.exit_code
    except (BotError, RetrievalError) as error:
        return _fail(error, str(error))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # the reader of our output went away (`papercache list | head`); nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last line of defence: a sentence, not a traceback
        if hasattr(error, "exit_code") and hasattr(error, "format_message"):
            return _fail(error, _wrong_use(error), int(error.exit_code))
        kind = type(error).__name__
        return _fail(error, f"this failed: {kind}: {error} (set {TRACEBACK_VARIABLE}=1 to see where).")
    return result if isinstance(result, int) else 0


def _wrong_use(error: Any) -> str:
    """Return the sentence for a command line that is not understood."""
    command = getattr(getattr(error, "ctx", None), "info_name", "") or ""
    path = f"papercache {command}" if command in COMMANDS else "papercache"
    message = error.format_message().removeprefix("Invalid value: ").rstrip(".")
    return f"{message[:1].lower()}{message[1:]} ({path} --help shows how)."


def _fail(error: Exception, sentence: str, code: int = EXIT_FAULT) -> int:
    if os.environ.get(TRACEBACK_VARIABLE):
        raise error
    print(f"papercache: {sentence}", file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    main()
