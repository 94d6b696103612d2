"""``papercache doctor``: look at everything the bot needs and say what to do about each fault."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli.report import source_lines, why_empty
from bot.config.secrets import read_token, read_webhook_secret
from bot.config.settings import Settings
from bot.errors import SettingsError, StateError
from bot.library import open_library, site_of
from bot.locales import Texts
from bot.views.administration import duplicate_line
from bot.views.skipped import by_reason, every_line, group_lines
from retrieval import (
    LIBRARY_FILE,
    BoundedAnalyst,
    CategoryNames,
    CrossEncoderReranker,
    Duplicate,
    Embedder,
    Glossary,
    ModelError,
    RetrievalError,
    Site,
    Skipped,
    Source,
    SourceReport,
    StaticEmbedder,
    fault_of_address,
    find_duplicates,
    load_embedder,
    open_source,
)

_MARKS = {
    (True, False): ("ok", "green"),
    (True, True): ("??", "yellow"),
    (False, True): ("!!", "bold red"),
    (False, False): ("!!", "bold red"),
}
"""How a line begins, by whether its finding is well and whether it comes with advice."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was found, and what to do if it is not, a line for each fault."""

    check: str
    ok: bool
    found: str
    advice: str = ""


def examine(settings: Settings, config: Path | None, *, verbose: bool = False) -> list[Finding]:
    """Look at configuration, notes, library, model and token; nothing is changed, no network is asked.

    Of each thing that is wrong with the notes a few examples are named, or all if ``verbose``.
    """
    embedder, model = _model(settings)
    checks: list[Callable[[], Finding | None]] = [
        lambda: _configuration(settings, config),
        *(lambda path=path: _source(path, settings, verbose=verbose) for path in settings.sources),
        lambda: _categories(settings),
        *(lambda file=file: _glossary(file) for file in settings.glossary),
        lambda: model,
        lambda: _reranker(settings),
        lambda: _library(settings, embedder),
        lambda: _database(settings),
        lambda: _secret("token", read_token, config),
    ]
    if settings.telegram.mode == "webhook":
        checks.append(lambda: _secret("webhook secret", read_webhook_secret, config))
    findings = [finding for check in checks if (finding := check()) is not None]
    return [*findings, *(_duplicates(settings, embedder) if embedder is not None else ())]


def findings_view(findings: list[Finding]) -> RenderableType:
    """Draw the findings, a line each and the advice under those that need it."""
    lines: list[RenderableType] = []
    for finding in findings:
        mark, style = _MARKS[finding.ok, bool(finding.advice)]
        lines.append(
            Text(mark, style=style).append(f"  {finding.check}: ", style="bold").append(finding.found, style="")
        )
        lines += [Text(f"    → {line}") for line in finding.advice.splitlines()]
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


def _source(path: Path, settings: Settings, *, verbose: bool) -> Finding:
    try:
        source = open_source(path, site_of(settings))
        read = _Read(path)
        with BoundedAnalyst(StaticEmbedder.open()) as analyst:
            for found in source.scan():
                read.files += 1
                if isinstance(found, Skipped):
                    read.skipped.append(found)
                    continue
                reading = analyst.read(source, found)
                read.skipped += reading.problems
                read.papers += len(reading.notes)
                read.hidden += not reading.notes and not any(not one.served for one in reading.problems)
                read.unlinked += sum(not note.row.note().paper.url for note in reading.notes)
    except ModelError as error:
        return Finding("notes", False, f"{path} cannot be read", str(error))
    except RetrievalError as error:
        return Finding("notes", False, str(error), "correct sources: in config.yaml, or name the notes with --notes")
    return read.finding(source, verbose=verbose)


@dataclass(slots=True)
class _Read:
    """What was read of a source: how many files, how many notes without a link, and what was skipped."""

    path: Path
    files: int = 0
    papers: int = 0
    hidden: int = 0
    unlinked: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def finding(self, source: Source, *, verbose: bool) -> Finding:
        """Report what there is, and every fault."""
        texts = Texts("en")
        report = SourceReport(
            location=str(self.path),
            kind=source.kind,
            files=self.files,
            papers=self.papers,
            refused=sum(not one.served for one in self.skipped),
            hidden=self.hidden,
            left_out=source.tally.left_out,
            unreadable=dict(source.tally.unreadable.most_common()),
        )
        found = "; ".join(source_lines(report, texts))
        if served := sum(one.served for one in self.skipped):
            found += f"; {served} served with a fault"
        groups = by_reason(self.skipped)
        advice = [line for one in groups for line in (every_line(one) if verbose else group_lines(one, texts))]
        if not self.papers:
            advice.append(why_empty([report], self.skipped, str(self.path), texts))
        well = not advice
        if self.unlinked:
            found += f"; {self.unlinked} notes without a link, as it is not known where they can be read"
            advice.append("set site.url in config.yaml to where readers can open the notes, if there is such a place")
        return Finding("notes", well, found, "\n".join(advice))


def _categories(settings: Settings) -> Finding:
    if settings.categories is None:
        return Finding("categories", True, "no file of names: categories are shown by their paths")
    try:
        CategoryNames.load(settings.categories)
    except RetrievalError as error:
        return Finding("categories", False, str(error), "correct the file, or categories: in the configuration")
    return Finding("categories", True, str(settings.categories))


def _glossary(file: Path) -> Finding:
    try:
        Glossary.load([file])
    except RetrievalError as error:
        return Finding("glossary", False, str(error), "correct the file, or glossary: in the configuration")
    return Finding("glossary", True, str(file))


def _model(settings: Settings) -> tuple[Embedder | None, Finding]:
    """Load the model, and return it with the finding about it."""
    try:
        embedder = load_embedder(settings.embedding.model)
        embedder.encode_queries(["注意力 attention"])
    except RetrievalError as error:
        advice = "set embedding.model to bundled, or to a model that is on this machine"
        return None, Finding("model", False, str(error), advice)
    return embedder, Finding("model", True, f"{settings.embedding.model}, {embedder.dimensions} dimensions")


def _reranker(settings: Settings) -> Finding | None:
    if not settings.rerank.model:
        return None
    try:
        CrossEncoderReranker(settings.rerank.model)
    except RetrievalError as error:
        advice = "set rerank.model to a model that can rank, or leave it empty"
        return Finding("reranker", False, str(error), advice)
    return Finding("reranker", True, f"{settings.rerank.model}, loaded and tried")


def _library(settings: Settings, embedder: Embedder | None) -> Finding:
    file = settings.data / LIBRARY_FILE
    if not file.exists():
        return Finding("library", False, f"there is no {file} yet", "run: papercache index")
    if embedder is None:
        return Finding("library", True, f"{file}, not looked into as the model cannot be loaded")
    try:
        with open_library(settings, embedder=embedder, rerank=False) as library:
            papers = len(library.papers())
            stale = library.needs_refresh
            damage = " ".join(library.notices)
    except RetrievalError as error:
        return Finding("library", False, f"{file} cannot be used", str(error))
    if damage:
        return Finding("library", False, damage, "run: papercache index")
    if stale:
        return Finding("library", False, f"{papers} papers, but {stale}", "run: papercache index")
    return Finding("library", True, f"{papers} papers in {file}")


def _database(settings: Settings) -> Finding:
    if "://" in settings.database:
        return Finding("database", True, "PostgreSQL (not asked)")
    if not Path(settings.database).exists():
        return Finding("database", True, f"{settings.database}, made when the bot starts")
    from bot.state.integrity import check
    from bot.state.migrate import newest_revision

    try:
        check(settings.database, newest_revision())
    except StateError as error:
        return Finding("database", False, f"{settings.database} cannot be used", str(error))
    return Finding("database", True, settings.database)


def _duplicates(settings: Settings, embedder: Embedder) -> list[Finding]:
    """Name every file whose paper is served from another one; that is no fault, but may be no intention either."""
    served: tuple[str, ...] = ()
    found: tuple[Duplicate, ...] | None = None
    try:
        if (settings.data / LIBRARY_FILE).exists():
            with open_library(settings, embedder=embedder, rerank=False) as library:
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
