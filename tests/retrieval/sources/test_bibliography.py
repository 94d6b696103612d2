"""Bibliographies: BibTeX with its accents, macros and slips, and the tables that Zotero and Notion export."""

from __future__ import annotations

import pytest

from retrieval.types import Paper, Skipped
from tests.retrieval.sources.conftest import Write, read_all

BIBTEX = r"""
% a comment
@string{icml = "International Conference on Machine Learning (ICML)"}
@inproceedings{alpha2024lazy,
  title = {{Lazy} Cache: Loading {KV} Keys on~Demand},
  author = {Alpha, Ada and M{\"u}ller, Bo and van der Berg, Cy and others},
  booktitle = icml,
  year = 2024,
  month = mar,
  url = "https://openreview.net/forum?id=abc\#{}def",
  keywords = {cache, disk},
  abstract = {It keeps rare keys on disk, and is 30\% faster.},
}
@ARTICLE{beta,
  Title = "Eager " # "Cache",
  Author = "Bo Beta and Cy Gamma",
  journal = {arXiv preprint arXiv:2401.01234},
  year = {2024}
}

@misc{gamma, title={Paged Cache}, eprint={2402.01234}, archiveprefix={arXiv}, date={2024-02-20}, doi={10.1145/1.5}}
@book{untitled, author = {Nobody}}
@article{broken, title = {Never closed, author = {X},
@article{last, title = {Last Cache}, journal = {Nature}, year = {2020}}
"""


def listed(write: Write, name: str, text: str) -> tuple[dict[str, Paper], list[Skipped]]:
    notes, skipped = read_all(write(name, text))
    return {note.paper.title: note.paper for note in notes}, skipped


def test_bibtex(write: Write) -> None:
    papers, skipped = listed(write, "library.bib", BIBTEX)
    assert list(papers) == ["Lazy Cache: Loading KV Keys on Demand", "Eager Cache", "Paged Cache", "Last Cache"]
    lazy, eager, paged, last = papers.values()
    assert lazy.authors == ("Ada Alpha", "Bo Müller", "Cy van der Berg")
    assert (lazy.date, lazy.tag, lazy.categories, lazy.also_in) == ("2024-03", "icml24", ("cache",), ("disk",))
    assert lazy.summary.en == "It keeps rare keys on disk, and is 30% faster."
    assert lazy.paper_url == "https://openreview.net/forum?id=abc#def"
    assert (eager.arxiv, eager.date, eager.authors) == ("2401.01234", "2024-01", ("Bo Beta", "Cy Gamma"))
    assert (paged.arxiv, paged.date) == ("2402.01234", "2024-02-20")
    assert (last.tag, last.date) == ("nature20", "2020")
    assert not any(paper.has_note for paper in papers.values())
    assert [fault.reason for fault in skipped] == ["lists 2 papers without a title (lines 22, 23)"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            '"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url","Abstract Note",'
            '"Date","Manual Tags"',
            '"A1","conferencePaper","2024","Alpha, Ada; Beta, Bo","Lazy Cache","ICML","","https://arxiv.org/abs/2401.01234",'
            '"It keeps rare keys on disk.","2024-03-02","cache; disk"',
        ),
        (
            "\ufeffName,Tags,URL,Authors,Date,Venue,Summary",
            'Lazy Cache,"cache, disk",https://arxiv.org/abs/2401.01234,"Ada Alpha, Bo Beta","March 2, 2024",ICML 2024,'
            'It keeps rare keys on disk.',
        ),
        (
            "标题,标签,论文链接,作者,日期,会议,摘要",
            'Lazy Cache,"cache, disk",https://arxiv.org/abs/2401.01234,"Ada Alpha, Bo Beta",2024年3月2日,ICML 2024,'
            'It keeps rare keys on disk.',
        ),
    ],
    ids=["Zotero", "Notion", "Chinese"],
)  # fmt: skip
def test_tables(write: Write, header: str, row: str) -> None:
    papers, skipped = listed(write, "library.csv", f"{header}\n{row}\n")
    paper = papers["Lazy Cache"]
    assert not skipped
    assert (paper.authors, paper.date, paper.tag) == (("Ada Alpha", "Bo Beta"), "2024-03-02", "icml24")
    assert (paper.arxiv, paper.categories, paper.also_in) == ("2401.01234", ("cache",), ("disk",))
    assert paper.summary.en == "It keeps rare keys on disk."


@pytest.mark.parametrize(
    "pump", ["@article{a, ", "@article{a, title = {", '@misc{a, title = "', "{", "\\", "@string{a = "]
)
def test_a_broken_bibliography_ends_in_time(write: Write, pump: str) -> None:
    papers, _ = listed(write, "library.bib", pump.join(["", *["x\n"] * 3000]) + BIBTEX)
    assert "Eager Cache" in papers
