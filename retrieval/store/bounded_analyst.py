"""Reads and analyses notes in a process of its own, so that no note takes more than its share or stops anybody else.

A regular expression or a parser at work holds Python's interpreter lock: in a thread of the bot it would silence the
bot. The process is started when the first note has to be read, is used for the following ones, and is ended and made
anew when a note takes too much.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from retrieval.embedding import StaticEmbedder
from retrieval.errors import NoteError, RefreshStoppedError, StoreError
from retrieval.papers import Skipped
from retrieval.sources import Source, SourceFile
from retrieval.store.analysis import FileReading
from retrieval.store.rows import NoteRow
from retrieval.store.worker import Limits

WALL_SECONDS = 600.0
"""After so long without a word the process is given up too: it waits for a disk that does not answer."""

_START_SECONDS = 120.0
_ENVIRONMENT = {
    # one note at a time: further threads would only take memory and CPU time that count as the note's
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class _WorkerEndedError(Exception):
    """The process ended in the middle of its work; the text says why, as a clause."""


class BoundedAnalyst:
    """An :class:`~retrieval.store.analysis.Analyst` that works in a process of its own; for one thread at a time.

    Use it as a context manager, or close it. :meth:`stop` may be called from any thread.
    """

    def __init__(self, bundled: StaticEmbedder, limits: Limits | None = None) -> None:
        """Analyse with ``bundled``, within ``limits`` for each note."""
        self._bundled = bundled
        self._limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._stopped = threading.Event()

    def read(self, source: Source, file: SourceFile) -> FileReading:
        """Read ``file`` of ``source``; whatever goes wrong with it is among the problems."""
        try:
            reading: FileReading = self._ask("read", source, file)
        except _WorkerEndedError as ended:
            return FileReading(problems=(Skipped(file.name, 0, str(ended)),))
        return reading

    def analyse(self, row: NoteRow) -> bytes:
        """Analyse a note read before; raises NoteError if it cannot be."""
        try:
            result: bytes | NoteError = self._ask("analyse", row)
        except _WorkerEndedError as ended:
            raise NoteError(row.note().paper.path, str(ended)) from None
        if isinstance(result, NoteError):
            raise result
        return result

    def stop(self) -> None:
        """End what is under way, which raises RefreshStoppedError there, and all that is asked for later."""
        self._stopped.set()
        self._kill()

    def close(self) -> None:
        """End the process."""
        self._kill()
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.wait()
        self._process = self._connection = None

    def __enter__(self) -> BoundedAnalyst:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, method: str, *arguments: Any) -> Any:
        status = 0
        # a process that ended for want of work just now has nothing to do with the note
        while status == 0:
            connection = self._connected()
            try:
                connection.send((method, arguments))
                if connection.poll(WALL_SECONDS):
                    return connection.recv()
            except (EOFError, ConnectionError):
                status = self._ended()
            except BaseException:
                # what comes back later must not be taken for the answer to the next question
                self.close()
                raise
            else:
                self.close()
                raise _WorkerEndedError(f"takes more than {WALL_SECONDS / 60:.0f} minutes to be read")
        raise _WorkerEndedError(self._reason(status))

    def _ended(self) -> int:
        """Clear away the process that has ended and give its exit status; raises RefreshStoppedError if we ended it."""
        process = self._process
        status = process.wait() if process is not None else 0
        self.close()
        self._check_not_stopped()
        return status

    def _check_not_stopped(self) -> None:
        if self._stopped.is_set():
            raise RefreshStoppedError("The notes are no longer read: the program is ending.")

    def _reason(self, status: int) -> str:
        if status == -signal.SIGXCPU:
            return f"takes more than {self._limits.cpu_seconds} s of computing to be read; split it"
        return (
            f"ended the program that read it (status {status}); "
            f"it may take more than {self._limits.memory_bytes // 1024**2} MB of memory: split it"
        )

    def _connected(self) -> Connection:
        self._check_not_stopped()
        if self._connection is not None and self._process is not None and not self._is_over(self._connection):
            return self._connection
        self.close()
        return self._start()

    def _is_over(self, connection: Connection) -> bool:
        """Tell whether the process has ended for want of work: all that comes unasked is the end of the line."""
        return connection.poll(0)

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603  (our own program)
                    # -P: nothing is imported from the folder that the program happens to stand in
                    [sys.executable, "-P", "-m", "retrieval.store.worker", str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env=os.environ | _ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    # Ctrl-C in a terminal is for the parent, which ends it
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                raise StoreError(f"No process can be started to read the notes: {error.strerror}.") from error
        self._connection = Connection(ours.detach())
        try:
            self._connection.send((self._bundled, self._limits))
            if self._connection.poll(_START_SECONDS):
                self._connection.recv()
                return self._connection
        except (EOFError, ConnectionError):
            pass
        raise StoreError(f"The process that reads the notes does not start (status {self._ended()}).")

    def _kill(self) -> None:
        if (process := self._process) is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
