#!/usr/bin/env bash
# tantivy 0.27.0 (Python): the default tokenizer takes a run of Chinese characters for one word and drops words above 40
# bytes of UTF-8, so that a clause of 14 characters or more is not in the index at all: not even the very same text finds
# it. One of 13 characters is found, by itself and as a whole only.
# Seen: 13 characters -> 1 hit, 14 characters -> 0 hits, 2 of them -> 0 hits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check tantivy==0.27.0
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

import tantivy

builder = tantivy.SchemaBuilder()
builder.add_text_field("body", stored=True)
index = tantivy.Index(builder.build())
clause = "分页注意力把缓存切成固定的小块"
writer = index.writer()
for length in (13, 14):
    document = tantivy.Document()
    document.add_text("body", clause[:length])
    writer.add_document(document)
writer.commit()
index.reload()


def hits(words: str) -> int:
    """Count the documents that a query finds."""
    return len(index.searcher().search(index.parse_query(words, ["body"]), 10).hits)


found = [hits(clause[:13]), hits(clause[:14]), hits(clause[:2])]
print(f"13 characters: {found[0]}, 14 characters: {found[1]}, the first 2 of them: {found[2]}")
sys.exit(found != [1, 0, 0])
PY
