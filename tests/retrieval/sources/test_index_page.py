"""An index page: entries in all their forms, categories, links, and bad entries by their line."""

from __future__ import annotations

from pathlib import Path

from retrieval.types import Bilingual
from tests.retrieval.sources.conftest import Write, read_all

PAGE = """---
layout: home
---
# PaperCache

## 大语言模型

### 推理优化

- **[2025-07] [Step 3: Large](/llm/engineering/inference/2025-07-Step-3.html)** - 低成本解码。
* [2025-04] [Tilus [v2]](llm/engineering/inference/2025-04-Tilus.html) — A virtual machine.
- **[2023-09-01] [Paged](https://host/base/llm/2023/09/01/paged.html)**：分页
  管理显存。
- [2024-01] [Bare](/bare.html)
- [2024-02] [Elsewhere](https://arxiv.org/abs/2309.06180)
- [2023-13] [Bad date](/llm/x/bad.html)
- [2027-01] [Too early](/llm/x/early.html)
- [2023-01] No link
- [2023-01] [Script](javascript:alert(1))
- [2023-02] [Escape]({{ site.baseurl }}/llm/a/escape.html)
- [A page](/about.html)
- [Undated](/llm/engineering/undated.html)
"""


def test_entries_become_papers_without_notes(write: Write) -> None:
    notes, _ = read_all(write("index.md", PAGE))
    papers = {found.paper.title: found.paper for found in notes}
    assert list(papers) == ["Step 3: Large", "Tilus [v2]", "Paged", "Bare", "Elsewhere", "Escape", "Undated"]
    assert not any(found.sections or found.paper.has_note for found in notes)
    step = papers["Step 3: Large"]
    assert step.path == "llm/engineering/inference/2025-07-Step-3"
    assert step.slug == "2025-07-Step-3"
    assert step.url == "https://host/base/llm/engineering/inference/2025-07-Step-3.html"
    assert (step.date, step.categories) == ("2025-07", ("llm", "engineering", "inference"))
    assert step.summary == Bilingual(zh="低成本解码。")
    assert papers["Tilus [v2]"].url == "https://host/base/llm/engineering/inference/2025-04-Tilus.html"
    assert papers["Tilus [v2]"].summary == Bilingual(en="A virtual machine.")
    assert papers["Paged"].path == "llm/2023/09/01/paged"
    assert papers["Paged"].url == "https://host/base/llm/2023/09/01/paged.html"
    assert papers["Paged"].categories == ("llm",)
    assert papers["Paged"].summary == Bilingual(zh="分页管理显存。")
    assert papers["Elsewhere"].arxiv == "2309.06180"
    assert papers["Escape"].url == "https://host/base/llm/a/escape.html"


def test_a_link_without_folders_takes_its_category_from_the_headings(write: Write) -> None:
    notes, _ = read_all(write("index.md", PAGE))
    (bare,) = (found.paper for found in notes if found.paper.title == "Bare")
    assert bare.categories == ("大语言模型", "推理优化")
    assert not bare.summary


def test_bad_entries_are_reported_by_their_line(write: Write) -> None:
    _, skipped = read_all(write("index.md", PAGE))
    lines = {PAGE.split("\n")[fault.line - 1]: fault.reason for fault in skipped}
    assert [key[2:22] for key in lines] == [
        "[2023-13] [Bad date]",
        "[2027-01] [Too early",
        "[2023-01] No link",
        "[Undated](/llm/engin",
    ]
    words = ("exist", "future", "lists 3 papers without a link", "without a date")
    assert [word for word, reason in zip(words, lines.values(), strict=True) if word not in reason] == []
    assert all(fault.file == "index.md" for fault in skipped)


def test_the_page_beside_other_files_reads_only_itself(write: Write, tmp_path: Path) -> None:
    write("other.md", "x")
    notes, skipped = read_all(write("papers.markdown", "- [2024-01] [T](/a/b.html)\n"))
    assert [found.paper.path for found in notes] == ["a/b"]
    assert not skipped
