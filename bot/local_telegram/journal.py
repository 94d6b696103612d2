"""The journal: a list of what happened, in order, of which only the newest part may be kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Journal(Generic[T]):
    """A list that only grows and may forget its beginning.

    Entries keep their numbers: ``len`` counts all there ever were, ``journal[n]`` is the n-th of them, and a
    slice returns what is still kept of it. Iteration goes over what is kept.
    """

    def __init__(self, most: int | None = None) -> None:
        """Keep the newest ``most`` entries, all of them without a bound."""
        self._kept: deque[T] = deque(maxlen=most)
        self._count = 0

    @property
    def first(self) -> int:
        """The number of the oldest entry that is still kept."""
        return self._count - len(self._kept)

    def append(self, entry: T) -> None:
        """Write the next entry."""
        self._kept.append(entry)
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __bool__(self) -> bool:
        return self._count > 0

    def __iter__(self) -> Iterator[T]:
        return iter(self._kept)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> list[T]: ...

    def __getitem__(self, place: int | slice) -> T | list[T]:
        forgotten = self.first
        if isinstance(place, int):
            number = place + self._count if place < 0 else place
            if not forgotten <= number < self._count:
                raise IndexError(f"entry {place} of {self._count} is not kept")
            # a deque finds its ends at once and its middle slowly
            return self._kept[number - forgotten]
        start, stop, step = place.indices(self._count)
        first, last = max(start, forgotten) - forgotten, max(stop, forgotten) - forgotten
        if step != 1:
            return list(self._kept)[first:last:step]
        if first > len(self._kept) // 2:
            # reading the news must not cost more the longer the journal is
            newest = list(islice(reversed(self._kept), len(self._kept) - first))
            return newest[::-1][: last - first]
        return list(islice(self._kept, first, last))
