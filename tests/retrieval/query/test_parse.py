from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from retrieval.query.catalogue import Catalogue
from retrieval.query.context import Context
from retrieval.query.parse import understand
from retrieval.types import Answer, Bilingual, Category, Filters, Hit, MatchScore, Paper, Query, short_id

TODAY = date(2026, 11, 23)


def paper(path: str, title: str, day: str, tag: str = "", arxiv: str = "", doi: str = "") -> Paper:
    *categories, slug = path.split("/")
    return Paper(
        id=short_id(path),
        path=path,
        slug=slug,
        title=title,
        date=day,
        categories=tuple(categories),
        tag=tag,
        url=f"https://notes.example/cache/{path}.html",
        arxiv=arxiv,
        doi=doi,
    )


PAGED = paper(
    "llm/engineering/inference/paged", "PagedAttention", "2023-09", "sosp23", "2309.06180", "10.1145/3600006.3613165"
)
PAPERS = (
    PAGED,
    paper("llm/engineering/inference/kvcache/blend", "CacheBlend", "2025-04", "eurosys25"),
    paper("llm/algorithm/RL/dpo", "Direct Preference Optimization", "2023-05", "nips23"),
    paper("llm/engineering/rl/flow", "HybridFlow", "2024-10", "eurosys25"),
    paper("llm/engineering/compiler/lang", "TileLang", "2025-04"),
    paper("mlsys/compiler/tvm", "TVM", "2018-02", "osdi18"),
    paper("mlsys/networking/ucx", "UCX", "2015-07"),
)


def category(path: str, zh: str, en: str, *aliases: str, children: tuple[Category, ...] = ()) -> Category:
    return Category(path, Bilingual(zh, en), aliases, children=children)


CATALOGUE = Catalogue.of(
    PAPERS,
    (
        category(
            "llm",
            "大语言模型",
            "Large language models",
            "大模型",
            children=(
                category("llm/algorithm/RL", "强化学习", "Reinforcement learning", "RL", "RLHF"),
                category("llm/engineering", "工程实践", "Engineering", "工程"),
                category(
                    "llm/engineering/inference",
                    "推理优化",
                    "Inference optimisation",
                    "inference",
                    "推理",
                    "推理加速",
                    children=(category("llm/engineering/inference/kvcache", "KV 缓存", "KV cache", "KVCache"),),
                ),
                category("llm/engineering/rl", "强化学习训练系统", "RL systems", "强化学习", "RL"),
                category("llm/engineering/moe", "混合专家模型", "Mixture of experts", "MoE"),
                category("llm/engineering/train", "训练优化", "Training optimisation", "训练", "training"),
                category("llm/engineering/compiler", "编译器与编程模型", "Compilers", "编译器", "compiler"),
            ),
        ),
        category("diffusion", "扩散模型", "Diffusion models", "diffusion model"),
        category("mlsys", "机器学习系统", "Machine-learning systems"),
        category("mlsys/compiler", "机器学习编译器", "ML compilers", "编译器", "compilers"),
        category("mlsys/networking", "网络与通信", "Networking", "collectives"),
    ),
)
RL = ("llm/algorithm/RL", "llm/engineering/rl")
COMPILERS = ("llm/engineering/compiler", "mlsys/compiler")
INFERENCE = ("llm/engineering/inference",)


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        ("有没有讲扩散模型的笔记", {"categories": ("diffusion",)}),
        ("SOSP23 收录了什么", {"tags": ("sosp23",)}),
        ("2022 年训练方面的都发我", {"categories": ("llm/engineering/train",), "since": "2022", "until": "2022"}),
        ("everything you have about compilers", {"categories": COMPILERS}),
        ("强化学习类一共几篇", {"categories": RL}),
        ("what's new this month", {"since": "2026-11", "until": "2026-11", "latest": 5}),
        ("osdi 2025", {"tags": ("osdi25",)}),
        ("OSDI", {"tags": ("osdi",)}),
        ("NeurIPS 2023 的论文", {"tags": ("nips23",)}),
        ("2023 年 NeurIPS 的都有哪几篇", {"tags": ("nips23",)}),
        ("which NeurIPS'23 papers are in here?", {"tags": ("nips23",)}),
        ("ＯＳＤＩ２５ 有哪些", {"tags": ("osdi25",)}),
        ("強化學習的論文", {"categories": RL}),
        ("工程方面的强化学习论文", {"categories": ("llm/engineering/rl",)}),
        ("推理 KV 缓存的论文", {"categories": ("llm/engineering/inference/kvcache",)}),
        ("推理和编译器的论文", {"categories": (*INFERENCE, *COMPILERS)}),
        ("llm/engineering/inference", {"categories": INFERENCE}),
        ("engineering/rl 下面有什么", {"categories": ("llm/engineering/rl",)}),
        ("Which papers on inference were published since 2024?", {"categories": INFERENCE, "since": "2024"}),
        ("inference papers from 2024", {"categories": INFERENCE, "since": "2024", "until": "2024"}),
        ("2020到2022年的推理论文", {"categories": INFERENCE, "since": "2020", "until": "2022"}),
        ("2024 年 3 月的论文", {"since": "2024-03", "until": "2024-03"}),
        ("papers published in March 2024", {"since": "2024-03", "until": "2024-03"}),
        ("2024 上半年的论文", {"since": "2024-01", "until": "2024-06"}),
        ("去年的论文", {"since": "2025", "until": "2025"}),
        ("papers before 2018", {"until": "2017"}),
        ("最近收录的 3 篇编译器论文", {"categories": COMPILERS, "latest": 3}),
        ("latest 7 papers", {"latest": 7}),
        ("KDD 2024 的论文", {"tags": ("kdd24",)}),
        ("发表在 MLSys 上的有哪些", {"tags": ("mlsys",)}),
        ("what compiler papers are in the collection?", {"categories": COMPILERS}),
        ("RLHF", {"categories": ("llm/algorithm/RL",)}),
        ("编译器类的有哪几篇", {"categories": COMPILERS}),
        ("2025年6月以后的论文", {"since": "2025-06"}),
        ("2025 年 1 月之前的论文", {"until": "2024-12"}),
        ("papers after December 2024", {"since": "2025-01"}),
        ("5月份的论文", {"since": "2026-05", "until": "2026-05"}),
        ("12月的论文有哪些", {"since": "2025-12", "until": "2025-12"}),
        ("nsdi 2024 and 2025", {"tags": ("nsdi24", "nsdi25")}),
        ("EuroSys 25 的两篇", {"tags": ("eurosys25",)}),
        ("你们一共收录了多少篇论文", {}),
        ("list all papers", {}),
        ("give me the full list", {}),
        ("全都列出来", {}),
        ("papers from the last two years", {"since": "2025"}),
        ("最近半年有什么新论文", {"since": "2026-06", "latest": 5}),
        ("近三个月的论文", {"since": "2026-09"}),
        ("最近一年的推理论文", {"categories": INFERENCE, "since": "2025-12"}),
        ("papers of the past six months", {"since": "2026-06"}),
        ("papers added within the last year", {"since": "2025-12"}),
        ("这周的论文", {"since": "2026-11-23"}),
        ("papers of last week", {"since": "2026-11-16", "until": "2026-11-22"}),
        ("今年上半年的论文", {"since": "2026-01", "until": "2026-06"}),
        ("2024 年第三季度的论文", {"since": "2024-07", "until": "2024-09"}),
        ("Q1 2024 papers", {"since": "2024-01", "until": "2024-03"}),
        ("2025/05 的论文", {"since": "2025-05", "until": "2025-05"}),
        ("二〇二三年的论文", {"since": "2023", "until": "2023"}),
        ("两千零二十三年的论文", {"since": "2023", "until": "2023"}),
        ("两千零五年的论文", {"since": "2005", "until": "2005"}),
        ("二三年发的有哪些", {"since": "2023", "until": "2023"}),
        ("2024年十一月的论文", {"since": "2024-11", "until": "2024-11"}),
        ("三年内的推理论文", {"categories": INFERENCE, "since": "2024"}),
        ("papers from 2018 and earlier", {"until": "2018"}),
        ("最近有什么新论文", {"latest": 5}),
        ("any new papers?", {"latest": 5}),
        ("what have you added recently", {"latest": 5}),
        ("the latest paper", {"latest": 1}),
        ("最新的一篇编译器论文", {"categories": COMPILERS, "latest": 1}),
        ("最新的十二篇", {"latest": 12}),
        ("2023 年的 NeurIPS 和 ICML", {"tags": ("nips23", "icml23")}),
        ("NSDI or SIGCOMM 2024", {"tags": ("nsdi24", "sigcomm24")}),
        ("sosp23 和 osdi", {"tags": ("sosp23", "osdi")}),
        ("'23 NeurIPS papers", {"tags": ("nips23",)}),
        ("编译器都收了哪些", {"categories": COMPILERS}),
        ("想读编译器的", {"categories": COMPILERS}),
        ("推荐几篇强化学习的", {"categories": RL}),
        ("MoE 呢", {"categories": ("llm/engineering/moe",)}),
        ("扩散模型有吗", {"categories": ("diffusion",)}),
        ("llm/algorithm/RL 和 llm/engineering/rl", {"categories": RL}),
        ("训练类占多少篇", {"categories": ("llm/engineering/train",)}),
    ],
)
def test_a_wish_for_a_list_is_understood_exactly(text: str, demands: dict[str, object]) -> None:
    query = understand(text, CATALOGUE, today=TODAY)
    assert query.intent == "list"
    found = {name: getattr(query.filters, name) for name in query.filters.__slots__ if getattr(query.filters, name)}
    assert found == demands


@pytest.mark.parametrize(
    "text",
    [
        "MoE 是什么",
        "什么是 MoE",
        "推理加速有哪些技术",
        "训练时怎么减少显存占用",
        "what is mixture of experts",
        "which papers use FP8 training?",
        "the flash attention paper",
        "那篇 8B 的 Megatron",
        "vaswani 2017",
        "dqn atari 2013 原文",
        "哪篇论文提出了推理加速",
        "compiler 怎么做算子融合",
        "why is inference slow when the compiler fails?",
        "how does training on 256 GPUs scale since 2020 hardware?",
        "hi",
        "",
    ],
)
def test_a_real_question_is_no_list_and_keeps_its_words(text: str) -> None:
    query = understand(text, CATALOGUE, today=TODAY)
    assert query.intent == "ask"
    assert not query.filters
    assert query.rest == text


@pytest.mark.parametrize(
    "text",
    ["有哪些分类", "都有什么主题", "分类列表", "categories", "what topics do you cover", "list all your categories"],
)
def test_a_question_for_the_categories_themselves_is_neither_list_nor_search(text: str) -> None:
    assert understand(text, CATALOGUE, today=TODAY).topics


@pytest.mark.parametrize("text", ["编译器方向有哪些", "what topics does PagedAttention cover", "2024 年有什么方向"])
def test_categories_beside_something_else_are_no_question_for_categories(text: str) -> None:
    assert not understand(text, CATALOGUE, today=TODAY).topics


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        ("the 2021 Megatron paper", (Filters(since="2021", until="2021"),)),
        ("low-rank bottleneck icml20", (Filters(tags=("icml20",)),)),
        ("neurips 2023 那篇讲工具的", (Filters(tags=("nips23",)),)),
        ("AIME 2024 上多少分", (Filters(since="2024", until="2024"),)),
        ("分页管理显存", ()),
    ],
)
def test_a_year_or_venue_beside_words_speaks_for_papers_but_binds_nothing(
    text: str, preferred: tuple[Filters, ...]
) -> None:
    query = understand(text, CATALOGUE, today=TODAY)
    assert (query.intent, query.filters, query.preferred) == ("ask", Filters(), preferred)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("第一篇讲分页的论文", "oldest"),
        ("the first paper on paging", "oldest"),
        ("最早提出思维链的是谁", "oldest"),
        ("最新的 EAGLE 改了什么", "newest"),
        ("首次调用为什么慢", ""),
        ("first token latency", ""),
    ],
)
def test_the_first_and_the_latest_on_a_subject_are_told(text: str, age: str) -> None:
    assert understand(text, CATALOGUE, today=TODAY).age == age


def test_a_period_said_of_papers_binds_a_question() -> None:
    query = understand("2025 年的 MoE 推理论文里谁做了专家并行?", CATALOGUE, today=TODAY)
    assert (query.intent, query.filters.since, query.filters.until) == ("ask", "2025", "2025")
    assert query.filters.categories == ()
    assert "专家并行" in query.rest
    assert "2025" not in query.rest


@pytest.mark.parametrize(
    "text",
    [
        "2309.06180",
        "https://arxiv.org/abs/2309.06180v2 讲了什么",
        "arxiv:2309.06180",
        "doi.org/10.1145/3600006.3613165",
        "https://notes.example/cache/llm/engineering/inference/paged.html#方法",
        "llm/engineering/inference/paged",
        short_id("llm/engineering/inference/paged"),
    ],
)
def test_a_paper_is_found_by_any_identifier(text: str) -> None:
    assert understand(text, CATALOGUE, today=TODAY).filters.papers == (PAGED.id,)


def test_an_unknown_identifier_demands_nothing() -> None:
    assert not understand("2401.00001", CATALOGUE, today=TODAY).filters


PREVIOUS = Answer(understand("分页管理显存", CATALOGUE, today=TODAY), (Hit(PAGED, 1.0, shown=True),), False, 0.9, 1.0)
BEFORE = Context.after(PREVIOUS)


@pytest.mark.parametrize(
    "text",
    [
        "它的实验结果呢?",
        "what about memory?",
        "这篇的作者是谁",
        "does it support beam search?",
        "what about its results, how much faster?",
        "how many GPUs does it need?",
        "which models did they test?",
        "how much faster is it?",
        "who wrote it?",
        "为什么它能省显存",
        "那局限呢？",
        "该方法的开销多大",
    ],
)
def test_a_follow_up_is_asked_within_the_previous_papers(text: str) -> None:
    query = understand(text, CATALOGUE, today=TODAY, context=BEFORE)
    assert query.filters.papers == (PAGED.id,)


@pytest.mark.parametrize(
    ("text", "searched"),
    [("用了多少显存", "用了多少显存"), ("limitations?", "limitations?"), ("why?", "分页管理显存 why?")],
)
def test_a_follow_up_without_words_of_its_own_takes_those_of_the_question_before(text: str, searched: str) -> None:
    assert understand(text, CATALOGUE, today=TODAY, context=BEFORE).rest == searched


def test_whether_a_question_perhaps_refers_back_is_told_by_how_well_the_papers_answer_it() -> None:
    for share, assumed in ((0.2, ()), (0.9, (PAGED.id,))):

        def scores(_query: Query, papers: Sequence[str], share: float = share) -> dict[str, MatchScore]:
            return dict.fromkeys(papers, MatchScore(0.5, share))

        context = Context.after(PREVIOUS, scores=scores)
        query = understand("beam search 怎么做", CATALOGUE, today=TODAY, context=context)
        assert (query.assumed, query.filters.papers) == (assumed, ()), "all are searched"


@pytest.mark.parametrize(
    "text",
    [
        "投机解码的验证怎么做",
        "how does speculative decoding verify drafts?",
        "why is it hard to quantize activations?",
        "is it possible to overlap communication?",
        "what about the way in which Megatron splits its matrices over several nodes?",
        "2023 年的论文",
        "这个月有什么新论文",
        "it is said that FlashAttention tiles the attention matrix; how large are these tiles on A100?",
    ],
)
def test_a_question_that_stands_alone_is_not_bound_to_previous_papers(text: str) -> None:
    assert not understand(text, CATALOGUE, today=TODAY, context=BEFORE).filters.papers


@pytest.mark.parametrize("text", ["how many compilers does it need?", "它在推理优化里怎么用？"])
def test_a_follow_up_may_name_a_topic_and_is_no_list(text: str) -> None:
    query = understand(text, CATALOGUE, today=TODAY, context=BEFORE)
    assert query.intent == "ask"
    assert query.filters.papers == (PAGED.id,)


def test_without_a_previous_answer_nothing_is_a_follow_up() -> None:
    assert not understand("它的实验结果呢?", CATALOGUE, today=TODAY).filters


@pytest.mark.parametrize("piece", ["a", "a/", "a-", "https://", "2024年", "osdi ", "1", "有哪些", "注意力"])
@pytest.mark.timeout(10)
def test_a_monstrous_question_is_read_in_no_time(piece: str) -> None:
    assert understand(piece * 20_000, CATALOGUE, today=TODAY, context=BEFORE)
