#!/usr/bin/env bash
# sqlite-vec 0.1.9: INSERT OR REPLACE into a vec0 table raises "UNIQUE constraint failed" instead of replacing the row, so that the
# usual upsert of a changed chunk fails; and a condition on the primary key beside MATCH is applied after the nearest k
# were chosen, so that asking for one document by id gives nothing unless it is among them.
# Seen (100 vectors): OR REPLACE -> SQLError; id = 50 with k = 3 -> no row, with k = 100 -> one row.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sqlite-vec==0.1.9 apsw==3.54.1.0
"$folder/venv/bin/python" - "$folder" <<'PY'
import struct
import sys

import apsw
import sqlite_vec

connection = apsw.Connection(":memory:")
connection.enable_load_extension(True)
connection.load_extension(sqlite_vec.loadable_path())
connection.execute("CREATE VIRTUAL TABLE v USING vec0(id INTEGER PRIMARY KEY, e FLOAT[2])")


def vector(number: float) -> bytes:
    """Write a vector of two numbers."""
    return struct.pack("2f", number, 1.0)


for key in range(100):
    connection.execute("INSERT INTO v VALUES (?, ?)", (key, vector(key)))
try:
    connection.execute("INSERT OR REPLACE INTO v VALUES (?, ?)", (50, vector(7)))
    replaced = "replaced"
except apsw.SQLError as error:
    replaced = type(error).__name__
nearest = "SELECT id FROM v WHERE e MATCH ? AND k = ? AND id = 50"
few, all_of_them = (len(list(connection.execute(nearest, (vector(0), k)))) for k in (3, 100))
print(f"OR REPLACE: {replaced}; id = 50 with k = 3: {few} rows, with k = 100: {all_of_them}")
sys.exit((replaced, few, all_of_them) != ("SQLError", 0, 1))
PY
