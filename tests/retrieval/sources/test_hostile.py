"""Hostile and broken notes: nothing crashes, hangs or escapes; what comes out is notes or reports, and clean text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import SourceError
from retrieval.indexing.chunking import chunk_note
from retrieval.types import Note
from tests.retrieval.sources.conftest import Write, note, read_all

UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MEGABYTES = 5_000_000

TAGS = "div p b strong em a h1 h2 h3 ul ol li table tr td th pre code figure figcaption img br sup span blockquote script style svg math select textarea plaintext frameset x-y template".split()  # noqa: E501, SIM905
PIECES = [
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
    *("<!--", "-->", "<![CDATA[", "<", ">", "&", "&#x202e;", "&#0;", "&#xD800;", "<img alt='", '"', "'", "<p class="),
    *(
        "\u202e",
        "\u2066",
        "\x00",
        "\x1b",
        "\ufeff",
        "\u200f",
        "\n",
        "\n\n",
        "  ",
        "\t",
        "$",
        "$$",
        "\\(",
        "\\[",
        "`",
        "```",
    ),
    *(
        "# ",
        "## 参考文献\n",
        "- ",
        "1. ",
        "| ",
        "|-|-|\n",
        "> ",
        "[",
        "](",
        "![",
        "【",
        "】",
        "[1] ",
        "（",
        "。",
        "：",
        "**",
        "_",
    ),
    *(
        "作者：",
        "标题：",
        "图1：",
        "本文提出",
        "Li Ming, ",
        "@",
        "{%",
        "{{",
        "---\n",
        "中文",
        "word",
        "1.5",
        "[^1]",
        "\\",
    ),
]


def texts(notes: list[Note]) -> Iterator[str]:
    """Return every text that a reader may get to see."""
    for found in notes:
        paper = found.paper
        yield from (paper.title, paper.title_zh, paper.summary.zh, paper.summary.en, paper.tag, paper.path, paper.url)
        yield from (*paper.authors, *paper.categories)
        for section in found.sections:
            yield from section.headings
            yield from (block.text for block in section.blocks)
        for chunk in chunk_note(found):
            yield chunk.text


def check(root: Path) -> list[Note]:
    """Read a source and see that all it gives is clean and can be stored."""
    notes, skipped = read_all(root)
    for text in (*texts(notes), *(fault.reason for fault in skipped), *(fault.file for fault in skipped)):
        assert not UNCLEAN.search(text)
        text.encode()
    return notes


@pytest.mark.parametrize("name", ["_posts/2023-01-01-a.html", "_posts/2023-01-01-a.md", "a.md"])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_soup_gives_a_clean_note(tmp_path_factory: pytest.TempPathFactory, name: str, body: str) -> None:
    root = tmp_path_factory.mktemp("soup")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(note(body), "utf-8")
    assert len(check(root)) == 1


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.text(max_size=200) | st.lists(st.sampled_from(["title: ", "date: ", "a", ": ", "- ", "[", "{", "&x ", "*x", "!!int ", "\n", "'", '"', "\\ud800", "~", "? ", "|\n", "2023-01-01"]), max_size=30).map("".join))  # fmt: skip  # noqa: E501
def test_any_front_matter_gives_a_note_or_a_report(tmp_path_factory: pytest.TempPathFactory, head: str) -> None:
    root = tmp_path_factory.mktemp("head")
    (root / "2023-01-01-a.md").write_bytes(f"---\n{head}\n---\n正文。\n".encode("utf-8", "surrogatepass"))
    check(root)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_any_bytes_give_a_note_or_a_report(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    root = tmp_path_factory.mktemp("bytes")
    (root / "a.md").write_bytes(content)
    (root / "page.md").write_bytes(b"- [2023-01] [T](/a/b.html)\n" + content)
    check(root)
    with suppress(SourceError):
        check(root / "page.md")


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join('*' + chr(97 + n) for _ in range(9))}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    "head", [BOMB, "a: " + "[" * 30_000, "a: " + "{a: " * 10_000, "? " * 20_000, "a: &x {<<: *x}", "title: &t\n  - *t"]
)
def test_a_yaml_bomb_is_not_set_off(write: Write, tmp_path: Path, head: str) -> None:
    write("a.md", f"---\n{head}\n---\n正文\n")
    notes, skipped = read_all(tmp_path)
    assert len(notes) == 1
    assert len(notes[0].paper.title) < 100
    assert all(fault.served for fault in skipped)
    assert len(skipped) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "md"])
@pytest.mark.parametrize(
    "unit",
    ["x", "<div>", "<li><ul>", "<b id=1><p>", "<table><tr><td>", "<h2>x</h2>", "<!--", '<p "', "[", "*a ", "`", "$a",
     "【1", "（“", "\n> ", "\n  - ", "|a", "本文提出", "<br>* a", "Li Ming, ", "@", "\\(", "<sup>1",
     "[1] A. B. 2020\n\n"],
)  # fmt: skip
def test_megabytes_of_one_thing_neither_hang_nor_crash(write: Write, tmp_path: Path, unit: str, ending: str) -> None:
    size = MEGABYTES if unit in ("x", "<div>") else 300_000
    write(f"_posts/2023-01-01-a.{ending}", note(unit * (size // len(unit))))
    check(tmp_path)


def test_ten_thousand_levels_are_flattened_and_their_text_is_kept(write: Write, tmp_path: Path) -> None:
    for tag in ("div", "ul><li", "blockquote", "b", "span", "table><tr><td"):
        write("_posts/2023-01-01-a.html", note(f"<{tag}>" * 10_000 + "底" + "</div>" * 10_000 + "<p>后</p>"))
        (found,) = check(tmp_path)
        told = " ".join(block.text for section in found.sections for block in section.blocks)
        assert "底" in told
        assert "后" in told


def test_a_file_too_large_to_be_a_note_is_reported(write: Write, tmp_path: Path) -> None:
    write("text.md", note("字" * 1_100_000))
    write("page.md", note("ok"))
    with (tmp_path / "huge.md").open("wb") as stream:
        stream.truncate(65 * 1024 * 1024)
    notes, skipped = read_all(tmp_path)
    assert [found.paper.slug for found in notes] == ["page"]
    assert {fault.file for fault in skipped} == {"text.md", "huge.md"}


def test_names_that_no_address_can_hold_are_reported_cleanly(tmp_path: Path) -> None:
    for name in (b"a\x1b[31m.md", b"b\xff.md", "c\u202egpj.md".encode(), b"d\n.md"):
        Path(str(tmp_path) + "/" + name.decode("utf-8", "surrogateescape")).write_text(note())
    assert check(tmp_path) == []
    assert len(read_all(tmp_path)[1]) == 4
