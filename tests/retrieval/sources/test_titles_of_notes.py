"""The title of a note where its heading, its file and its folder say different things."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.sources.conftest import Write, only, read_all

PROSE = "Lazy Cache keeps the keys of rare tokens on the disk and loads them when a query needs them."


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("Lazy Caches Explained.md", f"https://blog.example.org/post/7\n---\n\n### Setup\n\n{PROSE}\n", None),
        ("Lazy Caches Explained.md", f"# Study notes:\n\n## Setup\n\n{PROSE}\n", None),
        ("Lazy Caches Explained.md", f"### Points Covered\n\n{PROSE}\n", None),
        ("Lazy Caches Explained.md", f'title: "Keys: Part 2"\ntags: [cache, disk]\n\n{PROSE}\n', "Keys: Part 2"),
        ("7 - Lazy Caches (RAID).md", f"{PROSE}\n", "7 - Lazy Caches (RAID)"),
        ("[OSDI 2024] Lazy Caches.md", f"{PROSE}\n", "Lazy Caches"),
        ("lazy_caches-240131.md", f"{PROSE}\n", "Lazy caches"),
        ("08_Disk_Reads.md", f"## Part Two: Storage\n\n#### 8. Disk Reads\n\n- {PROSE}\n", "8. Disk Reads"),
        ("09_Key_Loads.md", f"## Part Two: Storage\n\n### 9. Key Loads etc\n\n- {PROSE}\n", "9. Key Loads etc"),
        ("why_caches_fail.md", f"# Why Caches Fail [[pdf]](https://a.b/c)\n\n{PROSE}\n\n## One\n", "Why Caches Fail"),
        ("lazy.md", f"# Lazy Caches [[pdf]](https://a.b/c.pdf) [[video]](https://v.w/1)\n\n{PROSE}\n", "Lazy Caches"),
        ("lz.md", f"[Lazy Caches for Keys](https://arxiv.org/abs/2401.01234)\n\n{PROSE}\n", "Lazy Caches for Keys"),
        ("lazy-key-caches.md", f"Lazy Key Caches\n\nAuthor: Ada Alpha, Bo Beta\n\n{PROSE}\n", "Lazy Key Caches"),
        ("lz.md", f"## Lazy Caches\n\n{PROSE}\n", "Lazy Caches"),
        ("lz.md", f"# 阅读笔记：懒缓存\n\n{PROSE}\n", "懒缓存"),
        ("lz.md", f"# Paper notes: Lazy Caches\n\n{PROSE}\n", "Lazy Caches"),
    ],
)  # fmt: skip
def test_the_title_names_what_the_note_is_on(
    write: Write, tmp_path: Path, name: str, content: str, title: str | None
) -> None:
    write(name, content)
    assert only(tmp_path).paper.title == (title or name.removesuffix(".md"))


@pytest.mark.parametrize("label", ["论文", "论文名称", "标题", "Paper"])
def test_beside_a_chinese_heading_the_labelled_title_is_the_papers(write: Write, tmp_path: Path, label: str) -> None:
    write("n.md", f"# 懒缓存：按需读取键\n\n> **{label}**：*Lazy Caches: Keys on Demand*\n\n## 方法\n\n正文在这里。\n")
    paper = only(tmp_path).paper
    assert (paper.title, paper.title_zh) == ("Lazy Caches: Keys on Demand", "懒缓存：按需读取键")


@pytest.mark.parametrize("value", ["https://arxiv.org/abs/2401.01234", "BERT", "懒缓存与磁盘"])
def test_beside_a_chinese_heading_another_value_is_no_title(write: Write, tmp_path: Path, value: str) -> None:
    write("n.md", f"# 懒缓存：按需读取键\n\n论文：{value}\n\n## 方法\n\n正文在这里。\n")
    assert only(tmp_path).paper.title == "懒缓存：按需读取键"


def test_a_section_in_a_file_of_its_own_is_named_after_the_paper(write: Write, tmp_path: Path) -> None:
    write("rl/[ICML 2025] Lazy Cache/README.md", f"# Lazy Cache: Keys on Demand\n\n**会议**: ICML 2025\n\n{PROSE}\n")
    write("rl/[ICML 2025] Lazy Cache/sections/02-method.md", f"# 2. Method\n\n{PROSE}\n")
    papers = {found.paper.title: found.paper for found in read_all(tmp_path)[0]}
    assert papers.keys() == {"Lazy Cache: Keys on Demand", "Lazy Cache: 2. Method"}
    assert {(paper.category, paper.date) for paper in papers.values()} == {("rl", "2025")}


def test_a_template_that_was_never_filled_in_is_no_note(write: Write, tmp_path: Path) -> None:
    write("x.md", "# [Paper Title](link)\n\n_May 2021_\n\ntl;dr: Summary of the main idea.\n")
    write("y.md", f"# Lazy Cache\n\n{PROSE}\n")
    assert only(tmp_path).paper.title == "Lazy Cache"


@pytest.mark.parametrize("decade", ["the_early_2010s", "Caches of the 2010s"])
def test_a_decade_in_a_name_is_no_date(write: Write, tmp_path: Path, decade: str) -> None:
    write(f"{decade}.md", f"{PROSE}\n")
    assert only(tmp_path).paper.date == ""


def test_a_table_that_compares_tells_nothing_of_the_note(write: Write, tmp_path: Path) -> None:
    rows = "| Category | Ours | Theirs |\n|---|---|---|\n| Author | Ada Alpha | Bo Beta |\n| Year | 2019 | 2020 |\n"
    write("n.md", f"# Lazy Cache\n\n{rows}\n{PROSE}\n")
    paper = only(tmp_path).paper
    assert (paper.categories, paper.authors, paper.date) == ((), (), "")
