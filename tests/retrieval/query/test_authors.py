"""Authors named in a question: whom it means, and what that makes of the question."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.query.authors import Authors
from retrieval.query.catalogue import Catalogue
from retrieval.query.parse import understand
from retrieval.types import Filters, Paper

ORDINARY = frozenset(("silver", "he", "can", "song", "han", "hu", "long"))
AUTHORS = {
    "go": (2016, ("David Silver", "Aja Huang", "François Fleuret")),
    "ppo": (2017, ("John Schulman", "Oleg Klimov")),
    "mqa": (2019, ("Noam Shazeer",)),
    "palm": (2022, ("Aakanksha Chowdhery", "Noam Shazeer")),
    "awq": (2023, ("Ji Lin", "Song Han")),
    "lora": (2021, ("Edward J. Hu", "Yelong Shen")),
    "zero": (2020, ("Samyam Rajbhandari", "Yuxiong He")),
    "can": (2024, ("Can He", "Bo Long")),
}
PAPERS = [
    Paper(name, f"llm/{name}", name, name.upper(), f"{year}-01", ("llm",), authors=authors)
    for name, (year, authors) in AUTHORS.items()
]
CATALOGUE = Catalogue.of(PAPERS, (), ORDINARY.__contains__)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("noam shazeer", ("mqa", "palm")),
        ("shazeer noam", ("mqa", "palm")),
        ("n. shazeer", ("mqa", "palm")),
        ("shazeer", ("mqa",)),
        ("shazeer 2019", ("mqa",)),
        ("shazeer, 2022", ("mqa",)),
        ("noam shazeer 2022", ("palm",)),
        ("2017 年 schulman", ("ppo",)),
        ("schulman et al.", ("ppo",)),
        ("schulman 等人", ("ppo",)),
        ("hu 等2021", ("lora",)),
        ("hu 等人（2021）", ("lora",)),
        ("silver 2016", ("go",)),
        ("hu et al. 2021", ("lora",)),
        ("song han", ("awq",)),
        ("songhan", ("awq",)),
        ("edward hu", ("lora",)),
        ("yuxiong he", ("zero",)),
        ("francois fleuret", ("go",)),
    ],
)
def test_an_author_is_known_by_name_initial_and_citation(text: str, papers: tuple[str, ...]) -> None:
    (mention,) = Authors(PAPERS, ORDINARY.__contains__).find(text)
    assert mention.papers == papers
    assert mention.span == (0, len(text))


MARKS = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if re.fullmatch(r"[^\W\d_]", character)
    and not any(map(str.isalpha, unicodedata.normalize("NFKD", character.casefold())))
]
"""What counts as part of a word but is no letter: ``¹``, ``½``, ``①``, as copied along with authors from a PDF."""


def test_a_mark_alone_is_no_word_of_a_name() -> None:
    assert len(MARKS) > 1000
    for mark in MARKS:
        for author in (f"{mark} Ada Example", f"Ada {mark} Example", f"Ada Example {mark}", mark, f"{mark} Ada"):
            noted = Paper("ada", "llm/ada", "ada", "ADA", "2024-01", ("llm",), authors=(author, "Ben Writer"))
            for question in ("ada example", "papers by ada example", f"{mark} ada example", mark, "writer 2024"):
                found = Authors([noted], ORDINARY.__contains__).find(question)
                if question.endswith("ada example") and "Example" in author:
                    assert [mention.papers for mention in found] == [("ada",)]


@given(
    author=st.lists(st.one_of(st.sampled_from(MARKS), st.characters(exclude_categories=["Cs"])), max_size=8).map(
        " ".join
    ),
    text=st.text(st.one_of(st.sampled_from([*MARKS, *" '’"]), st.characters(exclude_categories=["Cs"])), max_size=30),
)
def test_any_author_and_any_question_are_read(author: str, text: str) -> None:
    noted = Paper("ada", "llm/ada", "ada", "ADA", "2024-01", ("llm",), authors=(author, author + "x y"))
    Authors([noted], ORDINARY.__contains__).find(text)
    understand(text, Catalogue.of([noted], (), ORDINARY.__contains__), today=date(2026, 1, 1))


@pytest.mark.parametrize("text", ["silver", "hu", "long context", "how can he do this", "he 2020", "2020 he", "a lin"])
def test_ordinary_words_are_no_authors(text: str) -> None:
    assert not Authors(PAPERS, ORDINARY.__contains__).find(text)


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("papers by Noam Shazeer", ("mqa", "palm")),
        ("Noam Shazeer 的论文有哪些", ("mqa", "palm")),
        ("Noam Shazeer 写过什么", ("mqa", "palm")),
        ("papers by Noam Shazeer and Aakanksha Chowdhery", ("palm",)),
        ("Song Han 的论文", ("awq",)),
    ],
)
def test_the_papers_of_an_author_are_a_list(text: str, papers: tuple[str, ...]) -> None:
    query = understand(text, CATALOGUE, today=date(2026, 1, 1))
    assert (query.intent, query.filters) == ("list", Filters(papers=papers))


def test_a_citation_alone_names_its_paper_outright() -> None:
    query = understand("schulman 2017", CATALOGUE, today=date(2026, 1, 1))
    assert (query.intent, query.filters, query.named) == ("ask", Filters(papers=("ppo",)), True)


def test_an_author_beside_other_words_speaks_for_the_papers_but_binds_nothing() -> None:
    query = understand("MQA shazeer 2019", CATALOGUE, today=date(2026, 1, 1))
    assert (query.filters, query.preferred) == (Filters(), (Filters(papers=("mqa",)),))
    assert query.rest == "MQA shazeer 2019"
