"""Notes as people keep them: without front matter, with heads of every form, with what they know in the first lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.types import Paper
from tests.retrieval.sources.conftest import Write, note, only, read_all

PROSE = "Lazy Cache keeps the keys of rare tokens on the disk and loads them when a query needs them."
PLAIN = f"""# [Lazy Cache: Loading Keys on Demand](https://arxiv.org/abs/2401.01234)

_March 2024_

tl;dr: Keep rare keys on disk.

## Summary

{PROSE}
"""


def test_a_note_without_front_matter_gives_what_its_head_says(write: Write, tmp_path: Path) -> None:
    write("rl/lazy-cache.md", PLAIN)
    found = only(tmp_path)
    paper = found.paper
    assert (paper.title, paper.date, paper.categories) == ("Lazy Cache: Loading Keys on Demand", "2024-03", ("rl",))
    assert (paper.paper_url, paper.arxiv) == ("https://arxiv.org/abs/2401.01234", "2401.01234")
    assert paper.summary.en == "Keep rare keys on disk."
    assert PROSE in found.text
    assert (found.provenance.title, found.provenance.date, found.provenance.categories) == ("heading", "line", "folder")


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.md", f"# Lazy Cache\n\n{PROSE}\n", "Lazy Cache"),
        ("a.md", f"## [Lazy Cache](https://a.b/c.pdf)\n\n{PROSE}\n\n#### Key points\n\n- one\n", "Lazy Cache"),
        ("a.md", f"# Lazy Cache [[pdf](https://a.b/c.pdf)]\n\n{PROSE}\n", "Lazy Cache"),
        ("a.md", f"# 论文标题：懒缓存\n\n{PROSE}\n", "懒缓存"),
        ("a.md", f"## Lazy Cache\n\n## Introduction\n\n{PROSE}\n", "Lazy Cache"),
        ("a.md", f"# Paper\n\n* **Title**: Lazy Cache\n* **Year**: 2019\n\n# Summary\n\n{PROSE}\n", "Lazy Cache"),
        (
            "a.md",
            f"### Paper:\n\nLazy Cache\n\n### Author:\n\nAda Alpha, Bo Beta\n\n### Notes:\n\n{PROSE}\n",
            "Lazy Cache",
        ),
        ("a.md", f"Title: Lazy Cache\nYear: 2019\n\n{PROSE}\n", "Lazy Cache"),
        ("lazy-cache.md", f"{PROSE}\n", "Lazy cache"),
        ("2024-03-02-lazy_cache.md", f"## 方法\n\n{PROSE}\n\n## 实验\n\n{PROSE}\n", "Lazy cache"),
        ("2401.01234 Lazy Cache.md", f"# Abstract\n\n{PROSE}\n", "Lazy Cache"),
        ("Lazy%20Cache.md", f"{PROSE}\n", "Lazy Cache"),
        ("懒缓存-笔记.md", "只有一行。\n", "懒缓存 笔记"),
    ],
)
def test_the_title_is_the_heading_or_the_label_or_the_name(
    write: Write, tmp_path: Path, name: str, content: str, title: str
) -> None:
    write(name, content)
    assert only(tmp_path).paper.title == title


@pytest.mark.parametrize(
    ("name", "content", "date"),
    [
        ("lazy.md", f"# T\n\n{PROSE}\n", ""),
        ("2024-03-lazy.md", "# T\n\n_May 2020_\n", "2024-03"),
        ("lazy.md", "# T\n\n**Year**: 2019\n\n## S\n\ntext\n", "2019"),
        ("lazy.md", "# T\n\n会议: OSDI 2024\n\n## S\n\ntext\n", "2024"),
        ("lazy.md", "# T\n\n发布时间：2025 年 05 月（arXiv 2505.20290）\n\n## S\n\ntext\n", "2025-05"),
        ("lazy.md", "# T\n\n[paper](https://arxiv.org/abs/1706.03762)\n\ntext\n", "2017-06"),
        ("1706.03762.md", "# T\n\ntext\n", "2017-06"),
        ("lazy_2017.md", "# T\n\n[paper](https://arxiv.org/abs/1706.03762)\n\ntext\n", "2017-06"),
        ("lazy_2018.md", "# T\n\n[paper](https://arxiv.org/abs/1706.03762)\n\ntext\n", "2018"),
        ("lazy.md", "# T\n\n**Date**: May 5, 2030\n\ntext\n", ""),
    ],
)
def test_the_date_is_from_the_name_the_head_or_arxiv_or_there_is_none(
    write: Write, tmp_path: Path, name: str, content: str, date: str
) -> None:
    write(name, content)
    assert only(tmp_path).paper.date == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("date: 2024", "2024"),
        ("year: 2024", "2024"),
        ("published: 2024-04-03", "2024-04-03"),
        ("publish_date: 2024-04-03", "2024-04-03"),
        ("Publish Date: 2024-04-03", "2024-04-03"),
        ("created: 2024-04-03", "2024-04-03"),
        ("timestamp: 1712102400", "2024-04-03"),
        ("date created: 2024-04-03", "2024-04-03"),
        ("lastmod: 2024-04-03", "2024-04-03"),
        ("日期: 2024年4月3日", "2024-04-03"),
        ("published: true\nyear: 2024", "2024"),
        ("lastmod: 2025-01-01\ndate: 2024-04-03", "2024-04-03"),
    ],
)
def test_a_date_stands_under_any_of_the_usual_keys(write: Write, tmp_path: Path, line: str, date: str) -> None:
    write("n.md", f"---\ntitle: T\n{line}\n---\n\n{PROSE}\n")
    assert only(tmp_path).paper.date == date


def test_a_bad_date_is_reported_and_the_next_source_of_one_counts(write: Write, tmp_path: Path) -> None:
    write("2023-05-n.md", f"---\ntitle: T\ndate: soon\n---\n\n{PROSE}\n")
    (found,), (fault,) = read_all(tmp_path)
    assert found.paper.date == "2023-05"
    assert (fault.line, fault.served) == (3, True)


@pytest.mark.parametrize(
    ("name", "lines", "paths"),
    [
        ("n.md", ["category: Systems"], ("Systems",)),
        ("n.md", ["categories: Machine Learning"], ("Machine Learning",)),
        ("n.md", ["categories: Systems/Apache Flink"], ("Systems/Apache Flink",)),
        ("n.md", ["分类: 机器学习"], ("机器学习",)),
        ("n.md", ["categories: [[Systems, Cache], [Storage]]"], ("Systems/Cache", "Storage")),
        ("n.md", ["tags: [cache, '#llm', nlp/parsing]"], ("cache", "llm", "nlp/parsing")),
        ("n.md", ["tags: ['2018', ACL 2018, NLP, ICML, paper]"], ("NLP",)),
        ("n.md", ["keywords: cache, llm"], ("cache", "llm")),
        ("rl/n.md", ["tags: [cache]"], ("rl",)),
        ("docs/rl/n.md", [], ("rl",)),
        ("content/posts/n.md", ["tags: [cache]"], ("cache",)),
        ("source/_posts/n.md", [], ("",)),
        ("papers/06-embodied-ai/2024/n.md", [], ("embodied-ai",)),
    ],
)
def test_categories_are_from_the_head_the_folders_or_the_tags(
    write: Write, tmp_path: Path, name: str, lines: list[str], paths: tuple[str, ...]
) -> None:
    write(name, "\n".join(["---", "title: T", "date: 2024", *lines, "---", "", PROSE, ""]))
    # a folder of posts is a site of its own kind
    write("z/other.md", note(title="Other"))
    found = next(one for one in read_all(tmp_path)[0] if one.paper.title == "T")
    assert found.paper.category_paths == paths


def paper_of(root: Path) -> Paper:
    return only(root).paper


LABELLED = """# Eager Cache

**会议**: OSDI 2024  
**arXiv**: [2401.01234](https://arxiv.org/abs/2401.01234)  
**领域**: Agent  
**关键词**: 预取, 磁盘  

## 方法

Eager Cache 把所有的键都放在显卡里。
"""  # noqa: W291


def test_lines_at_the_head_give_venue_and_link_and_keywords_stay_to_be_found(write: Write, tmp_path: Path) -> None:
    write("n.md", LABELLED)
    found = only(tmp_path)
    paper = found.paper
    assert (paper.tag, paper.date, paper.arxiv) == ("osdi24", "2024", "2401.01234")
    assert paper.paper_url == "https://arxiv.org/abs/2401.01234"
    assert paper.authors == ()
    assert "预取" in found.text
    assert "Agent" in found.text
    assert "2401.01234" not in found.text


@pytest.mark.parametrize(
    "head",
    [
        "**Authors**: Ada Alpha, Bo Beta\n**Venue**: OSDI 2024\n**Link**: https://arxiv.org/abs/2401.01234",
        "- Authors: Ada Alpha, Bo Beta\n- Venue: OSDI'24\n- Paper: [pdf](https://arxiv.org/pdf/2401.01234)",
        "> **作者**：Ada Alpha、Bo Beta\n>\n> **会议**：OSDI 2024\n>\n> **论文链接**：<https://arxiv.org/abs/2401.01234>",
        "| Authors | Ada Alpha, Bo Beta |\n|---|---|\n| Venue | OSDI 2024 |\n| arXiv | 2401.01234 |",
        "| Authors | Venue | arXiv |\n|---|---|---|\n| Ada Alpha, Bo Beta | OSDI 2024 | 2401.01234 |",
        "##### Authors\n\nAda Alpha, Bo Beta\n\n##### Venue\n\nOSDI 2024\n\n##### URL\n\nhttps://arxiv.org/abs/2401.01234",
        "【作者】Ada Alpha，Bo Beta\n\n【会议】OSDI 2024\n\n【论文链接】https://arxiv.org/abs/2401.01234",
        "Authors: Ada Alpha, Bo Beta | Venue: OSDI 2024 | arXiv: 2401.01234",
    ],
)
def test_labels_are_read_in_every_shape(write: Write, tmp_path: Path, head: str) -> None:
    write("n.md", f"# Lazy Cache\n\n{head}\n\n## Method\n\n{PROSE}\n")
    found = only(tmp_path)
    paper = found.paper
    assert paper.authors == ("Ada Alpha", "Bo Beta")
    assert (paper.tag, paper.arxiv) == ("osdi24", "2401.01234")
    assert found.text.strip() == PROSE


INVENTED = """- The paper studies how gradients of several tasks disturb each other.

- **Theoretical Analysis**

  - With two tasks the loss falls after every step.

- **Experimental Setup**

  - The method is tried on CIFAR100.
"""
KEYWORDS = """> **论文**：*Loading Keys on Demand with Selective Disk Reads*
>
> **作者**：Ada Alpha, Bo Beta, Cy Gamma
>
> **分类标签**：`Cache Loading` `Disk Reads` `推理加速`

## 一、方法

Lazy Cache 把不常用的键放在磁盘上，需要时才读出来。
"""


def test_nothing_is_an_author_that_is_not_said_to_be_one(write: Write, tmp_path: Path) -> None:
    write("n.md", note(INVENTED))
    found = only(tmp_path)
    assert found.paper.authors == ()
    assert "Theoretical Analysis" in found.text
    assert "Experimental Setup" in found.text


def test_authors_are_those_behind_their_label_and_no_words_of_titles(write: Write, tmp_path: Path) -> None:
    write("n.md", note(KEYWORDS))
    found = only(tmp_path)
    assert found.paper.authors == ("Ada Alpha", "Bo Beta", "Cy Gamma")
    assert "Disk Reads" in found.text


@pytest.mark.parametrize(
    "line",
    [
        "Machine Learning, Robot Embodiments",
        "Via Xcode",
        "Think Bayes",
        "Verb Section",
        "TPU Performance Modeling",
        "Deep Learning",
    ],
)
def test_a_line_of_words_below_the_title_is_text(write: Write, tmp_path: Path, line: str) -> None:
    write("n.md", f"# Lazy Cache\n\n{line}\n\n## Method\n\n{PROSE}\n")
    found = only(tmp_path)
    assert found.paper.authors == ()
    assert line in found.text


@pytest.mark.parametrize(
    ("body", "address"),
    [
        (
            "# T\n\n* A point.\n\n* [Link to the paper](https://arxiv.org/abs/2401.01234)\n\n# Setup\n\nx\n",
            "arxiv.org/abs/2401.01234",
        ),
        ("# T\n\nSee [this](https://openreview.net/forum?id=abc).\n\n## S\n\nx\n", "openreview.net/forum?id=abc"),
        ("# T\n\nhttps://aclanthology.org/2020.acl-main.1/\n\n## S\n\nx\n", "aclanthology.org/2020.acl-main.1/"),
        (
            "# T\n\n## S\n\nx\n\n##### URL\n\n[link](https://doi.org/10.1145/3341301.3359630)\n",
            "doi.org/10.1145/3341301.3359630",
        ),
        (
            "# T\n\n[code](https://github.com/a/b)\n\n## S\n\n[Other](https://arxiv.org/abs/1706.03762)\n\n## R\n\nx\n",
            "",
        ),
        ("# T\n\n## S\n\nx\n\n## References\n\n- [paper](https://arxiv.org/abs/1706.03762)\n", ""),
    ],
)
def test_the_link_of_the_head_is_the_papers(write: Write, tmp_path: Path, body: str, address: str) -> None:
    write("n.md", body)
    found = only(tmp_path)
    assert found.paper.paper_url == (f"https://{address}" if address else "")
    assert "Link to the paper" not in found.text


@pytest.mark.parametrize(
    ("line", "address", "arxiv"),
    [
        ('arxiv_id: "2606.30133"', "https://arxiv.org/abs/2606.30133", "2606.30133"),
        ("abs_url: https://arxiv.org/abs/2606.30133", "https://arxiv.org/abs/2606.30133", "2606.30133"),
        ("pdf_url: https://arxiv.org/pdf/2606.30133v1", "https://arxiv.org/pdf/2606.30133v1", "2606.30133"),
        ("url: https://arxiv.org/abs/2606.30133", "https://arxiv.org/abs/2606.30133", "2606.30133"),
        ("url: /posts/lazy/", "", ""),
        ("source: https://blog.example.org/x", "", ""),
        ("doi: 10.1145/3341301.3359630", "https://doi.org/10.1145/3341301.3359630", ""),
        ("paper: arXiv:2606.30133", "https://arxiv.org/abs/2606.30133", "2606.30133"),
    ],
)
def test_keys_of_the_head_name_the_paper(write: Write, tmp_path: Path, line: str, address: str, arxiv: str) -> None:
    write("n.md", f"---\ntitle: T\ndate: 2024\n{line}\n---\n\n{PROSE}\n")
    paper = paper_of(tmp_path)
    assert (paper.paper_url, paper.arxiv) == (address, arxiv)


@pytest.mark.parametrize(
    ("line", "tag"),
    [
        ("venue: OSDI 2024", "osdi24"),
        ("conference: NeurIPS'23", "nips23"),
        ("会议: ICML 2024", "icml24"),
        ("tag: sosp23", "sosp23"),
        ("tags: [ACL 2018, NLP]", "acl18"),
    ],
)
def test_keys_of_the_head_name_the_venue(write: Write, tmp_path: Path, line: str, tag: str) -> None:
    write("n.md", f"---\ntitle: T\ndate: 2024\n{line}\n---\n\n{PROSE}\n")
    assert paper_of(tmp_path).tag == tag


def test_a_poster_is_no_author_of_the_paper(write: Write, tmp_path: Path) -> None:
    head = "---\ntitle: T\ndate: 2024\nauthor: Jane Doe\n---\n\n"
    write("content/posts/n.md", head + PROSE)
    write(
        "content/posts/m.md", head.replace("title: T", "title: U").replace("Jane Doe", "[Ada Alpha, Bo Beta]") + PROSE
    )
    write("content/papers/p.md", head.replace("title: T", "title: V") + PROSE)
    authors = {found.paper.title: found.paper.authors for found in read_all(tmp_path)[0]}
    assert authors == {"T": (), "U": ("Ada Alpha", "Bo Beta"), "V": ("Jane Doe",)}


def test_a_list_headed_as_references_is_left_out(write: Write, tmp_path: Path) -> None:
    write("n.md", note("## 方法\n\n正文。\n\n## 七、参考\n\n- **[EC]** Alpha et al. A title of it, arXiv 2023\n"))
    assert only(tmp_path).text == "正文。"


def test_what_is_no_note_is_left_out_without_a_word(write: Write, tmp_path: Path) -> None:
    for name in (
        *("README.md", "CLAUDE.md", "AGENTS.md", "SUMMARY.md", "TODO.md", "index.md", "about.md", "paper-template.md"),
        *("templates/note.md", "archetypes/default.md", "rl/_index.md", "docs/_sidebar.md", "LICENSE.md"),
    ):
        write(name, "# Paper\n\nSome text.\n")
    write("empty.md", "\n")
    write("placeholder.md", "# [Paper Title](https://a.b)\n\n## Summary\n\n- \n")
    write("rl/README.md", "# Notes on RL\n\nAll of them.\n")
    write("rl/index.md", "# Notes on RL\n\nAll of them.\n")
    write("rl/lazy.md", PLAIN)
    assert only(tmp_path).paper.path == "rl/lazy"


def test_a_note_with_a_folder_of_its_own_is_named_after_it(write: Write, tmp_path: Path) -> None:
    write("NLP/Lazy-Cache/README.md", f"{PROSE}\n")
    write("NLP/Lazy-Cache/img/readme.txt", "x")
    write("content/posts/eager-cache/index.md", f"---\ntitle: Eager\ndate: 2024\n---\n\n{PROSE}\n")
    write(
        "NLP/Links/README.md",
        "# Links\n\n" + "".join(f"- [Paper {n}](https://arxiv.org/abs/2401.0000{n})\n" for n in range(9)),
    )
    papers = {found.paper.title: found.paper for found in read_all(tmp_path)[0]}
    assert papers.keys() == {"Lazy Cache", "Eager"}
    assert papers["Lazy Cache"].categories == ("NLP",)
    assert papers["Eager"].categories == ()
