"""Filters of subscriptions to everything, a category, a venue or words, and how words are written down."""

import pytest

from bot.state.schema import SubscriptionKind
from bot.subscriptions.filters import (
    FilterablePaper,
    SubscriptionFilter,
    canonical_idea,
    canonical_words,
    exclusion_of,
    matches,
)
from retrieval.types import Bilingual, Category
from tests.bot.announce.papers import paper

NOTE = paper(
    "llm/engineering/inference/2023-09-paged",
    "Efficient Memory Management with PagedAttention",
    title_zh="分页管理显存",
    authors=("Woosuk Kwon",),
    tag="sosp23",
    summary=Bilingual(zh="把 KV缓存 分成块，减少浪费。", en="Cuts the KV-cache into blocks; no pre-training needed."),
)
TREE = (
    Category(
        "llm",
        Bilingual("大语言模型", "Large language models"),
        children=(Category("llm/engineering", Bilingual("工程实践", "Engineering")),),
    ),
    Category("diffusion", Bilingual("扩散模型", "Diffusion models")),
)


@pytest.mark.parametrize(
    ("kind", "value", "met"),
    [
        ("all", "", True),
        ("category", "llm", True),
        ("category", "LLM/Engineering", True),
        ("category", "llm/engineering/inference", True),
        ("category", "llm/engineering/training", False),
        ("category", "llm/eng", False),
        ("category", "~大语言模型", True),
        ("category", "~扩散模型", False),
        ("venue", "sosp", True),
        ("venue", "sosp23", True),
        ("venue", "sosp24", False),
        ("venue", "osdi", False),
        ("idea", "memory", False),
        ("paper", NOTE.path, False),
    ],
)
def test_what_a_paper_is(kind: str, value: str, met: bool) -> None:
    assert matches(SubscriptionFilter(kind, value), NOTE, TREE) is met


@pytest.mark.parametrize(
    ("words", "met"),
    [
        ("kv cache", True),  # written KV-cache
        ("kv缓存", True),  # English and Chinese in one word
        ("显存", True),
        ("顯存", True),  # traditional characters
        ("ache", False),  # part of a word
        ("block", False),  # not the whole word “blocks”
        ("blocks", True),
        ("pre-training", True),
        ("PagedAttention", True),
        ("attention", False),
        ("woosuk kwon", True),
        ("sosp", True),
        ("工程实践", True),  # the name of a category above it
        ("engineering", True),
        ("扩散", False),
        ("quantization, 分页", True),  # any wanted one suffices
        ("kv cache, -显存", False),  # any exclusion forbids
        ("kv cache, -survey", True),
        ("pagedattention 分页", False),  # not over the end of a title
        ("-survey", False),  # nothing is wanted
        ("c++", False),
        (".*", False),
    ],
)
def test_words(words: str, met: bool) -> None:
    assert matches(SubscriptionFilter("words", canonical_words(words)), NOTE, TREE) is met


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("KV  Cache，量化", "kv cache, 量化"),
        ("kv cache, 量化 -survey", "kv cache, 量化, -survey"),
        ("-survey, ＫＶ cache、量化；“MoE”", "kv cache, 量化, moe, -survey"),
        ("rl, RL ,, rl", "rl"),
        ("pre-training", "pre-training"),
        ('kv -"large survey" –综述', "kv, -large survey, -综述"),
        ("-survey", ""),
        (" ，, - ", ""),
    ],
)
def test_words_have_one_form(written: str, canonical: str) -> None:
    assert canonical_words(written) == canonical
    assert canonical_words(canonical) == canonical


@pytest.mark.parametrize(
    ("kind", "value", "exclusion", "excluded"),
    [
        ("category", "llm/engineering", "-category:llm/engineering", True),
        ("category", "LLM/Engineering", "-category:llm/engineering", True),
        ("category", "llm/training", "-category:llm/training", False),
        ("category", "~大语言模型", "-category:~大语言模型", True),
        ("venue", "sosp", "-sosp", True),
        ("venue", "sosp23", "-sosp23", True),
        ("venue", "osdi", "-osdi", False),
        ("words", "kv cache", "-kv cache", True),
        ("words", "moe, 显存, -survey", "-moe, -显存", True),
        ("words", "quantization", "-quantization", False),
    ],
)
def test_what_can_be_asked_for_can_be_excluded(
    kind: SubscriptionKind, value: str, exclusion: str, excluded: bool
) -> None:
    found = exclusion_of(SubscriptionFilter(kind, value))
    assert found == SubscriptionFilter("words", exclusion)
    assert found.excludes
    assert found.spares(SubscriptionFilter(kind, value)), "what is asked for by name is not left out"
    assert FilterablePaper.of(NOTE, TREE).is_excluded(found) is excluded
    assert not matches(found, NOTE, TREE), "it asks for nothing itself"


@pytest.mark.parametrize(
    ("kind", "value"),
    [("all", ""), ("idea", "memory"), ("paper", NOTE.path), ("category", "a, b"), ("category", "a -b")],
)
def test_what_cannot_be_excluded(kind: SubscriptionKind, value: str) -> None:
    assert exclusion_of(SubscriptionFilter(kind, value)) is None


def test_an_idea_stays_as_it_was_written() -> None:
    assert canonical_idea("  How to\n cut  KV cache？ ") == "How to cut KV cache？"
    assert len(canonical_idea("字" * 400)) == 300


def test_the_most_specific_interest_is_the_reason() -> None:
    kinds = ["all", "category", "venue", "paper", "words", "idea"]
    ordered = sorted((SubscriptionFilter(kind, "a") for kind in reversed(kinds)), key=lambda one: one.specificity)
    assert [one.kind for one in ordered] == kinds
    assert (
        SubscriptionFilter("category", "llm/engineering").specificity
        > SubscriptionFilter("category", "llm").specificity
    )
