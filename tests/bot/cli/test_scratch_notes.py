"""The demo's copy of the notes."""

from pathlib import Path

from bot.cli.scratch_notes import HELD_BACK, ScratchNotes
from retrieval import Site, open_source

NAMES = ("2023-01-One.md", "2024-02-Two.md", "2025-03-Three.md", "2025-04-Four.md", "2022-05-Five.md")


def collection(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    for name in names:
        file = folder / "llm" / "inference" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: {name}\n---\n## 主要贡献\n\n内容 {name}\n", "utf-8")
    (folder / "llm" / "figure.png").write_bytes(b"no note")
    return folder


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.rglob("*") if file.is_file()}


def test_the_newest_notes_wait_and_are_published_in_their_order(tmp_path: Path) -> None:
    source = collection(tmp_path / "notes")
    notes = ScratchNotes(tmp_path / "scratch", [source])
    [copy] = notes.sources
    assert names_in(copy) == {"2023-01-One.md", "2024-02-Two.md", "2022-05-Five.md"}
    assert names_in(source) == {*NAMES, "figure.png"}

    assert notes.left == HELD_BACK
    first, second = notes.publish(), notes.publish()
    assert first is not None
    assert second is not None
    assert [first.name, second.name] == ["2025-03-Three.md", "2025-04-Four.md"]
    assert notes.publish() is None
    assert names_in(copy) == set(NAMES)
    assert first.read_bytes() == (source / first.relative_to(copy)).read_bytes()
    assert len(list(open_source(copy, Site()).scan())) == len(NAMES)


def test_a_small_collection_keeps_all_its_notes(tmp_path: Path) -> None:
    notes = ScratchNotes(tmp_path / "scratch", [collection(tmp_path / "notes", NAMES[:3])])
    assert notes.left == 0
    assert len(names_in(notes.sources[0])) == 3


def test_other_kinds_of_source_stay_where_they_are(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "_posts").mkdir(parents=True)
    index = tmp_path / "index.md"
    index.write_text("- **[2023-09] [Title](/path.html)** - summary\n", "utf-8")
    assert ScratchNotes(tmp_path / "scratch", [site, index]).sources == (site, index)
