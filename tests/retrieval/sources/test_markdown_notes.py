"""Markdown notes: metadata, addresses, sections, and every fault reported with its file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval import Site
from retrieval.errors import SourceError
from retrieval.types import Bilingual, Block
from tests.retrieval.sources.conftest import Write, note, opened, read_all

FULL = """---
title: "Orca: A Serving System"
authors: [Gyeong-In Yu, Joo Seong Jeong]
date: "2022-07"
categories: [llm, engineering, inference]
tag: osdi22
paper: https://arxiv.org/abs/2309.06180v2
summary:
  zh: "一句话。"
  en: "One sentence."
---

## 主要贡献

提出 **迭代级调度**，见 [论文](https://a.b)：

- 第一点
  - 更深一点
- 第二点 $a_b$ 与 `code_x`

## 方法

### Block table, again!

| 方法 | 加速 |
|---|---|
| vLLM | 2x |

```python
x = a_b * c
```

$$
E = mc^2
$$

### Block table, again!

再写一段。
"""


def test_a_note_gives_all_it_says(write: Write, tmp_path: Path) -> None:
    write("llm/engineering/inference/2022-07-Orca.md", FULL)
    (found,), skipped = read_all(tmp_path)
    assert not skipped
    paper = found.paper
    assert paper.path == "llm/engineering/inference/2022-07-Orca"
    assert paper.slug == "2022-07-Orca"
    assert paper.url == "https://host/base/llm/engineering/inference/2022-07-Orca.html"
    assert paper.title == "Orca: A Serving System"
    assert paper.authors == ("Gyeong-In Yu", "Joo Seong Jeong")
    assert (paper.date, paper.tag, paper.categories) == ("2022-07", "osdi22", ("llm", "engineering", "inference"))
    assert (paper.paper_url, paper.arxiv) == ("https://arxiv.org/abs/2309.06180v2", "2309.06180")
    assert paper.summary == Bilingual(zh="一句话。", en="One sentence.")
    assert paper.has_note


def test_sections_keep_headings_anchors_and_whole_blocks(write: Write, tmp_path: Path) -> None:
    write("a/2022-07-Orca.md", FULL)
    (found,), _ = read_all(tmp_path)
    assert [(section.headings, section.anchor) for section in found.sections] == [
        (("主要贡献",), "主要贡献"),
        (("方法", "Block table, again!"), "block-table-again"),
        (("方法", "Block table, again!"), "block-table-again-1"),
    ]
    assert found.sections[0].blocks == (
        Block("paragraph", "提出 迭代级调度，见 论文："),
        Block("list", "- 第一点\n  - 更深一点\n- 第二点 $a_b$ 与 code_x"),
    )
    assert found.sections[1].blocks == (
        Block("table", "方法 | 加速\nvLLM | 2x"),
        Block("code", "x = a_b * c"),
        Block("formula", "$$E = mc^2$$"),
    )


def test_formulas_stay_as_written_in_any_delimiters(write: Write, tmp_path: Path) -> None:
    write("n.md", note(r"## S" + "\n\n" + r"从 $a_i*b_i$、\(c_i\) 到 $$d_i < e_i$$，价格 $5 到 $6。" + "\n"))
    (found,), _ = read_all(tmp_path)
    assert found.sections[0].blocks[0].text == "从 $a_i*b_i$、$c_i$ 到 $$d_i < e_i$$，价格 $5 到 $6。"


def test_what_the_front_matter_lacks_comes_from_the_place(write: Write, tmp_path: Path) -> None:
    write("mlsys/gpu/2023-04-01-A.md", note(date=""))
    (found,), skipped = read_all(tmp_path)
    assert not skipped
    assert (found.paper.categories, found.paper.date) == (("mlsys", "gpu"), "2023-04-01")


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/:path.html", "https://host/base/llm/2023-09-N%20%E4%B8%AD.html"),
        ("/notes/:slug/", "https://host/base/notes/2023-09-N%20%E4%B8%AD/"),
        ("/:year/:month/:categories/:slug:output_ext", "https://host/base/2023/09/llm/2023-09-N%20%E4%B8%AD.html"),
    ],
)
def test_links_follow_the_permalink_and_are_escaped(write: Write, tmp_path: Path, permalink: str, url: str) -> None:
    write("llm/2023-09-N 中.md", note())
    (found,), _ = read_all(tmp_path, Site("https://host", "/base", permalink))
    assert found.paper.url == url
    assert found.paper.path == "llm/2023-09-N 中"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("---\ntitle: x\n", 1, "no second ---"),
        ("---\ntitle: x\ntags: [a\n---\n", 4, "not valid YAML"),
        ("---\ntitle: x\na: &b [1]\nc: *b\n---\n", 4, "aliases"),
        ("---\ntitle: x\ndate: !!timestamp 2023-01-01\n---\n", 3, "not valid YAML"),
        ("---\ntitle: x: a note with a colon\n---\n", 2, "put a text that holds a colon in quotes"),
        ("---\ntitle: x\nsummary: 一: 二\n---\n", 3, "put a text that holds a colon in quotes"),
        ("---\ntitle: *x* claims\n---\n", 2, "in quotes"),
        ("---\ntitle: @x\n---\n", 2, "in quotes"),
        ("---\ntitle: !x\n---\n", 2, "in quotes"),
        ('---\ntitle: "x" and B\n---\n', 2, "in quotes"),
        ("---\ntitle: [x] and B\n---\n", 2, "in quotes"),
        ('---\ntitle: "x\n---\n', 3, "has to be closed"),
        ("---\ntitle: x\n\tdate: 2023-01\n---\n", 3, "spaces, not with tabs"),
        ('---\ndate: "2023-09"\ntitle: [x, b]\n---\n', 3, "title is not a text"),
        ("---\ntitle: x\ndate: 2023-13-01\n---\n", 3, "does not exist"),
        ("---\ntitle: x\ndate: soon\n---\n", 3, "not of the form"),
        ("---\ntitle: x\ndate: 2027-01\n---\n", 3, "future"),
        ("---\ntitle: x\ndate: 2026-11-24\n---\n", 3, "future"),
        ("---\ntitle: x\ndate: 2023-01\nsummary: [a]\n---\n", 4, "summary is neither"),
        ("---\ntitle: x\ndate: 2023-01\ncategories: {a: b}\n---\n", 4, "categories is not a list"),
        ("---\ntitle: x\na: " + "[" * 5000 + "\n---\n", 0, "nested too deeply"),
        ("+++\ntitle = x\n+++\n", 2, "not valid TOML"),
    ],
)
def test_a_slip_in_front_matter_is_reported_with_line_and_reason_and_the_note_is_served(
    write: Write, tmp_path: Path, content: str, line: int, reason: str
) -> None:
    write("x.md", content + "正文。\n")
    (found,), (fault,) = read_all(tmp_path)
    assert "x" in found.paper.title.casefold()
    assert found.text.endswith("正文。")
    assert (fault.file, fault.served) == ("x.md", True)
    assert reason in fault.reason
    assert not line or fault.line == line


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("---\ntitle: " + "x" * 70_000 + "\n---\n", 1, "more than 64 KB"),
        (b"---\ntitle: x\n\xff\xfe\n---\n", 3, "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_read(
    write: Write, tmp_path: Path, content: str | bytes, line: int, reason: str
) -> None:
    write("bad.md", content)
    write("good.md", note())
    notes, skipped = read_all(tmp_path)
    assert [found.paper.slug for found in notes] == ["good"]
    (fault,) = skipped
    assert (fault.file, fault.line, fault.served) == ("bad.md", line, False)
    assert reason in fault.reason


def test_odd_but_clear_front_matter_is_understood(write: Write, tmp_path: Path) -> None:
    head = (
        "\ufeff---\r\ntitle: 2048\r\ndate: 2023-9-1 10:00:00 +0800\r\ncategories: [llm, [rl, ~], llm]\r\n"
        "authors: A. Bee, C. Dee and E. Eff\r\nsummary: 只有一句。\r\n---\r\n正文。\r\n"
    )
    write("n.md", head)
    (found,), skipped = read_all(tmp_path)
    assert not skipped
    paper = found.paper
    assert (paper.title, paper.date, paper.categories) == ("2048", "2023-09-01", ("llm", "rl"))
    assert paper.authors == ("A. Bee", "C. Dee", "E. Eff")
    assert paper.summary == Bilingual(zh="只有一句。")


def test_things_in_the_place_of_notes_are_reported(write: Write, tmp_path: Path) -> None:
    outside = write("outside/secret.md", note(title="Secret"))
    root = tmp_path / "notes"
    write("notes/good.md", note())
    (root / "folder.md").mkdir()
    (root / "escape.md").symlink_to(outside)
    (root / "up").symlink_to(tmp_path / "outside")
    (root / "broken.md").symlink_to(root / "nowhere.md")
    (root / "one.md").symlink_to(root / "two.md")
    (root / "two.md").symlink_to(root / "one.md")
    (root / "loop").symlink_to(root)
    os.mkfifo(root / "pipe.md")
    notes, skipped = read_all(root)
    assert [found.paper.title for found in notes] == ["A Title"]
    assert {fault.file for fault in skipped} == {
        "folder.md",
        "escape.md",
        "up",
        "broken.md",
        "one.md",
        "two.md",
        "loop",
        "pipe.md",
    }
    reasons = {fault.file: fault.reason for fault in skipped}
    assert "leads out of the folder" in reasons["escape.md"]
    assert "leads out of the folder" in reasons["up"]
    assert "folder, not a file" in reasons["folder.md"]


def test_hidden_files_drafts_unpublished_notes_and_paperwork_are_left_out(write: Write, tmp_path: Path) -> None:
    for name in (".hidden.md", ".git/x.md", "_drafts/d.md", "README.md", "data.txt"):
        write(name, "nothing to read")
    write("off.md", note(published="false"))
    assert read_all(tmp_path) == ([], [])


def test_the_digest_tells_whether_a_note_reads_differently(write: Write, tmp_path: Path) -> None:
    def digest(url: str = "https://host") -> str:
        (file,) = opened(tmp_path, Site(url)).scan()
        return file.digest  # type: ignore[union-attr]

    write("n.md", note())
    first = digest()
    assert digest() == first
    assert digest("https://other") != first
    write("n.md", note(body="else\n"))
    assert digest() != first


def test_a_note_of_tomorrow_counts_as_changed_when_its_day_has_come(write: Write, tmp_path: Path) -> None:
    from datetime import date

    from retrieval.sources import SourceFile, open_source

    write("n.md", note(date='"2026-12"'))
    digests = []
    for today in (date(2026, 11, 23), date(2026, 12, 1)):
        (file,) = open_source(tmp_path, Site(), today=lambda today=today: today).scan()  # type: ignore[misc]
        assert isinstance(file, SourceFile)
        digests.append(file.digest)
    assert digests[0] != digests[1]


def test_a_missing_folder_and_a_file_that_is_no_page_are_refused(write: Write, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        opened(tmp_path / "none")
    with pytest.raises(SourceError, match="no Markdown file"):
        opened(write("x.pdf", "x"))
    with pytest.raises(SourceError, match="lists no papers"):
        opened(write("README.md", "# Nothing here\n"))
