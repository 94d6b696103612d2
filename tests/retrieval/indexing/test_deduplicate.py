"""A paper is one paper: however many files it lies in, it is served once, from the file that was known before."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import Filters, Library, RefreshReport, Site, open_source
from retrieval.indexing.deduplicate import Candidate, looks_copied, merge
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import refresh
from retrieval.store import Snapshot, SqliteStore
from retrieval.types import Note, Paper
from tests.retrieval.store.store_fixtures import Shelf, no_tree, note, small_embedder, small_models

TEXT = (
    "Alpha 的调度器用优先级队列安排请求，等得最久的请求先得到服务，吞吐提高三倍，尾延迟降到原来的一半。"
    "The scheduler orders requests by how long they have waited, and keeps a share of memory for the short ones."
)
OTHER_TEXT = (
    "这一章介绍分布式训练里的流水线并行：把模型按层切开，放到不同的设备上，微批次依次流过，气泡随微批次数减少。"
    "Pipeline stages hold consecutive layers; more micro-batches mean fewer bubbles and more activations to keep."
)
ARXIV = (
    "paper: https://arxiv.org/abs/2301.00003",
    "paper: http://www.arxiv.org/abs/2301.00003v2",
    "paper_url: https://arxiv.org/pdf/2301.00003v1.pdf",
    "link: https://arxiv.org/pdf/2301.00003",
    "link: https://ar5iv.labs.arxiv.org/html/2301.00003",
    "paper: https://huggingface.co/papers/2301.00003",
    "paper: arXiv:2301.00003v4",
    "arxiv: 2301.00003",
    'arxiv: "arXiv:2301.00003v2 [cs.LG]"',
    "arxiv: https://arxiv.org/abs/2301.00003v3",
    "paper: https://doi.org/10.48550/arXiv.2301.00003",
    "doi: 10.48550/ARXIV.2301.00003v2",
)
OLD_ARXIV = ("arxiv: cs/0601001", "paper: https://arxiv.org/abs/cs.LG/0601001v2")
DOI = (
    "doi: 10.1145/3600006.3613165A",
    "doi: https://doi.org/10.1145/3600006.3613165a",
    "doi: DOI:10.1145/3600006.3613165A",
    "paper: https://DX.doi.org/10.1145/3600006.3613165A",
    "link: https://dl.acm.org/doi/abs/10.1145/3600006.3613165a",
    "paper: https://dl.acm.org/doi/epdf/10.1145/3600006.3613165A?download=true",
)


def write(folder: Path, name: str, title: str, *head: str, text: str = TEXT, date: str = "2023-05-01") -> Path:
    """Write a note of one section."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = ("---", f'title: "{title}"', f"date: {date}", *head, "---", "", "## 方法", "", text, "")
    file.write_text("\n".join(lines), "utf-8")
    return file


def duplicates(folder: Path, *served: str) -> list[tuple[str, str, str]]:
    """Return what is found in a folder: the duplicate, the file that is served, how that is known."""
    source = open_source(folder, Site())
    notes = [(file.name, note) for file in source.scan() for note in source.read(file).notes]
    candidates = [
        Candidate(key, name, note.paper, lambda note=note: note.text, note.paper.path in served)
        for key, (name, note) in enumerate(notes)
    ]
    return [(one.file, one.served_file, one.by) for one in merge(candidates).duplicates]


def forms() -> Iterator[tuple[str, str, str]]:
    for by, written in (("arxiv", ARXIV), ("arxiv", OLD_ARXIV), ("doi", DOI)):
        yield from ((by, one, other) for one, other in pairwise((*written, written[0])))


@pytest.mark.parametrize(("by", "one", "other"), [*forms()])
def test_one_identifier_is_one_paper_however_it_is_written(tmp_path: Path, by: str, one: str, other: str) -> None:
    write(tmp_path, "systems/x.md", "Alpha Scheduler", one)
    write(tmp_path, "llm/y.md", "另一个标题", other, text=OTHER_TEXT, date="2021-01-01")
    assert duplicates(tmp_path, "systems/x") == [("llm/y.md", "systems/x.md", by)]


SAME_TITLE = {
    "authors": (["authors: [Ada Example, 李雷]"], ["authors: [李雷, ADA Example]"], OTHER_TEXT, "2021-02"),
    "authors cut short": (["authors: [Ada Example, 李雷]"], ["authors: Ada Example, et al."], OTHER_TEXT, "2021-02"),
    "authors with marks": (["authors: [Ada Example, 李雷]"], ["authors: [Ada Example¹]"], OTHER_TEXT, "2021-02"),
    "year": ([], [], OTHER_TEXT, "2023-11"),
    "year, authors known of one": (["authors: [Ada Example]"], [], OTHER_TEXT, "2023-11"),
    "text": (["authors: [Ada Exampel]"], ["authors: [Ada Example]"], TEXT, "2021-02"),
    "text with an edit": (["authors: [Ada]"], ["authors: [Bob]"], TEXT.replace("三倍", "四倍（见图）"), "2021-02"),
    "text of another number": (["arxiv: 2301.00003"], ["arxiv: 2301.00004"], f"{TEXT}\n\n补充。", "2021-02"),
    "text in other marks": ([], [], TEXT.replace("，", ", ").upper(), "2021-02"),
}


@pytest.mark.parametrize("kind", SAME_TITLE)
@pytest.mark.parametrize("title", ["alpha  SCHEDULER!", "Alpha Scheduler", "Ａｌｐｈａ：Scheduler"])
def test_one_title_and_one_more_thing_in_common_is_one_paper(tmp_path: Path, kind: str, title: str) -> None:
    one, other, text, date = SAME_TITLE[kind]
    write(tmp_path, "systems/x.md", "Alpha Scheduler", *one)
    write(tmp_path, "llm/y.md", title, *other, text=text, date=date)
    assert duplicates(tmp_path, "systems/x") == [("llm/y.md", "systems/x.md", kind.split()[0].rstrip(","))]
    assert [file for file, _, _ in duplicates(tmp_path, "llm/y")] == ["systems/x.md"]


DIFFERENT = {
    "another of everything": (["authors: [Ada]"], ["authors: [Bob]"], OTHER_TEXT, "2021-02"),
    "another author in one year": (["authors: [Ada]"], ["authors: [Bob]"], OTHER_TEXT, "2023-11"),
    "another number in one year": (["arxiv: 2301.00003"], ["arxiv: 2301.00004"], OTHER_TEXT, "2023-11"),
    "another DOI in one year": (["doi: 10.1145/1.2"], ["doi: 10.1145/1.3"], OTHER_TEXT, "2023-11"),
    "another year": ([], [], OTHER_TEXT, "2021-02"),
}


@pytest.mark.parametrize("kind", DIFFERENT)
@pytest.mark.parametrize("title", ["Introduction", "笔记"])
def test_a_title_that_papers_share_does_not_make_them_one(tmp_path: Path, kind: str, title: str) -> None:
    one, other, text, date = DIFFERENT[kind]
    write(tmp_path, "systems/x.md", title, *one)
    write(tmp_path, "llm/y.md", title, *other, text=text, date=date)
    assert duplicates(tmp_path) == []


@pytest.mark.parametrize(("title", "other"), [("A", "B"), ("…", "!!!"), ("Alpha Scheduler", "Beta Scheduler")])
def test_texts_alone_make_no_paper(tmp_path: Path, title: str, other: str) -> None:
    write(tmp_path, "systems/x.md", title, "authors: [Ada]")
    write(tmp_path, "systems/y.md", other, "authors: [Ada]")
    assert duplicates(tmp_path) == []


def test_who_is_unknown_does_not_join_those_who_differ(tmp_path: Path) -> None:
    texts = (TEXT, OTHER_TEXT, "扩散模型从噪声开始，一步一步去掉噪声，直到得到图像；步数可以用蒸馏减少到四步。")
    for name, head, text in zip("abc", ("authors: [Ada]", "tag: osdi", "authors: [Bob]"), texts, strict=True):
        write(tmp_path, f"{name}.md", "Introduction", head, text=text)
    assert duplicates(tmp_path, "a") == [("b.md", "a.md", "year")]


COPIES = (
    "x (conflicted copy 2024-05-01).md",
    "x (Ada's conflicted copy 2024-05-01).md",
    "x.sync-conflict-20240501-120000-ABCDEFG.md",
    "x（冲突副本 2024-05-01）.md",
    "x-冲突文件.md",
    "x - 副本.md",
    "x - Copy.md",
    "x - Copy (2).md",
    "x copy 2.md",
    "Copy of x.md",
    "x (1).md",
    "x（1）.md",
    "x 2.md",
    "x.backup.md",
    "x_backup.md",
    "x.bak.md",
    "x备份.md",
    "复件 x.md",
    "x~.md",
    "backup/systems/x.md",
    "备份/2024/x.md",
)


@pytest.mark.parametrize("name", COPIES)
def test_of_two_that_are_new_the_one_is_served_that_is_not_called_a_copy(tmp_path: Path, name: str) -> None:
    folder = tmp_path if "/" in name else tmp_path / "systems"
    write(tmp_path, "systems/x.md", "Alpha Scheduler")
    write(folder, name, "Alpha Scheduler")
    copy = (folder / name).relative_to(tmp_path).as_posix()
    assert duplicates(tmp_path) == [(copy, "systems/x.md", "year")]
    # a copy that is known goes before, whatever it is called
    assert duplicates(tmp_path, copy.removesuffix(".md")) == [("systems/x.md", copy, "year")]


@pytest.mark.parametrize("name", ["copy-on-write", "threshold", "Llama-2", "2023-09-backups-of-models", "v(2024)"])
def test_a_copy_is_known_by_more_than_its_original(name: str) -> None:
    assert looks_copied(f"systems/{name}.md") < looks_copied(f"systems/{name} (conflicted copy).md")
    assert looks_copied(f"systems/{name}.md") < looks_copied(f"systems/{name} - 副本.md")


def test_a_paper_in_two_categories_is_shown_once_in_both(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    write(notes, "systems/x.md", "Alpha Scheduler", "authors: [Ada Example]")
    write(notes, "systems/z.md", "Zeta Cache", text=OTHER_TEXT)
    sources = [open_source(notes, Site())]
    with Library.open(tmp_path / "data", sources, small_embedder()) as library:
        library.refresh()
        copy = write(notes, "llm/serving/y.md", "Alpha Scheduler", "authors: [Ada Example]", "tag: osdi24", *ARXIV[:1])
        again = write(notes, "systems/x (conflicted copy).md", "Alpha Scheduler")
        report = library.refresh()
        assert (report.added, report.changed, report.removed) == ((), ("systems/x",), ())
        assert [(one.file, one.served_file) for one in report.duplicates] == [
            ("llm/serving/y.md", "systems/x.md"),
            ("systems/x (conflicted copy).md", "systems/x.md"),
        ]
        assert report.skipped == ()

    with Library.open(tmp_path / "data", sources, small_embedder()) as library:
        assert library.duplicates == report.duplicates
        paper = library.find("Alpha Scheduler")[0]
        assert (paper.path, paper.category_paths) == ("systems/x", ("systems", "llm/serving"))
        assert (paper.tag, paper.arxiv, paper.paper_url) == ("osdi24", "2301.00003", "https://arxiv.org/abs/2301.00003")
        assert {one.path for one in library.papers()} == {"systems/x", "systems/z"}
        for question in ("Alpha 的调度器怎么安排请求？", "2023 年的论文", "latest papers"):
            asked = [hit.paper.path for hit in library.ask(question).hits]
            assert asked.count("systems/x") == 1
            assert {*asked} <= {"systems/x", "systems/z"}
        for demand in (Filters(categories=("llm",)), Filters(categories=("LLM/serving",)), Filters(tags=("osdi",))):
            assert [one.path for one in library.papers(demand)] == ["systems/x"]
        assert {one.path: one.count for one in library.categories()} == {"llm": 1, "systems": 2}
        assert library.find("2301.00003v2") == library.find("Alpha Scheduler") == (paper,)
        assert [hit.paper.path for hit in library.related(paper.id)] == ["systems/z"]
        # a button that was made when the copy stood alone opens the paper
        (other,) = [one for one in report.duplicates if one.file == "llm/serving/y.md"]
        assert library.note(replace(paper, path=other.path).id).paper == library.note(paper.id).paper == paper

        copy.unlink()
        again.unlink()
        report = library.refresh()
        assert (report.changed, report.duplicates, library.duplicates) == (("systems/x",), (), ())
        (paper,) = library.find("Alpha Scheduler")
        assert (paper.category_paths, paper.tag, paper.arxiv) == (("systems",), "", "")
        assert {one.path: one.count for one in library.categories()} == {"systems": 2}


def paper_note(path: str, number: int, title: str = "") -> Note:
    """Make a note of the paper with the arXiv ``number``."""
    made = note(path, f"论文 {number} 的正文。", title=title or f"Paper {number}")
    return replace(made, paper=replace(made.paper, arxiv=f"2301.{number:05}", categories=tuple(path.split("/")[:-1])))


def loaded(path: Path) -> Snapshot:
    return SqliteStore(path).read(no_tree)


def test_the_copy_takes_the_place_of_the_original_and_keeps_it(path: Path, models: Models) -> None:
    shelf = Shelf(x=[paper_note("systems/x", 3)])
    refresh(SqliteStore(path), [shelf], models)
    shelf.files["a"] = [paper_note("llm/a", 3)]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.removed) == ((), ())
    del shelf.files["x"]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.removed, report.duplicates) == (("llm/a",), ("systems/x",), ())
    shelf.files["x"] = [paper_note("systems/x", 3)]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.removed) == ((), ())
    assert [one.path for one in report.duplicates] == ["systems/x"]
    # it becomes another paper's
    shelf.files["x"] = [paper_note("systems/x", 4)]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.duplicates) == (("systems/x",), ())
    # and both are of the same one again: the one that stayed is served
    shelf.files["x"] = [paper_note("systems/x", 3)]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.added, report.removed) == ((), ("systems/x",))
    assert [(one.path, one.served_path) for one in report.duplicates] == [("systems/x", "llm/a")]


def test_an_edit_of_the_original_does_not_give_way_to_the_copy(path: Path, models: Models) -> None:
    shelf = Shelf(**{"llm/a (1).md": [paper_note("llm/a (1)", 3)], "systems/x.md": [paper_note("systems/x", 3)]})
    assert refresh(SqliteStore(path), [shelf], models).added == ("systems/x",)
    shelf.files["systems/x.md"] = [paper_note("systems/x", 3, "A better title")]
    report = refresh(SqliteStore(path), [shelf], models)
    assert (report.changed, [one.path for one in report.duplicates]) == (("systems/x",), ["llm/a (1)"])


def test_an_entry_of_an_index_page_yields_to_every_file_of_a_paper(path: Path, models: Models) -> None:
    entry = paper_note("elsewhere/one", 3, "As the copy calls it")
    entry = replace(entry, paper=replace(entry.paper, arxiv="", has_note=False), sections=())
    by_number = replace(entry, paper=replace(paper_note("elsewhere/two", 3, "Else").paper, has_note=False))
    notes = Shelf("notes", x=[paper_note("systems/x", 3)], y=[paper_note("llm/y", 3, "As the copy calls it")])
    report = refresh(SqliteStore(path), [Shelf("index", page=[entry, by_number]), notes], models)
    assert report.added == ("systems/x",)
    assert [one.path for one in report.duplicates] == ["llm/y"]


_FILES = ("a/x", "b/x", "b/x (conflicted copy)", "c/备份/x")
_HISTORY = st.lists(st.dictionaries(st.sampled_from(_FILES), st.integers(1, 3)), min_size=1, max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_HISTORY)
def test_whatever_comes_and_goes_each_paper_is_served_once_and_stays_where_it_was(
    models: Models, history: list[dict[str, int]]
) -> None:
    with TemporaryDirectory() as folder:
        file, shelf, before = Path(folder) / "library.db", Shelf(), dict[str, int]()
        for files in history:
            shelf.files = {name: [paper_note(name, number)] for name, number in files.items()}
            report = refresh(SqliteStore(file), [shelf], models)
            served = {paper.path: int(paper.arxiv[5:]) for paper in loaded(file).papers}
            assert sorted(served.values()) == sorted(set(files.values()))
            assert {one.path for one in report.duplicates} == files.keys() - served.keys()
            for path, number in before.items():
                if files.get(path) == number:
                    assert path in served, "what was served and is there still has gone"
            for one in report.duplicates:
                assert files[one.path] == files[one.served_path]
                assert one.served_path in served
            for paper in loaded(file).papers:
                assert {*paper.category_paths} == {
                    name.rpartition("/")[0] for name, number in files.items() if number == served[paper.path]
                }
            before = served
        fresh = Path(folder) / "fresh.db"
        refresh(SqliteStore(fresh), [shelf], models)
        assert {one.arxiv for one in loaded(fresh).papers} == {one.arxiv for one in loaded(file).papers}


def candidates(count: int, title: str, year: int) -> list[Candidate]:
    """Return notes of one title by as many authors, a hundred sentences each."""

    def one(number: int) -> Candidate:
        author = f"Author {str(number).translate(dict(zip(range(48, 58), 'abcdefghij', strict=True)))}"
        paper = Paper(f"{number:010}", f"n/{number}", f"{number}", title, f"{year}", authors=(author,))
        return Candidate(number, f"{number}.md", paper, lambda: " ".join(f"{number * 7919 + at:x}" for at in range(60)))

    return [one(number) for number in range(count)]


def test_many_notes_of_one_title_take_linear_time() -> None:
    def seconds(count: int) -> float:
        notes = candidates(count, "Introduction", 2024)
        started = time.process_time()
        assert len(merge(notes).served) == count
        return time.process_time() - started

    seconds(50)
    assert seconds(3200) < 24 * min(seconds(400) for _ in range(3)), "eight times as many take more than thrice eight"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.db"


@pytest.fixture(scope="module")
def models() -> Models:
    return small_models()


def test_a_report_tells_of_duplicates_each_time(path: Path, models: Models) -> None:
    shelf = Shelf(x=[paper_note("systems/x", 3)], y=[paper_note("llm/y", 3)])
    reports: list[RefreshReport] = [refresh(SqliteStore(path), [shelf], models) for _ in range(2)]
    assert reports[0].duplicates == reports[1].duplicates != ()
    assert reports[1].unchanged == 1
