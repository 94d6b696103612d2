"""Files that could be taken for something else: posts of no Jekyll site, READMEs that are notes, labels of links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.retrieval.sources.conftest import Write, read_all

BODY = "\n\n## 方法\n\n它把缓存分页，需要时再载入。\n"
PAPER = "https://arxiv.org/abs/2401.01234"


def titles(root: Path) -> set[str]:
    notes, skipped = read_all(root)
    assert skipped == []
    return {found.paper.title for found in notes}


@pytest.mark.parametrize("folder", ["_posts", "source/_posts"])
@pytest.mark.parametrize("named", ["", "source", "folder"])
def test_posts_without_dates_in_their_names_are_notes(write: Write, tmp_path: Path, folder: str, named: str) -> None:
    write("readme.md", "# A blog\n")
    write(f"{folder}/lazy-cache.md", "title: Lazy Cache\ndate: 2024-03-05 10:00:00\n---\n\nText.\n")
    write(f"{folder}/rl/eager.md", f"# Eager{BODY}")
    root = {"": tmp_path, "source": (tmp_path / folder).parent, "folder": tmp_path / folder}[named]
    assert titles(root) == {"Lazy Cache", "Eager"}


@pytest.mark.parametrize("parts", ["sections", "Chapters", "章节"])
def test_a_readme_beside_its_parts_is_the_note(write: Write, tmp_path: Path, parts: str) -> None:
    write("llm/lazy/README.md", f"# Lazy Cache{BODY}")
    write(f"llm/lazy/{parts}/1.md", f"# One{BODY}")
    assert titles(tmp_path) == {"Lazy Cache", "One"}


@pytest.mark.parametrize("parts", ["sections", "Chapters", "章节"])
def test_the_parts_of_a_whole_note_beside_them_are_no_notes(write: Write, tmp_path: Path, parts: str) -> None:
    write("llm/lazy/full.md", f"# Lazy Cache{BODY}\n## 实验{BODY}\n## 结论{BODY}")
    write("llm/lazy/README.md", "# Lazy\n\nWhat is here.\n")
    write(f"llm/lazy/{parts}/1.md", f"# Experiments{BODY}")
    write(f"llm/lazy/{parts}/2.md", f"# Conclusions{BODY}")
    assert titles(tmp_path) == {"Lazy Cache"}


def test_notes_in_a_folder_of_parts_stay_where_nothing_holds_them(write: Write, tmp_path: Path) -> None:
    write("llm/short.md", "# Short\n\nText.\n")
    write("llm/parts/1.md", f"# One{BODY}{BODY}")
    write("llm/parts/2.md", f"# Two{BODY}{BODY}")
    assert titles(tmp_path) == {"Short", "One", "Two"}


@pytest.mark.parametrize("head", ["作者：Jane Doe, Ann Roe", f"论文：[PDF]({PAPER})", f"- **Paper**: {PAPER}"])
def test_a_readme_that_names_its_paper_is_a_note(write: Write, tmp_path: Path, head: str) -> None:
    write("llm/lazy/README.md", f"# Lazy Cache\n\n{head}{BODY}")
    write("llm/lazy/more.md", f"# More{BODY}")
    write("rl/README.md", "# RL\n\nWhat this folder holds.\n")
    write("rl/eager.md", f"# Eager{BODY}")
    assert titles(tmp_path) == {"Lazy Cache", "More", "Eager"}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Doe, Jane; Roe, Ann", ("Jane Doe", "Ann Roe")),
        ("Doe, Jane；Roe, Ann", ("Jane Doe", "Ann Roe")),
        ("Doe, Jane and Roe, Ann M.", ("Jane Doe", "Ann M. Roe")),
        ("van der Berg, Jan; Li, Wei; Garcia Lopez, Maria", ("Jan van der Berg", "Wei Li", "Maria Garcia Lopez")),
        ("Jane Doe, Ann Roe; Bob Lee", ("Jane Doe", "Ann Roe", "Bob Lee")),
        ("Jane Doe; Ann Roe", ("Jane Doe", "Ann Roe")),
        ("Jane Doe, Ann Roe and Bob Lee", ("Jane Doe", "Ann Roe", "Bob Lee")),
    ],
)
@pytest.mark.parametrize(
    "form", ["---\ntitle: Lazy\nauthors: {}\n---", "# Lazy\n\nAuthors: {}", "# Lazy\n\n|作者|{}|\n|-|-|"]
)
def test_names_are_not_torn_apart(
    write: Write, tmp_path: Path, form: str, written: str, names: tuple[str, ...]
) -> None:
    write("lazy.md", form.format(written) + BODY)
    (found,), _ = read_all(tmp_path)
    assert found.paper.authors == names


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("论文：Lazy Cache: Loading Keys", "Lazy Cache: Loading Keys"),
        (f"**Paper**: [Lazy Cache]({PAPER})", "Lazy Cache"),
        (f"论文：Lazy Cache, {PAPER}", "Lazy Cache"),
        ("# 论文信息\n\n- 论文：《Lazy Cache》", "Lazy Cache"),
        ("# 论文笔记\n\n论文：Lazy Cache", "Lazy Cache"),
        (f"Paper: {PAPER}", "A note"),
        (f"论文：[链接]({PAPER})", "A note"),
    ],
)
def test_a_label_gives_the_title_where_no_heading_does(write: Write, tmp_path: Path, head: str, title: str) -> None:
    write("a-note.md", head + BODY)
    (found,), _ = read_all(tmp_path)
    assert (found.paper.title, found.paper.title_zh) == (title, "")
    assert found.paper.paper_url == (PAPER if PAPER in head else "")
