"""👍 and 👎 below an answer: kept with the question, for evaluations."""

from __future__ import annotations

from bot.handlers.question_text import question_behind
from bot.handlers.request import ButtonRequest
from bot.state.ratings import RatedAnswer, Verdict, rate
from bot.views.callback_data import OpenPaper, Rate


async def rate_answer(request: ButtonRequest[Rate]) -> None:
    """Keep the verdict of a pressed button; pressed again it is taken back. In a group everybody has one."""
    texts, good = request.texts, request.data.good
    answer = await _rated(request)
    if answer is None:
        await request.answer_stale()
        return
    verdict: Verdict = 1 if good else -1
    now = request.service.clock.now()
    outcome = await request.service.database.try_run(lambda session: rate(session, answer, verdict, now))
    match outcome:
        case None:
            thanks = texts("rating-failed")
        case "taken_back":
            thanks = texts("rating-taken-back")
        case _:
            thanks = texts("rating-good") if good else texts("rating-bad")
    await request.answer(thanks, alert=False)


async def _rated(request: ButtonRequest[Rate]) -> RatedAnswer | None:
    """Return the answer below which a button was pressed: its question and papers stand in the message itself."""
    message = request.shown
    if message is None:
        return None
    question = question_behind(message)
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    data = [str(button.callback_data) for row in rows for button in row if button.callback_data]
    shown = {wanted.paper for text in data if (wanted := OpenPaper.read(text))}
    paths = tuple(paper.path for paper in await request.service.papers() if paper.id in shown)
    if not question or not paths:
        return None
    reader, language = request.query.from_user.id, request.texts.language
    return RatedAnswer(message.chat_id, message.message_id, reader, language, question.text, paths)
