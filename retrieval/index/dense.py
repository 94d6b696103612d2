"""The dense leg's search structure: FAISS over the vectors of all chunks, in memory."""

from __future__ import annotations

import faiss
import numpy as np
import numpy.typing as npt

from retrieval.arrays import FloatArray, IndexArray, IntArray


class VectorRoom:
    """Room for vectors inside FAISS, all zero; ``matrix`` is to be filled before an index is made of it.

    So the vectors of a library lie in memory once, also while it is read.
    """

    def __init__(self, count: int, dimensions: int) -> None:
        """Make room for ``count`` vectors."""
        self.flat = faiss.IndexFlatIP(dimensions)
        self.by_id = faiss.IndexIDMap2(self.flat)  # takes an empty index only
        self.flat.codes.resize(count * dimensions * 4)
        self.flat.ntotal = count
        self.matrix: FloatArray = np.zeros((0, dimensions), np.float32)
        if count:
            self.matrix = faiss.rev_swig_ptr(self.flat.get_xb(), count * dimensions).reshape(count, dimensions)


class DenseIndex:
    """An exact inner-product index over unit vectors; row ``i`` is chunk ``i`` of the snapshot. It never changes.

    The vectors lie in memory once, inside FAISS (``IndexFlatIP`` under ``IndexIDMap2``, whose ids are the chunk ids); a
    filter is a set of rows that is gathered and scanned, never applied to a top-k afterwards.
    """

    def __init__(self, ids: IndexArray, vectors: FloatArray | VectorRoom) -> None:
        """Take the chunk ``ids`` in row order and their ``vectors``, shape (chunks, dimensions), which are copied.

        A filled room is taken as it is.
        """
        if not isinstance(vectors, VectorRoom):
            room = VectorRoom(*vectors.shape)
            room.matrix[:] = vectors
            vectors = room
        self.dimensions = vectors.flat.d
        self._flat, self._index = vectors.flat, vectors.by_id
        faiss.copy_array_to_vector(ids, self._index.id_map)
        self._index.ntotal = len(ids)
        self._index.construct_rev_map()
        self._ids = ids
        self._order = np.argsort(ids)
        self._sorted_ids = ids[self._order]

    def __len__(self) -> int:
        """Return the number of chunks."""
        return len(self._ids)

    @property
    def matrix(self) -> FloatArray:
        """The vectors, shape (chunks, dimensions): a view of FAISS's own memory, not to be written to."""
        if not len(self):
            return np.zeros((0, self.dimensions), np.float32)
        view: FloatArray = faiss.rev_swig_ptr(self._flat.get_xb(), len(self) * self.dimensions)
        view.flags.writeable = False
        return view.reshape(-1, self.dimensions)

    def scores(self, query: FloatArray, rows: npt.NDArray[np.integer] | None = None) -> FloatArray:
        """Return the similarity of ``query``, shape (dimensions,), to every chunk, or to each of ``rows``.

        FAISS computes it in this thread, whatever NumPy is set to: a product that is handed to a pool of threads takes
        6 ms instead of 0.3 where other work keeps the cores busy.
        """
        wanted = np.arange(len(self), dtype=np.int64) if rows is None else np.ascontiguousarray(rows, np.int64)
        scores = np.empty(len(wanted), np.float32)
        question = np.ascontiguousarray(query, np.float32)
        if question.shape != (self.dimensions,) or (len(wanted) and not 0 <= wanted.min() <= wanted.max() < len(self)):
            raise ValueError("a question of other dimensions, or a row that is none")
        if len(wanted):
            pointers = faiss.swig_ptr(question), len(wanted), faiss.swig_ptr(scores), faiss.swig_ptr(wanted)
            self._flat.compute_distance_subset(1, *pointers)  # type: ignore[attr-defined]  # missing in faiss's stubs
        return scores

    def search(
        self, query: FloatArray, k: int, rows: npt.NDArray[np.integer] | None = None
    ) -> tuple[IntArray, FloatArray]:
        """Return the ``k`` most similar chunks as rows and similarities, best first; of ``rows`` only, where given.

        Equally similar chunks come in the order of the rows.
        """
        if rows is not None:
            similar = self.scores(query, rows)
            best = np.argsort(-similar, kind="stable")[:k]
            return rows[best].astype(np.int32), similar[best]
        if not len(self):
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        similarities, ids = self._index.search(query[None, :], min(k + 1, len(self)))
        # what has no similarity (NaN) is not found, and FAISS fills up with the id -1
        similar, ids = similarities[0][ids[0] >= 0], ids[0][ids[0] >= 0]
        if len(similar) > k and similar[k - 1] == similar[k]:
            # of equals FAISS takes any
            return self.search(query, k, np.arange(len(self)))
        found = self._order[np.searchsorted(self._sorted_ids, ids)].astype(np.int32)
        best = np.lexsort((found, -similar))[:k]
        return found[best], similar[best]
