#!/usr/bin/env bash
# latex2mathml 3.81.1: an ampersand that TeX writes as \& is a character reference in a formula, but within \text it stays
# as the TeX has it, with its backslash and unescaped, so that the MathML is not well-formed XML and the reader of a page
# sees R\&D. The same words given as an element (convert_to_element) can be mended before they become a string.
# Seen: "a \& b" -> <mi>&#x00026;</mi>, well-formed; "\text{R\&D}" -> <mtext>R\&D</mtext>, "not well-formed".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latex2mathml==3.81.1
"$folder/venv/bin/python" - <<'PY'
import sys
from xml.etree import ElementTree

from latex2mathml.converter import convert


def is_well_formed(markup: str) -> bool:
    """Return whether an XML parser reads the markup."""
    try:
        ElementTree.fromstring(markup)
    except ElementTree.ParseError:
        return False
    return True


formula, words = convert(r"a \& b"), convert(r"\text{R\&D}")
print(f"in a formula: well-formed {is_well_formed(formula)}; in words: well-formed {is_well_formed(words)}, {words}")
sys.exit(not is_well_formed(formula) or is_well_formed(words) or r"<mtext>R\&D</mtext>" not in words)
PY
