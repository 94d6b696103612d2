#!/usr/bin/env bash
# PyStemmer 3.0.0 and 3.1.0: the English stems of everyday technical words differ between two minor versions: an index
# built under one and asked under the other loses those words without an error. Stemmer.version() is no help in telling
# them apart: the package 3.0.0 calls itself 2.0.1.
# Seen: 3.0.0 -> "2.0.1 interv intern cach", 3.1.0 -> "3.1.0 interval internal cach".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
words() {
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install -q --disable-pip-version-check "pystemmer==$1"
    "$folder/$1/bin/python" -c 'import Stemmer
stem = Stemmer.Stemmer("english").stemWord
print(Stemmer.version(), *map(stem, ("interval", "internal", "cache")))'
}
before=$(words 3.0.0)
after=$(words 3.1.0)
echo "3.0.0: $before; 3.1.0: $after"
[ "$before" = "2.0.1 interv intern cach" ] && [ "$after" = "3.1.0 interval internal cach" ]
