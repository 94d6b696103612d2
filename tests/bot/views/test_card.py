"""The paper's card and what opens from it: parts of the note, related papers, the citation, the shared card."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.local_telegram.entities import slice_utf16, utf16_length
from bot.locales import LANGUAGES, Texts
from bot.views import Message, callback_data
from bot.views.card import card, related
from bot.views.citation import bibtex, citation
from bot.views.inline import inline_results
from bot.views.language import with_switch
from bot.views.note_pages import PAGE, pages_of, section_page
from bot.views.note_parts import contributions, parts
from retrieval.types import Bilingual, Block, Note, Paper, Section, short_id
from tests.bot.views import samples
from tests.bot.views.samples import TREE, accepted, paper

ZH, EN = Texts("zh"), Texts("en")
TEX = re.compile(r"\\(?:d|t)?frac|\\sum|\\text")
LONG_BACK = f"r:{short_id('a')}|b:{short_id('b')}:9999"
thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

LIST = (
    "- 提出分块 $T_{ij}$：先读一块。再算一块。\n  - 每块只读一次。\n- 给出 $\\frac{a}{b}$ 的界。\n"
    "1. 实现开源。\n- 四。\n- 五。\n- 六。"
)
NOTE = Note(
    paper(),
    (
        Section(("A1 主要贡献",), "a1", (Block("paragraph", "这篇论文讲分页。主要有："), Block("list", LIST))),
        Section(("A2 方法", "2.1 分块"), "21", (Block("paragraph", "先分块，记作 $x_i \\in \\mathbb{R}$。"),)),
        Section(("A2 方法", "2.2 调度"), "22", tuple(Block("paragraph", f"第{n}段。" * 60) for n in range(20))),
        Section(("A5 结论",), "a5", (Block("code", "if a < b:\n    pass"), Block("table", "列 | 值\n甲 | 1\n乙 | 2"))),
    ),
)


def _buttons(message: Message) -> dict[str, str]:
    return {button.text: button.data or button.url for row in message.keyboard for button in row}


def _prose(message: Message) -> str:
    """Return what a reader sees, but for code: listings, and formulas that do not come out whole, stay as they are."""
    shown = accepted(message)
    text = shown.text
    # the last one first: what stands before keeps its place
    for code in sorted((at for at in shown.entities if at.kind in ("pre", "code")), key=lambda at: -at.offset):
        end = code.offset + code.length
        text = slice_utf16(text, 0, code.offset) + slice_utf16(text, end, utf16_length(text) - end)
    return text


def _section(text: str) -> callback_data.OpenSection:
    wanted = callback_data.OpenSection.read(text)
    assert wanted is not None
    return wanted


@thorough
@given(samples.notes(), st.sampled_from(LANGUAGES), st.sampled_from(["", "v", "b:0123456789:12", LONG_BACK]))
def test_any_card_and_every_page_of_its_note_is_accepted(note: Note, language: str, back: str) -> None:
    texts = ZH if language == "zh" else EN
    message = card(note, TREE, texts, back=back, sharing=True)
    assert not TEX.search(_prose(with_switch(message, f"c:{note.paper.id}", texts, LANGUAGES)))
    for part in parts(note):
        for page in range(len(pages_of(part))):
            wanted = callback_data.OpenSection(note.paper.id, part.key, page, back)
            shown = section_page(note, wanted, texts)
            assert shown is not None
            assert not TEX.search(_prose(with_switch(shown, str(wanted), texts, LANGUAGES)))


@thorough
@given(st.lists(samples.papers(), min_size=1, max_size=5), st.sampled_from(LANGUAGES))
def test_any_citation_related_list_and_result_is_accepted(papers: list[Paper], language: str) -> None:
    texts = ZH if language == "zh" else EN
    accepted(citation(papers[0], texts))
    accepted(related(papers[0], tuple(papers[1:]), TREE, texts, back=LONG_BACK))
    for result in inline_results(tuple(papers), TREE, texts, "papercache_bot"):
        accepted(result.message)
        assert result.title.strip()
        assert utf16_length(result.description) <= 200


def test_a_card() -> None:
    message = card(NOTE, TREE, ZH, back="b:0123456789:2", sharing=True)
    assert accepted(message).text == (
        "Paper 1 on <KV> & caches\n\nAda Lovelace、Alan Turing\n2023-09 · SOSP 2023\n大语言模型 › 推理\n\n"
        "分页管理 xᵢ 缓存。\n\n"
        "主要贡献\n• 提出分块 Tᵢⱼ：先读一块。再算一块。 每块只读一次。\n• 给出 a/b 的界。\n• 实现开源。\n• 四。\n• 五。"
    )
    shown = _buttons(message)
    assert [*shown][:3] == ["主要贡献", "方法", "结论"]
    assert shown["📖 读笔记"] == "https://host.example/1.html"
    assert shown["📄 读原文"] == "https://arxiv.org/abs/2309.06180"
    assert shown["‹ 返回"] == "b:0123456789:2"
    assert shown["❝ 引用"] == f"q:{NOTE.paper.id}"
    assert shown["🔗 相关论文"] == f"r:{NOTE.paper.id}|b:0123456789:2"
    assert next(button.share for row in message.keyboard for button in row if button.share).startswith("Paper 1")


def test_a_card_without_sharing_or_a_way_back_has_neither() -> None:
    message = card(NOTE, TREE, EN)
    assert not any(button.share or button.text.startswith("‹") for row in message.keyboard for button in row)
    assert "Main contributions" in message.text


def test_many_authors_are_shortened() -> None:
    note = Note(paper(authors=tuple(f"Author {n}" for n in range(67))))
    assert "Author 0, Author 1, Author 2, Author 3 and others (67 authors)" in accepted(card(note, TREE, EN)).text
    assert "等 67 人" in accepted(card(note, TREE, ZH)).text


def test_endless_names_of_authors_are_cut_and_not_refused() -> None:
    note = Note(paper(authors=("A" * 5000, *(f"Author {n}" for n in range(9)))))
    assert "A" * 100 in accepted(card(note, TREE, EN)).text


def test_a_card_without_a_summary_begins_as_the_note_does() -> None:
    note = Note(paper(summary=Bilingual()), (Section(("贡献",), "", (Block("paragraph", "讲的是分页。"),)),))
    assert "讲的是分页。" in accepted(card(note, TREE, EN)).text


def test_a_paper_without_a_note_leads_to_none() -> None:
    message = card(Note(paper(has_note=False)), TREE, EN)
    assert "isn't written yet" in accepted(message).text
    assert [button.text for row in message.keyboard for button in row] == ["❝ Cite", "📄 Read the paper"]


def test_contributions_are_whole_and_end_with_a_sentence() -> None:
    long = "第一句说明方法。" + "第二句很长。" * 60
    note = Note(paper(), (Section(("Contributions",), "", (Block("list", f"- {long}\n- b\n- c"),)),))
    assert contributions(note) == ("第一句说明方法。" + "第二句很长。" * 32, "b", "c")


def test_contributions_in_prose_become_points() -> None:
    prose = (Block("paragraph", "背景。"), Block("paragraph", "提出甲。证明乙。实现丙。"), Block("paragraph", "图1 甲"))
    note = Note(paper(), (Section(("主要贡献",), "", prose),))
    assert contributions(note) == ("提出甲。", "证明乙。", "实现丙。")


def test_what_stands_under_a_heading_is_escaped_once() -> None:
    code = "if a < b & c:\n" * 200
    blocks = (Block("list", "- R&D <b>\n1. a < b"), Block("paragraph", "甲 & 乙"), Block("code", code))
    note = Note(paper(), (Section(("方法", "细节"), "x", blocks),))
    part = parts(note)[0]
    pages = [section_page(note, callback_data.OpenSection(note.paper.id, part.key, page, ""), ZH) for page in (0, 1, 2)]
    shown = "\n".join(accepted(page).text for page in pages if page)
    assert "细节\n• R&D <b>\n1. a < b\n\n甲 & 乙\n" in shown
    assert shown.count("if a < b & c:") == 200
    assert not re.search("&[a-z]+;|<pre>", shown)


def test_reading_a_note_from_its_first_page_to_its_last() -> None:
    first = parts(NOTE)[0]
    wanted: callback_data.OpenSection | None = callback_data.OpenSection(NOTE.paper.id, first.key, 0, "t:3")
    seen = []
    while wanted is not None:
        message = section_page(NOTE, wanted, ZH)
        assert message is not None
        shown = accepted(message)
        seen.append(shown.text)
        assert utf16_length(shown.text) < PAGE.units + 300
        assert _buttons(message)["‹ 回到论文"] == f"c:{NOTE.paper.id}|t:3"
        forward = [button.data for row in message.keyboard for button in row if button.text.endswith("›")]
        wanted = _section(forward[0]) if forward else None
    assert len(seen) == 5
    everything = "\n".join(seen)
    for words in ("• 提出分块", "◦ 每块只读一次", "2.1 分块", "xᵢ ∈ ℝ", "2.2 调度", "if a < b:", "• 甲 · 值: 1"):
        assert words in everything
    assert all(everything.count(f"第{n}段。") == 60 for n in range(20)), "nothing is lost or said twice at a cut"
    assert "第 2 / 3 页" in seen[2]
    assert "A2" not in everything


def test_turning_back_from_a_part_leads_to_the_end_of_the_one_before() -> None:
    conclusion = parts(NOTE)[2]
    message = section_page(NOTE, callback_data.OpenSection(NOTE.paper.id, conclusion.key), ZH)
    assert message is not None
    before = section_page(NOTE, _section(_buttons(message)["‹ 方法"]), ZH)
    assert before is not None
    assert "第 3 / 3 页" in before.text


def test_a_part_links_to_its_place_on_the_site() -> None:
    message = section_page(NOTE, callback_data.OpenSection(NOTE.paper.id, parts(NOTE)[2].key), ZH)
    assert message is not None
    shown = accepted(message)
    links = {slice_utf16(shown.text, at.offset, at.length): at.url for at in shown.entities if at.kind == "text_link"}
    assert links == {"结论": "https://host.example/1.html#a5"}


def test_a_part_that_is_no_more_is_stale() -> None:
    assert section_page(NOTE, callback_data.OpenSection(NOTE.paper.id, "000000"), ZH) is None
    assert section_page(Note(paper()), callback_data.OpenSection(NOTE.paper.id, parts(NOTE)[0].key), ZH) is None


def test_parts_keep_their_keys_when_others_come_and_go() -> None:
    shorter = Note(NOTE.paper, NOTE.sections[1:])
    assert {part.key for part in parts(shorter)} < {part.key for part in parts(NOTE)}
    twice = Note(NOTE.paper, (*NOTE.sections, NOTE.sections[0]))
    assert len({part.key for part in parts(twice)}) == 4


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({}, "inproceedings", ["booktitle = {SOSP}", "year = {2023}", "{lovelace2023paper,"]),
        ({"tag": "jmlr24"}, "article", ["journal = {JMLR}", "year = {2024}"]),
        ({"tag": "", "arxiv": "2309.06180"}, "misc", ["eprint = {2309.06180}", "archiveprefix = {arXiv}"]),
        ({"title": "On R&D: 100% {of} \\it"}, "inproceedings", ["title = {{On R\\&D: 100\\% of it}}", "2023rd,"]),
        ({"authors": ("Ö. Çağ",)}, "inproceedings", ["{cag2023paper,", "Ö. Çağ"]),
        ({"authors": ()}, "inproceedings", ["{2023paper,"]),
        ({"authors": ("¹ Ada Example", "Ben Writer")}, "inproceedings", ["{example2023paper,"]),
        ({"authors": ("Ada Example ½", "Ben Writer")}, "inproceedings", ["{example2023paper,"]),
        ({"authors": ("Ada Example", "\\", "{}", "Ben")}, "inproceedings", ["author = {Ada Example and Ben}"]),
        ({"authors": ("½", " ", "①")}, "inproceedings", ["{2023paper,"]),
    ],
)
def test_bibtex(changes: dict[str, object], kind: str, words: list[str]) -> None:
    entry = bibtex(paper(1, **changes))
    assert entry.startswith(f"@{kind}{{")
    assert entry.count("{") == entry.count("}")
    for word in words:
        assert word in entry


def test_a_citation_can_be_copied_where_it_is_short_enough() -> None:
    short = citation(paper(), EN)
    assert [button.copy for row in short.keyboard for button in row] == [bibtex(paper())]
    entity = next(entity for entity in accepted(short).entities if entity.kind == "pre")
    assert entity.language == "bibtex"
    assert not citation(paper(authors=("Ada Lovelace",) * 30), EN).keyboard


def test_related_papers_open_in_place_and_lead_back() -> None:
    message = related(paper(), (paper(2), paper(3)), TREE, ZH, back="b:0123456789:2")
    assert "与《Paper 1 on <KV> & caches》相关" in accepted(message).text
    shown = _buttons(message)
    assert shown["2"] == f"c:{paper(3).id}|r:{paper().id}|b:0123456789:2"
    assert shown["‹ 回到论文"] == f"c:{paper().id}|b:0123456789:2"
    assert "没有找到" in related(paper(), (), TREE, ZH).text


def test_an_inline_result_says_what_the_paper_is_and_leads_into_the_bot() -> None:
    (result,) = inline_results((paper(),), TREE, EN, "papercache_bot")
    assert result.title == "Paper 1 on <KV> & caches"
    assert result.description == "Inference · SOSP 2023\nPages the xᵢ cache."
    assert "Pages the xᵢ cache." in accepted(result.message).text
    assert f"https://t.me/papercache_bot?start=p_{paper().id}" in _buttons(result.message).values()


def test_the_switch_stands_beside_a_way_back_and_shows_the_same_again() -> None:
    message = with_switch(card(NOTE, TREE, ZH, back="t:1"), f"c:{NOTE.paper.id}|t:1", ZH, LANGUAGES)
    assert [button.text for button in message.keyboard[-1]] == ["‹ 返回", "🌐 English"]
    assert callback_data.SwitchLanguage.read(message.keyboard[-1][1].data) == callback_data.SwitchLanguage(
        "en", f"c:{NOTE.paper.id}|t:1"
    )
    assert with_switch(message, "t:1", ZH, ("zh",)) == message


def test_bibtex_of_an_undated_paper_names_no_year() -> None:
    entry = bibtex(paper(1, date="", tag=""))
    assert "year" not in entry
    assert "lovelacepaper" in entry
