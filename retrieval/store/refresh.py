"""A refresh: one transaction that makes the library what the sources hold now."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.papers import RefreshReport
from retrieval.sources import Source
from retrieval.store import database
from retrieval.store.freshness import mark_refreshed
from retrieval.store.indexing import Indexer, Models
from retrieval.store.intake import Ids, Intake, Progress
from retrieval.store.integrity import State, digest, read_state, verify, write_state
from retrieval.store.lock import LOCK_TIMEOUT_S
from retrieval.store.opening import exclusive, explained, lock_file, make_usable, using
from retrieval.store.rows import read_paper


def refresh(
    path: Path,
    sources: Sequence[Source],
    models: Models,
    progress: Progress | None = None,
    *,
    lock_timeout: float = LOCK_TIMEOUT_S,
) -> RefreshReport:
    """Bring the library at ``path`` up to ``sources`` and report what changed.

    One process refreshes at a time; another waits up to ``lock_timeout`` seconds and then finds little to do. Whatever
    happens, the library is as before or as after, never between. A damaged file is set aside and made anew, which
    the report says. Raises :class:`StoreError` and its kin, and :class:`SourceError` where a source has become
    unusable (its papers then stay).
    """
    started, began = time.perf_counter(), time.time()
    with exclusive(path, lock_timeout):
        notice = make_usable(path, lambda: _verify(path))
        with explained(path), database.connection(path) as opened:
            with database.transaction(opened, write=True):
                report = _Refresh(opened, models, progress or _silent).run(sources)
            database.checkpoint(opened)
        mark_refreshed(lock_file(path), began)
    seconds = time.perf_counter() - started
    return replace(report, seconds=seconds, rebuilt=notice or report.rebuilt)


def _verify(path: Path) -> State:
    with using(path) as opened:
        return verify(opened)


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Take no notice of the progress."""


@dataclass(frozen=True, slots=True)
class _Served:
    """A paper as readers have it: where it stands on the site, and what its note says."""

    path: str
    digest: str


class _Refresh:
    """What is done inside the transaction."""

    def __init__(self, opened: sqlite3.Connection, models: Models, progress: Progress) -> None:
        self._opened = opened
        self._models = models
        self._progress = progress

    def run(self, sources: Sequence[Source]) -> RefreshReport:
        state = read_state(self._opened)
        changes = self._opened.total_changes
        before = self._served()
        ids = Ids(state.next_id)
        intake = Intake(self._opened, ids, self._progress)
        intake.take(sources)
        after = self._served()

        ours = self._models.fingerprints
        first = state.generation == 0
        reason = "" if first else state.fingerprints.difference(ours)
        made = [row for row, paper in after.items() if reason or before.get(row) != paper]
        gone = before.keys() - after.keys()
        if made or gone:
            Indexer(self._opened, self._models, ids, state.fingerprints).index(made, gone, self._progress)
        if first or reason or self._opened.total_changes > changes:
            self._write_state(state, ids)
        return self._report(before, after, intake, first=first, rebuilt=reason)

    def _served(self) -> dict[int, _Served]:
        rows = self._opened.execute("SELECT id, paper, digest FROM papers WHERE served ORDER BY id")
        return {row: _Served(read_paper(paper).path, digest) for row, paper, digest in rows}

    def _write_state(self, before: State, ids: Ids) -> None:
        state = State(
            generation=before.generation + 1,
            next_id=ids.following,
            dimensions=self._models.embedder.dimensions,
            fingerprints=self._models.fingerprints,
            files=digest(self._opened, "files"),
            papers=digest(self._opened, "papers"),
            chunks=digest(self._opened, "chunks"),
            pieces=digest(self._opened, "pieces"),
            terms=digest(self._opened, "terms"),
        )
        write_state(self._opened, state)

    def _report(
        self, before: dict[int, _Served], after: dict[int, _Served], intake: Intake, *, first: bool, rebuilt: str
    ) -> RefreshReport:
        old = {paper.path: paper.digest for paper in before.values()}
        new = {paper.path: paper.digest for paper in after.values()}
        added, removed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
        changed = sorted(path for path in new.keys() & old.keys() if new[path] != old[path])
        return RefreshReport(
            added=tuple(added),
            changed=tuple(changed),
            removed=tuple(removed),
            unchanged=len(new) - len(added) - len(changed),
            skipped=tuple(intake.skipped),
            seconds=0.0,
            first=first,
            rebuilt=f"Everything was made anew: {rebuilt}." if rebuilt else "",
        )
