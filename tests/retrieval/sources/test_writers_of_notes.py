"""Who wrote a note is no author of its paper, and no word of a head is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.sources.conftest import Write, only

PROSE = "Lazy Cache keeps the keys of rare tokens on the disk and loads them when a query needs them."
ENGLISH = "论文：Lazy Caches: Keys on Demand"


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (f"作者：王小明\n\n{ENGLISH}\n\n会议：OSDI 2024", ()),
        ("作者：王小明\n\n论文地址：https://arxiv.org/abs/2401.01234\n\n大家好，我叫王小明，请多指正。", ()),
        ("作者：王小明\n\ngithub: https://github.com/a/b", ()),
        ("Author: Jane Doe", ()),
        (f"作者：王小明、李大伟\n\n{ENGLISH}", ("王小明", "李大伟")),
        (f"论文作者：王小明\n\n{ENGLISH}", ("王小明",)),
        (f"作者：Jane Doe\n\n{ENGLISH}", ("Jane Doe",)),
        ("作者：王小明\n\n期刊：计算机学报 2021", ("王小明",)),
        ("Author: Jane Doe\n\nVenue: OSDI 2024", ("Jane Doe",)),
        ("Authors: Jane Doe", ("Jane Doe",)),
    ],
)
def test_one_name_is_an_author_only_where_it_is_the_papers(
    write: Write, tmp_path: Path, head: str, authors: tuple[str, ...]
) -> None:
    write("n.md", f"# 懒缓存笔记\n\n{head}\n\n## 方法\n\n正文在这里。\n")
    found = only(tmp_path)
    assert found.paper.authors == authors
    assert bool(authors) != found.provenance.authors.endswith("names who wrote the note")


@pytest.mark.parametrize(
    "head",
    [
        "aliases: [Lazy Caching, Ada Alpha, Key Store]\ntags: [disk, cache]\n",
        "tags: [Ada Alpha, Key Store]\ncreation date: 2021-06-05\n",
        "- ---\n  title: Lazy Caching\n  related: [[Ada Alpha]]\n  about: [[Key Store]]\n  ---\n",
        "- ``---\n  title: Lazy Caching\n  related: [[Ada Alpha]]\n  ---\n",
        "Related: Ada Alpha, Key Store\n",
    ],
)
def test_no_word_of_a_head_is_an_author(write: Write, tmp_path: Path, head: str) -> None:
    write("Lazy Caching.md", f"{head}\n{PROSE}\n")
    paper = only(tmp_path).paper
    assert (paper.title, paper.authors) == ("Lazy Caching", ())


def test_a_head_without_its_fences_is_read(write: Write, tmp_path: Path) -> None:
    write("n.md", f"title: Lazy Caching\ntags: [disk, zotero, AI]\ncreated: 2021-06-05\n\n{PROSE}\n")
    paper = only(tmp_path).paper
    assert (paper.title, paper.date, paper.category_paths) == ("Lazy Caching", "2021-06-05", ("disk",))


@pytest.mark.parametrize(
    ("tags", "paths"),
    [
        ("[AI]", ("AI",)),
        ("[AI, graphs]", ("graphs",)),
        ("[Science 2002, Science, graphs]", ("graphs",)),
        ("[literature-notes, references, graphs]", ("graphs",)),
    ],
)
def test_tags_that_any_note_could_have_make_no_category(
    write: Write, tmp_path: Path, tags: str, paths: tuple[str, ...]
) -> None:
    write("n.md", f"---\ntitle: T\ntags: {tags}\n---\n\n{PROSE}\n")
    assert only(tmp_path).paper.category_paths == paths
