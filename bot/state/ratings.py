"""Readers' ratings of answers: kept with the question, since they are what an evaluation is made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.state.schema import RatingRow

Verdict = Literal[1, -1]
Outcome = Literal["kept", "changed", "taken_back"]


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """Which answer a reader rates: the message, the question, and the paths of the papers that were shown."""

    chat_id: int
    message_id: int
    reader_id: int
    language: str
    question: str
    papers: tuple[str, ...]


def rate(session: Session, answer: RatedAnswer, verdict: Verdict, now: float) -> Outcome:
    """Keep a verdict; the same one a second time takes it back, another one takes its place."""
    row = session.scalar(
        select(RatingRow).where(
            RatingRow.chat_id == answer.chat_id,
            RatingRow.message_id == answer.message_id,
            RatingRow.reader_id == answer.reader_id,
        )
    )
    if row is not None and row.verdict == verdict:
        session.delete(row)
        return "taken_back"
    outcome: Outcome = "kept" if row is None else "changed"
    if row is None:
        row = RatingRow(chat_id=answer.chat_id, message_id=answer.message_id, reader_id=answer.reader_id)
        session.add(row)
    row.verdict, row.language, row.question = verdict, answer.language, answer.question
    row.papers, row.created_at = json.dumps(answer.papers, ensure_ascii=False), now
    return outcome


def ratings(session: Session, reader_id: int | None = None, chat_id: int | None = None) -> Sequence[RatingRow]:
    """Return the ratings, newest first: of everybody, or of one reader, or in one chat."""
    query = select(RatingRow).order_by(RatingRow.created_at.desc(), RatingRow.id.desc())
    if reader_id is not None:
        query = query.where(RatingRow.reader_id == reader_id)
    if chat_id is not None:
        query = query.where(RatingRow.chat_id == chat_id)
    return session.scalars(query).all()


def papers_of(row: RatingRow) -> tuple[str, ...]:
    """Return the paths of the papers that a rated answer showed."""
    return tuple(str(path) for path in json.loads(row.papers))


def count_ratings(session: Session) -> dict[Verdict, int]:
    """Count the ratings by verdict."""
    verdicts = session.scalars(select(RatingRow.verdict)).all()
    return {1: verdicts.count(1), -1: verdicts.count(-1)}


def forget_ratings(session: Session, *, reader_id: int | None = None, chat_id: int | None = None) -> None:
    """Delete the ratings of a reader, or all in a chat."""
    if reader_id is not None:
        session.execute(delete(RatingRow).where(RatingRow.reader_id == reader_id))
    if chat_id is not None:
        session.execute(delete(RatingRow).where(RatingRow.chat_id == chat_id))
