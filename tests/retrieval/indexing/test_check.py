"""A library is asked before it is committed; notes with which it could not be are skipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.errors import StoreError
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import Check, refresh
from retrieval.store import Snapshot, SqliteStore
from tests.retrieval.store.store_fixtures import Shelf, content, no_tree, note


def paths(path: Path) -> set[str]:
    return {paper.path for paper in SqliteStore(path).read(no_tree).papers}


def check(bad: Callable[[Snapshot], bool], *, passed: bool = True) -> Check:
    def ask(snapshot: Snapshot) -> None:
        if bad(snapshot):
            raise IndexError("string index out of range")

    return Check(no_tree, ask, passed)


def holds(*titles: str) -> Callable[[Snapshot], bool]:
    return lambda snapshot: any(paper.title in titles for paper in snapshot.papers)


def shelf(count: int) -> Shelf:
    return Shelf(**{f"n{i:02}": [note(f"llm/n{i:02}", f"第 {i} 篇讲分块。")] for i in range(count)})


@pytest.mark.parametrize("bad", [(0,), (6,), (3, 4), (0, 5, 6), (2, 3, 4, 5)])
def test_the_notes_to_blame_are_skipped_and_all_others_served(path: Path, models: Models, bad: tuple[int, ...]) -> None:
    titles = [f"Title of llm/n{i:02}" for i in bad]
    report = refresh(SqliteStore(path), [shelf(7)], models, check=check(holds(*titles)))
    assert {skipped.file for skipped in report.skipped} == {f"n{i:02}" for i in bad}
    assert all("IndexError: string index out of range" in skipped.reason for skipped in report.skipped)
    assert paths(path) == {f"llm/n{i:02}" for i in range(7) if i not in bad}


def test_notes_that_spoil_it_only_together_cost_one_of_them(path: Path, models: Models) -> None:
    def both(snapshot: Snapshot) -> bool:
        return {"llm/n01", "llm/n04"} <= {paper.path for paper in snapshot.papers}

    report = refresh(SqliteStore(path), [shelf(6)], models, check=check(both))
    assert [skipped.file for skipped in report.skipped] == ["n04"]
    assert len(paths(path)) == 5


def test_a_newcomer_is_to_blame_and_not_what_was_served_before(path: Path, models: Models, tmp_path: Path) -> None:
    some = shelf(5)
    refresh(SqliteStore(path), [some], models)
    some.files["m"] = [note("llm/m", "新的一篇。")]
    some.files["n02"] = [note("llm/n02", "改过的一篇。")]
    report = refresh(SqliteStore(path), [some], models, check=check(holds("Title of llm/m")))
    assert [skipped.file for skipped in report.skipped] == ["m"]
    assert report.changed == ("llm/n02",)
    # it is told of again, and not looked at until it changes
    again = refresh(SqliteStore(path), [some], models, check=check(holds("Title of llm/m")))
    assert again.skipped == report.skipped
    assert (again.added, again.changed, again.removed) == ((), (), ())
    some.files["m"] = [note("llm/m", "新的一篇。", title="Mended")]
    assert refresh(SqliteStore(path), [some], models, check=check(holds("Title of llm/m"))).added == ("llm/m",)
    fresh = tmp_path / "fresh" / "library.db"
    refresh(SqliteStore(fresh), [some], models)
    assert content(SqliteStore(path).read(no_tree)) == content(SqliteStore(fresh).read(no_tree))


def test_a_library_made_by_a_program_that_did_not_look_is_mended(path: Path, models: Models) -> None:
    some = shelf(5)
    refresh(SqliteStore(path), [some], models)
    report = refresh(SqliteStore(path), [some], models, check=check(holds("Title of llm/n03"), passed=False))
    assert [skipped.file for skipped in report.skipped] == ["n03"]
    assert report.removed == ("llm/n03",)
    assert paths(path) == {"llm/n00", "llm/n01", "llm/n02", "llm/n04"}


def test_a_fault_that_no_note_is_to_blame_for_leaves_the_library_as_it_was(path: Path, models: Models) -> None:
    refresh(SqliteStore(path), [shelf(3)], models)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="cannot be asked with any notes in it: IndexError"):
        refresh(SqliteStore(path), [shelf(4)], models, check=check(lambda _: True))
    assert path.read_bytes() == before
