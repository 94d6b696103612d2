"""Interpretation of a name: conservative, always the same, and with the other readings to choose from."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.subscriptions.filters import SubscriptionFilter, canonical_words
from bot.subscriptions.interpret import Names, every_interpretation, interpretations
from retrieval.categories import CategoryNames
from retrieval.types import Bilingual, Category
from tests.bot.views.samples import paper

FILE = Path(__file__).parents[3] / "notes" / "categories.yaml"
CATEGORIES = CategoryNames.load(FILE)
PAPERS = [paper(number, tag=tag) for number, tag in enumerate(("osdi25", "sosp23", "neurips24", "workshop7", ""), 1)]
TREE = (*CATEGORIES.tree(()), Category("", Bilingual("量子计算", "Quantum computing")))
NUMBERS = dict(zip(("2309.06180", "2205.14135"), PAPERS, strict=False))
NAMES = Names(
    CATEGORIES.find, lambda text: [paper for number, paper in NUMBERS.items() if number in text], PAPERS, TREE
)

INFERENCE = "llm/engineering/inference"


@pytest.mark.parametrize(
    ("text", "kinds", "values"),
    [
        ("推理优化", "category words idea", [INFERENCE]),
        ("  推理优化  ", "category words idea", [INFERENCE]),
        ("inference", "category words idea", [INFERENCE]),
        ("inference papers", "category words idea", [INFERENCE]),
        ("papers on inference", "category words idea", [INFERENCE]),
        ("推理优化方面的新论文", "category words idea", [INFERENCE]),
        ("llm/engineering/inference", "category words idea", [INFERENCE]),
        ("强化学习", "category words idea", ["llm/algorithm/RL", "llm/engineering/rl"]),
        ("KV-cache", "category words idea", [f"{INFERENCE}/kvcache"]),
        ("大模型", "category words idea", ["llm"]),
        ("量子计算", "category words idea", ["~量子计算"]),
        ("quantum computing", "category words idea", ["~量子计算"]),
        ("osdi", "venue words idea", ["osdi"]),
        ("OSDI papers", "venue words idea", ["osdi"]),
        ("osdi 2025", "venue words idea", ["osdi25"]),
        ("osdi25", "venue words idea", ["osdi25"]),
        ("OSDI'25", "venue words idea", ["osdi25"]),
        ("NeurIPS", "venue words idea", ["nips"]),
        ("osdi, sosp", "venue words idea", ["osdi", "sosp"]),
        ("OSDI 和 SOSP", "venue words idea", ["osdi", "sosp"]),
        ("fast", "words idea", ["fast"]),
        ("FAST 2026", "venue words idea", ["fast26"]),
        ("kv cache, 量化 -survey", "words", ["kv cache, 量化, -survey"]),
        ("kv cache, 量化", "words idea", ["kv cache, 量化"]),
        ("FlashAttention", "words idea", ["flashattention"]),
        ("Song Han", "words idea", ["song han"]),
        ("kv cache compression", "words idea", ["kv cache compression"]),
        ("减少草稿模型开销", "words idea", ["减少草稿模型开销"]),
        ("投机解码里怎么减少草稿模型开销", "idea", ["投机解码里怎么减少草稿模型开销"]),
        ("怎么量化", "idea", ["怎么量化"]),
        ("用更少的草稿模型来加快投机解码", "idea words", ["用更少的草稿模型来加快投机解码"]),
        ("efficient long context inference", "idea words", ["efficient long context inference"]),
        ("how to shard experts", "idea", ["how to shard experts"]),
        ("what is MoE?", "idea", ["what is MoE?"]),
        ("everything", "all", [""]),
        ("全部论文", "all", [""]),
        ("2309.06180", "paper", [PAPERS[0].path]),
        ("https://arxiv.org/abs/2309.06180", "paper", [PAPERS[0].path]),
        ("和 https://arxiv.org/abs/2309.06180 类似", "paper", [PAPERS[0].path]),
        ("2309.06180, 2205.14135", "paper", [PAPERS[0].path, PAPERS[1].path]),
        ("2309.06180, 2401.99999", "words idea", ["2309.06180, 2401.99999"]),
        ("https://t.me/some_ch/2309", "words idea", ["https://t.me/some_ch/2309"]),
        ("-survey", "", []),
        (",,，、", "", []),
        ("", "", []),
    ],
)
def test_what_a_name_is_taken_for(text: str, kinds: str, values: list[str]) -> None:
    found = interpretations(text, NAMES)
    assert " ".join(interpretation.kind for interpretation in found) == kinds
    assert [subscription_filter.value for subscription_filter in (found[0].filters if found else ())] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("kv cache 量化", ["kv cache 量化", "kv cache, 量化"]),
        ("量化 kv cache", ["量化 kv cache", "量化, kv cache"]),
        ("量化 剪枝", ["量化 剪枝", "量化, 剪枝"]),
        ("kv  cache   compression", ["kv cache compression", "kv, cache, compression"]),
        ("Ｓong Han", ["song han", "song, han"]),
        ("MoE 训练 推理", ["moe 训练 推理", "moe, 训练, 推理"]),
        ("draft model -survey", ["draft model, -survey", "draft, model, -survey"]),
        ("moe moe", ["moe moe", "moe"]),
        ("FlashAttention", ["flashattention"]),
        ("减少草稿模型开销", ["减少草稿模型开销"]),
        ("draft model, 量化", ["draft model, 量化"]),
        ("draft-model", ["draft-model"]),
    ],
)
def test_words_side_by_side_can_be_taken_apart(text: str, values: list[str]) -> None:
    found = [one for one in every_interpretation(text, NAMES) if one.kind == "words"]
    assert [one.filters[0].value for one in found] == values
    assert [one.apart for one in found] == [False, True][: len(values)]
    assert [one.is_phrase for one in found] == [len(values) == 2, False][: len(values)]
    assert all(canonical_words(value) == value for value in values)


def test_a_tag_of_the_library_that_is_no_known_venue() -> None:
    assert interpretations("workshop7", NAMES)[0].filters == (SubscriptionFilter("venue", "workshop7"),)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_readings_that_can_be_kept(text: str) -> None:
    found = every_interpretation(text, NAMES)
    letters = [interpretation.letter for interpretation in found]
    assert len(set(letters)) == len(letters)
    for interpretation in found:
        assert {subscription_filter.kind for subscription_filter in interpretation.filters} == {interpretation.kind}
        assert all(len(subscription_filter.value) <= 300 for subscription_filter in interpretation.filters)
        assert all(
            subscription_filter.value or subscription_filter.kind == "all"
            for subscription_filter in interpretation.filters
        )
