"""What every command works with: the call, the library made ready, and the two ways of printing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from bot import contract
from bot.collection import open_library
from bot.locales import Texts
from bot.settings import Settings
from bot.terminal import progress_bar, report_view
from retrieval import Library, RefreshReport

EXIT_FAULT = 1

FLAG = ""
"""What the help shows as the value of an option that takes none; Typer would write ``<bool>``."""

JsonOption = Annotated[
    bool, typer.Option("--json", metavar=FLAG, help="Print JSON for a program instead of text for a person.")
]


@dataclass(frozen=True, slots=True)
class Call:
    """What every command needs: the settings, the file they came from, and where to print."""

    settings: Settings
    config: Path | None
    out: Console
    err: Console
    texts: Texts


def ready_library(call: Call, *, fresh: bool = False) -> Library:
    """Open the library, brought up to date if ``fresh``, if it is empty, or if it may not be used as it is."""
    library = open_library(call.settings)
    if fresh or library.needs_refresh:
        report = refresh(call, library)
        call.err.print(report_view(report, call.texts))
    elif library.notes_changed:
        call.err.print(call.texts("cli-notes-changed"), markup=False)
    if not library.papers():
        call.err.print(no_notes(call), markup=False)
    return library


def no_notes(call: Call) -> str:
    """Give the sentence that tells of an empty library where notes are looked for."""
    return call.texts("cli-no-notes", places=", ".join(map(str, call.settings.sources)))


def refresh(call: Call, library: Library) -> RefreshReport:
    """Bring ``library`` up to date, with bars in a terminal."""
    with progress_bar(call.err, call.texts) as progress:
        return library.refresh(progress)


def show_report(call: Call, report: RefreshReport, as_json: bool) -> None:
    """Print what a refresh changed."""
    if as_json:
        print_json(call, contract.report_json(report))
    else:
        call.out.print(report_view(report, call.texts), crop=False)
        if not (report.added or report.changed or report.unchanged or report.skipped):
            call.err.print(no_notes(call), markup=False)


def print_json(call: Call, value: Any, *, lines: bool = False) -> None:
    """Print ``value`` as JSON, on one line if ``lines``."""
    # straight to the file: Rich would wrap long lines and read square brackets as markup
    knows_all = "utf" in (getattr(call.out.file, "encoding", None) or "utf-8").lower()
    call.out.file.write(json.dumps(value, ensure_ascii=not knows_all, indent=None if lines else 2) + "\n")
    call.out.file.flush()
