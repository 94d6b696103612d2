from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text.sentence_kinds import SentenceKind, Sentences, has_kind

TEXTS = st.text(alphabet="ab 分页。！？.!\n([|{}=;", max_size=200)


@given(TEXTS)
def test_what_was_found_at_indexing_is_read_back_whole(text: str) -> None:
    found = Sentences.of(text)
    assert "".join(found.texts) == text
    read = Sentences.unpack(text, found.pack())
    assert read.texts == found.texts
    assert read.kinds.tolist() == found.kinds.tolist()
    assert read.run(range(len(found.texts))[1:3]) == found.texts[1:3]


def test_what_says_nothing_by_itself_is_not_quotable() -> None:
    found = Sentences.of("图 3：碎片的分布。\n分页管理让碎片几乎消失。\n方案 | 碎片 | 耗时\n……")
    assert has_kind(SentenceKind.QUOTABLE, found.kinds).tolist() == [False, True, False, False]


def test_what_leads_on_and_what_announces_is_told() -> None:
    found = Sentences.of("方法有三步：\n先分块。In this section we measure. The steps are: 分块")
    assert has_kind(SentenceKind.LEADS_ON, found.kinds).tolist() == [True, False, False, False]
    assert has_kind(SentenceKind.ANNOUNCES, found.kinds).tolist() == [False, False, True, False]


def test_what_only_points_at_a_figure_announces() -> None:
    found = Sentences.of("图9(a)展示了束搜索的例子。如图 9 所示，快了两倍。下图给出定义。表示学习很有用。")
    assert has_kind(SentenceKind.ANNOUNCES, found.kinds).tolist() == [True, False, True, False]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("吞吐提高了 2.2 倍", True),
        ("A100,80GB memory", True),
        ("1,024 GB of memory", True),
        ("batches of 1,2,4,8 ms", True),
        ("(3.5x faster)", True),
        ("图3", False),
        ("[12] GB", False),
        ("1,2,3,4", False),
    ],
)
def test_a_number_with_a_unit_measures(text: str, measures: bool) -> None:
    assert has_kind(SentenceKind.MEASURES, Sentences.of(text).kinds).tolist() == [measures]


@pytest.mark.parametrize(
    ("text", "quotable"),
    [
        ("int x = f(y);", False),
        ("x = 1; y = 2; ", False),
        ("int flags     =     MAP  ; ", False),
        ("for (i = 0; i < n; i++)", False),
        ("we set x = 1; then it converges", True),
        ("a == b;", True),
        ("令 x = 1；然后收敛", True),
    ],
)
def test_what_ends_with_an_assignment_is_code(text: str, quotable: bool) -> None:
    assert has_kind(SentenceKind.QUOTABLE, Sentences.of(text).kinds).tolist() == [quotable]


@pytest.mark.parametrize(
    "text",
    [
        "方法如下。",
        "The steps are as follows.",
        "结果见下表。",
        "为什么更快？",
        "Why is it faster?",
        "步骤：",
        "如以下所示。",
    ],
)
def test_a_promise_and_a_question_lead_on(text: str) -> None:
    assert has_kind(SentenceKind.LEADS_ON, Sentences.of(text).kinds).tolist() == [True]


def test_a_line_without_an_end_is_a_heading_where_other_lines_have_one() -> None:
    found = Sentences.of("核心结论\n碎片没有了。\n- 省显存\n- 快两倍\n$$a=b$$\n各平台的稀疏度")
    assert has_kind(SentenceKind.LEADS_ON, found.kinds).tolist() == [True, False, False, False, False, True]
    unended = Sentences.of("碎片没有了\n显存也省了")
    assert not has_kind(SentenceKind.LEADS_ON, unended.kinds).any()


def test_an_item_with_a_list_of_its_own_leads_to_it() -> None:
    found = Sentences.of("1. 测试一\n  - 快两倍\n  - 省显存\n2. 测试二。\n  - 更慢")
    assert has_kind(SentenceKind.LEADS_ON, found.kinds).tolist() == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("text", "hangs"),
    [
        ("这种方法更快。", True),
        ("该方案更快。", True),
        ("它更快。", True),
        ("其速度更快。", True),
        ("其他方法更慢。", False),
        ("此外，碎片没有了。", False),
        ("这篇的价值在于细节。", False),
        ("$$a=b$$ 其中 a 是块。", True),
        ("$a$ 是块。", False),
        ("This is faster.", True),
        ("It is faster.", True),
        ("Items are sorted.", False),
        ("The former is faster.", True),
        ("分页管理更快。", False),
    ],
)
def test_what_begins_with_a_word_for_what_was_said_before_hangs_on_it(text: str, hangs: bool) -> None:
    assert has_kind(SentenceKind.HANGS, Sentences.of(text).kinds).tolist() == [hangs]


@pytest.mark.parametrize(
    ("text", "quotable"),
    [
        ("引用：图16、表12。", False),
        ("（见图 4(a) 和表 2）。", False),
        ("See Figures 3 and 4.", False),
        ("见图 3，速度快了两倍。", True),
        ("See Table 2 for the speed.", True),
    ],
)
def test_nothing_but_numbers_of_figures_is_not_quotable(text: str, quotable: bool) -> None:
    assert has_kind(SentenceKind.QUOTABLE, Sentences.of("碎片没有了。" + text).kinds).tolist()[-1] == quotable


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("省下 54 台交换机。", True),
        ("takes 12 steps", True),
        ("降到三分之一。", True),
        ("half of it", True),
        ("图 3 里", False),
    ],
)
def test_numbers_of_things_and_parts_count(text: str, counts: bool) -> None:
    assert has_kind(SentenceKind.COUNTS, Sentences.of(text).kinds).tolist() == [counts]
