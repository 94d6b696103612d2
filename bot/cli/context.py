"""Context of every command: the call, the library made ready, and the two ways of printing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.cli import json_schema
from bot.cli.progress import progress_bar
from bot.cli.report import report_view, why_empty
from bot.config.settings import Settings
from bot.degradation import REFRESH, Degradation
from bot.errors import BotError
from bot.library import open_library
from bot.locales import Texts
from retrieval import Library, RefreshReport, RetrievalError, StoreBusyError

EXIT_FAULT = 1

FLAG = ""
"""What the help shows as the value of an option that takes none; Typer would write ``<bool>``."""

JsonOption = Annotated[
    bool, typer.Option("--json", metavar=FLAG, help="Print JSON for a program instead of text for a person.")
]


VerboseOption = Annotated[
    bool,
    typer.Option("--verbose", "-v", metavar=FLAG, help="Name every file that was not read, not some of each kind."),
]


@dataclass(frozen=True, slots=True)
class Call:
    """What every command needs: the settings, the file they came from, and where to print.

    ``log`` takes warnings in place of standard error where the command keeps a log.
    """

    settings: Settings
    config: Path | None
    out: Console
    err: Console
    texts: Texts
    log: Callable[[str], None] | None = None

    def warn(self, sentence: str) -> None:
        """Warn of what does not keep the command from its work."""
        if self.log is not None:
            self.log(sentence)
        else:
            self.err.print(sentence, style="yellow", markup=False)


def ready_library(
    call: Call,
    *,
    fresh: bool = False,
    to_ask: bool = True,
    degradation: Degradation | None = None,
    show: Console | None = None,
) -> Library:
    """Open the library, brought up to date if ``fresh``, if it is empty, or if it may not be used as it is.

    Where it cannot be brought up to date it is served as it is, with a warning (and an entry in ``degradation``); what
    keeps it from that is raised only where it cannot be used, ``to_ask`` or else to look things up in it. What a
    refresh changed is told on ``show``, standard error by default.
    """
    faults: list[Exception] = []
    report: RefreshReport | None = None
    library = open_library(call.settings, faults.append)
    usable = not library.needs_refresh or (not to_ask and library.generation > 0)
    if usable and fresh and library.being_refreshed:
        faults.append(StoreBusyError(call.texts("cli-being-refreshed")))
    elif fresh or library.needs_refresh or not library.papers():
        try:
            report = refresh(call, library)
            if fresh or not usable:
                (show or call.err).print(report_view(report, call.texts), crop=False)
        except Exception as error:  # of whatever kind: what was indexed before is whole
            if not usable:
                library.close()
                raise
            faults.append(error)
    elif library.notes_changed:
        call.err.print(call.texts("cli-notes-changed"), markup=False)
    warn_of(call, faults, degradation)
    if not library.papers():
        call.warn(no_papers(call, report))
    elif report is None and library.refused > len(library.papers()):
        call.warn(call.texts("cli-many-unread", refused=library.refused, files=library.files))
    return library


def end_if_empty(library: Library) -> None:
    """End with a fault where there is no paper, which :func:`ready_library` has told of."""
    if not library.papers():
        raise typer.Exit(EXIT_FAULT)


def warn_of(call: Call, faults: Sequence[Exception], degradation: Degradation | None = None) -> None:
    """Warn why the library is not up to date though it is served, each reason once."""
    for reason, fault in {sentence_of(fault): fault for fault in faults}.items():
        call.warn(call.texts("cli-served-from-before", reason=reason.rstrip(".。")))
        if degradation is not None:
            degradation.begin(REFRESH, fault)


def sentence_of(fault: Exception) -> str:
    """Return the text that a person sees of a fault: its own sentence, or its kind where it has none."""
    return str(fault) if isinstance(fault, (BotError, RetrievalError)) else f"{type(fault).__name__}: {fault}"


def no_papers(call: Call, report: RefreshReport | None) -> str:
    """Return the sentence about an empty library: why it is empty, as far as ``report`` tells, and what to do."""
    places = call.texts("cli-separator").join(map(str, call.settings.sources))
    if report is None:
        return call.texts("cli-no-notes", places=places)
    return why_empty(report.sources, report.skipped, places, call.texts)


def refresh(call: Call, library: Library) -> RefreshReport:
    """Bring ``library`` up to date, with bars in a terminal."""
    with progress_bar(call.err, call.texts) as progress:
        return library.refresh(progress, asked=False)


def show_report(call: Call, report: RefreshReport, *, as_json: bool, verbose: bool) -> None:
    """Print what a refresh changed and found; where it found no paper, why, and what to do."""
    advice = "" if report.papers else no_papers(call, report)
    if as_json:
        print_json(call, {**json_schema.report_json(report), "advice": advice})
    else:
        call.out.print(report_view(report, call.texts, verbose=verbose), crop=False)
    if advice:
        call.err.print(advice, style="bold red", markup=False)


def say_what_has_no_link(call: Call, library: Library) -> None:
    """Say how many notes no link leads to, as it is not known where they can be read."""
    if unlinked := sum(paper.has_note and not paper.url for paper in library.papers()):
        call.err.print(call.texts("cli-no-link", count=unlinked), markup=False)


def print_json(call: Call, value: Any, *, lines: bool = False) -> None:
    """Print ``value`` as JSON, on one line if ``lines``."""
    # straight to the file: Rich would wrap long lines and read square brackets as markup
    knows_all = "utf" in (getattr(call.out.file, "encoding", None) or "utf-8").lower()
    call.out.file.write(json.dumps(value, ensure_ascii=not knows_all, indent=None if lines else 2) + "\n")
    call.out.file.flush()
