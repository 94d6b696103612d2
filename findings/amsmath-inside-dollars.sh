#!/usr/bin/env bash
# mdit-py-plugins 0.7.0: with amsmath beside dollarmath, a formula between $$ within a paragraph is torn apart where a line
# of it begins with an environment: the paragraph ends there, the environment becomes a formula of its own without what
# stands before and after it, and both $$ are left as text. The order of the plug-ins makes no difference. With
# dollarmath alone the formula is whole; so is one between $$ that begins a paragraph, so that a test with such a one
# sees nothing.
# Seen: "Loss: $$ L =\n\begin{pmatrix}…" -> "Loss: $$ L =", a formula that begins with \begin, "$$".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check markdown-it-py==4.3.0 mdit-py-plugins==0.7.0
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys

from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

FORMULA = "$$ L =\n\\begin{pmatrix}\na & b\n\\end{pmatrix}\n$$\n"


def kinds(reader: MarkdownIt, text: str) -> list[str]:
    """Return the formulas and texts that a page is made of."""
    tokens = [one for token in reader.parse(text) for one in (token.children or [token])]
    return [token.type for token in tokens if token.type.startswith(("math", "amsmath", "text"))]


dollars = MarkdownIt().use(dollarmath_plugin, double_inline=True)
both = MarkdownIt().use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)
turned = MarkdownIt().use(amsmath_plugin).use(dollarmath_plugin, double_inline=True)
found = [kinds(reader, f"Loss: {FORMULA}") for reader in (dollars, both, turned)] + [kinds(both, FORMULA)]
print(f"dollarmath: {found[0]}, with amsmath: {found[1]}, the other way round: {found[2]}, by itself: {found[3]}")
torn = ["text", "amsmath", "text"]
sys.exit(found != [["text", "math_inline_double"], torn, torn, ["math_block"]])
PY
