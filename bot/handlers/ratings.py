"""👍 and 👎 below an answer: kept with the question, for evaluations."""

from __future__ import annotations

from telegram import CallbackQuery, Update
from telegram import Message as TelegramMessage

from bot.handlers.question_text import question_behind
from bot.handlers.service import Context, Service
from bot.messaging.replies import answer_button
from bot.state.ratings import RatedAnswer, Verdict, rate
from bot.views.callback_data import OpenPaper, Rate


class Ratings:
    """Keeps what readers think of answers."""

    def __init__(self, service: Service) -> None:
        """Keep it in the database of ``service``."""
        self._service = service

    async def button(self, update: Update, context: Context) -> None:  # noqa: ARG002
        """Keep the verdict of a pressed button; pressed again it is taken back. In a group everybody has one."""
        query = update.callback_query
        if query is None:
            return
        texts = self._service.texts(update)
        wanted = Rate.read(query.data or "")
        answer = await self._rated(query, texts.language)
        if wanted is None or answer is None:
            await answer_button(query, texts("button-stale"))
            return
        verdict: Verdict = 1 if wanted.good else -1
        now = self._service.clock.now()
        outcome = await self._service.database.try_run(lambda session: rate(session, answer, verdict, now))
        match outcome:
            case None:
                thanks = texts("rating-failed")
            case "taken_back":
                thanks = texts("rating-taken-back")
            case _:
                thanks = texts("rating-good") if wanted.good else texts("rating-bad")
        await answer_button(query, thanks, alert=False)

    async def _rated(self, query: CallbackQuery, language: str) -> RatedAnswer | None:
        """Return the answer below which a button was pressed: its question and papers stand in the message itself."""
        message = query.message
        if not isinstance(message, TelegramMessage):
            return None
        question = question_behind(message)
        rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
        data = [str(button.callback_data) for row in rows for button in row if button.callback_data]
        shown = {wanted.paper for code in data if (wanted := OpenPaper.read(code))}
        paths = tuple(paper.path for paper in await self._service.papers() if paper.id in shown)
        if not question or not paths:
            return None
        reader = query.from_user.id
        return RatedAnswer(message.chat_id, message.message_id, reader, language, question.text, paths)
