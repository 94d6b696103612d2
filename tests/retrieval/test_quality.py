"""The quality of answers over our own notes, with the bundled model: a drop below the floor is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval.evaluation import LIST_TYPES, Evaluation, Row, evaluate, load_questions
from retrieval.library import Library
from retrieval.models.embedding import load_embedder
from retrieval.sources import Site, open_source

ROOT = Path(__file__).parents[2]
EVAL = ROOT / "tests" / "eval"

FLOORS = {
    "notes": {"paraphrase_zh": 0.92, "paraphrase_en": 0.91, "lookup": 0.93},
    "blind": {"paraphrase_zh": 0.89, "paraphrase_en": 0.88, "lookup": 0.95},
}
"""Least share with the right paper first, some three questions below what was measured: 0.98, 0.98 and 1.00 for the
notes' own questions, 0.935, 0.92 and 1.00 for the blind ones."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    source = open_source(ROOT / "notes", Site(url="https://notes.example", baseurl="/cache", permalink="/:path.html"))
    data = tmp_path_factory.mktemp("data")
    names, glossary = ROOT / "notes" / "categories.yaml", [ROOT / "notes" / "glossary.yaml"]
    with Library.open(
        data, [source], load_embedder(), names, glossary=glossary, today=lambda: date(2026, 11, 23)
    ) as library:
        library.refresh()
        yield library


@pytest.fixture(scope="module")
def evaluations(library: Library) -> dict[str, Evaluation]:
    return {name: evaluate(library, load_questions(EVAL / f"{name}_queries.jsonl")) for name in FLOORS}


def row(evaluation: Evaluation, name: str) -> Row:
    return next(row for row in evaluation.rows() if row.name == name)


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, floors in FLOORS.items() for kind in floors])
def test_the_right_paper_comes_first(evaluations: dict[str, Evaluation], name: str, kind: str) -> None:
    missed = [f"{outcome.query} -> {outcome.first}" for outcome in evaluations[name].outcomes if outcome.type == kind]
    found = row(evaluations[name], kind)
    assert (found.first or 0) >= FLOORS[name][kind], missed
    assert (found.first_three or 0) >= 0.96


@pytest.mark.parametrize("name", FLOORS)
def test_every_list_is_exactly_right(evaluations: dict[str, Evaluation], name: str) -> None:
    lists = [outcome for outcome in evaluations[name].outcomes if outcome.type in LIST_TYPES]
    assert len(lists) >= 25
    assert not [outcome.query for outcome in lists if not outcome.exact]


@pytest.mark.parametrize(("name", "most"), [("notes", 0.03), ("blind", 0.045)])
def test_answerable_questions_are_answered(evaluations: dict[str, Evaluation], name: str, most: float) -> None:
    assert row(evaluations[name], "all").refused <= most


def test_questions_that_the_notes_cannot_answer_are_refused(
    library: Library, evaluations: dict[str, Evaluation]
) -> None:
    for evaluation in evaluations.values():
        assert row(evaluation, "off_topic").refused >= 0.95
    assert row(evaluate(library, load_questions(EVAL / "off_topic_queries.jsonl")), "off_topic").refused >= 0.95


@pytest.mark.parametrize("leg", ["lexical", "dense", "late"])
def test_no_leg_is_blind_to_chinese(evaluations: dict[str, Evaluation], leg: str) -> None:
    assert row(evaluations["notes"], "paraphrase_zh").legs[leg] >= 0.75


def test_a_refusal_offers_the_nearest_categories(library: Library) -> None:
    answer = library.ask("红烧肉怎么炖才不柴")
    assert answer.abstained
    assert answer.hits
    assert 1 <= len(answer.suggestions) <= 3


def test_a_doubtful_refusal_names_the_closest_papers_and_a_sure_one_none(library: Library) -> None:
    doubtful = library.ask("讲讲量化感知训练")
    assert doubtful.abstained
    assert "SageAttention" in doubtful.closest[0].title
    assert len(doubtful.closest) == 2
    assert library.ask("红烧肉怎么炖才不柴").closest == ()
    assert library.ask("谢谢你").closest == ()
    assert library.ask("vLLM").closest == ()


def test_a_name_that_no_note_mentions_is_told_and_none_that_one_does(library: Library) -> None:
    answer = library.ask("How does KIVI quantise the KV cache?")
    assert answer.unmentioned == ("KIVI",)
    assert library.ask("KIVI 那篇").unmentioned == ("KIVI",)
    for name in FLOORS:
        for question in load_questions(EVAL / f"{name}_queries.jsonl"):
            if question.type != "off_topic":
                assert library.ask(question.query).unmentioned == (), question.query


def test_a_question_with_such_a_name_is_refused_sooner(library: Library) -> None:
    named, plain = (library.ask(f"how does {word} do pipeline scheduling?") for word in ("Tokyo", "tokyo"))
    assert named.confidence < plain.confidence
    assert named.abstained
    assert not plain.abstained


@pytest.mark.parametrize(
    "question",
    [
        "FlashAttention-2 相比 FlashAttention 改了什么？",
        "what does FlashAttention-2 change?",
    ],
)
def test_a_paper_that_is_only_mentioned_by_others_is_told_as_missing(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.abstained
    assert answer.lacking == ("FlashAttention-2",)
    assert any("FlashAttention" in paper.title for paper in answer.closest)


@pytest.mark.parametrize(
    "question",
    [
        "LogFMT 为什么没有采用",
        "why was LogFMT not adopted?",
        "什么是 StepMesh",
        "what is StepMesh?",
        "在线 softmax 怎么做",
        "how does online softmax work",
        "rendezvous 协议是什么",
        "How does copy-on-write work in vLLM?",
        "写时复制怎么用",
        "有没有 RAG 相关的论文",
        "How is NCCL structured?",
    ],
)
def test_a_term_that_one_paragraph_explains_is_no_reason_to_refuse(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert not answer.abstained
    assert answer.hits[0].shown_passages


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("what are SARATHI's limitations?", "结论与局限"),
        ("SARATHI 有什么缺点", "结论与局限"),
        ("what are the limitations of Mirage?", "结论与局限"),
        ("How does SARATHI work?", "方法"),
        ("SARATHI 是怎么做的", "方法"),
        ("FlashAttention 的实验结果", "实验"),
        ("Mirage 是什么", "主要贡献"),
        ("summary of FlashAttention 3", "主要贡献"),
    ],
)
def test_the_part_that_is_asked_for_of_a_named_paper_is_quoted(library: Library, question: str, section: str) -> None:
    answer = library.ask(question)
    assert not answer.abstained
    assert {passage.section.split(" › ")[0] for passage in answer.hits[0].shown_passages} == {section}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("TileLang 和 FlexAttention 有什么区别", {"TileLang", "Flex Attention"}),
        ("how does Orca compare with SARATHI?", {"SARATHI", "Orca"}),
    ],
)
def test_of_papers_that_are_compared_one_passage_each_is_shown(
    library: Library, question: str, names: set[str]
) -> None:
    shown = [hit for hit in library.ask(question).hits if hit.shown]
    assert {hit.paper.title.split(":")[0] for hit in shown} == names
    assert [len(hit.shown_passages) for hit in shown] == [1, 1]


def test_what_a_sentence_announces_is_quoted_with_it(library: Library) -> None:
    for question in ("what are the limitations of Mirage?", "Mirage 有什么局限"):
        (text, *_) = [passage.text for passage in library.ask(question).hits[0].shown_passages]
        assert "局限：" in text
        assert "Lax" in text


def test_what_is_shown_has_room_on_a_phone(library: Library) -> None:
    for question in (
        "KV 缓存太占显存，有什么办法？",
        "how do the papers schedule requests?",
        "FlashAttention-3 怎么做的",
    ):
        shown = [passage for hit in library.ask(question).hits if hit.shown for passage in hit.shown_passages]
        assert shown
        assert sum(len(passage.text) for passage in shown) <= 900


def test_misspelt_names_are_found(library: Library) -> None:
    for text, slug in (
        ("pagedatention", "2023-09-Efficient-Memory-Management-for-Large-Language-Model-Serving-with-PagedAttention"),
        (
            "CacheBlned 怎么做的",
            "2025-04-CacheBlend-Fast-Large-Language-Model-Serving-for-RAG-with-Cached-Knowledge-Fusion",
        ),
    ):
        assert library.ask(text).hits[0].paper.slug == slug


def test_passages_answer_in_whole_sentences_with_a_link(library: Library) -> None:
    answer = library.ask("分页管理 KV 缓存怎么减少显存碎片？")
    first = answer.hits[0]
    assert "PagedAttention" in first.paper.title
    assert 1 <= len(first.passages) <= 3
    for passage in first.passages:
        assert 20 <= len(passage.text) <= 300
        assert passage.section
        assert passage.url.startswith(first.paper.url + "#")
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.marks)
    assert any("碎片" in passage.text for passage in first.passages)
    assert len({passage.text for passage in first.passages}) == len(first.passages)


def test_a_filter_inside_a_question_binds_it(library: Library) -> None:
    answer = library.ask("2025 年的论文里谁做了注意力和专家的分离部署？")
    assert answer.hits
    assert all(hit.paper.date.startswith("2025") for hit in answer.hits)


def test_a_paper_named_by_its_identifier_is_the_only_hit_and_certain(library: Library) -> None:
    answer = library.ask("https://arxiv.org/abs/2309.06180")
    assert [hit.paper.arxiv for hit in answer.hits] == ["2309.06180"]
    assert not answer.abstained


def test_a_follow_up_stays_with_the_previous_papers(library: Library) -> None:
    first = library.ask("PagedAttention 怎么管理显存")
    second = library.ask("它的实验结果呢？", previous=first)
    assert {hit.paper.id for hit in second.hits} <= {hit.paper.id for hit in first.hits}
    assert second.hits[0].paper == first.hits[0].paper
    assert not second.abstained


def test_a_list_of_a_topic_without_papers_is_empty_and_no_refusal(library: Library) -> None:
    answer = library.ask("有没有讲扩散模型的笔记")
    assert (answer.hits, answer.abstained, answer.query.intent) == ((), False, "list")


def test_an_empty_library_abstains(tmp_path: Path) -> None:
    with Library.open(tmp_path, [], load_embedder()) as library:
        answer = library.ask("分页管理")
    assert answer.abstained
    assert not answer.hits


@pytest.mark.parametrize(
    ("question", "section"),
    [("它的实验结果呢？", "实验"), ("what are its limitations?", "结论与局限"), ("那它的方法呢？", "方法")],
)
def test_a_follow_up_that_names_a_part_of_the_note_is_answered_from_there(
    library: Library, question: str, section: str
) -> None:
    before = library.ask("怎样压缩 KV cache 才能传得快", limit=3)
    after = library.ask(question, limit=3, previous=before)
    assert [hit.paper for hit in after.hits] == [before.hits[0].paper]
    assert after.hits[0].passages[0].section.split(" › ")[0] == section
    again = library.ask(question, within=[before.hits[0].paper.id])
    assert again.hits[0].passages[0].section.startswith(section)
