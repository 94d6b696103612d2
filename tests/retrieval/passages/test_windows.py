from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.passages.excerpts import MAX_EXCERPT, MIN_EXCERPT
from retrieval.passages.likelihood import ScoredChunk, likelihood
from retrieval.passages.marks import marks
from retrieval.passages.selection import WORTH
from retrieval.passages.windows import Window, best_first, distinct, passage, windows_of
from retrieval.query.aspects import answer_cues
from retrieval.text.sentence_kinds import Sentences
from retrieval.text.terms import query_terms
from retrieval.types import Chunk, Paper, Passage

PAPER = Paper(id="a" * 10, path="x", slug="x", title="X", date="2024-01", url="https://notes.example/x.html")
FILLER = "这一段介绍与问题无关的背景知识和历史沿革，篇幅较长而没有给出任何结论。"
ANSWER = "分页管理把显存切成固定大小的块，因此碎片几乎消失。"


def chunk(text: str, number: int = 1, headings: tuple[str, ...] = ("方法", "分块"), anchor: str = "分块") -> Chunk:
    return Chunk(number, PAPER.id, headings, anchor, text)


def scored(question: str, chunk: Chunk, rank: int = 0) -> ScoredChunk:
    wanted, sentences = query_terms(question), Sentences.of(chunk.text)
    answered = [[term in query_terms(part) for term in wanted] for part in sentences.texts]
    shares = np.array(answered, np.float32).reshape(-1, len(wanted)) / len(wanted)
    return ScoredChunk(chunk.id, chunk, 0.0, rank, Sentences.unpack(chunk.text, sentences.pack()), shares)


def windows(question: str, chunks: Sequence[ScoredChunk], cost: float = WORTH) -> list[Window]:
    found = likelihood(chunks, answer_cues(question), None)
    return best_first(windows_of(chunks, found, np.full(len(chunks), cost, np.float32)))


def passages(question: str, *chunks: Chunk, limit: int = 3, paper: Paper = PAPER) -> list[Passage]:
    found = windows(question, [scored(question, one) for one in chunks])
    terms = query_terms(question)
    return [passage(paper, one, marks(one.text, terms), shown=True) for one in distinct(found, limit)]


def test_the_sentence_that_answers_is_shown_whole_with_its_section_and_link() -> None:
    (found,) = passages("显存碎片", chunk(FILLER * 5 + ANSWER + FILLER * 5))
    assert ANSWER in found.text
    assert MIN_EXCERPT <= len(found.text) <= MAX_EXCERPT or found.text == ANSWER
    assert found.text.endswith("。")
    assert found.section == "方法 › 分块"
    assert found.url == "https://notes.example/x.html#分块"


def test_terms_are_marked_where_they_stand() -> None:
    (found,) = passages("显存碎片", chunk(ANSWER))
    assert {found.text[start:end] for start, end in found.marks} == {"显存", "碎片"}


def test_no_caption_nor_reference_is_shown() -> None:
    assert not passages("显存碎片", chunk("图 3：显存碎片的分布。"))
    assert not passages("显存 碎片 fragmentation", chunk("[12] Kwon et al. 显存碎片 fragmentation. arXiv preprint."))


@pytest.mark.parametrize("row", ["方案 | 显存碎片 | 耗时", "显存碎片 | 3.5%"])
def test_no_row_of_a_table_is_shown_but_a_formula_with_a_bar_is(row: str) -> None:
    (found,) = passages("显存碎片", chunk(f"{row}\n由表可得，显存碎片的概率 P(x | y) 下降了一半。"))
    assert found.text == "由表可得，显存碎片的概率 P(x | y) 下降了一半。"
    assert not passages("显存碎片", chunk(row))


@pytest.mark.parametrize(
    "code",
    [
        "__global__ void reduce(float* memory) { }",
        "12: memory ← QUANTIZE(memory, best)",
        "def memory(x): return x",
        "memory = allocate(size);",
    ],
)
def test_no_line_of_code_is_shown(code: str) -> None:
    assert not passages("memory", chunk(code))
    assert passages("memory 显存", chunk(f"每一步用 {code} 更新显存里的参数，之后再同步。"))


def test_an_item_of_a_list_in_english_is_no_code() -> None:
    assert passages("memory", chunk("it halves the memory of attention;"))


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    text = "方法分三步\n- 显存分块；\n- 碎片合并。\n- Fragments of 显存 are merged. Then 碎片 go."
    (found,) = passages("显存碎片", chunk(text))
    assert found.text == "• 显存分块；\n• 碎片合并。\n• Fragments of 显存 are merged. Then 碎片 go."


@pytest.mark.parametrize("heading", ["显存碎片的分布", "核心结论", "The 显存 of it"])
def test_no_passage_ends_with_a_heading(heading: str) -> None:
    (found,) = passages("显存碎片", chunk(f"{ANSWER}\n{heading}"))
    assert found.text == ANSWER


def test_a_number_is_shown_to_who_asks_for_one() -> None:
    without = "分页让显存的碎片少了很多，省下了不少交换机，效果明显，大家都满意。"
    numbered = "分页让显存的碎片少了，省下了 54 台交换机。"
    found = passages("显存碎片少了多少台交换机", chunk(without), chunk(numbered, 2))
    assert found[0].text == numbered


def test_the_same_passage_is_not_shown_twice() -> None:
    found = passages(
        "显存碎片", chunk(ANSWER), chunk(ANSWER + "略有不同。", 2), chunk("碎片的统计方法见下文，显存另计。", 3)
    )
    assert len(found) == 2


def test_a_monstrous_sentence_is_cut_at_a_clause() -> None:
    (found,) = passages("显存碎片", chunk("显存碎片很多，" + "再说一些别的东西，" * 60 + "完。"))
    assert len(found.text) <= MAX_EXCERPT
    assert found.text.endswith("东西…")


def test_the_limit_is_kept_and_the_best_is_first() -> None:
    found = passages("显存碎片", chunk("只谈显存而不谈别的问题。"), chunk(ANSWER, 2), limit=1)
    assert [one.text for one in found] == [ANSWER]


def test_sentences_that_answer_the_question_together_stand_before_one_that_answers_a_part() -> None:
    together = "分页后显存按块分配。外面的碎片因此没有了。"
    parted = "显存的用量很大，这一句后面都说别的事情，与所问的再也没有什么关系。"
    chunks = [scored("显存的碎片", chunk(parted), rank=4), scored("显存的碎片", chunk(together, 2))]
    assert [one.text for one in windows("显存的碎片", chunks)] == [together, parted]


def test_of_passages_that_answer_alike_the_one_of_the_better_chunk_is_first() -> None:
    texts = "显存里有碎片。", "碎片在显存里。"
    for best in (0, 1):
        chunks = [scored("显存碎片", chunk(text, n), rank=int(n != best)) for n, text in enumerate(texts)]
        assert windows("显存碎片", chunks)[0].text == texts[best]


@pytest.mark.parametrize("announcing", ["在本节中，我们讨论显存碎片。", "In this section we discuss 显存碎片."])
def test_what_only_announces_gives_way_to_what_says_something(announcing: str) -> None:
    found = passages("显存碎片", chunk(announcing), chunk("显存碎片几乎消失了。", 2))
    assert found[0].text == "显存碎片几乎消失了。"


def test_a_chunk_that_answers_nothing_gives_no_passage() -> None:
    assert not passages("显存碎片", chunk("与此无关。"))


def test_a_note_without_a_link_gives_passages_without_one() -> None:
    paper = Paper(id="b" * 10, path="y", slug="y", title="Y", date="2024-01")
    (found,) = passages("显存", chunk(ANSWER), paper=paper)
    assert found.url == ""


def test_a_sentence_that_leads_to_the_next_is_shown_with_it() -> None:
    (found,) = passages("显存碎片", chunk("显存碎片有两种：\n内部碎片在块里，外部碎片在块与块之间。\n" + FILLER * 3))
    assert "外部碎片" in found.text


def test_who_asks_for_a_figure_or_a_reason_is_shown_one() -> None:
    figures = "分页省下 37.6% 的显存，只剩很少的碎片在块里。"
    reason = "由于显存按块分配，碎片只剩很少的一点在块里。"
    plain = "显存的碎片在两种方法里都有，下面分开来说明它们。"
    chunks = [chunk(text, n) for n, text in enumerate((plain, figures, reason))]
    assert passages("显存的碎片少了多少", *chunks)[0].text == figures
    assert passages("显存为什么有碎片", *chunks)[0].text == reason


def test_no_passage_ends_with_a_promise() -> None:
    promised = "显存的碎片有下面几种来历："
    (found,) = passages(
        "显存碎片", chunk(f"显存里的碎片很多，这是已经知道的。{promised}" + "后面的一句，" * 60 + "很长。")
    )
    assert "这是已经知道的。" in found.text
    assert promised not in found.text


def test_chunks_are_judged_alike_alone_and_together() -> None:
    chunks = [scored("显存碎片", chunk(text, n)) for n, text in enumerate((ANSWER + FILLER, "", FILLER, ANSWER))]
    together = likelihood(chunks, (), None)
    alone = [one for scored_chunk in chunks for one in likelihood([scored_chunk], (), None).tolist()]
    assert together.tolist() == pytest.approx(alone)
    assert likelihood([], (), None).tolist() == []
