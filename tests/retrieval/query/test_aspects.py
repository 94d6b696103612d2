"""Which part of a note a question about given papers asks for."""

from __future__ import annotations

import pytest

from retrieval.query.aspects import asked_aspect
from retrieval.text.terms import normalise

PARTS = ("主要贡献", "背景与动机", "方法", "实验", "结论与局限")
ENGLISH_PARTS = ("Contributions", "1 Introduction", "3 Design", "5 Evaluation", "7 Limitations")


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("它的实验结果呢？", 3),
        ("效果怎么样", 3),
        ("what were the results?", 3),
        ("How was it evaluated", 3),
        ("这个方法有什么局限？", 4),
        ("any drawbacks?", 4),
        ("创新点是什么", 0),
        ("它的动机是什么", 1),
        ("what is the motivation", 1),
        ("它是怎么做的", 2),
        ("How does it work?", 2),
    ],
)
def test_the_part_that_is_asked_for(question: str, part: int) -> None:
    headed = asked_aspect(normalise(question))
    assert headed is not None
    assert [bool(headed.search(heading)) for heading in PARTS].index(True) == part
    assert [bool(headed.search(heading)) for heading in ENGLISH_PARTS].index(True) == part


@pytest.mark.parametrize("question", ["what about memory?", "它支持 FP8 吗", "which change results in less waste?"])
def test_other_questions_ask_for_no_part(question: str) -> None:
    assert asked_aspect(normalise(question)) is None
