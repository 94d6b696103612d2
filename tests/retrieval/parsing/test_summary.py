"""The summary of a note without one: whole sentences that say what the paper does."""

from __future__ import annotations

from retrieval.parsing.elements import to_sections
from retrieval.parsing.html import read_html
from retrieval.parsing.summary import summarise
from retrieval.types import Bilingual


def summary(markup: str, title: str = "A Title") -> Bilingual:
    return summarise(to_sections(read_html(markup)), title)


PROPOSAL = "本文提出了分页注意力，一种把键值缓存分成小块、按需分配显存的新算法。"
RESULT = "实验表明，与现有系统相比，吞吐量提高了二到四倍，而延迟保持不变。"
BACKGROUND = "现有系统把每个请求的缓存放在连续的显存里，造成大量碎片和浪费，限制了批处理的大小。"


def test_the_proposal_goes_before_the_background_and_brings_its_result() -> None:
    markup = f"<h2>A1 主要贡献</h2><p>{BACKGROUND}</p><p>{PROPOSAL}</p><ul><li>效果：{RESULT}</li></ul>"
    assert summary(markup).zh == PROPOSAL + RESULT


def test_contributions_go_before_the_introduction_and_any_other_section() -> None:
    other = "本文介绍了另一件与此无关的事情，写在引言里面，所以不该出现在摘要里。"
    assert summary(f"<h2>引言</h2><p>{other}</p><h2>核心贡献</h2><p>{PROPOSAL}</p>").zh.startswith(PROPOSAL)
    assert summary(f"<h2>方法</h2><p>{other}</p>").zh == other


def test_leads_in_captions_authors_and_cut_sentences_never_make_it() -> None:
    markup = (
        "<h2>主要贡献</h2><p>本文的主要贡献如下：</p><figure><figcaption>图1：本文提出的系统的总体结构。</figcaption></figure>"
        "<p>本文提出了一个没有写完的句子，它在半路就断了，没有句号</p><p>如图2所示，本文提出的系统由三部分组成。</p>"
        f"<ul><li><strong>方法</strong>：{PROPOSAL}</li></ul>"
    )
    assert summary(markup).zh == PROPOSAL


def test_problems_in_a_list_of_problems_are_background() -> None:
    problem = "缓存干扰：预填充与解码放在一起时，解码会被拖慢，单个词元的时间显著增加。"
    markup = f"<h2>贡献</h2><p>核心问题：</p><ol><li>{problem}</li></ol><p>创新点：</p><ul><li>{PROPOSAL}</li></ul>"
    assert summary(markup).zh == PROPOSAL


def test_citations_and_pointers_to_pictures_are_taken_out() -> None:
    markup = "<h2>贡献</h2><p>本文提出了分页注意力（如图2所示），把缓存分成小块来管理[12]，按需分配显存，避免碎片。</p>"
    assert summary(markup).zh == "本文提出了分页注意力，把缓存分成小块来管理，按需分配显存，避免碎片。"


def test_an_english_note_has_an_english_summary() -> None:
    text = "Serving is hard. We propose PagedAttention, which stores the cache in blocks. It raises throughput by 2-4x."
    assert summary(f"<h2>Contributions</h2><p>{text}</p>", "vLLM: X").en.startswith(
        "We propose PagedAttention, which stores the cache in blocks. It raises throughput by 2-4x."
    )


def test_a_note_without_prose_has_no_summary() -> None:
    assert not summary("<h2>贡献</h2><pre>x = 1</pre>")
    assert not summary("")
