"""Progress of long work on the command line: bars in a terminal, a line from time to time elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.locales import Texts

SECONDS_BETWEEN_LINES = 10.0
"""A log wants to know that the work goes on, not every step of it."""

Stages = Callable[[str, int, int], None]
"""Takes the stage, how much of it is done and of how much (0: not known)."""


@contextmanager
def progress_bar(console: Console, texts: Texts, clock: Callable[[], float] = time.monotonic) -> Iterator[Stages]:
    """Show the stages of long work on ``console``: a bar for each, or lines where it is no terminal."""
    if not console.is_terminal:
        yield _Lines(console, texts, clock)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bars(progress, texts)


class _Bars:
    """Shows the progress as bars, one a stage."""

    def __init__(self, progress: Progress, texts: Texts) -> None:
        self._progress = progress
        self._texts = texts
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps of ``stage`` are finished."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(self._texts(f"cli-stage-{stage}"), total=total or None)
        self._progress.update(self._tasks[stage], completed=done, total=total or None)


class _Lines:
    """Shows the progress as a line every some seconds; short work shows none."""

    def __init__(self, console: Console, texts: Texts, clock: Callable[[], float]) -> None:
        self._console = console
        self._texts = texts
        self._clock = clock
        self._shown = clock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps of ``stage`` are finished, if the last line was long ago."""
        if self._clock() - self._shown < SECONDS_BETWEEN_LINES:
            return
        self._shown = self._clock()
        name = self._texts(f"cli-stage-{stage}")
        key = "cli-progress" if total else "cli-progress-open"
        self._console.print(self._texts(key, stage=name, done=done, total=total), markup=False)
