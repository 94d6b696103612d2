"""Worker process that reads and analyses notes for its parent, which limits the time and memory of each note.

Run as ``python -m retrieval.indexing.analysis_worker FD``, where ``FD`` is an inherited socket to the parent
(:mod:`.bounded_analyst`). It ends when the parent does, or when it has had nothing to do for a while.
"""

from __future__ import annotations

import math
import os
import resource
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, cast

from retrieval.errors import NoteError
from retrieval.indexing.analysis import LocalAnalyst
from retrieval.models.embedding import StaticEmbedder

IDLE_SECONDS = 30.0
"""Seconds without work after which the process ends: its memory is worth more than the second it takes to start."""

NICENESS = 10
"""Readers' questions go first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits on one note: seconds of CPU time, and bytes of memory beyond what the process had before."""

    cpu_seconds: int = 10
    memory_bytes: int = 500 * 1024 * 1024


def serve(parent: Connection) -> None:
    """Serve the requests of ``parent`` until it is gone or has sent none for a while."""
    bundled, limits = cast("tuple[StaticEmbedder, Limits]", parent.recv())
    analyst = LocalAnalyst(bundled)
    parent.send(None)
    while parent.poll(IDLE_SECONDS):
        method, arguments = cast("tuple[str, tuple[Any, ...]]", parent.recv())
        _allow(limits)
        try:
            result = getattr(analyst, method)(*arguments)
        except NoteError as error:
            result = error
        parent.send(result)


def _allow(limits: Limits) -> None:
    """Limit the process to ``limits`` from now on; beyond, the kernel kills it or refuses it memory."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = math.ceil(used.ru_utime + used.ru_stime) + limits.cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    if (data := _data_bytes()) is not None:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (data + limits.memory_bytes, hard))


def _data_bytes() -> int | None:
    """Return the private writable memory of the process; None on systems other than Linux, which report none."""
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123  (no file of the disk)
            pages = int(stream.read().split()[5])
    except OSError:
        return None
    return pages * resource.getpagesize()


def main() -> None:
    """Serve the parent at the other end of the socket named on the command line."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Connection(int(sys.argv[1])) as parent:
        try:
            serve(parent)
        except (EOFError, ConnectionError):
            return  # the parent is gone


if __name__ == "__main__":
    main()
