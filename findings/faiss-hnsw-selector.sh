#!/usr/bin/env bash
# faiss-cpu 1.15.1: a search of an HNSW index with an IDSelector that allows few of its vectors mostly returns nothing at
# all (-1 throughout) though every allowed vector is in the index: the walk through the graph ends before it meets one.
# No error, no shorter answer: the ids are -1. A flat index with the same selector finds all of them.
# Seen (2,000 vectors of 32 numbers, 3 allowed, efSearch 16, 30 queries): HNSW finds 0 to 30 of 90, flat 90 of 90.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check faiss-cpu==1.15.1 numpy==2.4.6
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

import faiss
import numpy as np

faiss.omp_set_num_threads(1)
dice = np.random.default_rng(7)
vectors = dice.standard_normal((2000, 32)).astype(np.float32)
queries = dice.standard_normal((30, 32)).astype(np.float32)
allowed = np.array([17, 900, 1901], np.int64)
selector = faiss.IDSelectorBatch(allowed)

graph = faiss.IndexHNSWFlat(32, 32, faiss.METRIC_INNER_PRODUCT)
graph.add(vectors)
flat = faiss.IndexFlatIP(32)
flat.add(vectors)
_, by_graph = graph.search(queries, 3, params=faiss.SearchParametersHNSW(sel=selector, efSearch=16))
_, by_flat = flat.search(queries, 3, params=faiss.SearchParameters(sel=selector))
found, all_found = int((by_graph >= 0).sum()), int((by_flat >= 0).sum())
empty = int((by_graph < 0).all(axis=1).sum())
print(f"of {3 * len(queries)}: HNSW {found}, flat {all_found}; HNSW found nothing for {empty} of {len(queries)} queries")
sys.exit(not (found <= 30 and empty >= 15 and all_found == 3 * len(queries)))
PY
