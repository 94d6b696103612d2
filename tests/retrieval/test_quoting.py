from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.quoting import Sentences

TEXTS = st.text(alphabet="ab 分页。！？.!\n([|{}=;", max_size=200)


@given(TEXTS)
def test_what_was_found_at_indexing_is_read_back_whole(text: str) -> None:
    found = Sentences.of(text)
    assert "".join(found.texts) == text
    read = Sentences.read(text, found.ends())
    assert (list(read.texts), list(read.quotable)) == (list(found.texts), list(found.quotable))


def test_what_says_nothing_by_itself_is_not_quotable() -> None:
    found = Sentences.of("图 3：碎片的分布。\n分页管理让碎片几乎消失。\n方案 | 碎片 | 耗时\n……")
    assert list(found.quotable) == [False, True, False, False]
