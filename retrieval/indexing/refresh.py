"""A refresh: one transaction that makes the library what the sources hold now."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from retrieval.errors import RetrievalError, StoreError
from retrieval.indexing.analysis import Analyst, LocalAnalyst
from retrieval.indexing.indexer import Indexer, Models, UnfitNoteError
from retrieval.indexing.scan import Ids, Progress, Scan
from retrieval.sources import Source
from retrieval.store.base import Store
from retrieval.store.gathered import read_gathered
from retrieval.store.integrity import DIGESTED, Fingerprints, State, digest, read_state, write_state
from retrieval.store.lock import LOCK_TIMEOUT_S
from retrieval.store.rows import read_paper
from retrieval.store.snapshot import Snapshot, Tree, load
from retrieval.types import RefreshReport, Skipped


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a library has to pass before it is committed.

    ``ask`` makes a snapshot, whose categories ``tree`` builds, ready to be asked and asks it something; notes that make
    it raise are not served. ``passed`` says whether the library as it is now has passed already. ``make_room`` frees
    what memory it can before that, as a snapshot takes much.
    """

    tree: Tree
    ask: Callable[[Snapshot], object]
    passed: bool
    make_room: Callable[[], object] = lambda: None


def refresh(
    store: Store,
    sources: Sequence[Source],
    models: Models,
    progress: Progress | None = None,
    *,
    analyst: Analyst | None = None,
    check: Check | None = None,
    today: date | None = None,
    lock_timeout: float = LOCK_TIMEOUT_S,
) -> RefreshReport:
    """Bring the library in ``store`` up to ``sources`` and report what changed.

    ``analyst`` reads the files (by default in this thread), ``check`` looks at what comes out before it is committed,
    and what cannot be read is tried again when ``today`` is another day. One process refreshes at a time; another waits
    up to ``lock_timeout`` seconds and then finds little to do. Whatever happens, the library is as before or as after,
    never between; only where thousands of files changed it gets there in steps, each such a whole, and goes on from the
    last one after an interruption (a library that was never complete counts as never filled until it is). A damaged
    file is set aside and rebuilt, as the report then says. Raises :class:`StoreError` or a subclass, and
    :class:`SourceError` where a source has become unusable (its papers then stay).
    """
    started = time.perf_counter()
    reader, day = analyst or LocalAnalyst(models.bundled), today or date.today()
    told: RefreshReport | None = None
    intake: Scan | None = None
    indexed, expected = 0, 0

    def show(stage: str, done: int, total: int) -> None:
        nonlocal expected
        if progress is None:
            return
        if stage == "indexing":
            # how many of the files of later steps are to be indexed is not known yet
            later = expected if intake is not None and not intake.complete else 0
            progress(stage, indexed + done, max(indexed + total, later))
        else:
            expected = total
            progress(stage, done, total)

    while intake is None or not intake.complete:
        with store.refreshing(lock_timeout) as (opened, notice):
            state = read_state(opened)
            ids = Ids(state.next_id)
            with closing(Scan(opened, ids, reader, day, show, first=not state.generation)) as intake:
                step = _Refresh(opened, models, ids, intake, check, show)
                report = step.run(sources)
        indexed += step.made
        report = replace(report, rebuilt=notice or report.rebuilt)
        told = _joined(told, report) if told else report
    return replace(told or report, seconds=time.perf_counter() - started)


def _joined(before: RefreshReport, after: RefreshReport) -> RefreshReport:
    """Join the reports of a step and of the one after it."""
    gone = {*after.removed}
    added = {*before.added, *after.added} - gone
    changed = {*before.changed, *after.changed} - added - gone
    return replace(
        after,
        added=tuple(sorted(added)),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted({*before.removed, *gone} - {*before.added} - added)),
        unchanged=after.papers - len(added) - len(changed),
        first=before.first,
        rebuilt=before.rebuilt or after.rebuilt,
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Ignore the progress."""


@dataclass(frozen=True, slots=True)
class _Served:
    """A served paper: its ``path`` on the site, and a ``digest`` of what its note and its other files say."""

    path: str
    digest: str


class _Refresh:
    """One refresh, inside its transaction: reads what changed, indexes and checks it, and reports."""

    def __init__(
        self,
        opened: sqlite3.Connection,
        models: Models,
        ids: Ids,
        intake: Scan,
        check: Check | None,
        progress: Progress,
    ) -> None:
        self._opened = opened
        self._models = models
        self._ids = ids
        self._intake = intake
        self._check = check
        self._progress = progress
        self._state = read_state(opened)
        self._changes = opened.total_changes
        self._before = self._after = self._served()
        self._skipped: tuple[Skipped, ...] = ()
        self.made = 0
        """The number of notes that were indexed."""

    def run(self, sources: Sequence[Source]) -> RefreshReport:
        self._intake.take(sources)
        withheld: dict[int, str] = {}
        while (fault := self._attempt(withheld)) is not None:
            culprit = fault.file if isinstance(fault, UnfitNoteError) else self._culprit(withheld)
            if culprit is None:
                raise StoreError(f"The library cannot be asked with any notes in it: {_named(fault)}.") from fault
            reason = fault.reason if isinstance(fault, UnfitNoteError) else f"nothing could be asked: {_named(fault)}"
            withheld[culprit] = reason
        return self._report()

    def _attempt(self, withheld: Mapping[int, str], *, keep: bool = True) -> Exception | None:
        """Index what is served without the files ``withheld`` and check it; on failure roll back and return the error.

        It is also rolled back unless ``keep``.
        """
        self._opened.execute("SAVEPOINT attempt")
        fault: Exception | None = None
        try:
            self._skipped = self._intake.serve(withheld)
            self._index()
        except (RetrievalError, sqlite3.Error, MemoryError):
            raise  # no fault of a note
        except Exception as error:  # whatever a note can bring about keeps only that note from being served
            fault = error
        if fault is not None or not keep:
            self._opened.execute("ROLLBACK TO attempt")
        self._opened.execute("RELEASE attempt")
        return fault

    def _index(self) -> None:
        after = self._after = self._served()
        made = [row for row, paper in after.items() if self._reason or self._before.get(row) != paper]
        self.made = len(made)
        gone = self._before.keys() - after.keys()
        if made or gone:
            before = self._state.fingerprints
            Indexer(self._opened, self._models, self._ids, before, self._intake.chunks).index(
                made, gone, self._progress
            )
        changed = self._first or bool(self._reason) or self._opened.total_changes > self._changes
        if changed:
            self._write_state()
        if self._check is not None and (changed or not self._check.passed):
            self._progress("checking", 0, 0)
            self._check.make_room()
            self._check.ask(load(self._opened, self._check.tree))
            if not self._intake.complete:
                self._check.make_room()

    def _culprit(self, withheld: Mapping[int, str]) -> int | None:
        """Find by bisection a file without which the library can be asked; None if no file is to blame."""
        changed = [file for file in self._intake.changed if file not in withheld]
        others = [file for file in self._intake.files if file not in withheld and file not in changed]

        def fails(files: Sequence[int]) -> bool:
            left_out = {file: "" for file in (*changed, *others) if file not in files}
            return self._attempt({**withheld, **left_out}, keep=False) is not None

        # those read before passed once; only where they fail by themselves one of them is looked for
        for known, suspects in ((others, changed), ([], others)):
            if not suspects or fails(known):
                continue
            low, high = 0, len(suspects)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if fails([*known, *suspects[:middle]]) else (middle, high)
            return suspects[low]
        return None

    @property
    def _first(self) -> bool:
        return self._state.generation == 0

    @property
    def _reason(self) -> str:
        """The reason for making everything anew; empty if there is none."""
        before = self._state.fingerprints
        return "" if before == Fingerprints() else before.difference(self._models.fingerprints)

    def _served(self) -> dict[int, _Served]:
        rows = self._opened.execute("SELECT id, paper, digest FROM papers WHERE served ORDER BY id")
        gathered = {row: one.changes for row, one in read_gathered(self._opened).items()}
        return {row: _Served(read_paper(paper).path, digest + gathered.get(row, "")) for row, paper, digest in rows}

    def _write_state(self) -> None:
        state = State(
            # until the first filling is complete nobody may take the library for all that there is
            generation=self._state.generation + (self._intake.complete or not self._first),
            next_id=self._ids.following,
            dimensions=self._models.embedder.dimensions,
            fingerprints=self._models.fingerprints,
            digests={table: digest(self._opened, table) for table in DIGESTED},
        )
        write_state(self._opened, state)

    def _report(self) -> RefreshReport:
        old = {paper.path: paper.digest for paper in self._before.values()}
        new = {paper.path: paper.digest for paper in self._after.values()}
        added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
        changed = sorted(path for path in new.keys() & old.keys() if new[path] != old[path])
        return RefreshReport(
            added=tuple(added),
            changed=tuple(changed),
            removed=tuple(removed),
            unchanged=len(new) - len(added) - len(changed),
            skipped=self._skipped,
            seconds=0.0,
            first=self._first,
            rebuilt=f"Everything was made anew: {self._reason}." if self._reason else "",
            duplicates=self._intake.duplicates,
            sources=self._intake.reports,
        )


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
