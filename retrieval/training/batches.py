"""Batches: which records are drawn with which view, and their token ids laid out for the loss.

Everything here follows from the seed and the number of the batch, so that a run that was stopped goes on as if it had
not been.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from retrieval.training.pairs import RecordKind
from retrieval.training.tokens import TokenStore
from retrieval.training.views import CHINESE_PATTERNS, ENGLISH_PATTERNS, VIEWS, Cutter, Patterns, Side, View

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]

#: A batch with fewer pairs teaches little, its negatives being few.
MIN_PAIRS = 8

#: A text that would have fewer pieces left keeps what it shares with its question.
_MIN_LEFT = 8

#: Batches that each worker makes ahead of their use.
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class InvertedBags:
    """Bags turned round, for the gradient: piece ``pieces[j]`` is in the bags ``bags[starts[j]:starts[j + 1]]``."""

    pieces: Longs
    bags: Ints
    starts: Ints

    @classmethod
    def of(cls, ids: Ints, lengths: Longs) -> InvertedBags:
        """Turn bags of ``lengths`` ids each round."""
        order = np.argsort(ids, kind="stable")
        pieces, starts = np.unique(ids[order], return_index=True)
        bags = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
        return cls(pieces.astype(np.int64), bags, starts.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Gather:
    """Rows of the table to be summed: ``ids`` is flat, bag ``i`` starts at ``starts[i]``.

    ``turned`` is set if the gradient is to be computed from it.
    """

    ids: Ints
    starts: Ints
    turned: InvertedBags | None = None

    @classmethod
    def of(cls, ids: Ints, lengths: Longs, *, turned: bool = True) -> Gather:
        """Lay out bags of ``lengths`` ids each."""
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32)
        return cls(ids, starts, InvertedBags.of(ids, lengths) if turned else None)


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch of one view.

    ``gather`` sums ``2 * pairs`` bags (first sides, then second sides) and, as bags of one, the tokens of the late
    part: as many pairs as the masks have rows, with the masks' columns of tokens; padding is ``False`` in the masks.
    """

    view: str
    pairs: int
    gather: Gather
    question_mask: npt.NDArray[np.bool_]
    document_mask: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of batches: pairs, and the part of them that the late-interaction loss sees.

    ``masked`` is the share of pairs whose second side loses the pieces that it shares with the first. An epoch draws
    ``share`` of what the views draw of pairs, and readers' questions ``question_passes`` times.
    """

    pairs: int
    late_pairs: int
    question_tokens: int
    document_tokens: int
    masked: float
    share: float = 1.0
    question_passes: int = 1


def with_patterns(store: TokenStore, tokenizer: Tokenizer) -> tuple[TokenStore, Patterns]:
    """Append the question patterns to the store's flat array and return where they lie."""
    parts, size = [store.ids], len(store.ids)

    def place(text: str) -> Side:
        nonlocal size
        ids = np.array(tokenizer.encode(text, add_special_tokens=False).ids, dtype=np.int32)
        ids = ids[ids > 0]
        parts.append(ids)
        size += len(ids)
        return [(size - len(ids), size)] if len(ids) else []

    chinese, english = (
        [(place(before), place(after)) for before, after in patterns]
        for patterns in (CHINESE_PATTERNS, ENGLISH_PATTERNS)
    )
    longer = TokenStore(np.concatenate(parts), store.sentence, store.field, store.record, store.kind)
    return longer, Patterns(chinese, english)


class Planner:
    """Plans an epoch's batches and has them built ahead of their use; to be closed, as by ``with``.

    Building is plain Python and takes longer than a step on a GPU, so that it can be spread over processes.
    """

    def __init__(
        self, store: TokenStore, patterns: Patterns, shape: Shape, seed: int, *, workers: int = 0, turned: bool = True
    ) -> None:
        """``seed`` decides every choice, whatever the number of ``workers``: processes; with 0 a thread does it.

        ``turned`` says whether batches come with their bags turned round.
        """
        self._store = store
        self._shape = shape
        self._seed = seed
        self._turned = turned
        self._cutter = Cutter(store, patterns, Random())  # noqa: S311
        self._ahead = _AHEAD * max(workers, 1)
        self._executor: Executor = ThreadPoolExecutor(1, "batches")
        self._make: Callable[[View, Longs, str], Batch] = self.build
        if workers:
            # a forked process has the store without a copy of it
            context = multiprocessing.get_context("fork")
            self._executor = ProcessPoolExecutor(workers, context, _start_worker, (self,))
            self._make = _build_in_worker

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._executor.shutdown(cancel_futures=True)

    def plan(self, epoch: int, groups: npt.NDArray[np.int64] | None = None) -> list[tuple[View, Longs]]:
        """Draw the records of each view and shuffle the batches.

        With ``groups`` (a number for each record) the pairs of a batch come from few groups, so that the others in
        the batch are near misses.
        """
        random = np.random.default_rng([self._seed, epoch])
        planned: list[tuple[View, Longs]] = []
        for view in VIEWS:
            records = self._store.records_of(view.kind)
            asked = view.kind is RecordKind.QUESTIONS
            share = view.share * (1.0 if asked else self._shape.share)
            for _ in range(self._shape.question_passes if asked else 1):
                chosen = random.permutation(records)[: int(np.ceil(len(records) * share))]
                if groups is not None:
                    chosen = chosen[np.argsort(groups[chosen], kind="stable")]
                pieces = max(1, round(len(chosen) / self._shape.pairs))
                planned += [(view, part) for part in np.array_split(chosen, pieces) if len(part) >= MIN_PAIRS]
        random.shuffle(planned)
        return planned

    def batches(self, plan: Sequence[tuple[View, Longs]], epoch: int, first: int = 0) -> Iterator[Batch]:
        """Yield the batches of ``plan`` from number ``first`` on, in order."""
        waiting: deque[Future[Batch]] = deque()
        for number in range(first, len(plan)):
            waiting.append(self._executor.submit(self._make, *plan[number], f"{self._seed} {epoch} {number}"))
            if len(waiting) > self._ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def build(self, view: View, records: Longs, seed: str) -> Batch:
        """Cut ``records`` by ``view``, as ``seed`` has it, and lay them out."""
        self._cutter.random.seed(seed)
        cut = [view.cut(self._cutter, record) for record in records.tolist()]
        sides = [(self._ids(a), self._ids(b)) for a, b in cut]
        sides = [(a, self._masked(a, b)) for a, b in sides if len(a) and len(b)]
        questions, documents = [a for a, _ in sides], [b for _, b in sides]
        late = min(self._shape.late_pairs, len(sides))
        late_q, mask_q = self._late(questions[:late], self._shape.question_tokens)
        late_d, mask_d = self._late(documents[:late], self._shape.document_tokens)
        bags = [*questions, *documents, late_q.ravel(), late_d.ravel()]
        lengths = np.array([len(bag) for bag in bags[:-2]] + [1] * (late_q.size + late_d.size), dtype=np.int64)
        gather = Gather.of(np.concatenate(bags), lengths, turned=self._turned)
        return Batch(view.name, len(sides), gather, mask_q, mask_d)

    def _ids(self, side: Side) -> Ints:
        if len(side) == 1:
            return self._store.ids[side[0][0] : side[0][1]]
        return np.concatenate([self._store.ids[a:b] for a, b in side]) if side else self._store.ids[:0]

    def _masked(self, question: Ints, document: Ints) -> Ints:
        if self._cutter.random.random() >= self._shape.masked:
            return document
        left = document[~np.isin(document, question)]
        return left if len(left) >= _MIN_LEFT else document

    def _late(self, texts: Sequence[Ints], most: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Up to ``most`` tokens of each text, drawn at random, as a padded matrix and its mask."""
        ids = np.zeros((len(texts), most), dtype=np.int32)
        mask = np.zeros((len(texts), most), dtype=np.bool_)
        for row, text in enumerate(texts):
            if len(text) > most:
                text = text[self._cutter.random.sample(range(len(text)), most)]
            ids[row, : len(text)] = text
            mask[row, : len(text)] = True
        return ids, mask


_worker: Planner | None = None


def _start_worker(planner: Planner) -> None:
    global _worker
    _worker = planner


def _build_in_worker(view: View, records: Longs, seed: str) -> Batch:
    """``build`` of the planner that this process was started by."""
    if _worker is None:
        raise RuntimeError("a worker was not started")
    return _worker.build(view, records, seed)
