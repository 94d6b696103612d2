"""The glossary: its files, their faults by line, and the words that it finds in a question."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.errors import GlossaryError
from retrieval.query.glossary import MAX_BYTES, MAX_GROUP, MAX_WORD, Glossary
from retrieval.text.terms import fold

SHIPPED = Path(__file__).parents[3] / "notes" / "glossary.yaml"

FILE = """
same:
  - [EP, expert parallelism, 专家并行]
  - [MoE, Mixture of Experts, 混合专家]
  - [SM, streaming multiprocessor]
  - [KV cache, 键值缓存]
  - [PD 分离, prefill-decode disaggregation]
stands_for:
  爆显存: [显存不足, out of memory]
  断点: 检查点
  断点续训: 恢复训练
replaced:
  記憶體: 内存
  GPU 記憶體: 显存
  平行: 并行
"""

Load = Callable[..., Glossary]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Write files, one for each text, and load them together."""

    def load_texts(*texts: str) -> Glossary:
        files = [tmp_path / f"glossary{number}.yaml" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, "utf-8")
        return Glossary.load(files)

    return load_texts


def meant(glossary: Glossary, text: str) -> dict[str, tuple[str, ...]]:
    return {mention.written: mention.meanings for mention in glossary.mentions(fold(text))}


def test_words_that_mean_the_same_stand_for_one_another(load: Load) -> None:
    glossary = load(FILE)
    assert meant(glossary, "哪篇讲 MoE 推理") == {"MoE": ("Mixture of Experts", "混合专家")}
    assert meant(glossary, "mixture-of-experts serving") == {"mixture-of-experts": ("MoE", "混合专家")}
    assert meant(glossary, "混合专家怎么路由")["混合专家"] == ("MoE", "Mixture of Experts")
    assert glossary.meanings_of("moe") == ("Mixture of Experts", "混合专家")
    assert glossary.meanings_of("MoE serving") == glossary.meanings_of("else") == ()


def test_a_word_stands_for_its_meaning_and_not_the_other_way_round(load: Load) -> None:
    glossary = load(FILE)
    assert meant(glossary, "一训就爆显存") == {"爆显存": ("显存不足", "out of memory")}
    assert meant(glossary, "显存不足") == {}


def test_the_longest_word_at_a_place_counts(load: Load) -> None:
    glossary = load(FILE)
    assert meant(glossary, "断点续训怎么做") == {"断点续训": ("恢复训练",)}
    assert meant(glossary, "读断点，续训") == {"断点": ("检查点",)}
    assert glossary.replaced(fold("GPU 記憶體和記憶體")) == "显存和内存"


@pytest.mark.parametrize(
    "text",
    ["MoEs in practice", "ＭｏＥ", "moe?", "sparse-MoE", "PD分离", "PD 分離", "KV-Cache", "kv caches", "键值缓存"],
)
def test_spelling_does_not_matter(load: Load, text: str) -> None:
    assert len(meant(load(FILE), text)) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what is EP", True),
        ("how many SMs", True),
        ("what is ep", False),
        ("the sm of it", False),
        ("Sm is samarium", False),
        ("deep learning steps", False),
        ("ep 和 tp 怎么选", True),
        ("一个 sm 里有多少线程", True),
        ("step 太慢", False),
        ("EPs", True),
        ("EPS and SMS", False),
    ],
)
def test_two_letters_are_a_word_of_english_text_in_capitals_only(load: Load, text: str, found: bool) -> None:
    assert bool(meant(load(FILE), text)) is found


@pytest.mark.parametrize("text", ["混合，专家", "mixture. of experts", "键值+缓存", "爆"])
def test_parts_of_a_word_are_none(load: Load, text: str) -> None:
    assert meant(load(FILE), text) == {}


def test_a_replaced_word_is_gone(load: Load) -> None:
    glossary = load(FILE)
    assert glossary.replaced(fold("如何減少記憶體佔用，平行運算")) == fold("如何減少内存佔用，并行運算")
    assert glossary.replaced("no such word") == "no such word"
    assert glossary.replaced("") == ""


def test_a_further_file_adds_to_those_before(load: Load) -> None:
    glossary = load(FILE, "same: [[MoE, 专家混合]]\nreplaced: {平行: 平行的}\n", "")
    assert glossary.meanings_of("MoE") == ("Mixture of Experts", "混合专家", "专家混合")
    assert glossary.meanings_of("断点") == ("检查点",)
    assert glossary.replaced("平行 记忆体") == "平行的 内存"
    assert load("", "# nothing yet\n") == Glossary() != glossary


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("same: [", r"0\.yaml:1: is not valid YAML"),
        ("- a", r":1: holds no keys same, stands_for, replaced"),
        ("same: []\nsmae: []", r":2: has the unknown key 'smae'"),
        ("same: a", r":1: has same: that is not a list of lists"),
        ("same:\n- [a, b]\n- c", r":3: has a group that is not a list of words"),
        ("same:\n- [a]", r":2: has a group of fewer than two words"),
        ("same:\n- [a, {b: c}]", r":2: has an entry that is not a text"),
        ("same:\n- [on, off]\n- [yes, no]", r":2: has an entry that is not a text: put it in quotes"),
        ("same:\n- [a, '?']", r":2: has the entry '\?', which is no word"),
        (f"same:\n- [a, {'b' * (MAX_WORD + 1)}]", r":2: has a word of more than"),
        (f"same:\n- [{', '.join(f'w{n}' for n in range(MAX_GROUP + 1))}]", r":2: has 17 words together; 16 are"),
        ("stands_for: [a]", r":1: has stands_for: that is not a list of “word: …” lines"),
        ("stands_for:\n  a: b\n  a: c", r":3: has 'a' twice"),
        ("stands_for:\n  a:\n", r":2: has an entry that is not a text"),
        ("replaced:\n  a: [b, c]", r":2: has an entry that is not a text"),
        ("same: []\nsame: []", r":2: has 'same' twice"),
        ("same: [&a [b, c], *a]", r":1: is not valid YAML"),
        ("same: " + "[" * 5000, r"is not valid YAML"),
    ],
)
def test_a_fault_of_the_file_is_named_with_its_line(load: Load, content: str, message: str) -> None:
    with pytest.raises(GlossaryError, match=message):
        load(content)


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"none\.yaml: cannot be read"):
        Glossary.load([tmp_path / "none.yaml"])
    with pytest.raises(GlossaryError, match="is no file"):
        Glossary.load([tmp_path])
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(GlossaryError, match="is no file"):
        Glossary.load([tmp_path / "pipe.yaml"])
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GlossaryError, match=r"binary\.yaml: is not UTF-8 text"):
        Glossary.load([tmp_path / "binary.yaml"])


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as opened:
        opened.truncate(1 << 40)
    with pytest.raises(GlossaryError, match=f"has more than {MAX_BYTES:,} bytes"):
        Glossary.load([file])


def test_what_can_be_read_is_served_without_the_rest(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(FILE, "utf-8")
    bad.write_text("same: [", "utf-8")
    glossary, faults = Glossary.load_readable([bad, good, tmp_path / "none.yaml"])
    assert glossary == Glossary.load([good])
    assert [type(fault) for fault in faults] == [GlossaryError, GlossaryError]


def test_the_shipped_glossary_is_well_made() -> None:
    glossary = Glossary.load([SHIPPED])
    assert len(glossary.meanings) > 300
    assert len(glossary.replacements) > 60
    # what takes the place of a word is not replaced itself, and words with other meanings at home stay
    for word, (instead,) in glossary.replacements.items():
        assert glossary.replaced(instead) == instead, word
    for kept in ("向量", "矢量", "機率", "运算", "信息", "程序"):
        assert glossary.replaced(fold(kept)) in (fold(kept), "概率")
    for name in ("MoE", "EP", "AFD", "TTFT", "OOM", "PD 分离", "爆显存", "跑不满", "KV cache"):
        assert glossary.meanings_of(name), name
