"""Papers that are about the same things as a given one."""

from __future__ import annotations

import numpy as np

from retrieval.store.snapshot import Snapshot
from retrieval.types import Hit


def related_papers(snapshot: Snapshot, paper_id: str, limit: int) -> tuple[Hit, ...]:
    """Return the ``limit`` papers whose notes as a whole are most like that of ``paper_id``, without passages.

    A paper is the mean of its chunks' vectors less the mean of all papers, so that what all notes have in common does
    not count; papers compare by cosine. Raises :class:`KeyError` for a paper that the library does not hold.
    """
    place = next((i for i, paper in enumerate(snapshot.papers) if paper.id == paper_id), None)
    if place is None:
        raise KeyError(paper_id)
    starts = np.flatnonzero(np.diff(snapshot.chunk_paper, prepend=-1))
    owners = snapshot.chunk_paper[starts]
    counts = np.diff(np.append(starts, len(snapshot.chunks)))
    means = np.add.reduceat(snapshot.vectors.matrix, starts, axis=0) / counts[:, None]
    means -= means.mean(axis=0)
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    scores = means @ means[np.flatnonzero(owners == place)[0]]
    best = [i for i in np.argsort(-scores, kind="stable") if owners[i] != place][:limit]
    return tuple(Hit(snapshot.papers[owners[i]], float(scores[i])) for i in best)
