"""Numbers that point at papers shown before, and those that do not."""

from __future__ import annotations

import pytest

from retrieval.query.references import FORMER, LAST, LATTER, find_reference
from retrieval.text.terms import normalise


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        *(
            ("2", (2,)),
            ("2.", (2,)),
            ("#2", (2,)),
            ("（２）", (2,)),
            ("no. 2", (2,)),
            ("open 2", (2,)),
            ("打开第2个", (2,)),
        ),
        *(("第2篇的方法是什么", (2,)), ("第二篇讲了什么？", (2,)), ("第一篇论文的实验结果", (1,)), ("第二个", (2,))),
        *(("第十二篇", (12,)), ("第一篇展开讲讲", (1,)), ("论文 3 的局限", (3,)), ("最后一篇", (LAST,))),
        *(("the second one", (2,)), ("the second paper", (2,)), ("tell me more about the second one", (2,))),
        *(("what does paper 2 propose?", (2,)), ("what are the results of the first paper?", (1,))),
        *(("the 3rd one?", (3,)), ("the third", (3,)), ("the last one", (LAST,)), ("the second one in the list", (2,))),
        *(("compare the first two", (1, 2)), ("前两篇有什么区别", (1, 2)), ("the first three papers", (1, 2, 3))),
        *(("前者的局限", (FORMER,)), ("那后者呢", (LATTER,)), ("what are the limits of the latter?", (LATTER,))),
        *(("the former?", (FORMER,)), ("the latter's accuracy", (LATTER,))),
        *(("第一篇和第三篇哪个快", (1, 3)), ("compare 1 and 3", (1, 3)), ("1 和 3 有什么区别？", (1, 3))),
    ],
)
def test_numbers_of_papers_are_read(text: str, numbers: tuple[int, ...]) -> None:
    reference = find_reference(normalise(text))
    assert reference is not None
    assert reference.numbers == numbers


@pytest.mark.parametrize(
    "text",
    [
        *("第一篇讲分页的论文", "the first paper on paging", "第一篇提出连续批处理的是谁", "第二个实验的结果"),
        *("first token latency", "the second stage of ZeRO", "第一作者是谁", "2023", "8 GPUs", "table 2", "第二阶段"),
        *("papers from 2024", "FlashAttention 2", "the first two layers", "前两层", "2 张卡怎么训练"),
    ],
)
def test_other_numbers_point_at_nothing(text: str) -> None:
    assert find_reference(normalise(text)) is None


@pytest.mark.parametrize(
    "text", ["2", "第二篇讲了什么？", "打开第2个", "tell me more about the second one", "第一篇展开讲讲"]
)
def test_a_paper_itself_is_asked_for(text: str) -> None:
    reference = find_reference(normalise(text))
    assert reference is not None
    assert reference.opens(normalise(text))


@pytest.mark.parametrize(
    "text", ["第2篇的方法是什么", "what does paper 2 propose?", "compare the first two", "第一篇论文的实验结果"]
)
def test_something_of_a_paper_is_asked(text: str) -> None:
    reference = find_reference(normalise(text))
    assert reference is not None
    assert not reference.opens(normalise(text))


def test_a_number_that_was_not_shown_leads_nowhere() -> None:
    shown = {1: "a", 2: "b", 3: "c"}
    for text, found in (("3", ("c",)), ("the last one", ("c",)), ("4", ()), ("前两篇", ("a", "b")), ("1 and 7", ())):
        reference = find_reference(text)
        assert reference is not None
        assert reference.resolved(shown) == found
