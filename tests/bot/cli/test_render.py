"""Notes on the command line: readable, nothing of them taken for markup, no line for what is not there."""

from __future__ import annotations

import pytest
from rich.console import Console

from bot.cli.render import answer_view, make_console, note_view, papers_view
from bot.locales import LANGUAGES, Texts
from retrieval.types import Answer, Bilingual, Block, Hit, Note, Passage, Query, Section
from tests.bot.views.samples import paper

ALL = [Texts(language) for language in LANGUAGES]
FORMULAS = [("$N$", "N"), (r"\(O(n^2)\)", "O(n²)"), (r"$$\frac{a}{b}$$", "a/b"), ("$x_i$ and $y$", "xᵢ and y")]


def shown(view: object) -> list[str]:
    console = make_console()
    with console.capture() as capture:
        console.print(view)
    return capture.get().splitlines()


def answered(passage: Passage, **changes: object) -> Answer:
    return Answer(Query("q", "en"), (Hit(paper(1, **changes), 1.0, (passage,), shown=True),), False, 0.9, 1.0)


@pytest.mark.parametrize("texts", ALL)
@pytest.mark.parametrize("section", ["", "Chunks › Tables"])
@pytest.mark.parametrize("url", ["", "https://host.example/1.html#method"])
def test_a_passage_is_followed_by_its_heading_and_address_where_it_has_them(
    texts: Texts, section: str, url: str
) -> None:
    lines = [
        line.strip()
        for line in shown(answer_view(answered(Passage("It pages.", section, url, 1.0, shown=True)), texts))
    ]
    source = texts("answer-section", section=section)
    rest = lines[lines.index("» It pages.") + 1 : next(place for place, line in enumerate(lines) if "2023-09" in line)]
    assert rest == [*([source] if section else []), *([url] if url else [])]


@pytest.mark.parametrize("texts", ALL)
@pytest.mark.parametrize(("formula", "text"), FORMULAS)
def test_formulas_are_readable_wherever_a_note_is_drawn(texts: Texts, formula: str, text: str) -> None:
    both = Bilingual(f"缓存 {formula} 页", f"Pages {formula} caches")
    found = paper(1, title=f"On {formula} caches", title_zh=f"论 {formula} 缓存", summary=both)
    blocks = (Block("paragraph", f"Of {formula}."), Block("list", f"- of {formula}"), Block("code", "echo $N$"))
    passage = Passage(f"There are {formula} pages.", f"On {formula}", "", 1.0, ((0, 5),), shown=True)
    drawn = [
        *shown(
            answer_view(Answer(Query("q", "en"), (Hit(found, 1.0, (passage,), shown=True),), False, 0.9, 1.0), texts)
        ),
        *shown(note_view(Note(found, (Section((f"Section {formula}",), "", blocks),)), texts)),
        *shown(papers_view((found,), texts)),
    ]
    assert not any(formula in line for line in drawn if "echo" not in line)
    for line in (
        f"1. On {text} caches",
        f"» There are {text} pages.",
        texts("answer-section", section=f"On {text}"),
        f"Section {text}",
        f"Of {text}.",
    ):
        assert any(one.strip().startswith(line) for one in drawn), line
    assert "echo $N$" in drawn


def test_brackets_are_no_markup() -> None:
    passage = Passage("[/b] [red]pages[/red]", "[bold]", "", 1.0, shown=True)
    drawn = "\n".join(shown(answer_view(answered(passage, title="[link=x]T[/link]"), ALL[0])))
    assert "[/b] [red]pages[/red]" in drawn
    assert "[link=x]T[/link]" in drawn


def test_words_beside_a_formula_are_bold_in_a_terminal() -> None:
    passage = Passage("Of $N$ pages.", "", "", 1.0, ((7, 12),), shown=True)
    console = Console(force_terminal=True, color_system="standard", width=80)
    with console.capture() as capture:
        console.print(answer_view(answered(passage), ALL[0]))
    assert "Of N \x1b[1;33mpages\x1b[0m." in capture.get()
