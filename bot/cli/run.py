"""Commands that run things: ``index``, ``doctor``, ``demo``, ``bot``."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.cli import json_schema
from bot.cli.context import (
    EXIT_FAULT,
    FLAG,
    Call,
    JsonOption,
    VerboseOption,
    print_json,
    ready_library,
    refresh,
    say_what_has_no_link,
    show_report,
)
from bot.cli.render import answer_view
from bot.cli.repl import converse
from bot.config.secrets import read_token, read_webhook_secret
from bot.config.settings import Settings
from bot.degradation import Degradation
from bot.errors import RepositoryError, StateUnwritableError
from bot.library import open_library, site_of
from bot.locales import Texts
from retrieval import LIBRARY_FILE, RetrievalError

if TYPE_CHECKING:  # the database's libraries would slow the start of all
    from bot.state import Database

logger = logging.getLogger(__name__)

SAMPLE_QUESTIONS = (
    "给每个请求按最大长度预留 KV 缓存太浪费，有什么办法？",
    "How can pipeline parallelism get rid of bubbles?",
)
"""What ``demo`` asks of the notes that ship with the project: one question in each language."""


def index(
    context: typer.Context,
    watch: Annotated[
        bool, typer.Option("--watch", metavar=FLAG, help="Keep at it: index again whenever a note changes.")
    ] = False,
    explain: Annotated[
        Path | None,
        typer.Option(
            "--explain", metavar="FILE", help="Show what is read from one file and from where; index nothing."
        ),
    ] = None,
    verbose: VerboseOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the library up to date with the notes; say what changed, what was found, and what was not read and why."""
    call: Call = context.obj
    if explain is not None:
        _explain(call, explain, as_json=as_json, verbose=verbose)
        return
    with open_library(call.settings) as library:
        if not watch:
            report = refresh(call, library)
            show_report(call, report, as_json=as_json, verbose=verbose)
            say_what_has_no_link(call, library)
            if not report.papers:
                raise typer.Exit(EXIT_FAULT)
            return
        from bot.ingest.watch import on_changes

        def bring_up_to_date() -> bool:
            try:
                report = refresh(call, library)
            except Exception as error:
                told = str(error) if isinstance(error, RetrievalError) else f"{type(error).__name__}: {error}"
                call.err.print(told, style="yellow", markup=False)
                return False
            show_report(call, report, as_json=as_json, verbose=verbose)
            return True

        call.err.print(call.texts("cli-watching"))
        on_changes(library.look, call.settings.rescan_seconds, bring_up_to_date)


def _explain(call: Call, file: Path, *, as_json: bool, verbose: bool) -> None:
    """Show what is read from ``file``; a fault where it gives no paper."""
    from bot.cli.explanation import explanation_json, explanation_view
    from retrieval import explain

    found = explain(file, call.settings.sources, site_of(call.settings))
    if as_json:
        print_json(call, explanation_json(found))
    else:
        call.out.print(explanation_view(found, call.texts, verbose=verbose), crop=False)
    if not found.notes:
        raise typer.Exit(EXIT_FAULT)


def doctor(context: typer.Context, verbose: VerboseOption = False, as_json: JsonOption = False) -> None:
    """Check configuration, notes, library, model and token, and say what to do about each fault."""
    from bot.cli.doctor import examine, findings_view

    call: Call = context.obj
    findings = examine(call.settings, call.config, verbose=verbose)
    if as_json:
        print_json(call, [{"check": f.check, "ok": f.ok, "found": f.found, "advice": f.advice} for f in findings])
    else:
        call.out.print(findings_view(findings), crop=False)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(EXIT_FAULT)


def demo(
    context: typer.Context,
    terminal: Annotated[
        bool, typer.Option("--terminal", metavar=FLAG, help="Chat in the terminal, not in the browser.")
    ] = False,
    port: Annotated[int, typer.Option("--port", help="Port of the web chat; a free one by default.", max=65535)] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", metavar=FLAG, help="Print the two answers as JSON lines, and do not chat.")
    ] = False,
) -> None:
    """Index the notes, answer two sample questions, then chat in the browser: a Telegram of your own, no token."""
    call: Call = context.obj
    with ready_library(call, fresh=True, show=call.err if as_json else call.out) as library:
        for question in SAMPLE_QUESTIONS:
            answer = library.ask(question)
            if as_json:
                print_json(call, json_schema.answer_json(answer), lines=True)
                continue
            call.out.print(f"\n> {question}\n", style="bold cyan", markup=False)
            call.out.print(answer_view(answer, Texts(answer.query.language)), crop=False)
        if as_json:
            return
        if not sys.stdin.isatty():
            call.out.print(call.texts("cli-demo-no-terminal"), markup=False)
        elif terminal:
            converse(library, call.out, call.texts)
    if sys.stdin.isatty() and not terminal:
        from bot.cli.demo import run_demo

        run_demo(call.settings, call.config, call.out, call.texts, questions=SAMPLE_QUESTIONS, port=port)


def bot(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", metavar=FLAG, help="Log for a program: a JSON object on each line.")
    ] = False,
) -> None:
    """Run the Telegram bot until it is stopped; needs TELEGRAM_BOT_TOKEN, and a webhook TELEGRAM_WEBHOOK_SECRET."""
    call: Call = context.obj
    token = read_token(call.config)
    secret = read_webhook_secret(call.config) if call.settings.telegram.mode == "webhook" else ""
    from bot.state import open_database
    from bot.transport.redaction import log_without

    log_without(token, secret, as_json=as_json)
    # what is drawn for people has no place among lines for a program
    call = replace(call, log=logger.warning, err=Console(quiet=True) if as_json else call.err)

    if call.settings.repository.url:
        _pull(call)
    degradation, emptied = Degradation(), _was_emptied(call.settings)
    with (
        open_database(call.settings.database, patient=True) as database,
        ready_library(call, fresh=True, degradation=degradation) as library,
    ):
        degradation.remarks += _remarks(call, database, emptied)
        from bot.app import PaperBot

        PaperBot(call.settings, token, library, database, secret, degradation).run()


def _was_emptied(settings: Settings) -> bool:
    """Return whether the database's file holds nothing though there is a library: somebody, or a full disk, cut it."""
    file = Path(settings.database)
    return file.is_file() and not file.stat().st_size and (settings.data / LIBRARY_FILE).exists()


def _remarks(call: Call, database: Database, emptied: bool) -> list[str]:
    """Warn of what is wrong with the database though the bot can run, and return what administrators should hear."""
    from bot.state.integrity import anew, recognise

    remarks = []
    try:
        if database.trouble is None:
            remark = recognise(database, call.settings.data) or (anew(database.shown) if emptied else "")
            remarks += [remark] if remark else []
    except StateUnwritableError:
        pass  # told below
    if database.trouble is not None:
        call.warn(call.texts("cli-without-database", reason=str(database.trouble)))
    for remark in remarks:
        call.warn(remark)
    return remarks


def _pull(call: Call) -> None:
    """Bring the notes' repository up to date before the first look at it; an older clone will do where that fails."""
    import asyncio

    from bot.ingest.git_pull import Repository

    wanted = call.settings.repository
    try:
        asyncio.run(Repository(wanted.url, wanted.branch, wanted.folder).pull())
    except RepositoryError as error:
        if not wanted.folder.exists() and not (call.settings.data / LIBRARY_FILE).exists():
            raise
        call.warn(str(error))
