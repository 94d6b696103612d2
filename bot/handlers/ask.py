"""Questions: any words in a private chat; in a group with a mention, as a reply to the bot, or behind /ask."""

from __future__ import annotations

import re
from dataclasses import replace

from telegram import Message as TelegramMessage

from bot.handlers.memory import Shown
from bot.handlers.papers import show_paper
from bot.handlers.question_text import MAX_CHARACTERS, Question, holder_of_question, question_behind, question_of
from bot.handlers.request import MessageRequest, Request
from bot.handlers.screens import Screen, screen, send_screen, switchable
from bot.handlers.service import Service
from bot.messaging.replies import typing
from bot.views.answers import answer, ranks_from
from bot.views.browse import topics
from bot.views.callback_data import AnswerPage, ListPage
from bot.views.lists import found_list
from bot.views.shown_hits import shown_hits
from bot.views.welcome import notice, with_word
from retrieval import Answer, Paper

LINK = re.compile(
    r"(?<![\w.-])(?:https?://)?(?:[\w-]++\.)++[a-z]{2,}/\S+|(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?", re.IGNORECASE
)
"""A message that is nothing but an address or an arXiv number: it asks for that paper's card."""


async def ask(request: MessageRequest) -> None:
    """Answer the question in a message."""
    service, message = request.service, request.message
    question = question_of(message)
    if not question.text:
        await request.reply(notice("ask-how", request.texts))
        return
    if LINK.fullmatch(question.text):
        await show_paper(request, question.text)
        return
    memory, holder = service.memory, holder_of_question(message)
    within = _replied_papers(service, message)
    # somebody else's question follows up on what that one asked before
    previous = None if within else memory.answers.get(_conversation(holder))
    async with typing(message.chat, message.message_thread_id if message.is_topic_message else None):
        made = await _answered(question, request, within=within, previous=previous)
    await send_screen(holder, made, service)
    if (found := made.answer) is None:
        return
    reader = message.from_user.id if message.from_user else 0
    service.usage.asked(message.chat_id, reader, abstained=found.abstained)
    if not found.abstained:
        # a follow-up may refer back to no more papers than the reader saw
        memory.answers[_conversation(message)] = replace(found, hits=tuple(hit for _, hit in shown_hits(found)))


@screen(ListPage)
async def _list_page(wanted: ListPage, request: Request) -> Screen | None:
    question = question_behind(request.shown)
    if not question.text:
        return None
    return await _found(question, request, within=_bounds(request), page=wanted.page)


@screen(AnswerPage)
async def _answer_page(wanted: AnswerPage, request: Request) -> Screen | None:
    question = question_behind(request.shown)
    if not question.text:
        return None
    within = () if wanted.everything else _bounds(request)
    return await _found(question, request, within=within, first=wanted.first, everything=wanted.everything)


async def _answered(
    question: Question, request: Request, *, within: tuple[str, ...], previous: Answer | None
) -> Screen:
    """Answer a new question, ``within`` some papers, or as a follow-up of the ``previous`` answer."""
    made = await _found(question, request, within=within, previous=previous)
    if (found := made.answer) is not None:
        request.service.metrics.question(found.query.intent, found.query.language, abstained=found.abstained)
    return switchable(made, AnswerPage(), request)


async def _found(
    question: Question,
    request: Request,
    *,
    within: tuple[str, ...] = (),
    previous: Answer | None = None,
    page: int = 0,
    first: int = 0,
    everything: bool = False,
) -> Screen:
    service, texts = request.service, request.texts
    found = await service.ask(question.text, within=within, previous=previous, passages=ranks_from(first))
    if first and not shown_hits(found):  # a page of an old message that is no more
        found = await service.ask(question.text, within=within, previous=previous, passages=ranks_from(0))
    tree = await service.tree()
    if found.query.topics:
        return Screen(topics(tree, len(await service.papers()), texts))
    # a follow-up is asked within the papers of the answer before it, without naming them again
    follows = previous is not None and found.query.intent == "ask" and not found.query.named
    bound = within or (found.query.filters.papers if follows else ())
    hits = found.hits if found.query.intent == "list" else tuple(hit for _, hit in shown_hits(found))
    papers = bound if found.abstained else tuple(hit.paper.id for hit in hits)
    if others := await _of_another_time(service, found):
        papers = tuple(paper.id for paper in others)
        shown = with_word(found_list(others, page, tree, texts), texts("list-none-then"), texts)
    else:
        shown = answer(found, tree, texts, page, within=len(bound), everything=everything)
    if question.shortened:
        shown = with_word(shown, texts("question-shortened", most=MAX_CHARACTERS), texts)
    return Screen(shown, Shown(papers, bound), found)


async def _of_another_time(service: Service, found: Answer) -> tuple[Paper, ...]:
    """Return what an empty list would hold without the time it asks for, newest first."""
    filters = found.query.filters
    if found.query.intent != "list" or found.hits or not (filters.since or filters.until):
        return ()
    return await service.papers(replace(filters, since="", until="", latest=0))


def _bounds(request: Request) -> tuple[str, ...]:
    """Return the papers within which the question behind a message was asked, if that is remembered."""
    shown = request.shown
    held = request.service.memory.shown.get((shown.chat_id, shown.message_id)) if shown else None
    return held.within if held else ()


def _replied_papers(service: Service, message: TelegramMessage) -> tuple[str, ...]:
    """Return the papers of the bot's message that this one replies to: it is about them."""
    answered = message.reply_to_message
    held = service.memory.shown.get((answered.chat_id, answered.message_id)) if answered else None
    return held.papers if held else ()


def _conversation(message: TelegramMessage) -> tuple[int, int, int]:
    topic = (message.message_thread_id or 0) if message.is_topic_message else 0
    return message.chat_id, topic, message.from_user.id if message.from_user else 0
