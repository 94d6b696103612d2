#!/usr/bin/env bash
# opencc-python-reimplemented 0.1.7: the phrases of tw2sp (Taiwan to mainland) rewrite words of mathematics that both sides
# of the strait share: the mainland says 向量 for a vector and 概率 for a probability, tw2sp gives the words of physics and
# of gambling. A search that folds questions by it no longer meets notes that say 向量.
# Seen: 向量資料庫 -> 矢量数据库, 機率分布 -> 几率分布; 記憶體 -> 内存 and 快取 -> 缓存 are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check opencc-python-reimplemented==0.1.7
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

from opencc import OpenCC

convert = OpenCC("tw2sp").convert
expected = {"向量資料庫": "矢量数据库", "機率分布": "几率分布", "記憶體": "内存", "快取": "缓存"}
found = {word: convert(word) for word in expected}
print(found)
sys.exit(found != expected)
PY
