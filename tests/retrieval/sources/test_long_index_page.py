"""Long index pages: read in parts, of which each takes its share, with nothing lost where the page is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.parsing.paper_list.parts import PART_SIZE, page_parts
from retrieval.sources import SourceFile
from tests.retrieval.sources.conftest import Write, opened, read_all

FORMS = {
    "headings": lambda n: (
        (f"## Subject {n}\n\n" if n % 50 == 1 else "") + f"- [Cache number {n}](URL{n:05}) - a cache\n"
    ),
    "one list": lambda n: f"- [Cache number {n}](URL{n:05}) - a cache\n",
    "one table": lambda n: (
        ("|Date|Title|Link|\n|-|-|-|\n" if n == 1 else "") + f"|2024-01|Cache number {n}|[pdf](URL{n:05})|\n"
    ),
    "folds": lambda n: (
        ("<details><summary>Fold</summary>\n\n" if n % 400 == 1 else "")
        + f"- [Cache number {n}](URL{n:05})\n"
        + ("\n</details>\n\n" if n % 400 == 0 else "")
    ),
    "targets": lambda n: f"- [Cache number {n}][{n}]\n" + ("" if n < COUNT else targets()),
}
COUNT = 2500
_ADDRESS = "https://arxiv.org/abs/2401."


def targets() -> str:
    return "\n" + "".join(f"[{n}]: URL{n:05}\n" for n in range(1, COUNT + 1))


def page(form: str) -> str:
    lines = "".join(FORMS[form](n) for n in range(1, COUNT + 1))
    return f"# Caches\n\n## All about caches\n\n{lines}".replace("URL", _ADDRESS)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_lost_between_the_parts(write: Write, form: str) -> None:
    notes, skipped = read_all(write("list.md", page(form)))
    assert [note.paper.arxiv for note in notes] == [f"2401.{n:05}" for n in range(1, COUNT + 1)]
    assert not skipped
    if form == "headings":
        assert notes[-1].paper.categories == (f"Subject {COUNT - 49}",)
    elif form == "folds":
        assert {note.paper.categories for note in notes} == {("All about caches", "Fold")}
    else:
        assert {note.paper.categories for note in notes} == {("All about caches",)}


@pytest.mark.parametrize("form", FORMS)
def test_no_part_is_much_longer_than_another(form: str) -> None:
    parts = [*page_parts(page(form))]
    assert len(parts) > 1 or len(page(form)) < 4 * PART_SIZE
    assert max(len(part.text) for part in parts) < 4.1 * PART_SIZE


def test_a_changed_line_is_read_anew_with_its_part_alone(write: Write) -> None:
    def digests(path: Path) -> dict[str, str]:
        return {file.name: file.digest for file in opened(path).scan() if isinstance(file, SourceFile)}

    before = digests(write("list.md", page("headings")))
    after = digests(write("list.md", page("headings").replace("Cache number 2490", "Another cache")))
    assert [name for name in before if before[name] != after[name]] == [[*before][-1]]


def test_a_part_is_read_from_the_file_where_it_is_not_at_hand(write: Write) -> None:
    path = write("list.md", page("one table"))
    last = [file for file in opened(path).scan() if isinstance(file, SourceFile)][-1]
    assert opened(path).read(last).notes[-1].paper.title == f"Cache number {COUNT}"
