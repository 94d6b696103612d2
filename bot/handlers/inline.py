"""Inline mode: papers while one types ``@bot words`` in any chat."""

from __future__ import annotations

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.handlers.service import Context, Service
from bot.outgoing import NO_PREVIEW, markup
from bot.views.inline import InlineResult, inline_results
from bot.views.links import ASK_PAYLOAD
from retrieval.papers import Paper

PAGE_RESULTS = 10
MOST_RESULTS = 100
"""Papers found for one query; nobody scrolls further."""
CACHE_SECONDS = 60
"""How long Telegram may give the same reader the same results: a new note shows after a minute at the latest."""
_FIRST_LETTERS = 2
"""Letters from which on a query is also looked for within titles."""


class Inline:
    """Answers inline queries."""

    def __init__(self, service: Service) -> None:
        """Answer from ``service``."""
        self._service = service

    async def answer(self, update: Update, context: Context) -> None:
        """Give a page of the papers that a query finds, of the newest ones while there is no query."""
        query = update.inline_query
        if query is None:
            return
        texts = self._service.texts(update)
        start = int(query.offset) if query.offset.isascii() and query.offset.isdigit() else 0
        papers = await self._papers(" ".join(query.query.split()))
        shown = papers[start : start + PAGE_RESULTS]
        results = inline_results(shown, await self._service.tree(), texts, context.bot.username)
        more = start + PAGE_RESULTS < len(papers)
        await _answer(
            query,
            [_article(result) for result in results],
            str(start + PAGE_RESULTS) if more else "",
            None if papers else InlineQueryResultsButton(texts("inline-none"), start_parameter=ASK_PAYLOAD),
        )

    async def _papers(self, wanted: str) -> tuple[Paper, ...]:
        """Give what a query finds: first by name, then by what the notes say."""
        everything = await self._service.papers()
        if not wanted:
            return everything[:MOST_RESULTS]
        words = wanted.casefold().split()
        named = [paper for paper in everything if _named(paper, words)] if len(wanted) >= _FIRST_LETTERS else []
        found = await self._service.ask(wanted, limit=MOST_RESULTS, passages=range(0))
        self._service.metrics.inline_question(found.query.language)
        answering = [] if found.abstained else [hit.paper for hit in found.hits]
        return tuple({paper.id: paper for paper in [*named, *answering]}.values())[:MOST_RESULTS]


async def _answer(
    query: InlineQuery,
    results: list[InlineQueryResultArticle],
    next_offset: str,
    button: InlineQueryResultsButton | None,
) -> None:
    """Answer a query; one that has grown too old meanwhile needs no answer, its reader has typed on."""
    try:
        await query.answer(
            results,
            next_offset=next_offset,
            cache_time=CACHE_SECONDS,
            # the words depend on the reader's language, which the text of a query does not tell
            is_personal=True,
            button=button,
        )
    except BadRequest as error:
        if "too old" not in str(error).lower():
            raise


def _named(paper: Paper, words: list[str]) -> bool:
    """Tell whether every word stands in a paper's title, in either language, or one is its id."""
    title = f"{paper.title} {paper.title_zh}".casefold()
    return paper.id in words or all(word in title for word in words)


def _article(result: InlineResult) -> InlineQueryResultArticle:
    content = InputTextMessageContent(result.message.text, ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(
        result.id, result.title, content, reply_markup=markup(result.message.keyboard), description=result.description
    )
