"""Ratings: one a reader and answer, taken back by the same button, put together by question for an evaluation."""

from dataclasses import replace

from bot.cli.ratings import RatedQuestion, rated_questions
from bot.state import Database
from bot.state.ratings import RatedAnswer, Verdict, count_ratings, forget_ratings, rate, ratings

ANSWER = RatedAnswer(7, 5, 7, "en", "How are pages kept?", ("llm/a", "llm/b", "gone"))
SLUGS = {"llm/a": "a", "llm/b": "b", "llm/c": "c"}


def _rate(database: Database, answer: RatedAnswer, verdict: Verdict) -> str:
    return database.run_now(lambda session: rate(session, answer, verdict, 1.0))


def test_one_verdict_a_reader_and_answer(database: Database) -> None:
    assert [_rate(database, ANSWER, verdict) for verdict in (1, -1, -1, 1)] == ["kept", "changed", "taken_back", "kept"]
    assert _rate(database, replace(ANSWER, reader_id=8), -1) == "kept"
    assert database.run_now(count_ratings) == {1: 1, -1: 1}
    database.run_now(lambda session: forget_ratings(session, reader_id=7))
    assert [row.reader_id for row in database.run_now(ratings)] == [8]


def test_what_readers_say_of_a_question_is_put_together(database: Database) -> None:
    _rate(database, ANSWER, 1)
    _rate(database, replace(ANSWER, reader_id=8, question="how are pages KEPT?", papers=("llm/b", "llm/c")), -1)
    _rate(database, replace(ANSWER, reader_id=9, question="分页是什么？", language="zh", papers=("llm/c",)), -1)
    found = rated_questions(reversed(database.run_now(ratings)), SLUGS)
    assert found == (
        RatedQuestion("How are pages kept?", "en", ("a",), ("c",)),
        RatedQuestion("分页是什么？", "zh", (), ("c",)),
    )
