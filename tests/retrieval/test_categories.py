"""Categories: names and aliases, the tree with its counts, faults of the file by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.categories import DEEPEST, CategoryNames
from retrieval.errors import CategoriesError
from retrieval.types import Bilingual, Category, Paper

FILE = """
topics:
  - path: llm
    zh: 大语言模型
    en: Large language models
    aliases: [LLM, 大模型]
    areas:
      - path: llm/engineering
        zh: 工程
        en: Engineering
        subjects: {zh: [训练, 推理], en: [Training]}
  - path: diffusion
    zh: 扩散模型
    en: Diffusion models
    areas:
      - zh: 扩散过程
        en: Diffusion process
        aliases: [噪声调度]
        subjects: {zh: [前向扩散], en: [Forward diffusion]}
categories:
  - {path: llm/engineering/RL, zh: 强化学习系统, en: RL systems, aliases: [强化学习]}
  - {path: llm/algorithm/RL, zh: 强化学习, en: Reinforcement learning}
  - {path: mlsys/cpu, zh: 处理器, en: CPUs}
"""


@pytest.fixture
def names(tmp_path: Path) -> CategoryNames:
    file = tmp_path / "categories.yaml"
    file.write_text(FILE)
    return CategoryNames.load(file)


def paper(path: str) -> Paper:
    return Paper(id="1", path=f"{path}/x", slug="x", title="X", date="2023-09", categories=tuple(path.split("/")))


def flat(tree: tuple[Category, ...]) -> list[tuple[str, str, int]]:
    return [row for node in tree for row in [(node.path, node.name.zh, node.count), *flat(node.children)]]


def test_the_tree_counts_papers_at_and_below_and_shows_empty_topics(names: CategoryNames) -> None:
    papers = [paper("llm/engineering/rl"), paper("llm/engineering/rl"), paper("LLM/engineering"), paper("bio/gene_map")]
    assert flat(names.tree(papers)) == [
        ("llm", "大语言模型", 3),
        ("llm/engineering", "工程", 3),
        ("llm/engineering/RL", "强化学习系统", 2),
        ("diffusion", "扩散模型", 0),
        ("bio", "bio", 1),
        ("bio/gene_map", "gene map", 1),
    ]


@pytest.mark.parametrize("levels", [DEEPEST, DEEPEST + 1, 500, 30_000])
@pytest.mark.parametrize("part", ["c", "c{}"])
def test_a_path_of_any_depth_makes_a_tree_that_can_be_walked(names: CategoryNames, levels: int, part: str) -> None:
    deep = paper("/".join(part.format(level) for level in range(levels)))
    tree = names.tree([deep, paper("llm")])
    rows = flat(tree)
    assert len([path for path, _, count in rows if count and path != "llm"]) == min(levels, DEEPEST)
    assert tree == names.tree([deep, paper("llm")])
    assert names.find(part.format(0), [deep]) == (part.format(0),) or part == "c"
    assert len(names.breadcrumb(deep.category)) == min(levels, DEEPEST)


def test_areas_name_their_subjects_with_or_without_a_path(names: CategoryNames) -> None:
    llm, diffusion = names.tree([])
    assert llm.children[0].subjects == (Bilingual("训练", "Training"), Bilingual("推理", ""))
    assert diffusion.subjects == (Bilingual("扩散过程：前向扩散", "Diffusion process: Forward diffusion"),)


@pytest.mark.parametrize(
    ("word", "paths"),
    [
        ("强化学习", ("llm/engineering/RL", "llm/algorithm/RL")),
        ("LLM/Algorithm/rl", ("llm/algorithm/RL",)),
        ("large-language  models", ("llm",)),
        ("ＬＬＭ", ("llm",)),
        ("噪声调度", ("diffusion",)),
        ("cpu", ("mlsys/cpu",)),
        ("Gene-Map", ("bio/gene_map",)),
        ("nothing", ()),
        ("", ()),
    ],
)
def test_a_word_finds_its_categories(names: CategoryNames, word: str, paths: tuple[str, ...]) -> None:
    assert names.find(word, [paper("bio/gene_map")]) == paths


def test_without_a_file_paths_name_themselves() -> None:
    names = CategoryNames.load(None)
    assert flat(names.tree([paper("llm/rl")])) == [("llm", "llm", 1), ("llm/rl", "rl", 1)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("topics: [", r"categories\.yaml:1: is not valid YAML"),
        ("subjects: []", r":1: has the unknown key 'subjects'"),
        ("categories:\n- {path: a, zh: 甲, alias: [b]}", r":2: has the unknown key 'alias'"),
        ("categories:\n- {zh: 甲}", r":2: has an entry without a path"),
        ("categories:\n- {path: /a/, zh: 甲}", r":2: has the path '/a/', which is not of the form"),
        ("categories:\n- {path: a, zh: 甲}\n- {path: A, zh: 乙}", r":3: has the path 'A' twice, first in line 2"),
        ("categories:\n- path: a\n", r":2: gives a no name"),
        ("categories:\n- path: a\n  zh: [甲]\n", r":3: has zh: that is not a text"),
        ("categories:\n- path: a\n  zh: 甲\n  aliases: b\n", r":4: has aliases: that is not a list"),
        ("categories: a", r":1: has categories: that is not a list"),
    ],
)
def test_a_fault_of_the_file_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "categories.yaml"
    file.write_text(content)
    with pytest.raises(CategoriesError, match=message):
        CategoryNames.load(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CategoriesError, match=r"none\.yaml: cannot be read"):
        CategoryNames.load(tmp_path / "none.yaml")
