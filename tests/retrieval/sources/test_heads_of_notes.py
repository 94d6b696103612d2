"""Front matter in whatever form it is written, slips in it, and what it says of serving the note."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.sources.conftest import Write, only, read_all

PROSE = "Lazy Cache keeps the keys of rare tokens on the disk and loads them when a query needs them."


HEAD_TOML = """+++
title = "Lazy Cache"
date = 2024-03-02T14:40:00+08:00
tags = ["cache", "llm"]
summary = "Keeps rare keys on disk."
[params]
arxiv_id = "2401.01234"
+++
"""
HEAD_JSON = """{
  "title": "Lazy Cache", "date": "2024-03-02", "tags": ["cache", "llm"],
  "summary": "Keeps rare keys on disk.", "arxiv_id": 2401.01234
}
"""
HEAD_HEXO = """title: Lazy Cache
date: 2024-03-02 15:31:20
tags:
  - cache
  - llm
summary: Keeps rare keys on disk.
arxiv_id: "2401.01234"
---
"""
HEAD_LOGSEQ = """title:: Lazy Cache
date:: [[2024-03-02]]
tags:: [[cache]], [[llm]]
summary:: Keeps rare keys on disk.
arxiv_id:: 2401.01234
"""
HEAD_YAML = f"---\n{HEAD_HEXO}"


@pytest.mark.parametrize("head", [HEAD_YAML, HEAD_TOML, HEAD_JSON, HEAD_HEXO, HEAD_LOGSEQ])
def test_front_matter_is_read_in_whatever_form_it_is_written(write: Write, tmp_path: Path, head: str) -> None:
    write("n.md", f"{head}\n## Method\n\n{PROSE}\n")
    found = only(tmp_path)
    paper = found.paper
    assert (paper.title, paper.date) == ("Lazy Cache", "2024-03-02")
    assert (paper.category, paper.also_in) == ("cache", ("llm",))
    assert paper.summary.en == "Keeps rare keys on disk."
    assert (paper.arxiv, paper.paper_url) == ("2401.01234", "https://arxiv.org/abs/2401.01234")
    assert found.text == PROSE


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"---\n\n{PROSE}\n\n---\n\nMore of it.\n", "N"),
        (f"A sentence: with a colon\n---\n\n{PROSE}\n", "A sentence: with a colon"),
        (f"std::vector holds it.\n\n{PROSE}\n", "N"),
        (f'{{"a": 1, broken\n\n{PROSE}\n', "N"),
    ],
)
def test_what_only_looks_like_a_head_is_text(write: Write, tmp_path: Path, text: str, title: str) -> None:
    write("n.md", text)
    found = only(tmp_path)
    assert found.paper.title == title
    assert PROSE in found.text


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("authors: [[Zixin Luo]], [[Lei Zhou]]", ("Zixin Luo", "Lei Zhou")),
        ("author: &#xd6;zge Y\xfccel and Bo Beta: X", ("Özge Yücel", "Bo Beta: X")),
        ("\tauthors: [Zixin Luo, Lei Zhou]", ("Zixin Luo", "Lei Zhou")),
    ],
)
def test_a_slip_in_one_line_of_yaml_loses_no_other(
    write: Write, tmp_path: Path, line: str, authors: tuple[str, ...]
) -> None:
    write("n.md", f"---\ntitle: Lazy Cache\ndate: 2024-03-02\n{line}\n---\n\n{PROSE}\n")
    (found,), (fault,) = read_all(tmp_path)
    assert (found.paper.title, found.paper.date, found.paper.authors) == ("Lazy Cache", "2024-03-02", authors)
    assert (fault.line, fault.served) == (4, True)


@pytest.mark.parametrize(
    "line",
    [
        "draft: true",
        "draft: yes",
        "publish: false",
        "published: false",
        "hidden: true",
        "password: abc",
        "status: draft",
    ],
)
def test_a_note_that_says_it_is_not_for_readers_is_not_served(write: Write, tmp_path: Path, line: str) -> None:
    write("n.md", f"---\ntitle: T\ndate: 2024\n{line}\n---\n\n{PROSE}\n")
    assert read_all(tmp_path) == ([], [])


@pytest.mark.parametrize("line", ["draft: false", "publish: true", "hidden: false", "status: published"])
def test_a_note_that_says_it_is_for_readers_is_served(write: Write, tmp_path: Path, line: str) -> None:
    write("n.md", f"---\ntitle: T\ndate: 2024\n{line}\n---\n\n{PROSE}\n")
    assert only(tmp_path).paper.title == "T"
