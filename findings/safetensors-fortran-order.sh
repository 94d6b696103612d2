#!/usr/bin/env bash
# safetensors 0.8.0: safetensors.numpy.save_file writes the raw buffer of an array that is not C-contiguous (a transpose,
# a Fortran-ordered table) under its C shape. Nothing is raised, and what is read back has other numbers in other places.
# Seen: saved [[0 1 2] [3 4 5]] in Fortran order, read back [[0 3 1] [4 2 5]]; the C-ordered copy comes back as it was.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check safetensors==0.8.0 numpy==2.4.6
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

table = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
file = f"{sys.argv[1]}/table.safetensors"
save_file({"table": table}, file)
back = load_file(file)["table"]
save_file({"table": np.ascontiguousarray(table)}, file)
copied = load_file(file)["table"]
print(f"saved {table.tolist()}, read back {back.tolist()}, as a C-ordered copy {copied.tolist()}")
sys.exit(back.tolist() != [[0, 3, 1], [4, 2, 5]] or copied.tolist() != table.tolist())
PY
