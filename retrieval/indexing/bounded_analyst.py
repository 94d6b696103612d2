"""Analysis of notes in a process of its own, so that no note takes more than its share or blocks anything else.

A regular expression or a parser at work holds Python's interpreter lock: in a thread of the bot it would keep the bot
from answering. The process is started when the first note has to be read, is killed and started anew when a note takes
too much, and waits a while for the next refresh, as starting it takes half a second.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from retrieval.errors import NoteError, RefreshStoppedError, StoreError
from retrieval.indexing.analysis import FileReading
from retrieval.indexing.analysis_worker import Limits
from retrieval.models.embedding import StaticEmbedder
from retrieval.sources import ReadResult, Source, SourceFile
from retrieval.store.rows import NoteRow
from retrieval.types import Skipped

WALL_SECONDS = 600.0
"""Seconds without an answer after which the process is killed too: it waits for a disk that does not respond."""

_START_SECONDS = 120.0
_ENVIRONMENT = {
    # one note at a time: further threads would only take memory and CPU time that count as the note's
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class _WorkerEndedError(Exception):
    """The process ended in the middle of its work, with the exit ``status``; None if it took too long to answer."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class _Worker:
    """A running process of :mod:`.analysis_worker`, and the socket to it."""

    def __init__(self, bundled: StaticEmbedder, limits: Limits) -> None:
        """Start the process; raises StoreError if that is impossible."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self.process = subprocess.Popen(  # noqa: S603  (our own program)
                    # -P: nothing is imported from the folder that the program happens to stand in
                    [sys.executable, "-P", "-m", "retrieval.indexing.analysis_worker", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env=os.environ | _ENVIRONMENT | {"PYTHONPATH": _import_path()},
                    # Ctrl-C in a terminal is for the parent, which ends it
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise StoreError(f"No process can be started to read the notes: {error.strerror}.") from error
        self._connection = Connection(ours.detach())
        self.fits = (bundled.fingerprint, limits)
        try:
            self._exchange((bundled, limits), _START_SECONDS)
        except _WorkerEndedError as ended:
            raise StoreError(f"The process that reads the notes does not start (status {ended.status}).") from None

    @property
    def is_over(self) -> bool:
        """Whether it has ended for lack of work: all that comes unasked is the end of the connection."""
        return self._connection.closed or self._connection.poll(0)

    def ask(self, method: str, *arguments: Any) -> Any:
        """Return the result of the analyst's ``method``, called in the process; raises _WorkerEndedError."""
        return self._exchange((method, arguments), WALL_SECONDS)

    def kill(self) -> None:
        """Kill the process; may be called from any thread."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    def close(self) -> int:
        """Kill the process, release it and return its exit status."""
        self._connection.close()
        self.kill()
        return self.process.wait()

    def _exchange(self, sent: Any, seconds: float) -> Any:
        try:
            self._connection.send(sent)
            if self._connection.poll(seconds):
                return self._connection.recv()
        except (EOFError, ConnectionError):
            status = self.process.wait()
            self.close()
            raise _WorkerEndedError(status) from None
        except BaseException:
            # what comes back later must not be taken for the answer to the next question
            self.close()
            raise
        self.close()
        raise _WorkerEndedError(None)


def _import_path() -> str:
    """Return the import path of this process; an empty entry becomes the current folder."""
    return os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)


class _Spare:
    """Keeps one idle process for the next analyst with the same model and limits."""

    def __init__(self) -> None:
        self._worker: _Worker | None = None
        self._lock = threading.Lock()
        atexit.register(self.keep, None)

    def take(self, bundled: StaticEmbedder, limits: Limits) -> _Worker:
        """Return a process for ``bundled`` and ``limits``, kept or new."""
        with self._lock:
            kept, self._worker = self._worker, None
        if kept is not None:
            if kept.fits == (bundled.fingerprint, limits) and not kept.is_over:
                return kept
            kept.close()
        return _Worker(bundled, limits)

    def keep(self, worker: _Worker | None) -> None:
        """Keep ``worker`` in place of the one kept before."""
        with self._lock:
            before, self._worker = self._worker, worker
        if before is not None:
            before.close()


_spare = _Spare()


class BoundedAnalyst:
    """An :class:`~retrieval.indexing.analysis.Analyst` that works in a process of its own; for one thread at a time.

    Use it as a context manager, or close it. :meth:`stop` may be called from any thread.
    """

    def __init__(self, bundled: StaticEmbedder, limits: Limits | None = None) -> None:
        """Analyse with ``bundled``, within ``limits`` for each note."""
        self._bundled = bundled
        self._limits = limits or Limits()
        self._worker: _Worker | None = None
        self._stopped = threading.Event()

    def read(self, source: Source, file: SourceFile) -> FileReading:
        """Read ``file`` of ``source``; whatever goes wrong with it is among the problems."""
        try:
            reading: FileReading = self._ask("read", source, file)
        except _WorkerEndedError as ended:
            return FileReading(problems=(Skipped(file.name, 0, self._reason(ended.status)),))
        return reading

    def analyse(self, row: NoteRow) -> bytes:
        """Analyse a note read before; raises NoteError if it cannot be."""
        try:
            result: bytes | NoteError = self._ask("analyse", row)
        except _WorkerEndedError as ended:
            raise NoteError(row.note().paper.path, self._reason(ended.status)) from None
        if isinstance(result, NoteError):
            raise result
        return result

    def explain(self, source: Source, file: SourceFile) -> ReadResult:
        """Read ``file`` of ``source`` for a person, who wants to know where each field came from."""
        try:
            result: ReadResult = self._ask("explain", source, file)
        except _WorkerEndedError as ended:
            return ReadResult((), (Skipped(file.name, 0, self._reason(ended.status)),))
        return result

    def stop(self) -> None:
        """Stop the call under way, which raises RefreshStoppedError there, and all later ones."""
        self._stopped.set()
        if (worker := self._worker) is not None:
            worker.kill()

    def close(self) -> None:
        """Release the process."""
        worker, self._worker = self._worker, None
        if worker is not None and self._stopped.is_set():
            worker.close()
        elif worker is not None:
            _spare.keep(worker)

    def __enter__(self) -> BoundedAnalyst:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, method: str, *arguments: Any) -> Any:
        while True:
            if self._worker is None or self._worker.is_over:
                self.close()
                self._worker = _spare.take(self._bundled, self._limits)
            if self._stopped.is_set():
                raise RefreshStoppedError("The notes are no longer read: the program is ending.")
            try:
                return self._worker.ask(method, *arguments)
            except _WorkerEndedError as ended:
                # one that ended for want of work just now has nothing to do with the note, nor one that was stopped
                if ended.status != 0 and not self._stopped.is_set():
                    raise

    def _reason(self, status: int | None) -> str:
        if status is None:
            return f"takes more than {WALL_SECONDS / 60:.0f} minutes to be read"
        if status == -signal.SIGXCPU:
            return f"takes more than {self._limits.cpu_seconds} s of computing to be read; split it"
        return (
            f"ended the program that read it (status {status}); "
            f"it may take more than {self._limits.memory_bytes // 1024**2} MB of memory: split it"
        )
