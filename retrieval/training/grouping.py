"""Grouping records by what the table so far finds alike, so that a batch's other texts are near misses.

This is the cheap way to hard negatives: nothing is searched for and nothing is scored, the records are only put into
another order.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from retrieval.training.batches import Longs
from retrieval.training.tokens import TokenStore

_LEADING_TOKENS = 64
_ROUNDS = 6
_SAMPLE = 20_000
_BLOCK = 8192


def group_records(store: TokenStore, table: torch.Tensor, pairs: int, seed: int, *, per_batch: int = 4) -> Longs:
    """Return a group for each record, by k-means over the pooled vectors of the records' beginnings.

    There are so many groups that a batch of ``pairs`` holds about ``per_batch`` of them. Works where ``table`` lies.
    """
    random = np.random.default_rng(seed)
    records = len(store.kind)
    vectors = _beginnings(store, table)
    count = max(2, records * per_batch // (pairs * 8))
    sample = vectors[torch.from_numpy(random.permutation(records)[:_SAMPLE]).to(table.device)]
    centres = sample[:count].clone()
    for _ in range(_ROUNDS):
        nearest = (sample @ centres.T).argmax(dim=1)
        sums = functional.one_hot(nearest, len(centres)).to(sample.dtype).T @ sample
        centres = torch.where(sums.any(dim=1, keepdim=True), functional.normalize(sums, dim=1), centres)
    blocks = [(block @ centres.T).argmax(dim=1) for block in torch.split(vectors, _BLOCK)]
    # neighbouring numbers meet in a batch, so they are dealt out anew each time
    order: Longs = random.permutation(len(centres))
    return np.asarray(order[torch.cat(blocks).cpu().numpy()], dtype=np.int64)


def _beginnings(store: TokenStore, table: torch.Tensor) -> torch.Tensor:
    """Return unit rows, one for each record: the pooled vectors of its first tokens."""
    first = store.sentence[store.field[store.record[:-1]]]
    ends = np.minimum(store.sentence[store.field[store.record[1:]]], first + _LEADING_TOKENS)
    lengths = ends - first
    starts = np.cumsum(lengths) - lengths
    ids = store.ids[np.arange(lengths.sum()) + np.repeat(first - starts, lengths)]
    pooled = functional.embedding_bag(
        torch.from_numpy(ids).long().to(table.device), table, torch.from_numpy(starts).to(table.device), mode="sum"
    )
    return functional.normalize(pooled, dim=1)
