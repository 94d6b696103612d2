"""A paper of which no address is known reads well in every view: its title plain, no link that leads nowhere."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.cli.json_schema import answer_json, paper_json
from bot.cli.render import answer_view, make_console, note_view, papers_view
from bot.locales import LANGUAGES, Texts
from bot.views import Message
from bot.views.announcement import AnnouncementContext, News, announcement
from bot.views.answers import answer
from bot.views.callback_data import OpenSection
from bot.views.card import card, related
from bot.views.citation import bibtex
from bot.views.inline import inline_results
from bot.views.lists import newest
from bot.views.note_pages import section_page
from bot.views.note_parts import parts
from retrieval.types import Answer, Block, Hit, Note, Passage, Query, Section
from tests.bot.views.samples import TREE, accepted, paper

ALL = [Texts(language) for language in LANGUAGES]
UNPLACED = paper(url="", paper_url="")
NOTE = Note(UNPLACED, (Section(("方法",), "方法", (Block("paragraph", "用分页管理。"),)),))
PASSAGE = Passage("用分页管理。", "方法", "", 0.9, ((1, 3),), shown=True)
ANSWER = Answer(Query("q", "zh"), (Hit(UNPLACED, 1.0, (PASSAGE,), shown=True),), False, 0.9, 1.0)


def messages(texts: Texts) -> list[Message]:
    context = AnnouncementContext(texts, "private", "bot", TREE)
    news = News("new", UNPLACED.id, UNPLACED.title, UNPLACED, "all")
    opened = section_page(NOTE, OpenSection(UNPLACED.id, parts(NOTE)[0].key, 0, ""), texts)
    assert opened is not None
    return [
        answer(ANSWER, TREE, texts),
        newest((UNPLACED,), 0, TREE, texts),
        card(NOTE, TREE, texts),
        related(UNPLACED, (UNPLACED,), TREE, texts),
        announcement([news], context)[0],
        announcement([news, news], context)[0],
        inline_results((UNPLACED,), TREE, texts, "bot")[0].message,
        opened,
    ]


@pytest.mark.parametrize("texts", ALL)
def test_no_message_has_a_link_or_a_hole_where_one_would_be(texts: Texts) -> None:
    for message in messages(texts):
        shown = accepted(message)
        assert "Paper 1 on <KV> & caches" in shown.text
        assert not [entity for entity in shown.entities if entity.kind == "text_link"]
        assert not [line for line in shown.text.splitlines() if line.strip() in ("·", "[]", "()")]
        urls = [button.url for row in message.keyboard for button in row if button.url]
        assert all(url.startswith("https://t.me/bot?") for url in urls)


@pytest.mark.parametrize("texts", ALL)
def test_the_terminal_shows_no_empty_line_in_its_place(texts: Texts) -> None:
    console = make_console()
    for view in (answer_view(ANSWER, texts), papers_view((UNPLACED,), texts), note_view(NOTE, texts)):
        with console.capture() as capture:
            console.print(view)
        lines = capture.get().splitlines()
        assert "http" not in "".join(lines)
        assert not any(before == after == "" for before, after in pairwise(lines))


def test_data_and_citation_say_that_there_is_none() -> None:
    assert paper_json(UNPLACED)["url"] == ""
    assert [passage["url"] for hit in answer_json(ANSWER)["hits"] for passage in hit["passages"]] == [""]
    assert "url" not in bibtex(UNPLACED)
