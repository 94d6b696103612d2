"""The training records as one flat array of token ids, addressed by sentence, field and record.

Views of a record are then lists of ranges of that array, which are cheap to choose anew in every epoch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from retrieval.training.pairs import Record, RecordKind

KINDS = tuple(RecordKind)
_BATCH = 20_000

Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TokenStore:
    """Token ids of many records.

    ``ids`` is flat; sentence ``s`` is ``ids[sentence[s]:sentence[s + 1]]``, field ``f`` is the sentences
    ``field[f]:field[f + 1]``, record ``r`` the fields ``record[r]:record[r + 1]``; ``kind[r]`` is a place in ``KINDS``.
    """

    ids: npt.NDArray[np.int32]
    sentence: Offsets
    field: Offsets
    record: Offsets
    kind: npt.NDArray[np.int8]

    @classmethod
    def build(cls, records: Sequence[Record], tokenizer: Tokenizer) -> TokenStore:
        """Tokenise ``records``; unknown pieces are dropped, so that a sentence may be empty."""
        texts = (sentence for record in records for field in record.fields for sentence in field)
        parts: list[npt.NDArray[np.int32]] = []
        lengths: list[int] = []
        for batch in _batches(texts):
            for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                ids = np.array(encoding.ids, dtype=np.int32)
                parts.append(ids[ids > 0])
                lengths.append(len(parts[-1]))
        return cls(
            np.concatenate(parts),
            _offsets(lengths),
            _offsets(len(field) for record in records for field in record.fields),
            _offsets(len(record.fields) for record in records),
            np.array([KINDS.index(record.kind) for record in records], dtype=np.int8),
        )

    def save(self, path: Path) -> None:
        """Write the arrays to ``path``."""
        arrays = {name: getattr(self, name) for name in ("ids", "sentence", "field", "record", "kind")}
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> TokenStore:
        """Read what ``save`` wrote."""
        with np.load(path) as arrays:
            return cls(*(arrays[name] for name in ("ids", "sentence", "field", "record", "kind")))

    def records_of(self, kind: RecordKind) -> Offsets:
        """Return the numbers of the records of ``kind``."""
        return np.flatnonzero(self.kind == KINDS.index(kind))


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(texts)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _offsets(lengths: Iterable[int]) -> Offsets:
    return np.concatenate([[0], np.cumsum(np.fromiter(lengths, dtype=np.int64))])
