"""Growth of the time of a call with the size of its input: judged by ratios of CPU time, never by seconds."""

from __future__ import annotations

import cProfile
import pstats
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from types import FrameType

import bot
import retrieval

# a doubling of the size may take twice the time; what is quadratic takes four times
_MAX_PER_DOUBLING = 2.9
# a time below this one says nothing of growth
_MEASURABLE = 0.0003
# so many doublings in a row must each take too long
_STEPS = 2
_ABORTED = float("inf")
_OURS = tuple(str(Path(package.__path__[0])) for package in (retrieval, bot))
# how a profile names the file of functions written in C
_IN_C = "~"


class _TooLongError(Exception):
    pass


def seconds(act: Callable[[], object], limit: float = 10, tries: int = 1) -> float:
    """Measure the CPU seconds of this thread, the least of some tries; infinite beyond the limit."""
    least = _ABORTED
    for _ in range(tries):
        start = time.thread_time()
        try:
            with _ended_after(limit):
                act()
        except _TooLongError:
            return least
        least = min(least, time.thread_time() - start)
    return least


def own_seconds(act: Callable[[], object], limit: float = 10, tries: int = 1) -> float:
    """Measure what our own functions take, and what is written in C and called by them; what others take is left out.

    What does not end before the limit has taken so much until then.
    """
    least = _ABORTED
    for _ in range(tries):
        profile = cProfile.Profile(time.thread_time)
        with suppress(_TooLongError), _ended_after(limit):
            profile.runcall(act)
        taken = 0.0
        for (file, _line, _name), (_cc, _nc, own, _ct, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
            if file.startswith(_OURS):
                taken += own
            elif file == _IN_C:
                taken += sum(inside for (caller, *_), (_, _, inside, _) in callers.items() if caller.startswith(_OURS))
        least = min(least, taken)
    return least


def superlinear(
    act: Callable[[int], Callable[[], object]],
    sizes: Sequence[int],
    enough: float,
    measure: Callable[..., float] = seconds,
) -> list[tuple[int, float]]:
    """Measure for growing sizes until it takes long enough; give the sizes with their times if they grow too fast."""
    times: list[tuple[int, float]] = []
    for size in sizes:
        before = times[-1][1] if times else _MEASURABLE
        times.append((size, measure(act(size), 0.1 + 20 * before, tries=1 if before > enough / 4 else 2)))
        if times[-1][1] == _ABORTED or (times[-1][1] > enough and len(times) > _STEPS):
            break
    if not _grows_too_fast(times):
        return []
    # suspected: once more, with care; a try that was disturbed only ever takes longer
    again = [(size, measure(act(size), 0.1 + 10 * enough, tries=4)) for size, _ in times[-_STEPS - 1 :]]
    return again if _grows_too_fast(again) else []


def _grows_too_fast(times: list[tuple[int, float]]) -> bool:
    """Return whether the last two steps both took more than their share, or one could not be waited for."""
    last = [measured for _, measured in times[-_STEPS - 1 :]]
    if last[-1] == _ABORTED:
        return True
    if len(last) <= _STEPS or last[-1] < _MEASURABLE:
        return False
    return all(later > _MAX_PER_DOUBLING * max(earlier, 1e-7) for earlier, later in pairwise(last))


@contextmanager
def _ended_after(limit: float) -> Iterator[None]:
    """Break off what takes more CPU time; regular expressions look for signals while they run."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    earlier = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, earlier)
