"""Every formula of the real site, where it is at hand: none loses a letter or a number, or it stands as TeX."""

import re
import unicodedata
from collections import Counter

from bot.views.formulas import FORMULA
from bot.views.tex import whole_text
from retrieval import Site
from tests.real_site import REAL_SITE, needs_real_site
from tests.retrieval.sources.conftest import read_all

pytestmark = needs_real_site

_NO_CONTENT = re.compile(r"\\(?:begin|end|color|textcolor|label|hspace)\{[^{}]*\}|\\sqrt\[\w\]|\\[a-zA-Z]+|\\.")


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in unicodedata.normalize("NFKD", text) if character.isalnum())


def test_no_formula_loses_a_letter_or_a_number() -> None:
    notes, _ = read_all(REAL_SITE, Site())
    texts = {block.text for note in notes for part in note.sections for block in part.blocks if block.kind != "code"}
    found = {next(filter(None, match.groups())) for text in texts for match in FORMULA.finditer(text)}
    shown = {tex: whole_text(tex) for tex in found}
    assert len(found) > 2000
    assert sum(text is None for text in shown.values()) < len(found) / 100
    lost = {tex: text for tex, text in shown.items() if text and _letters(_NO_CONTENT.sub(" ", tex)) - _letters(text)}
    assert lost == {}
