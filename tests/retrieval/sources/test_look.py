"""Two looks at the sources differ where a note may have changed, and are cheap."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from retrieval import look
from retrieval.sources.look import ENDINGS


@pytest.mark.parametrize("ending", [".md", ".MD", ".markdown", ".mkdown", ".mkdn", ".mkd", ".html", ".htm", ".yml"])
def test_every_kind_of_note_counts(tmp_path: Path, ending: str) -> None:
    before = look([tmp_path])
    (tmp_path / f"x{ending}").write_text("x", "utf-8")
    assert look([tmp_path]) != before
    assert ending.lower() in ENDINGS


def test_odd_names_and_things_are_looked_at(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "round.md").symlink_to("round.md")
    (tmp_path / "up").symlink_to(tmp_path)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.md")).write_text("x", "utf-8")
    assert look([tmp_path]) == look([tmp_path])


def test_it_is_given_up_when_it_is_time(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x", "utf-8")
    assert look([tmp_path], lambda: True) is None


def test_ten_thousand_notes_are_looked_at_in_no_time(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / str(number)).mkdir()
        for inner in range(100):
            (tmp_path / str(number) / f"{inner}.md").touch()
    began = time.process_time()
    assert look([tmp_path]) is not None
    # a twentieth of that here; on a slow and busy machine it may take more
    assert time.process_time() - began < 2
