"""A source need not be a folder: what a further kind of source takes is what stands in this file."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval import Library, Note, Paper, Site, Skipped, SourceError, load_embedder, open_source, short_id
from retrieval.errors import NoteError
from retrieval.sources import KINDS, Clock, ReadResult, SourceFile, Tally
from retrieval.sources.look import Look
from retrieval.types import Bilingual, Block, Section


def entry(title: str, text: str) -> str:
    return json.dumps({"title": title, "text": text}, ensure_ascii=False)


PAGED = entry("PagedAttention", "分页管理 KV 缓存，显存的碎片因此很少。")
FLASH = entry("FlashAttention", "Tiling keeps the attention matrix out of the slow memory of the GPU.")


class ReferenceManager:
    """Papers as a reference manager keeps them under a shelf mark, told of by a service: no file, and no folder."""

    kind = "reference manager"

    def __init__(self, location: str) -> None:
        self.location = location
        self.entries: dict[str, str] = {}
        self.changed_at = 0.0

    def put(self, key: str, content: str) -> None:
        self.entries[key] = content
        self.changed_at = time.time()

    def scan(self) -> Iterator[SourceFile | Skipped]:
        for key, content in sorted(self.entries.items()):
            yield SourceFile(key, hashlib.sha256(content.encode()).hexdigest())

    @property
    def tally(self) -> Tally:
        return Tally(len(self.entries))

    def read(self, file: SourceFile) -> ReadResult:
        return ReadResult((_note(file.name, self.entries[file.name]),))

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        return None if given_up() else Look((), repr(self.changed_at).encode())

    def changed_since(self, moment: float) -> bool:
        return self.changed_at > moment


class JsonLines:
    """Papers as the lines of one JSON file, recognised by its name."""

    kind = "JSON lines"

    def __init__(self, path: Path, _site: Site, _today: Clock) -> None:
        self._path = path
        self.location = str(path.resolve())

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.suffix == ".jsonl" and path.is_file()

    def scan(self) -> Iterator[SourceFile | Skipped]:
        for number, line in enumerate(self._path.read_text("utf-8").splitlines(), 1):
            yield SourceFile(f"line-{number}", hashlib.sha256(line.encode()).hexdigest())

    @property
    def tally(self) -> Tally:
        return Tally()

    def read(self, file: SourceFile) -> ReadResult:
        line = self._path.read_text("utf-8").splitlines()[int(file.name.removeprefix("line-")) - 1]
        return ReadResult((_note(file.name, line),))

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        return None if given_up() else Look((), hashlib.sha256(self._path.read_bytes()).digest())

    def changed_since(self, moment: float) -> bool:
        return self._path.stat().st_mtime > moment


def _note(name: str, content: str) -> Note:
    try:
        fields = json.loads(content)
    except ValueError as error:
        raise NoteError(name, f"is no JSON: {error}") from None
    path = f"shelf/{fields['title'].casefold()}"
    paper = Paper(
        id=short_id(path),
        path=path,
        slug=path.rpartition("/")[2],
        title=fields["title"],
        date="2023-09",
        categories=("shelf",),
        summary=Bilingual(),
    )
    return Note(paper, (Section((), "", (Block("paragraph", fields["text"]),)),))


def found(library: Library, question: str) -> str:
    return library.ask(question).hits[0].paper.title


def looked(library: Library) -> Look:
    seen = library.look(lambda: False)
    assert seen is not None
    return seen


def test_a_source_that_is_no_file_is_indexed_asked_and_seen_to_change(tmp_path: Path) -> None:
    source = ReferenceManager("zotero: group 7")
    source.put("a", PAGED)
    with Library.open(tmp_path, [source], load_embedder()) as library:
        assert library.refresh().added == ("shelf/pagedattention",)
        assert found(library, "KV 缓存的碎片") == "PagedAttention"
        assert not library.notes_changed
        before = looked(library)
        source.put("b", FLASH)
        source.put("broken", "{")
        assert library.notes_changed
        assert looked(library) != before
        report = library.refresh()
        assert (report.added, report.unchanged) == (("shelf/flashattention",), 1)
        assert [(fault.file, "is no JSON" in fault.reason) for fault in report.skipped] == [("broken", True)]
        assert not library.notes_changed
        assert found(library, "tiling of the attention matrix") == "FlashAttention"
    again = ReferenceManager("zotero: group 7")
    again.entries = source.entries
    with Library.open(tmp_path, [again], load_embedder()) as library:
        report = library.refresh()
        assert (report.added, report.changed, report.unchanged) == ((), (), 2), "it is known by where it is"
    with Library.open(tmp_path, [ReferenceManager("zotero: group 7")], load_embedder()) as library:
        assert len(library.refresh().removed) == 2


def test_a_further_kind_is_recognised_by_being_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text(PAGED, "utf-8")
    with pytest.raises(SourceError, match="no Markdown file"):
        open_source(path, Site())
    monkeypatch.setattr("retrieval.sources.KINDS", (JsonLines, *KINDS))
    source = open_source(path, Site())
    assert source.kind == "JSON lines"
    with Library.open(tmp_path / "data", [source, open_source(tmp_path, Site())], load_embedder()) as library:
        library.refresh()
        before = looked(library)
        path.write_text(f"{PAGED}\n{FLASH}\n", "utf-8")
        assert looked(library) != before
        assert library.notes_changed
        assert library.refresh().added == ("shelf/flashattention",)
        assert found(library, "tiling of the attention matrix") == "FlashAttention"
