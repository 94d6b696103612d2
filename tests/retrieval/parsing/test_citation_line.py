"""Where and when a paper appeared, by the line below the title of its note."""

from __future__ import annotations

import pytest

from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.note import NotePlace, make_note, markdown_pieces
from retrieval.types import Note

PROSE = "The cache keeps the keys that are asked for again and drops the others."


def note_of(line: str) -> Note:
    body = f"### [Lazy Cache](papers/lazy.pdf)\n\n{line}\n\n{PROSE}\n"
    place = NotePlace(path="n", slug="n", url="", categories=(), date="")
    return make_note(FrontMatter("n.md", {}, {}), place, markdown_pieces("n.md", body))


@pytest.mark.parametrize(
    ("line", "venue", "date"),
    [
        ("> SOSP '83", "sosp83", "1983"),
        ("> OSDI'16", "osdi16", "2016"),
        ("*NSDI 2019*", "nsdi19", "2019"),
        ("(FAST ’22)", "fast22", "2022"),
        ("> A. Alpha, PODS 1991", "pods91", "1991"),
        ("> VLDB 2007 Ada Alpha, etc.", "vldb07", "2007"),
        ("> Ada Alpha, Bo Beta. 2017", "", "2017"),
        ("> by C Gamma · 1995", "", "1995"),
        ("> Communications of the ACM, May 1992", "", "1992-05"),
        ("> Proceedings of the VLDB Endowment, August 2016", "vldb16", "2016-08"),
        ("> Proceedings of the third workshop on caches and their keys, 2006", "", "2006"),
        ("> ACM Transactions on Computer Systems, Volume 7, Issue 2 · pp 1–20, Nov. 1989", "", "1989-11"),
        ("发表于 SIGMOD 2015", "sigmod15", "2015"),
    ],
)
def test_the_line_gives_venue_and_date_and_no_author(line: str, venue: str, date: str) -> None:
    found = note_of(line)
    assert (found.paper.title, found.paper.tag, found.paper.date) == ("Lazy Cache", venue, date)
    assert found.paper.authors == () or "etc" not in line
    assert (found.provenance.venue, found.provenance.date) == ("line" if venue else "", "line")


@pytest.mark.parametrize(
    "line",
    [
        "In 2013 Alpha and Beta thought of a cache that forgets.",
        "Things we learned in 2020",
        "We read it for the group on SIGMOD 2020",
        "这篇文章发表于 2013 年的 SIGMOD，主要讲了怎样让缓存忘掉东西",
        "Deep Caches, 2016 and later",
    ],
)
def test_a_sentence_with_a_year_is_text(line: str) -> None:
    found = note_of(line)
    assert (found.paper.tag, found.paper.date) == ("", "")
    assert line in found.text


def test_the_line_behind_it_names_no_people() -> None:
    found = note_of("> Ada Alpha，IEEE Data Engineering Bulletin 1995\n\n> 以下内容由 ChatBot 生成")
    assert found.paper.authors in ((), ("Ada Alpha",))
    assert "以下内容由 ChatBot 生成" in found.text


def test_what_the_line_says_besides_stays() -> None:
    assert "pp 1–20" in note_of("> ACM Transactions on Caches, Volume 7 · pp 1–20, 1989").text
    assert "SOSP" not in note_of("> SOSP '83").text
