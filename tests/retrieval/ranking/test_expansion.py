"""What a question's words stand for joins its terms at less weight, and its text where the notes lack the word."""

from __future__ import annotations

import numpy as np

from retrieval.index.bm25 import Bm25Index
from retrieval.query.glossary import Mention
from retrieval.ranking.expansion import WEIGHT, Alternatives, expanded_terms, expanded_text
from retrieval.text.terms import query_terms

MOE = Mention("MoE", ("Mixture of Experts", "混合专家"))
OOM = Mention("爆显存", ("out of memory", "显存不足"))


def test_meanings_are_found_at_less_weight_and_what_was_written_keeps_its_own() -> None:
    own = query_terms("MoE 专家 routing")
    terms = expanded_terms(own, [Alternatives.of(MOE)])
    assert {term: terms[term] for term in own} == own
    assert terms["mixtur"] == terms["混合"] == WEIGHT < 1.0
    assert terms["专家"] == own["专家"] == 1.0
    assert expanded_terms(own, []) == own


def test_a_word_that_no_note_holds_is_explained_in_the_text_by_what_notes_do_hold() -> None:
    # the parts of the word for OOM stand in different chunks, as do those of its second meaning
    words = ["moe", "显存", "爆显", "memori", "不足"]
    ids, offsets = np.array([0, 1, 3, 2, 4], np.int32), np.array([0, 3, 5])
    index = Bm25Index.build(words, ids, np.ones(5, np.float32), offsets)
    assert expanded_text("MoE 爆显存", [MOE, OOM], index) == "MoE 爆显存 out of memory"
    assert expanded_text("MoE", [MOE], index) == "MoE"
