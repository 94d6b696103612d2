"""What each button's code shows in its message: a card, a page of a note, a list, an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from telegram import Message as TelegramMessage

from bot.handlers.chat_targets import SubscriptionTarget
from bot.handlers.memory import Shown
from bot.handlers.question_text import MAX_CHARACTERS, Question, question_behind
from bot.handlers.service import Service
from bot.locales import Texts
from bot.views import Message, callback_data
from bot.views.answers import answer, hits_of, ranks_of
from bot.views.browse import find_place, node, topics
from bot.views.card import RELATED_PAPERS, card, related
from bot.views.language import language_choice, with_switch
from bot.views.lists import found_list, newest
from bot.views.note_pages import section_page
from bot.views.venues_and_years import venue, venues, year, years
from bot.views.welcome import greeting, guide, with_word
from retrieval import Answer, Filters, Paper


@dataclass(frozen=True, slots=True)
class RenderContext:
    """In which words a screen is made, for which bot, and for the message (of the bot) in which it will stand."""

    texts: Texts
    bot_name: str
    sharing: bool = False
    message: TelegramMessage | None = None
    place: SubscriptionTarget | None = None
    """Where it will stand, or the channel that it is about."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A message and which papers it shows."""

    message: Message
    shown: Shown = field(default_factory=Shown)
    answer: Answer | None = None


Maker = Callable[[str, RenderContext], Awaitable[Screen | None]]


class Screens:
    """Makes screens from codes."""

    def __init__(self, service: Service) -> None:
        """Make them from what ``service`` knows."""
        self._service = service
        self._makers: dict[str, Maker] = {
            "c": self._card,
            "s": self._section,
            "r": self._related,
            "b": self._browse,
            "v": self._venues,
            "y": self._years,
            "t": self._latest,
            "l": self._list_page,
            "a": self._answer,
            "w": self._answer,
            "h": self._greeting,
            "i": self._help,
            "g": self._languages,
        }

    def add(self, letter: str, maker: Maker) -> None:
        """Let ``maker`` make the screens whose codes begin with ``letter``."""
        self._makers[letter] = maker

    async def make(self, code: str, occasion: RenderContext) -> Screen | None:
        """Return what ``code`` shows; nothing for a code that means nothing any more."""
        maker = self._makers.get(code[:1])
        screen = await maker(code, occasion) if maker else None
        return self._switchable(screen, code, occasion.texts) if screen else None

    async def answered(
        self,
        question: Question,
        occasion: RenderContext,
        *,
        within: tuple[str, ...] = (),
        previous: Answer | None = None,
    ) -> Screen:
        """Answer a new question, ``within`` some papers, or as a follow-up of the ``previous`` answer."""
        screen = await self._found(question, occasion, within=within, previous=previous)
        if (found := screen.answer) is not None:
            self._service.metrics.question(found.query.intent, found.query.language, abstained=found.abstained)
        return self._switchable(screen, str(callback_data.AnswerPage()), occasion.texts)

    def _switchable(self, screen: Screen, code: str, texts: Texts) -> Screen:
        return replace(screen, message=with_switch(screen.message, code, texts, self._service.languages))

    async def _found(
        self,
        question: Question,
        occasion: RenderContext,
        *,
        within: tuple[str, ...] = (),
        previous: Answer | None = None,
        page: int = 0,
        everything: bool = False,
    ) -> Screen:
        found = await self._service.ask(question.text, within=within, previous=previous, passages=ranks_of(page))
        tree = await self._service.tree()
        if found.query.topics:
            return Screen(topics(tree, len(await self._service.papers()), occasion.texts))
        # a follow-up is asked within the papers of the answer before it, without naming them again
        follows = previous is not None and found.query.intent == "ask" and not found.query.named
        bound = within or (found.query.filters.papers if follows else ())
        hits = found.hits if found.query.intent == "list" else hits_of(found, page)
        papers = bound if found.abstained else tuple(hit.paper.id for hit in hits)
        if others := await self._of_another_time(found):
            papers = tuple(paper.id for paper in others)
            listed = found_list(others, page, tree, occasion.texts)
            shown = with_word(listed, occasion.texts("list-none-then"), occasion.texts)
        else:
            shown = answer(found, tree, occasion.texts, page, within=len(bound), everything=everything)
        if question.shortened:
            shown = with_word(shown, occasion.texts("question-shortened", most=MAX_CHARACTERS), occasion.texts)
        return Screen(shown, Shown(papers, bound), found)

    async def _of_another_time(self, found: Answer) -> tuple[Paper, ...]:
        """Return what a list would hold but for the time it asks for, if it holds nothing: newest first."""
        filters = found.query.filters
        if found.query.intent != "list" or found.hits or not (filters.since or filters.until):
            return ()
        return await self._service.papers(replace(filters, since="", until="", latest=0))

    async def _card(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.ShowCard.read(code)
        note = await self._service.note(wanted.paper) if wanted else None
        if wanted is None or note is None:
            return None
        tree = await self._service.tree()
        message = card(note, tree, occasion.texts, back=wanted.back, sharing=occasion.sharing)
        return Screen(message, Shown((wanted.paper,)))

    async def _section(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.OpenSection.read(code)
        note = await self._service.note(wanted.paper) if wanted else None
        if wanted is None or note is None:
            return None
        # a long part with many formulas takes some 100 ms, in which other readers must not wait
        message = await asyncio.to_thread(section_page, note, wanted, occasion.texts)
        return Screen(message, Shown((wanted.paper,))) if message else None

    async def _related(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.ShowRelated.read(code)
        note = await self._service.note(wanted.paper) if wanted else None
        if wanted is None or note is None:
            return None
        others = await self._service.related(wanted.paper, RELATED_PAPERS)
        tree = await self._service.tree()
        message = related(note.paper, others, tree, occasion.texts, back=wanted.back)
        return Screen(message, Shown(tuple(paper.id for paper in others)))

    async def _browse(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.Browse.read(code)
        if wanted is None:
            return None
        tree = await self._service.tree()
        if not wanted.node:
            return Screen(topics(tree, len(await self._service.papers()), occasion.texts))
        place = find_place(tree, wanted.node)
        if place is None:
            return None
        path = place.node.path
        papers = await self._service.papers(Filters(categories=(path,))) if path else ()
        return Screen(node(place, papers, wanted.page, occasion.texts))

    async def _venues(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.BrowseVenue.read(code)
        if wanted is None:
            return None
        papers = await self._service.papers()
        if not wanted.venue:
            return Screen(venues(papers, occasion.texts))
        message = venue(wanted, papers, await self._service.tree(), occasion.texts)
        return Screen(message) if message else None

    async def _years(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.BrowseYear.read(code)
        if wanted is None:
            return None
        papers = await self._service.papers()
        if not wanted.year:
            return Screen(years(papers, occasion.texts))
        message = year(wanted, papers, await self._service.tree(), occasion.texts)
        return Screen(message) if message else None

    async def _latest(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.LatestPage.read(code)
        if wanted is None:
            return None
        papers, tree = await self._service.papers(), await self._service.tree()
        return Screen(newest(papers, wanted.page, tree, occasion.texts))

    async def _list_page(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.ListPage.read(code)
        question = question_behind(occasion.message)
        if wanted is None or not question.text:
            return None
        return await self._found(question, occasion, within=self._bounds(occasion.message), page=wanted.page)

    async def _answer(self, code: str, occasion: RenderContext) -> Screen | None:
        wanted = callback_data.AnswerPage.read(code)
        question = question_behind(occasion.message)
        if wanted is None or not question.text:
            return None
        within = () if wanted.everything else self._bounds(occasion.message)
        return await self._found(question, occasion, within=within, page=wanted.page, everything=wanted.everything)

    async def _greeting(self, code: str, occasion: RenderContext) -> Screen | None:  # noqa: ARG002
        return Screen(greeting(len(await self._service.papers()), occasion.texts))

    async def _help(self, code: str, occasion: RenderContext) -> Screen | None:  # noqa: ARG002
        return Screen(guide(occasion.bot_name, occasion.texts))

    async def _languages(self, code: str, occasion: RenderContext) -> Screen | None:
        return Screen(language_choice(occasion.texts)) if code == "g" else None

    def _bounds(self, message: TelegramMessage | None) -> tuple[str, ...]:
        """Return the papers within which the question behind a message was asked, as far as that is remembered."""
        held = self._service.memory.shown.get((message.chat_id, message.message_id)) if message else None
        return held.within if held else ()
