"""Questions: any words in a private chat; in a group with a mention, as a reply to the bot, or behind /ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from telegram import Message as TelegramMessage

from bot.handlers.memory import ConversationKey, Shown
from bot.handlers.question_text import MAX_CHARACTERS, Question, holder_of_question, question_behind, question_of
from bot.handlers.request import MessageRequest, Request
from bot.handlers.screens import Screen, make_screen, screen, screen_kinds, send_screen, switchable
from bot.handlers.service import Service
from bot.handlers.spoken import respond
from bot.messaging.replies import typing
from bot.views.answers import SHOWN_HITS, answer, ranks_from
from bot.views.browse import topics
from bot.views.callback_data import AnswerPage, ListPage, SearchPage, read_data
from bot.views.lists import found_list
from bot.views.papers import first_number, numbered_papers
from bot.views.shown_hits import shown_hits
from bot.views.welcome import notice, with_word
from retrieval import Answer, Filters, Hit, Paper, Query


async def ask(request: MessageRequest) -> None:
    """Answer the question in a message, or do what else it asks for."""
    service, message = request.service, request.message
    question = question_of(message)
    if not question.text:
        await request.reply(notice("ask-how", request.texts))
        return
    memory, holder = service.memory, holder_of_question(message)
    within = _replied_papers(service, message)
    # somebody else's question follows up on what that one asked before
    previous = None if within else await _previous(request, _conversation(holder))
    async with typing(message.chat, message.message_thread_id if message.is_topic_message else None):
        found = await service.ask(
            question.text, within=within, previous=previous, numbered=_numbers(request), passages=ranks_from(0)
        )
        if found.query.act == "more":
            await _turn_page(request)
            return
        said = await respond(request, found)
        if not said:
            # a follow-up is asked within the papers of the answer before it, without naming them again
            follows = previous is not None and found.query.intent == "ask" and found.query.filters.papers
            asked = Shown(within=within or (follows or ()), meant=_meant(found))
            made = await _screen(question, found, request, asked)
            await send_screen(holder, switchable(made, AnswerPage(), request), request)
    if found.query.asks:
        reader = message.from_user.id if message.from_user else 0
        service.usage.asked(message.chat_id, reader, abstained=found.abstained)
        service.metrics.question(found.query.intent, found.query.language, abstained=found.abstained)
    if found.hits and not found.abstained:
        # a follow-up may refer back to no more papers than the reader saw
        seen = found.hits[:1] if said else tuple(hit for _, hit in shown_hits(found))
        memory.answers[_conversation(message)] = replace(found, hits=seen or found.hits[:SHOWN_HITS])
        memory.opened.pop(_conversation(message), None)


async def _previous(request: MessageRequest, conversation: ConversationKey) -> Answer | None:
    """Return what a follow-up refers back to: the paper opened since the last answer, else that answer."""
    memory = request.service.memory
    opened = memory.opened.get(conversation)
    paper = next((one for one in await request.service.papers() if one.id == opened), None) if opened else None
    if paper is None:
        return memory.answers.get(conversation)
    card = Query(
        paper.title,
        request.texts.language,
        filters=Filters(papers=(paper.id,)),
        rest=paper.title,
        named=True,
        act="card",
    )
    return Answer(card, (Hit(paper, 1.0),), abstained=False, confidence=1.0, elapsed_ms=0.0)


async def _turn_page(request: MessageRequest) -> None:
    """Show what follows the page that the reader saw last, as its button does, in a new message."""
    held = request.service.memory.following.get(request.conversation)
    data = read_data(held.data, screen_kinds()) if held and held.data else None
    if held is None or data is None:
        await request.reply(notice("said-more", request.texts))
        return
    if isinstance(data, ListPage | AnswerPage | SearchPage):
        page = await _page(data, Question(held.question), held.shown, request)
        made = switchable(page, data, request) if page else None
    else:
        made = await make_screen(data, request)
    if made is not None:
        await send_screen(request.message, made, request, about=held.question_id)


@screen(ListPage)
@screen(AnswerPage)
@screen(SearchPage)
async def _shown_page(wanted: ListPage | AnswerPage | SearchPage, request: Request) -> Screen | None:
    return await _page(wanted, question_behind(request.shown), _remembered(request), request)


async def _page(
    wanted: ListPage | AnswerPage | SearchPage, question: Question, before: Shown, request: Request
) -> Screen | None:
    """Answer the question that ``before`` answers once more: a page of a list, or from a rank on."""
    match wanted:
        case ListPage(page):
            return await _again(question, before, request, page=page)
        case SearchPage(first):
            return await _again(question, before, request, first=first, lists=False)
        case AnswerPage(first, everything):
            return await _again(
                question, Shown() if everything else before, request, first=first, everything=everything
            )


async def _again(
    question: Question,
    before: Shown,
    request: Request,
    *,
    page: int = 0,
    first: int = 0,
    everything: bool = False,
    lists: bool = True,
) -> Screen | None:
    service, meant, within = request.service, before.meant, before.within
    if not question.text:
        return None

    async def asked(rank: int) -> Answer:
        if meant is not None:
            return await service.ask_again(meant, within=within, passages=ranks_from(rank))
        return await service.ask(question.text, within=within, lists=lists, standalone=True, passages=ranks_from(rank))

    found = await asked(first)
    if first and found.hits and not shown_hits(found):  # a page of an old message that is no more
        found = await asked(0)
    return await _screen(question, found, request, before, page=page, everything=everything, searched=not lists)


async def _screen(
    question: Question,
    found: Answer,
    request: Request,
    asked: Shown,
    *,
    page: int = 0,
    everything: bool = False,
    searched: bool = False,
) -> Screen:
    """Show an answer to what was ``asked`` within some papers, or understood from what came before."""
    service, texts, within = request.service, request.texts, asked.within
    tree = await service.tree()
    if found.query.topics:
        return Screen(topics(tree, len(await service.papers()), texts))
    hits = found.hits if found.query.intent == "list" else tuple(hit for _, hit in shown_hits(found))
    papers = within if found.abstained else tuple(hit.paper.id for hit in hits)
    if others := await _of_another_time(service, found):
        papers = tuple(paper.id for paper in others)
        shown = with_word(found_list(others, page, tree, texts), texts("list-none-then"), texts)
    else:
        # what is asked of papers that were shown shows them under the numbers that they have
        first = first_number([hit.paper for hit in hits], _held_numbers(request)) if within else 1
        shown = answer(
            found, tree, texts, page, within=len(within), everything=everything, searched=searched, first=first
        )
    if question.shortened:
        shown = with_word(shown, texts("question-shortened", most=MAX_CHARACTERS), texts)
    return Screen(shown, replace(asked, papers=papers))


def _meant(found: Answer) -> Query | None:
    """Return what a question that refers back was understood to ask; None for one that says it all itself."""
    query = found.query
    return query if query.intent == "ask" and (query.assumed or query.filters.papers) else None


async def _of_another_time(service: Service, found: Answer) -> tuple[Paper, ...]:
    """Return what an empty list would hold without the time it asks for, newest first."""
    filters = found.query.filters
    if found.query.intent != "list" or found.hits or not (filters.since or filters.until):
        return ()
    return await service.papers(replace(filters, since="", until="", latest=0))


def _remembered(request: Request) -> Shown:
    """Return what a message showed, and what its question was understood as, as far as that is remembered."""
    shown = request.shown
    held = request.service.memory.shown.get((shown.chat_id, shown.message_id)) if shown else None
    return held or Shown()


def _replied_papers(service: Service, message: TelegramMessage) -> tuple[str, ...]:
    """Return the papers of the bot's message that this one replies to: it is about them."""
    answered = message.reply_to_message
    held = service.memory.shown.get((answered.chat_id, answered.message_id)) if answered else None
    return held.papers if held else ()


def _numbers(request: MessageRequest) -> Mapping[int, str]:
    """Return the papers by their numbers in the message that is replied to, else in what the reader saw last."""
    answered = request.message.reply_to_message
    markup = answered.reply_markup if answered else None
    rows = markup.inline_keyboard if markup else ()
    replied = numbered_papers((button.text, str(button.callback_data or "")) for row in rows for button in row)
    return replied or _held_numbers(request)


def _held_numbers(request: Request) -> Mapping[int, str]:
    """Return the papers by their numbers in what the reader saw last."""
    held = request.service.memory.numbered.get(request.conversation)
    return held.papers if held else {}


def _conversation(message: TelegramMessage) -> ConversationKey:
    topic = (message.message_thread_id or 0) if message.is_topic_message else 0
    return message.chat_id, topic, message.from_user.id if message.from_user else 0
