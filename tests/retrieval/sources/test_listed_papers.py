"""Lists of papers as people keep them: what a line says of its paper, and which lines name one."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.indexing.deduplicate import Candidate, merge
from retrieval.sources import SourceFile
from retrieval.types import Note, Paper, Skipped, short_id
from tests.retrieval.sources.conftest import Write, opened, read_all

NUMBERS = "https://arxiv.org/abs/2401.0"


def listed(write: Write, text: str) -> list[Paper]:
    return [found.paper for found in read_page(write, text)[0]]


def read_page(write: Write, text: str) -> tuple[list[Note], list[Skipped]]:
    return read_all(write("list.md", text))


AWESOME = """# Awesome Caches

## Paging

|Date|Title|Paper|Code|
|:---:|:---:|:---:|:---:|
|2024.03|🔥[**Lazy**] Lazy Cache: Loading Keys on Demand (@Example)|[[pdf]](https://arxiv.org/pdf/2401.01234)|[[code]](https://github.com/example/lazy)|

- [Paged Cache](https://arxiv.org/abs/2402.01234) - *ABC'24* [[code]](https://github.com/example/paged)
- **Eager Cache** [[paper](https://arxiv.org/abs/2403.01234)] [[note](notes/eager.md)]
- [Local Cache](papers/local.md)
- [2024/03] [Dated Cache](https://arxiv.org/abs/2405.01234) - with a date
"""


def test_tables_and_lists_under_one_heading(write: Write) -> None:
    papers = listed(write, AWESOME)
    assert [(paper.title, paper.date, paper.arxiv, paper.tag) for paper in papers] == [
        ("Lazy Cache: Loading Keys on Demand", "2024-03", "2401.01234", ""),
        ("Paged Cache", "2024-02", "2402.01234", "abc24"),
        ("Eager Cache", "2024-03", "2403.01234", ""),
        ("Local Cache", "", "", ""),
        ("Dated Cache", "2024-03", "2405.01234", ""),
    ]
    assert {paper.categories for paper in papers} == {("Paging",)}, "the headings, never folders of addresses"
    assert papers[0].paper_url == "https://arxiv.org/pdf/2401.01234"
    assert papers[4].summary.en == "with a date"


TITLE = "Lazy Cache: Loading Keys on Demand"


@pytest.mark.parametrize(
    "line",
    [
        f"- [{TITLE}](URL)",
        f"* **[{TITLE}](URL)**",
        f"+ [**{TITLE}**](URL) [[code](https://github.com/a/b)]",
        f"1. {TITLE}. [[paper](URL)]",
        f"12) **{TITLE}** [pdf](URL) · [code](https://github.com/a/b)",
        f"- 🔥🔥 [**Lazy**] {TITLE} (@Example, Lab) [[pdf]](URL)",
        f"- [x] {TITLE} ([arXiv](URL))",
        f'- "{TITLE}", Ada Alpha, Bo Beta. [[Paper]](URL)',
        f"- Ada Alpha and Bo Beta. **{TITLE}**. *ICML 2024*. [paper](URL)",
        f"- [ICML 2024] {TITLE} [[paper](URL)] [[code](https://github.com/a/b)]",
        f"- `ICML 2024` [{TITLE}](URL)",
        f"- (ICML'24) [{TITLE}](URL)",
        f"- {TITLE}, ICML 2024 [[pdf](URL)]",
        f"- **{TITLE}** (ICML 2024) [[pdf](URL)]",
        f"- [2024/01] {TITLE} | [Paper](URL) | [Code](https://github.com/a/b)",
        f"- {TITLE}\n  - [[paper]](URL)\n  - Ada Alpha, Bo Beta",
        f"- **{TITLE}**\n  - Authors: Ada Alpha, Bo Beta\n  - Venue: ICML 2024\n  - Link: URL",
        f"- {TITLE} [\\[PDF\\]](URL)",
        f"- {TITLE} [[论文]](URL) [[代码]](https://github.com/a/b)",
        f"- {TITLE} [![arXiv](https://img.shields.io/badge/arXiv-2401.01234-b31b1b.svg)](URL)",
        f"- {TITLE}: URL",
        f"- [![Star](https://img.shields.io/github/stars/a/b.svg)](https://github.com/a/b) **{TITLE}** [[paper](URL)]",
        f"- ![](https://img.shields.io/badge/ICML-2024-blue) [{TITLE}](URL)",
        f"- {TITLE}, Ada Alpha, Bo Beta et al., [paper](URL)",
        f"- 《{TITLE}》 [论文](URL) | [代码](https://github.com/a/b)",
        f"- 论文：[{TITLE}](URL) 代码：[link](https://github.com/a/b)",
        f"- [{TITLE}][1]\n\n[1]: URL",
        f"### {TITLE}\n\n[[paper](URL)] [[code](https://github.com/a/b)]",
        f"#### [{TITLE}](URL)",
        f"**{TITLE}** <br> Ada Alpha, Bo Beta <br> [[paper](URL)]",
        f"<ul><li><a href='URL'>{TITLE}</a></li></ul>",
        f"<details><summary>Papers</summary>\n\n- [{TITLE}](URL)\n\n</details>",
    ],
)
def test_the_title_of_a_line(write: Write, line: str) -> None:
    (paper,) = listed(write, f"# List\n\n## Paging\n\n{line}\n".replace("URL", "https://arxiv.org/abs/2401.01234"))
    assert (paper.title, paper.arxiv, paper.date) == (TITLE, "2401.01234", "2024-01")
    assert paper.tag in ("", "icml24")
    assert ("ICML" in line) == (paper.tag == "icml24")
    assert paper.authors in ((), ("Ada Alpha", "Bo Beta"))
    assert paper.categories == ("Paging",)
    assert not paper.summary


@pytest.mark.parametrize(
    "header", ["|日期|标题|会议|论文|代码|", "|Code|Venue|Paper|Title|Year|", "|论文|简介|作者|时间|"]
)
def test_columns_in_any_order_and_language(write: Write, header: str) -> None:
    cells = {
        **dict.fromkeys(("日期", "Year", "时间"), "2024.03"),
        **dict.fromkeys(("标题", "Title"), TITLE),
        **dict.fromkeys(("会议", "Venue"), "ICML 2024"),
        **dict.fromkeys(("代码", "Code"), "[code](https://github.com/a/b)"),
        "简介": "把不常用的键放在磁盘上",
        "作者": "Ada Alpha, Bo Beta",
    }
    named = "标题" in header or "Title" in header
    paper_cell = "[pdf](https://arxiv.org/abs/2401.01234)" if named else f"[{TITLE}](https://arxiv.org/abs/2401.01234)"
    labels = header.strip("|").split("|")
    row = "|".join(cells.get(label, paper_cell) for label in labels)
    (paper,) = listed(write, f"# 论文\n\n{header}\n{'|-' * len(labels)}|\n|{row}|\n")
    assert (paper.title, paper.date, paper.paper_url) == (TITLE, "2024-03", "https://arxiv.org/abs/2401.01234")
    assert paper.tag == ("icml24" if "会议" in header or "Venue" in header else "")
    assert paper.authors == (("Ada Alpha", "Bo Beta") if "作者" in header else ())
    assert paper.summary.zh == ("把不常用的键放在磁盘上" if "简介" in header else "")


def test_a_table_in_html_with_cells_over_several_rows(write: Write) -> None:
    rows = "".join(
        f"<tr>{first}<td><b>Cache {n}</b></td><td><a href='{NUMBERS}000{n}'>PDF</a></td></tr>"
        for n, first in ((1, "<td rowspan='2'>Paging</td>"), (2, ""), (3, "<td>Loading</td>"))
    )
    head = "<tr><th>Topic</th><th>Title</th><th>Link</th></tr>"
    papers = listed(write, f"<table>{head}{rows}</table>\n")
    found = [(paper.title, paper.categories, paper.arxiv) for paper in papers]
    assert found == [
        ("Cache 1", ("Paging",), "2401.00001"),
        ("Cache 2", ("Paging",), "2401.00002"),
        ("Cache 3", ("Loading",), "2401.00003"),
    ]


def test_nested_headings_items_and_folds_are_categories(write: Write) -> None:
    text = f"""# 📚 Awesome Caches
## 1. 🚀 Systems ([back](#top))
### 1.1 Paging :fire: (12)
- [Alpha Cache]({NUMBERS}0001)
## 二、算法
- 预取
  - [Beta Cache]({NUMBERS}0002)
- 淘汰
  - [Gamma Cache]({NUMBERS}0003)
<details><summary>⚡ Hardware</summary>

- [Delta Cache]({NUMBERS}0004)

</details>

**Surveys**

- [Epsilon Cache]({NUMBERS}0005)

## Papers

- [Zeta Cache]({NUMBERS}0006)
"""
    found = {paper.title.split()[0]: paper.categories for paper in listed(write, text)}
    assert found == {
        "Alpha": ("Systems", "Paging"),
        "Beta": ("算法", "预取"),
        "Gamma": ("算法", "淘汰"),
        "Delta": ("算法", "Hardware"),
        "Epsilon": ("算法", "Surveys"),
        "Zeta": (),
    }


def test_dates_of_lines_headings_and_numbers(write: Write) -> None:
    text = f"""# Papers of the week
## Top papers (June 16 - June 22) - 2024
- [From its Number]({NUMBERS}0001)
- [From the Heading](https://openreview.net/forum?id=abc)
### 2023年5月
- [From the Chinese Heading](https://openreview.net/forum?id=abd)
- [From the Line](https://openreview.net/forum?id=abe) (March 2022)
- [From the Venue](https://openreview.net/forum?id=abf), OSDI 2021
## 2019
- [Of a Year](https://aclanthology.org/D19-1001)
## Undated ones
- [Of no Date](https://aclanthology.org/D19-1002)
"""
    found, skipped = read_page(write, text)
    assert {note.paper.title: note.paper.date for note in found} == {
        "From its Number": "2024-01",
        "From the Heading": "2024-06",
        "From the Chinese Heading": "2023-05",
        "From the Line": "2022-03",
        "From the Venue": "2021",
        "Of a Year": "2019",
        "Of no Date": "",
    }
    assert len({note.paper.id for note in found}) == len(found), "papers of one host are not one paper"
    assert [(fault.line, fault.served) for fault in skipped] == [(12, True)]


def test_lines_that_are_no_papers_are_left_out(write: Write) -> None:
    text = f"""# Awesome Caches [![badge](https://img.shields.io/badge/a-b-red)](https://example.org)
We follow [a survey]({NUMBERS}0009) in the order of subjects.

## News
- [2024/03] Our paper is out: [Gamma]({NUMBERS}0008)!

## Contents
- [Paging](#paging)
- [Tools](#tools)

## Paging
- [Alpha Cache]({NUMBERS}0001)
- [Beta Cache]({NUMBERS}0002)

## Tools
- [cachelib](https://github.com/a/cachelib) - a library
- [vcache](https://github.com/a/vcache) - a server
- [The site](https://example.org)

## Contributors
- [Ada](https://github.com/ada)
"""
    found, skipped = read_page(write, text)
    assert [note.paper.title for note in found] == ["Alpha Cache", "Beta Cache"]
    assert not skipped


def test_what_is_not_read_is_counted_by_reason(write: Write) -> None:
    lines = [f"- [Cache {n}]({NUMBERS}000{n})" for n in range(1, 7)]
    lines += [f"- [[pdf]]({NUMBERS}001{n})" for n in range(3)]
    lines += ["- [2024-01] Cache without an address", "- [2024-02] Another cache"]
    found, skipped = read_page(write, "# A\n\n" + "\n".join(lines) + "\n")
    assert len(found) == 6
    assert [fault.reason for fault in skipped] == [
        "lists 3 papers without a title (lines 9, 10, 11)",
        "lists 2 papers without a link to a paper or a note (lines 12, 13)",
    ]


def test_a_row_among_papers_needs_no_link(write: Write) -> None:
    rows = f"|2024-01|[Alpha Cache]({NUMBERS}0001)|\n|2024-02|Beta Cache|\n|2024-03|[Gamma Cache]({NUMBERS}0003)|\n"
    papers = listed(write, f"|Date|Paper|\n|-|-|\n{rows}")
    assert [(paper.title, paper.date) for paper in papers] == [
        ("Alpha Cache", "2024-01"),
        ("Beta Cache", "2024-02"),
        ("Gamma Cache", "2024-03"),
    ]


def test_a_folder_with_nothing_but_a_readme_that_lists_papers(write: Write, tmp_path: Path) -> None:
    write("README.md", AWESOME.replace("- [Local Cache](papers/local.md)\n", ""))
    write("LICENSE.md", "A licence.")
    found, _ = read_all(tmp_path)
    assert len(found) == 4


def test_a_note_that_a_line_links_to_is_read(write: Write) -> None:
    page = write("list.md", AWESOME)
    write("papers/local.md", "# Local Cache\n\nIt keeps keys in the memory that is next to the processor.\n")
    write("other.md", "# Nobody links to this\n\nText.\n")
    notes, _ = read_all(page)
    local = [note for note in notes if note.paper.title == "Local Cache"]
    assert [(note.paper.path, note.paper.has_note) for note in local] == [
        ("papers/local", False),
        ("papers/local", True),
    ]
    assert "Nobody links to this" not in [note.paper.title for note in notes]
    before = opened(page)
    assert [*before.scan()]
    looked = before.look(lambda: False)
    write("papers/local.md", "# Local Cache\n\nIt keeps fewer keys.\n")
    assert before.look(lambda: False) != looked, "a change of the note is seen"


def test_lines_of_one_paper_are_one_paper_in_both_categories(write: Write) -> None:
    lines = f"- [Lazy Cache]({NUMBERS}1234)\n", f"- Lazy Cache, OSDI 2024 [[pdf]]({NUMBERS}1234)\n"
    text = f"# A\n\n## Paging\n\n{lines[0]}\n## Disks\n\n{lines[1]}"
    papers = listed(write, text)
    candidates = [Candidate(key, "list.md", paper, str) for key, paper in enumerate(papers)]
    merged = merge(candidates)
    assert merged.served == {0}
    paper = merged.gathered[0].added_to(papers[0])
    assert (paper.category_paths, paper.tag) == (("Paging", "Disks"), "osdi24")
    assert not merged.duplicates


def test_a_line_says_of_a_note_what_it_lacks(write: Write) -> None:
    (line,) = listed(write, f"## Paging\n\n- [Lazy Cache](lazy.md) [[pdf]]({NUMBERS}1234) - It keeps keys on disk.\n")
    own = Paper(id=short_id("lazy"), path="lazy", slug="lazy", title="Lazy", date="", categories=("notes",))
    merged = merge([Candidate(0, "list.md", line, str), Candidate(1, "lazy.md", own, str)])
    assert merged.served == {1}
    paper = merged.gathered[1].added_to(own)
    assert (paper.date, paper.arxiv, paper.summary.en) == ("2024-01", "2401.01234", "It keeps keys on disk.")
    assert paper.category_paths == ("notes", "Paging")


def test_papers_of_one_title_with_other_numbers_are_two(write: Write) -> None:
    papers = listed(write, f"- [Lazy Cache]({NUMBERS}1234)\n- [Lazy Cache]({NUMBERS}1235)\n")
    assert len(merge([Candidate(key, "list.md", paper, str) for key, paper in enumerate(papers)]).served) == 2


def test_two_spaces_in_a_title_part_nothing(write: Write) -> None:
    (paper,) = listed(
        write,
        "|Date|Title|Paper|\n|---|---|---|\n"
        f"|2023.03|[Lazy] Caches for Keys  on one Disk(@Lab)|[[pdf]]({NUMBERS}1234)|\n",
    )
    assert (paper.title, paper.summary.en) == ("Caches for Keys on one Disk", "")
    (paper,) = listed(write, f"- Caches for Keys on Disks  by Ada Alpha and Bo Beta [[pdf]]({NUMBERS}1234)\n")
    assert paper.title == "Caches for Keys on Disks"


@pytest.mark.parametrize(
    ("text", "authors", "venue", "date"),
    [
        (f"{TITLE}, Ada Alpha, Bo Beta, Cy Gamma SOSP 2015", ("Ada Alpha", "Bo Beta", "Cy Gamma"), "sosp15", "2015"),
        (f"{TITLE}, Ada Alpha, B. Frans Beta, and Cy Gamma", ("Ada Alpha", "B. Frans Beta", "Cy Gamma"), "", ""),
        (
            f"{TITLE}, Ada Alpha, Bo Beta Proceedings of the Cache Symposium. 2012.",
            ("Ada Alpha", "Bo Beta"),
            "",
            "2012",
        ),
        (f"{TITLE}, A. Alpha and B. Beta", ("A. Alpha", "B. Beta"), "", ""),
        (f"{TITLE}. In Proceedings of the 5th Workshop on Keys, 2011", (), "", "2011"),
    ],
)
def test_the_title_of_a_link_is_parted_from_authors_and_venue(
    write: Write, text: str, authors: tuple[str, ...], venue: str, date: str
) -> None:
    (paper,) = listed(write, f"## Storage\n\n[{text}](https://example.org/papers/lazy.pdf)\n")
    assert (paper.title, paper.authors, paper.tag, paper.date) == (TITLE, authors, venue, date)


@pytest.mark.parametrize(
    "title",
    [
        "Read, Forget, Repeat: Keys in Caches",
        "Caches, Disks, Networks, and Their Keys",
        "Fast Keys on Disks: Memory Alignment, Sparse Outlier, and Asynchronous Dequantization",
    ],
)
def test_a_title_with_commas_stays_whole(write: Write, title: str) -> None:
    (paper,) = listed(write, f"- [{title}]({NUMBERS}1234)\n")
    assert (paper.title, paper.authors) == (title, ())


@pytest.mark.parametrize("name", ["Wei Zhang", "Ada Alpha", "Aohan Beta", "D. Gamma"])
def test_the_first_of_several_authors_is_no_description(write: Write, name: str) -> None:
    (paper,) = listed(write, f'1. <u>Lazy</u>: **"{TITLE}"**. *{name} et al.* arXiv 2022. [[Paper]({NUMBERS}1234)]\n')
    assert (paper.title, paper.authors, paper.summary.en) == (TITLE, (name,), "")


def test_slides_of_a_paper_are_none_and_marks_of_footnotes_are_not_shown(write: Write) -> None:
    text = (
        f"* [{TITLE}](https://example.org/lazy.pdf)（视频中提到的内容 [^lazy]）\n"
        "* [Slides in SOSP 2019](https://example.org/slides.pdf)\n"
        "* [Talk at ATC 2015](https://example.org/talk.pdf)\n\n[^lazy]: Alpha\n"
    )
    (paper,) = listed(write, text)
    assert (paper.title, paper.summary.zh) == (TITLE, "")


def test_a_page_that_names_no_paper_says_so(write: Write) -> None:
    page = write("README.md", "- What I read is in the issues.\n- How I read: [a guide](https://example.org/how)\n")
    source = opened(page)
    (file,) = source.scan()
    assert isinstance(file, SourceFile)
    assert source.read(file).no_note == "names no paper in a list, a table or a heading"


def test_what_is_quoted_or_linked_in_a_description_is_no_title(write: Write) -> None:
    text = (
        "| Paper | Links |\n|---|---|\n"
        f"| 4) Wayward Caches  New work asks why keys that are “rarely asked for” stay. | [Paper]({NUMBERS}1234) |\n"
        f"| 5) Keys on Disks  It builds on [a store](https://example.org/store) of old. | [Paper]({NUMBERS}1235) |\n"
        f"| 怎样忘掉不用的键【[缓存的艺术](https://example.org/book)·三】 | [Paper]({NUMBERS}1236) |\n"
    )
    assert [paper.title for paper in listed(write, text)] == [
        "Wayward Caches",
        "Keys on Disks",
        "怎样忘掉不用的键【缓存的艺术·三】",
    ]


def test_a_title_with_a_link_to_an_unknown_place_behind_it_is_a_paper_among_papers(write: Write) -> None:
    text = (
        f"- {TITLE} [[arXiv]({NUMBERS}1234)]\n- Keys on Disks Again [[arXiv]({NUMBERS}1235)]\n"
        "- How Caches Forget the Keys of a Disk [[Annals of Keys](https://annals.example.org/12)]\n"
        "- Keys that Caches Forget at Last [[Research at Keys](https://keys.example.org/last.pdf)]\n"
        "- More of them [code](https://github.com/a/b)\n"
    )
    assert [(paper.title, paper.url) for paper in listed(write, text)][2:] == [
        ("How Caches Forget the Keys of a Disk", "https://annals.example.org/12"),
        ("Keys that Caches Forget at Last", "https://keys.example.org/last.pdf"),
    ]
