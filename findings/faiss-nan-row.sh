#!/usr/bin/env bash
# faiss-cpu 1.15.1: a row of NaN, as a broken embedding model gives it for one text, is accepted by add and counted by
# ntotal, but no search returns it, however large k is: the last place holds id -1 with the lowest float as its score.
# Code that looks the ids up by searchsorted or by a negative index then shows some other document in that place.
# Seen (three rows, the second NaN, k = 3): ids [2 0 -1], last score -3.4028235e+38.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check faiss-cpu==1.15.1 numpy==2.4.6
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

import faiss
import numpy as np

index = faiss.IndexFlatIP(2)
index.add(np.array([[1, 0], [np.nan, np.nan], [1, 1]], np.float32))
scores, ids = index.search(np.array([[1, 1]], np.float32), 3)
print(f"ntotal {index.ntotal}, ids {ids[0].tolist()}, scores {scores[0].tolist()}")
sys.exit(int(index.ntotal != 3 or ids[0].tolist() != [2, 0, -1] or float(scores[0][2]) > -3e38))
PY
