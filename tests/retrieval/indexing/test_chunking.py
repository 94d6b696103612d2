"""Chunks and sentences: nothing is cut that must not be, nothing is lost, headings are true."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.indexing.chunking import MAX_CHUNK, MAX_WHOLE, chunk_note, embedded_text
from retrieval.text.sentences import sentences
from retrieval.types import Block, BlockKind, ChunkText, Note, Paper, Section

PAPER = Paper(id="1", path="a/x", slug="x", title="Orca: Serving", date="2023-09", title_zh="虎鲸")
SENTENCES = [
    f"第{number}句说明系统在第{number}种负载下的表现，它比基线快{number}.5倍，并且不增加延迟。" for number in range(60)
]


def chunks(*sections: Section) -> list[ChunkText]:
    return chunk_note(Note(PAPER, sections))


def section(*blocks: Block, headings: tuple[str, ...] = ("方法",), anchor: str = "a") -> Section:
    return Section(headings, anchor, blocks)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("提出了A。它很快！真的吗？是的", ["提出了A。", "它很快！", "真的吗？", "是的"]),
        ("见图（它在左边。）。然后继续。", ["见图（它在左边。）。", "然后继续。"]),
        ("他问“为什么？”这个问题很好。下一句。", ["他问“为什么？”这个问题很好。", "下一句。"]),
        ("It works. Then, e.g. this, vs. That. Done.", ["It works. ", "Then, e.g. this, vs. That. ", "Done."]),
        (
            "See Fig. 3 and Smith et al. We use v1.2.3 at 3.5x. Next.",
            ["See Fig. 3 and Smith et al. We use v1.2.3 at 3.5x. ", "Next."],
        ),
        ("J. Smith of the U.S. Army left. Bye.", ["J. Smith of the U.S. Army left. ", "Bye."]),
        ("设 $a. B$ 与 $$c。d$$ 成立。好。", ["设 $a. B$ 与 $$c。d$$ 成立。", "好。"]),
        ("提升2.5倍.接着 Llama 3.1 运行。", ["提升2.5倍.", "接着 Llama 3.1 运行。"]),
        ("1. 概述\n2. 方法。很好\n", ["1. 概述\n", "2. 方法。", "很好\n"]),
        ("没有闭合（的括号。后面照常。", ["没有闭合（的括号。", "后面照常。"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet='ab.。！? \n（()）“”"$[]A1', max_size=200))
def test_joined_sentences_are_the_text_again(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert all(sentences(text))


@pytest.mark.parametrize("text", ["a" * 3_000_000, "（" * 1_000_000, "“a" * 500_000, "$a" * 500_000, ". " * 500_000])
def test_long_lines_take_no_long_time(text: str) -> None:
    assert "".join(sentences(text)) == text


def test_a_section_that_fits_is_one_chunk_with_its_headings_and_anchor() -> None:
    blocks = (Block("paragraph", "".join(SENTENCES[:4])), Block("formula", "$$E=mc^2$$"))
    (chunk,) = chunks(section(*blocks, headings=("方法", "分块"), anchor="b"))
    assert (chunk.headings, chunk.anchor) == (("方法", "分块"), "b")
    assert chunk.text == "".join(SENTENCES[:4]) + "\n$$E=mc^2$$"


def test_a_long_section_is_cut_at_sentences_with_one_repeated() -> None:
    found = chunks(section(Block("paragraph", "".join(SENTENCES))))
    assert all(250 <= len(chunk.text) <= MAX_CHUNK + 60 for chunk in found)
    for before, after in pairwise(found):
        assert sentences(after.text)[0] == sentences(before.text)[-1]
    told = dict.fromkeys(one for chunk in found for one in sentences(chunk.text))
    assert list(told) == SENTENCES


def test_chunks_of_different_sections_share_nothing() -> None:
    one, other = chunks(
        section(Block("paragraph", "".join(SENTENCES[:8])), headings=("一",)),
        section(Block("paragraph", "".join(SENTENCES[8:16])), headings=("二",)),
    )
    assert not set(sentences(one.text)) & set(sentences(other.text))


@pytest.mark.parametrize("kind", ["list", "table", "code", "formula"])
def test_a_block_longer_than_a_chunk_stays_whole(kind: str) -> None:
    text = "\n".join(f"- 第{number}项：{'说明' * 20}" for number in range(30))[: MAX_WHOLE - 10]
    lead = "方法如下："
    found = chunks(section(Block("paragraph", "".join(SENTENCES[:7])), Block("paragraph", lead), Block(kind, text)))  # type: ignore[arg-type]
    assert any(text in chunk.text for chunk in found)
    assert any(chunk.text == f"{lead}\n{text}" for chunk in found)


def test_a_monstrous_list_is_cut_between_items_with_what_is_nested_in_them() -> None:
    items = [f"- 第{number}项：{'说明' * 40}\n  - 其中甲\n  - 其中乙" for number in range(40)]
    found = chunks(section(Block("list", "\n".join(items))))
    assert len(found) > 1
    assert "\n".join(chunk.text for chunk in found) == "\n".join(items)
    assert all(chunk.text.startswith("- ") and chunk.text.endswith("乙") for chunk in found)


def test_a_monstrous_table_repeats_its_first_row() -> None:
    rows = [f"{number} | {'x' * 50}" for number in range(100)]
    found = chunks(section(Block("table", "\n".join(["编号 | 值", *rows]))))
    assert all(chunk.text.startswith("编号 | 值\n") for chunk in found)
    assert [line for chunk in found for line in chunk.text.split("\n")[1:]] == rows


def test_monstrous_code_is_cut_between_lines_and_a_monstrous_sentence_somewhere() -> None:
    lines = [f"x{number} = {'1' * 60}" for number in range(100)]
    found = chunks(section(Block("code", "\n".join(lines))))
    assert [line for chunk in found for line in chunk.text.split("\n")] == lines
    assert "".join(chunk.text for chunk in chunks(section(Block("paragraph", "长" * 9000)))) == "长" * 9000


@pytest.mark.parametrize("kind", ["table", "code", "formula", "list", "paragraph"])
@pytest.mark.parametrize("text", ["字 | " * 9000, "1," * 20_000, "x = 1; " * 5000, "长" * 30_000 + "\n甲 | 乙" * 900])
def test_no_line_makes_a_monstrous_chunk_nor_is_it_repeated(kind: BlockKind, text: str) -> None:
    found = [chunk.text for chunk in chunks(section(Block(kind, text)))]
    assert max(map(len, found)) <= MAX_WHOLE + MAX_CHUNK
    assert sum(map(len, found)) < 1.5 * len(text)


def test_tiny_neighbours_are_joined_under_both_their_names() -> None:
    tiny = [
        section(Block("paragraph", "八张卡。"), headings=("实验", "硬件"), anchor="h"),
        section(Block("paragraph", "一个框架。"), headings=("实验", "软件"), anchor="s"),
        section(Block("paragraph", "很好。"), headings=("结论",), anchor="c"),
    ]
    assert [(chunk.headings, chunk.anchor, chunk.text) for chunk in chunks(*tiny)] == [
        (("实验", "硬件 · 软件"), "h", "八张卡。\n一个框架。"),
        (("结论",), "c", "很好。"),
    ]


def test_what_is_embedded_begins_with_both_titles_and_the_last_headings() -> None:
    chunk = ChunkText(("一", "二", "三"), "", "正文。")
    assert embedded_text(PAPER, chunk) == "Orca: Serving\n虎鲸\n二 三\n正文。"


_BLOCKS = st.builds(
    Block,
    st.sampled_from(["paragraph", "list", "table", "code", "formula", "caption"]),
    st.text(alphabet="甲乙。，ab. \n|-$（）", min_size=1, max_size=3000),
)


@given(st.lists(_BLOCKS, max_size=6))
def test_no_character_is_lost_and_no_chunk_is_empty(blocks: list[Block]) -> None:
    found = chunks(section(*blocks))
    assert all(chunk.text.strip() for chunk in found)
    written = {sign: sum(block.text.count(sign) for block in blocks) for sign in "甲乙ab"}
    # a repeated sentence or first row may add signs, nothing may take any away
    assert all(sum(chunk.text.count(sign) for chunk in found) >= count for sign, count in written.items())
