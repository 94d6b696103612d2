#!/usr/bin/env bash
# python-liquid 2.3.6: in LAX mode, which goes on where STRICT raises, a block that is never closed takes all the rest of
# the page with it: what stands in it is not rendered although its condition is true, nor what follows, and nothing tells.
# An unknown tag or an {% endif %} too many costs itself alone, so that a test with one of those sees nothing. Whoever
# renders pages of other people has to look for blocks without an end before, or to keep the source where STRICT raises.
# Seen: "One. {% if true %}Two. Three." -> "One. "; "One. {% unknown %}Two. {% endif %}Three." -> "One. Two. Three.".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check python-liquid==2.3.6
"$folder/venv/bin/python" -W error - "$folder" <<'PY'
import sys

from liquid import Environment, Mode

lax = Environment(tolerance=Mode.LAX)
unclosed = lax.from_string("One. {% if true %}Two. Three.").render()
unknown = lax.from_string("One. {% unknown %}Two. {% endif %}Three.").render()
print(f"block without end: {unclosed!r}, tags that nobody knows: {unknown!r}")
sys.exit(unclosed != "One. " or unknown != "One. Two. Three.")
PY
