"""The rows of the outbox: who may take them, in which order, and what a maintainer or a chat that is back decides."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.announce import outbox
from bot.announce.catching_up import catch_up, missed_count, pass_over
from bot.announce.outbox import Batch
from bot.state import Database
from bot.state.chats import suspend
from bot.state.schema import ChatRow, DeliveryRow
from tests.bot.announce.sending.outbox_fixtures import announce, queue
from tests.bot.views.samples import paper


def _filled(database: Database, *chats: int, papers: int = 1, **values: object) -> None:
    def work(session: Session) -> None:
        for number in range(papers):
            news = announce(session, paper(number))
            for chat in chats:
                queue(session, news, chat, **values)  # type: ignore[arg-type]

    database.run_now(work)


def _claim(database: Database, claimant: str = "a", now: float = 10.0, most: int = 16) -> list[Batch]:
    return database.run_now(lambda session: outbox.claim(session, now, claimant, most))


def _leave(database: Database, batch: Batch, claimant: str = "a") -> bool:
    return database.run_now(lambda session: outbox.mark_sending(session, batch.ids, claimant, 11.0))


def _states(database: Database) -> list[str]:
    query = select(DeliveryRow.state).order_by(DeliveryRow.id)
    return list(database.run_now(lambda session: session.scalars(query).all()))


def test_what_is_claimed_is_nobody_else_s(database: Database) -> None:
    _filled(database, *range(1, 11))
    first, second = _claim(database, "a", most=6), _claim(database, "b")
    assert [len(first), len(second)] == [6, 4]
    assert not {batch.target for batch in first} & {batch.target for batch in second}
    assert _claim(database, "c") == []


def test_two_transactions_at_once_never_claim_one_chat(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite does one transaction at a time")
    _filled(database, 1, papers=30)
    _filled_more = database.run_now(lambda session: queue(session, 1, 2))
    with Session(database.engine) as one, Session(database.engine) as two:
        (first, *_), second = outbox.claim(one, 10.0, "a", 1), outbox.claim(two, 10.0, "b", 5)
        assert first.target.chat_id == 1
        assert [batch.target.chat_id for batch in second] == [2]
        assert _filled_more in second[0].ids
        one.commit()
        two.commit()


def test_a_chat_gets_one_message_after_the_other(database: Database) -> None:
    _filled(database, 1, papers=30)
    (batch,) = _claim(database)
    assert len(batch.items) == outbox.MAX_ITEMS
    assert _claim(database) == []
    database.run_now(lambda session: outbox.record_sent(session, batch.ids, "a", 7, 11.0))
    (rest,) = _claim(database)
    assert len(rest.items) == 10


def test_topics_of_a_group_take_turns(database: Database) -> None:
    _filled(database, -100, kind="supergroup", thread=1)
    database.run_now(lambda session: queue(session, 1, -100, "supergroup", thread=2))
    (batch,) = _claim(database)
    assert batch.target.thread_id == 1
    database.run_now(lambda session: outbox.put_back(session, batch.ids, "a", 20.0))
    (batch,) = _claim(database)
    assert batch.target.thread_id == 2


def test_quiet_hours_put_off_what_is_late(database: Database) -> None:
    _filled(database, 1, 2)

    def not_before(chat: ChatRow, now: float) -> float:
        return 100.0 if chat.id == 1 else now

    batches = database.run_now(lambda session: outbox.claim(session, 10.0, "a", 5, not_before))
    assert [batch.target.chat_id for batch in batches] == [2]
    assert database.run_now(outbox.next_due) == 100.0
    assert [batch.target.chat_id for batch in _claim(database, now=100.0)] == [1]


def test_nothing_goes_to_a_chat_that_was_suspended_meanwhile(database: Database) -> None:
    _filled(database, 1)
    database.run_now(lambda session: suspend(session, 1, "blocked", 5.0))
    assert _claim(database) == []
    assert _states(database) == ["missed"]


def test_what_the_dead_were_sending_is_unknown(database: Database) -> None:
    _filled(database, 1, 2)
    for claimant in ("dead", "alive"):
        (batch,) = _claim(database, claimant, most=1)
        assert _leave(database, batch, claimant)
    assert set(database.run_now(outbox.claimants)) == {"dead", "alive"}
    assert database.run_now(lambda session: outbox.recover(session, ["dead"])) == 1
    assert sorted(_states(database)) == ["sending", "unknown"]


def test_what_the_dead_had_only_claimed_goes_out(database: Database) -> None:
    _filled(database, *range(1, 7), papers=3)
    one, *_ = _claim(database, "dead", most=4)
    _claim(database, "alive", most=1)
    assert _leave(database, one, "dead")
    assert set(database.run_now(outbox.claimants)) == {"dead", "alive"}
    assert database.run_now(lambda session: outbox.recover(session, ["dead"])) == 3
    assert sorted(_states(database)) == ["claimed"] * 3 + ["queued"] * 12 + ["unknown"] * 3
    assert len(_claim(database, "next")) == 4


def test_what_was_taken_from_its_claimant_does_not_leave(database: Database) -> None:
    _filled(database, 1, 2)
    lost, kept = _claim(database, "a")
    database.run_now(lambda session: outbox.recover(session, ["a"]))
    assert [_leave(database, batch) for batch in (lost, kept)] == [False, False]
    taken, _ = _claim(database, "b")
    assert not _leave(database, taken)
    assert _leave(database, taken, "b")
    # once more, as for a message that goes out a second time in another form
    assert _leave(database, taken, "b")
    assert _states(database) == ["sending", "claimed"]


def test_of_one_message_everything_leaves_or_nothing(database: Database) -> None:
    _filled(database, 1, papers=3)
    (batch,) = _claim(database)
    database.run_now(lambda session: session.delete(session.get_one(DeliveryRow, batch.ids[1])))
    assert not _leave(database, batch)
    database.run_now(lambda session: outbox.put_back(session, batch.ids, "a"))
    assert _states(database) == ["queued", "queued"]


def test_who_was_taken_for_dead_knows_better(database: Database) -> None:
    _filled(database, 1)
    (batch,) = _claim(database, "a")
    assert _leave(database, batch)
    database.run_now(lambda session: outbox.recover(session, ["a"]))
    database.run_now(lambda session: outbox.record_sent(session, batch.ids, "a", 7, 11.0))
    assert _states(database) == ["sent"]


def test_a_claim_that_its_owner_never_heard_of_goes_back(database: Database) -> None:
    _filled(database, 1, 2)
    held = _claim(database, "a", most=1)[0].ids
    _claim(database, "a", most=1)
    database.run_now(lambda session: outbox.put_back_unheld(session, "a", held))
    assert sorted(_states(database)) == ["claimed", "queued"]


@pytest.mark.parametrize(("again", "state"), [(True, "queued"), (False, "sent")])
def test_a_maintainer_settles_what_is_unknown(database: Database, again: bool, state: str) -> None:
    _filled(database, 1, 2, 3)
    one, two, _ = _claim(database, "a")
    database.run_now(lambda session: outbox.record_unknown(session, one.ids, "a", "silence"))
    database.run_now(lambda session: outbox.record_failed(session, two.ids, "a", "refused"))
    assert {trouble.state for trouble in database.run_now(outbox.failed_deliveries)} == {"unknown", "failed"}
    assert database.run_now(lambda session: outbox.settle(session, None, again=again, now=12.0)) == 1
    assert sorted(_states(database)) == sorted([state, "failed", "claimed"])
    assert database.run_now(lambda session: outbox.settle(session, two.ids[0], again=again, now=12.0)) == 1
    assert database.run_now(lambda session: outbox.settle(session, 99, again=again, now=12.0)) == 0
    assert database.run_now(outbox.failed_deliveries) == ()


def test_catching_up_brings_one_digest_for_each_topic_and_never_a_flood(database: Database) -> None:
    _filled(database, -100, kind="supergroup", papers=45, state="missed")
    database.run_now(lambda session: queue(session, 1, -100, "supergroup", thread=5, state="missed"))
    assert database.run_now(lambda session: missed_count(session, -100)) == 45
    assert database.run_now(lambda session: catch_up(session, -100, 50.0)) == outbox.MAX_ITEMS + 1
    assert sorted(set(_states(database))) == ["failed", "queued"]
    newest = {batch.target.thread_id: len(batch.items) for batch in _claim(database, now=50.0)}
    assert newest == {0: outbox.MAX_ITEMS} or newest == {5: 1}
    assert database.run_now(lambda session: missed_count(session, -100)) == 0
    assert database.run_now(lambda session: catch_up(session, -100, 60.0)) == 0


def test_what_a_chat_does_not_want_any_more_is_let_go_with_a_reason(database: Database) -> None:
    _filled(database, 1, papers=3, state="missed")
    database.run_now(lambda session: pass_over(session, 1))
    rows = database.run_now(outbox.failed_deliveries)
    assert {(row.state, row.reason) for row in rows} == {("failed", "missed, and not wanted any more")}
