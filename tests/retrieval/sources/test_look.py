"""Two looks at a source differ where a note may have changed, and are cheap."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from retrieval.sources.jekyll import JekyllSite
from retrieval.sources.look import look_below
from retrieval.sources.markdown import MarkdownNotes
from tests.retrieval.sources.conftest import Write, note, opened, read_all

NOON = 1_700_000_000.0
NOT_YET = "the files are older than the moment asked about"


def _in_format(ending: str, text: str) -> str:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": text}]}) if ending == ".ipynb" else text


@pytest.mark.parametrize("ending", [*MarkdownNotes.endings, ".MD", ".mkd", ".mkdown", ".html", ".yml", ".png", ".txt"])
@pytest.mark.parametrize("kind", ["folder", "site"])
def test_what_is_read_as_a_note_is_what_a_look_goes_by(write: Write, tmp_path: Path, kind: str, ending: str) -> None:
    place = "_posts" if kind == "site" else "llm"
    write(f"{place}/2023-09-01-first.md", note(title="First"))
    source, before = opened(tmp_path), opened(tmp_path).look(lambda: False)
    file = write(f"{place}/2023-09-02-second{ending}", _in_format(ending, note(title="Second")))
    is_note = len(read_all(tmp_path)[0]) == 2
    is_configuration = kind == "site" and ending == ".yml"
    assert (source.look(lambda: False) != before) == (is_note or is_configuration)
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.utime(path, (NOON - 1, NOON - 1))
    assert not source.changed_since(NOON), NOT_YET
    file.write_text(_in_format(ending, note(title="Third")), "utf-8")
    assert source.changed_since(NOON) == (is_note or is_configuration)
    assert ending != ".md" or is_note
    assert not (ending == ".mkd" and kind == "site") or is_note, "a post of Jekyll"


def test_an_index_page_is_looked_at_alone(write: Write) -> None:
    page = write("index.md", "- **[2023-09] [Title](/llm/title.html)** - summary\n")
    source = opened(page)
    before = source.look(lambda: False)
    write("other.md", "x")
    os.utime(page, (NOON - 1, NOON - 1))
    assert not source.changed_since(NOON)
    page.write_text(f"{page.read_text('utf-8')}\n", "utf-8")
    assert source.look(lambda: False) != before
    assert source.changed_since(NOON)


def test_odd_names_and_things_are_looked_at(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "round.md").symlink_to("round.md")
    (tmp_path / "up").symlink_to(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.md")).write_text("x", "utf-8")
    assert look_below(tmp_path) == look_below(tmp_path)


def test_it_is_given_up_when_it_is_time(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x", "utf-8")
    assert look_below(tmp_path, given_up=lambda: True) is None
    assert opened(tmp_path).look(lambda: True) is None


def test_ten_thousand_notes_are_looked_at_in_no_time(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / str(number)).mkdir()
        for inner in range(100):
            (tmp_path / str(number) / f"{inner}.md").touch()
    began = time.process_time()
    assert look_below(tmp_path, JekyllSite.endings) is not None
    # a twentieth of that here; on a slow and busy machine it may take more
    assert time.process_time() - began < 2
