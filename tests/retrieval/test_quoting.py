from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.quoting import Kind, Sentences, are

TEXTS = st.text(alphabet="ab 分页。！？.!\n([|{}=;", max_size=200)


@given(TEXTS)
def test_what_was_found_at_indexing_is_read_back_whole(text: str) -> None:
    found = Sentences.of(text)
    assert "".join(found.texts) == text
    read = Sentences.read(text, found.written())
    assert read.texts == found.texts
    assert read.kinds.tolist() == found.kinds.tolist()
    assert read.run(range(len(found.texts))[1:3]) == found.texts[1:3]


def test_what_says_nothing_by_itself_is_not_quotable() -> None:
    found = Sentences.of("图 3：碎片的分布。\n分页管理让碎片几乎消失。\n方案 | 碎片 | 耗时\n……")
    assert are(Kind.QUOTABLE, found.kinds).tolist() == [False, True, False, False]


def test_what_leads_on_and_what_announces_is_told() -> None:
    found = Sentences.of("方法有三步：\n先分块。In this section we measure. The steps are: 分块")
    assert are(Kind.LEADS_ON, found.kinds).tolist() == [True, False, False, False]
    assert are(Kind.ANNOUNCES, found.kinds).tolist() == [False, False, True, False]


def test_what_only_points_at_a_figure_announces() -> None:
    found = Sentences.of("图9(a)展示了束搜索的例子。如图 9 所示，快了两倍。下图给出定义。表示学习很有用。")
    assert are(Kind.ANNOUNCES, found.kinds).tolist() == [True, False, True, False]
