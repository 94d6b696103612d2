"""``papercache doctor``: look at everything the bot needs and say what to do about each fault."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from bot.collection import open_library
from bot.credentials import read_token, read_webhook_secret
from bot.duplicates import duplicate_line
from bot.errors import SettingsError
from bot.locales import Texts
from bot.settings import Settings
from retrieval import (
    CategoryNames,
    Duplicate,
    NoteError,
    RetrievalError,
    Site,
    Skipped,
    Source,
    find_duplicates,
    load_embedder,
    open_source,
)
from retrieval.sources.web_addresses import fault_of_address

_MARKS = {
    (True, False): ("ok", "green"),
    (True, True): ("??", "yellow"),
    (False, True): ("!!", "bold red"),
    (False, False): ("!!", "bold red"),
}
"""How a line begins, by whether what it tells is well and whether there is an advice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to do if it is not."""

    check: str
    ok: bool
    found: str
    advice: str = ""


def examine(settings: Settings, config: Path | None) -> list[Finding]:
    """Look at configuration, notes, library, model and token; nothing is changed, no network is asked."""
    checks: list[Callable[[], Finding]] = [
        lambda: _configuration(settings, config),
        *(lambda path=path: _source(path) for path in settings.sources),
        lambda: _categories(settings),
        lambda: _model(settings),
        lambda: _library(settings),
        lambda: _secret("token", read_token, config),
    ]
    if settings.telegram.mode == "webhook":
        checks.append(lambda: _secret("webhook secret", read_webhook_secret, config))
    return [*(check() for check in checks), *_duplicates(settings)]


def findings_view(findings: list[Finding]) -> RenderableType:
    """Draw the findings, a line each and the advice under those that need it."""
    lines: list[RenderableType] = []
    for finding in findings:
        mark, style = _MARKS[finding.ok, bool(finding.advice)]
        lines.append(
            Text(mark, style=style).append(f"  {finding.check}: ", style="bold").append(finding.found, style="")
        )
        if finding.advice:
            lines.append(Text(f"    → {finding.advice}"))
    return Group(*lines)


def _configuration(settings: Settings, config: Path | None) -> Finding:
    where = str(config) if config else "config.yaml here, or the defaults"
    if not _writable(settings.data):
        return Finding(
            "configuration",
            False,
            f"the data folder {settings.data} cannot be written",
            "choose another with data: or --data",
        )
    if settings.site.url and (fault := fault_of_address(settings.site.url)):
        found = f"{where}: site.url is an address that {fault}, so that no link leads to the notes"
        return Finding("configuration", False, found, "correct url: below site:, or leave it empty")
    return Finding("configuration", True, f"{where}; data in {settings.data}")


def _writable(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def _source(path: Path) -> Finding:
    try:
        source = open_source(path, Site())
        files, skipped = _read_all(source)
    except RetrievalError as error:
        return Finding("notes", False, str(error), "correct sources: in config.yaml, or name the notes with --notes")
    if not files and not skipped:
        return Finding(
            "notes", False, f"{path} ({source.kind}) holds no notes", "add notes, or name another folder in sources:"
        )
    if skipped:
        # what keeps a note away goes before what it is served with
        first, unread = min(skipped, key=lambda one: one.served), sum(not one.served for one in skipped)
        faulty = f", {len(skipped) - unread} served with a fault" if len(skipped) > unread else ""
        where = f"{first.file}:{first.line}" if first.line else first.file
        return Finding(
            "notes",
            False,
            f"{path} ({source.kind}), {files} files, {unread} that cannot be read{faulty}",
            f"{where}: {first.reason}" + ("; papercache index shows the others" if len(skipped) > 1 else ""),
        )
    return Finding("notes", True, f"{path} ({source.kind}), {files} files")


def _read_all(source: Source) -> tuple[int, list[Skipped]]:
    """Read every file of ``source``: how many give notes, and what is wrong with them."""
    files, skipped = 0, []
    for found in source.scan():
        if isinstance(found, Skipped):
            skipped.append(found)
            continue
        try:
            skipped += source.read(found).skipped
            files += 1
        except NoteError as error:
            skipped.append(Skipped(error.file, error.line, error.reason))
    return files, skipped


def _categories(settings: Settings) -> Finding:
    if settings.categories is None:
        return Finding("categories", True, "no file of names: categories are shown by their paths")
    try:
        CategoryNames.load(settings.categories)
    except RetrievalError as error:
        return Finding("categories", False, str(error), "correct the file, or categories: in the configuration")
    return Finding("categories", True, str(settings.categories))


def _model(settings: Settings) -> Finding:
    try:
        embedder = load_embedder(settings.embedding.model)
        embedder.encode_queries(["注意力 attention"])
    except RetrievalError as error:
        return Finding(
            "model", False, str(error), "set embedding.model to bundled, or to a model that is on this machine"
        )
    return Finding("model", True, f"{settings.embedding.model}, {embedder.dimensions} dimensions")


def _library(settings: Settings) -> Finding:
    file = settings.data / "library.db"
    if not file.exists():
        return Finding("library", False, f"there is no {file} yet", "run: papercache index")
    try:
        with open_library(settings) as library:
            papers = len(library.papers())
            stale = library.needs_refresh
            damage = " ".join(library.notices)
    except RetrievalError as error:
        return Finding("library", False, str(error), "run: papercache index (it rebuilds what cannot be used)")
    if damage:
        return Finding("library", False, damage, "run: papercache index")
    if stale:
        return Finding("library", False, f"{papers} papers, but {stale}", "run: papercache index")
    return Finding("library", True, f"{papers} papers in {file}")


def _duplicates(settings: Settings) -> list[Finding]:
    """Name every file whose paper is served from another one; that is no fault, but may be no intention either."""
    served: tuple[str, ...] = ()
    found: tuple[Duplicate, ...] | None = None
    try:
        if (settings.data / "library.db").exists():
            with open_library(settings) as library:
                served = tuple(paper.path for paper in library.papers())
                found = None if library.notes_changed else library.duplicates
        if found is None:
            found = find_duplicates([open_source(path, Site()) for path in settings.sources], {*served})
    except RetrievalError:  # told as a fault of the library or of the notes
        return []
    advice = "remove one of the two files, unless the paper is meant to be in the categories of both"
    return [Finding("duplicate", True, duplicate_line(one, Texts("en")), advice) for one in found]


def _secret(name: str, read: Callable[[Path | None], str], config: Path | None) -> Finding:
    try:
        read(config)
    except SettingsError as error:
        return Finding(name, False, "none that can be used", str(error))
    return Finding(name, True, "present (not shown, not tried)")
