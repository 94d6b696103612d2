"""Inline mode: papers while one types ``@bot words`` in any chat."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest

from bot.handlers.service import Context, Service
from bot.messaging.markup import NO_PREVIEW, Form
from bot.messaging.telegram_errors import refusal_of
from bot.views.inline import InlineResult, inline_results
from bot.views.links import ASK_PAYLOAD
from retrieval import Paper

logger = logging.getLogger(__name__)

PAGE_RESULTS = 10
MAX_RESULTS = 100
"""Papers found for one query; nobody scrolls further."""
CACHE_SECONDS = 60
"""How long Telegram may show the same reader the same results: a new note shows after a minute at the latest."""
_FIRST_LETTERS = 2
"""Letters from which on a query is also looked for within titles."""


class Inline:
    """Searches titles first, then the notes, a page of results at a time."""

    def __init__(self, service: Service) -> None:
        """Answer from ``service``."""
        self._service = service

    async def answer(self, update: Update, context: Context) -> None:
        """Answer with a page of the papers that a query finds, or of the newest ones for an empty query."""
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
            results,
            str(start + PAGE_RESULTS) if more else "",
            None if papers else InlineQueryResultsButton(texts("inline-none"), start_parameter=ASK_PAYLOAD),
        )

    async def _papers(self, wanted: str) -> tuple[Paper, ...]:
        """Return what a query finds: first by name, then by what the notes say."""
        everything = await self._service.papers()
        if not wanted:
            return everything[:MAX_RESULTS]
        words = wanted.casefold().split()
        named = [paper for paper in everything if _named(paper, words)] if len(wanted) >= _FIRST_LETTERS else []
        found = await self._service.ask(wanted, limit=MAX_RESULTS, passages=range(0))
        self._service.metrics.inline_question(found.query.language)
        answering = [] if found.abstained else [hit.paper for hit in found.hits]
        return tuple({paper.id: paper for paper in [*named, *answering]}.values())[:MAX_RESULTS]


async def _answer(
    query: InlineQuery,
    results: Sequence[InlineResult],
    next_offset: str,
    button: InlineQueryResultsButton | None,
) -> None:
    """Answer a query; one that is too old by now needs no answer, since its reader has typed on.

    Telegram refuses a page for one of its results and does not say which, so all of them go out in a simpler form.
    """
    forms = [Form.of(result.message) for result in results]
    while True:
        try:
            await query.answer(
                [_article(result, form) for result, form in zip(results, forms, strict=True)],
                next_offset=next_offset,
                cache_time=CACHE_SECONDS,
                # the words depend on the reader's language, which the text of a query does not tell
                is_personal=True,
                button=button,
            )
        except BadRequest as error:
            refusal = refusal_of(error)
            if refusal == "too_late":
                return
            simpler = [form.simpler(refusal) for form in forms]
            reasons = {form.because for form in simpler if form is not None}
            if not reasons:
                raise
            logger.exception("an inline result of ours %s", reasons.pop())
            forms = [less or form for less, form in zip(simpler, forms, strict=True)]
        else:
            return


def _named(paper: Paper, words: list[str]) -> bool:
    """Return whether every word stands in a paper's title, in either language, or one is its id."""
    title = f"{paper.title} {paper.title_zh}".casefold()
    return paper.id in words or all(word in title for word in words)


def _article(result: InlineResult, form: Form) -> InlineQueryResultArticle:
    content = InputTextMessageContent(form.text, form.parse_mode, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(
        result.id, result.title, content, reply_markup=form.markup, description=result.description
    )
