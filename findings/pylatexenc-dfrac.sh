#!/usr/bin/env bash
# pylatexenc 2.11: \dfrac and \tfrac stand in the table of LatexNodes2Text beside \frac, but the walker that parses does
# not know that they take arguments. The replacement gets none, and numerator and denominator run together: one half is
# twelve. Nothing is raised.
# Seen: \frac12 -> 1/2, \tfrac12 -> 12, \dfrac{a}{b} -> ab, \binom{n}{k} -> nk.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pylatexenc==2.11
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

from pylatexenc.latex2text import LatexNodes2Text

text = LatexNodes2Text().latex_to_text
expected = {r"\frac12": "1/2", r"\tfrac12": "12", r"\dfrac{a}{b}": "ab", r"\binom{n}{k}": "nk"}
found = {formula: text(formula) for formula in expected}
print(found)
sys.exit(found != expected)
PY
