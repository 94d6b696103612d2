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
