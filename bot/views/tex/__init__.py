"""TeX as one line of Unicode, or not at all: all commands, environments and arguments are known or all is refused."""

from __future__ import annotations

import re
import unicodedata

from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.macrospec import LatexContextDb

from bot.views.tex.atoms import NotWholeError, lines
from bot.views.tex.reader import MAX_DEPTH, TexReader

MAX_TEX = 2000
"""Characters of a formula that is still converted; a longer one is refused."""

_NESTING = re.compile(r"\\(?:begin|end)(?![a-zA-Z])|\\[()\[\]]|\\.|[{}]", re.DOTALL)
_SPACE = re.compile(r"\s+")
_SPACED = re.compile(r"(?<=[^\s(])\s*([∈∉≤≥≈≠≪≫∼≡≔≜∝×·→←⇒↦⟹⟸⟺∪∩⊂⊆⊗⊙∧∨∣∤])\s*(?=[^\s)])")
"""Signs between two operands, which read better with a space on either side."""


def whole_text(tex: str) -> str | None:
    """Return TeX as a line of Unicode that says all that it says; None where that cannot be done."""
    if len(tex) > MAX_TEX:
        return None
    depth = 0
    for step in _NESTING.findall(tex):
        depth += (step in {"{", "\\begin", "\\(", "\\["}) - (step in {"}", "\\end", "\\)", "\\]"})
        if depth > MAX_DEPTH:
            return None
    try:
        # nothing is known to the walker, so that it leaves arguments where they stand
        nodes, _, _ = LatexWalker(tex, latex_context=LatexContextDb(), tolerant_parsing=False).get_latex_nodes()
        if tex.rstrip().endswith("\\") and not tex.rstrip().endswith("\\\\"):
            return None
        shown = lines(TexReader(nodes, 0).atoms())
    except (LatexWalkerError, NotWholeError):
        return None
    return _SPACED.sub(r" \1 ", _SPACE.sub(" ", unicodedata.normalize("NFC", shown)).strip())
