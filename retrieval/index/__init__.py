"""Search structures: BM25, dense vectors, late interaction."""
