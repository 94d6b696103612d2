"""What ``index``, ``doctor``, ``list`` and ``ask`` tell of what was found, and of what gave no paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main

GOOD = "---\ntitle: Paper {number}\ndate: 2025-01\n---\n\nIt is about caches, paper {number}.\n"
DRAFT = "---\ntitle: Not yet\ndate: 2025-01\npublished: false\n---\n\nNot for readers.\n"
BROKEN = b"# \x80\x81\xff\n"


class CommandLine:
    """Runs the command line over one folder of notes, in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.notes = folder / "notes"
        self.notes.mkdir()
        self._options = ("--notes", str(self.notes), "--data", str(folder / "data"))
        self._capsys = capsys
        self._patch = monkeypatch
        monkeypatch.setenv("LC_ALL", "C.UTF-8")
        monkeypatch.chdir(folder)

    def writes(self, **files: str | bytes) -> None:
        for name, content in files.items():
            path = self.notes / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def runs(self, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*self._options, *arguments])
        told = self._capsys.readouterr()
        assert isinstance(end.value.code, int)
        return end.value.code, told.out, told.err

    def in_chinese(self) -> None:
        self._patch.setenv("LC_ALL", "zh_CN.UTF-8")

    def json(self, *arguments: str) -> Any:
        return json.loads(self.runs(*arguments, "--json")[1])


@pytest.fixture
def papercache(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return CommandLine(tmp_path, capsys, monkeypatch)


def test_an_index_ends_with_what_was_found_and_what_not(papercache: CommandLine) -> None:
    good = {f"llm__good{number}_dot_md": GOOD.format(number=number) for number in range(3)}
    broken = {f"broken{number}_dot_md": BROKEN for number in range(5)}
    others = {"README_dot_md": "# Notes\n", "paper_dot_pdf": b"%PDF", "old_dot_docx": b"PK", "new_dot_docx": b"PK"}
    papercache.writes(**good, **broken, **others, draft_dot_md=DRAFT)
    code, told, _ = papercache.runs("index")
    assert code == 0
    assert "Markdown notes, 3 papers" in told
    assert "9 files, 3 in the library, 5 not read, 1 left out (drafts" in told
    assert "1 left out" in told
    assert "2 .docx, 1 .pdf" in told
    assert told.count("×") == 1, "a reason stands once"
    assert "5 × is not UTF-8" in told
    assert [line.strip() for line in told.splitlines() if "broken" in line] == [f"broken{n}.md:1" for n in range(3)]
    assert "and 2 more" in told
    _, everything, _ = papercache.runs("index", "--verbose")
    assert everything.count("broken") == 5
    report = papercache.json("index")
    assert len(report["skipped"]) == 5
    assert [(one["count"], one["served"]) for one in report["reasons"]] == [(5, False)]
    (source,) = report["sources"]
    assert source.items() >= {"kind": "Markdown notes", "files": 9, "papers": 3, "refused": 5, "hidden": 1}.items()
    assert source["unreadable"] == {".docx": 2, ".pdf": 1}
    papercache.in_chinese()
    assert "5 × is not UTF-8" in papercache.runs("index")[1]
    assert "文件 9 个、入库 3 篇、没能读取 5 处、略过 1 个" in papercache.runs("index")[1]


def test_doctor_tells_the_same(papercache: CommandLine) -> None:
    papercache.writes(good_dot_md=GOOD.format(number=1), paper_dot_docx="A")
    papercache.writes(**{f"broken{number}_dot_md": BROKEN for number in range(9)})
    code, told, _ = papercache.runs("doctor")
    assert code == 1
    assert "Markdown notes, 1 paper; 10 files, 1 in the library, 9 not read" in told
    assert "1 .docx" in told
    assert "9 × is not UTF-8" in told
    assert told.count("broken") == 3
    assert papercache.runs("doctor", "--verbose")[1].count("broken") == 9


def test_reasons_that_differ_by_a_name_are_one_reason(papercache: CommandLine) -> None:
    papercache.writes(
        **{
            f"n{number}_dot_md": GOOD.format(number=number).replace("date", f"summary: [{number}]\ndate")
            for number in (1, 2)
        }
    )
    reasons = papercache.json("index")["reasons"]
    assert sum(one["count"] for one in reasons) == 2
    assert len(reasons) == 1


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a_dot_md": BROKEN, "b_dot_md": BROKEN}, ("none of the 2 files", "2 ×", "UTF-8", "a.md:1")),
        ({"a_dot_md": DRAFT}, ("all 1 files", "drafts")),
        ({"a_dot_pdf": b"%PDF", "b_dot_docx": b"PK"}, ("1 .pdf", "1 .docx", "Markdown")),
        ({"README_dot_md": "# Papers\n"}, ("1 files that are left out", "list of papers")),
        ({}, ("no notes",)),
    ],
)
def test_a_collection_without_a_paper_is_a_fault_with_advice(
    papercache: CommandLine, files: dict[str, str | bytes], told: tuple[str, ...]
) -> None:
    papercache.writes(**files)
    for command in (("index",), ("index", "--json"), ("list",), ("ask", "How are caches paged?"), ("categories",)):
        code, out, err = papercache.runs(*command)
        assert code == 1, command
        assert [part for part in told if part not in err] == [], command
        assert "The notes don't answer this" not in out
        assert "No papers match" not in out
    code, out, _ = papercache.runs("doctor")
    assert code == 1
    assert [part for part in told if part not in out] == []
    assert papercache.json("list") == []
    assert papercache.json("index")["advice"]


def test_notes_added_to_an_empty_collection_are_found_at_the_next_question(papercache: CommandLine) -> None:
    assert papercache.runs("index")[0] == 1
    papercache.writes(good_dot_md=GOOD.format(number=7))
    assert [paper["title"] for paper in papercache.json("list")] == ["Paper 7"]


def test_a_question_over_notes_most_of_which_were_refused_says_so(papercache: CommandLine) -> None:
    papercache.writes(good_dot_md=GOOD.format(number=1), a_dot_md=BROKEN, b_dot_md=BROKEN)
    papercache.runs("index")
    assert "2 of 3 files" in papercache.runs("ask", "How are caches paged?")[2]
    (papercache.notes / "b.md").write_text(GOOD.format(number=2))
    papercache.runs("index")
    assert "files" not in papercache.runs("ask", "How are caches paged?")[2]


NOTE = """---
title: Lazy Cache
date: 2024-03
authors: [Ada Alpha, Bo Beta]
tag: osdi24
paper: https://arxiv.org/abs/2401.01234
summary: Keep rare keys on disk.
---
## Method

Rare keys wait on the disk.

### Prefetch

They come back early.
"""


def test_a_file_is_explained(papercache: CommandLine) -> None:
    papercache.writes(rl__lazy_dot_md=NOTE)
    file = str(papercache.notes / "rl" / "lazy.md")
    code, told, _ = papercache.runs("index", "--explain", file)
    assert code == 0
    for part in (
        "rl/lazy.md", "Markdown notes", "Lazy Cache", "2024-03", "Ada Alpha, Bo Beta", "osdi24", "rl",
        "https://arxiv.org/abs/2401.01234", "Keep rare keys on disk.", "27 characters", "front matter (date)",
    ):  # fmt: skip
        assert part in told
    explained = papercache.json("index", "--explain", file)
    (paper,) = explained["papers"]
    assert (paper["title"], paper["arxiv"], paper["categories"]) == ("Lazy Cache", "2401.01234", ["rl"])
    assert [section["headings"] for section in paper["sections"]] == [["Method"], ["Method", "Prefetch"]]
    assert not (papercache.notes.parent / "data" / "library.db").exists(), "nothing is indexed"
    papercache.in_chinese()
    assert "会议/期刊" in papercache.runs("index", "--explain", file)[1]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("broken_dot_md", BROKEN, "UTF-8"),
        ("README_dot_md", "# Notes\n", "left out by its name"),
        ("paper_dot_docx", b"PK", "format that is not read (.docx)"),
        ("picture_dot_png", b"PNG", "no note by its name"),
    ],
)
def test_a_file_that_gives_no_paper_is_explained_too(
    papercache: CommandLine, name: str, content: str | bytes, told: str
) -> None:
    papercache.writes(**{name: content}, good_dot_md=GOOD.format(number=1))
    file = papercache.notes / name.replace("_dot_", ".")
    code, out, _ = papercache.runs("index", "--explain", str(file))
    assert code == 1
    assert told in out
    explained = papercache.json("index", "--explain", str(file))
    assert told in str(explained["no_note"]) + str(explained["problems"])


def test_no_file_is_no_traceback(papercache: CommandLine) -> None:
    code, _, err = papercache.runs("index", "--explain", "nowhere.md")
    assert code == 1
    assert "nowhere.md is no file" in err
