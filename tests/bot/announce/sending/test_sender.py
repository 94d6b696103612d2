"""Sending: what readers get, once, and what becomes of the rows when Telegram refuses, is silent or gone."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.announce import outbox
from bot.announce.sender import Sender
from bot.local_telegram import LocalTelegram, refusals
from bot.local_telegram.refusals import Refusal, bad_request
from bot.local_telegram.testing import addresses, callback_data
from bot.state import Database, open_database
from bot.state.schema import ChatRow
from bot.transport.pacing import Pacing
from tests.bot.announce.sending.outbox_fixtures import FREE, Office, open_office, working
from tests.bot.views.samples import paper


async def test_an_announcement_arrives_with_its_reason(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    async with working(office):
        await office.until_states("sent")
    (message,) = office.sent(chat)
    assert "Paper 1 on <KV> & caches" in message.text
    assert "Pages the x" in message.text
    assert "Because you follow “Inference”" in message.text
    assert "https://host.example/1.html" in addresses(message)
    assert callback_data(message) == [f"p:{paper(1).id}", "km:0"]
    (row,) = office.rows()
    assert (row.message_id, row.content) == (message.id, "1")


async def test_several_papers_arrive_as_one_message(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1), paper(2, categories=("llm", "train")), paper(3))
    async with working(office):
        await office.until_states("sent", "sent", "sent")
    (message,) = office.sent(chat)
    lines = message.text.splitlines()
    assert lines[0] == "🆕 3 new papers"
    assert [line for line in lines if line.startswith("▍")] == ["▍Inference", "▍Training"]
    assert len({row.message_id for row in office.rows()}) == 1


async def test_what_does_not_fit_into_one_message_comes_in_the_next(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, *(paper(number, title=f"{number} " + "word " * 60) for number in range(30)))
    async with working(office):
        await office.until_states(*["sent"] * 30)
    messages = office.sent(chat)
    assert 1 < len(messages) < 6
    for number in range(30):
        assert sum(f" {number} word" in message.text.replace("\n", " ") for message in messages) == 1


async def test_what_is_not_due_waits_and_what_is_queued_later_goes_out(office: Office) -> None:
    first, second = office.reader(), office.reader("Bo")
    office.announced(first, paper(1), due_at=4e9)
    async with working(office):
        office.announced(second, paper(1))
        office.sender.wake()
        await office.until_states("queued", "sent")
    assert office.sent(first) == []


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (refusals.BLOCKED, "blocked"),
        (refusals.DEACTIVATED, "deactivated"),
        (refusals.kicked("supergroup"), "kicked"),
        (refusals.not_member("channel"), "kicked"),
    ],
)
async def test_a_chat_that_cannot_be_reached_is_suspended(office: Office, refusal: Refusal, reason: str) -> None:
    chat = office.reader()
    office.announced(chat, *(paper(number) for number in range(3)))
    office.announced(chat, paper(9), due_at=4e9)
    office.faults.refuse(refusal, "sendMessage")
    async with working(office):
        await office.until_states(*["missed"] * 4)
    row = office.database.run_now(lambda session: session.get_one(ChatRow, chat.id))
    assert row.suspended == reason
    assert {row.reason for row in office.rows()} == {reason}
    assert len([call for call in office.telegram.server.calls if call.method == "sendMessage"]) == 1


async def test_a_group_that_moved_gets_it_in_its_new_place(office: Office) -> None:
    group = office.group("group")
    office.announced(group, paper(1))
    new = office.faults.migrate(group)
    async with working(office):
        await office.until_states("sent")
    assert (len(office.sent(group)), len(office.sent(new))) == (0, 1)
    assert [row.chat_id for row in office.rows()] == [new.id]


@pytest.mark.parametrize("how", ["closed", "deleted"])
async def test_a_topic_that_takes_nothing_falls_back_to_the_group(office: Office, how: str) -> None:
    forum = office.group(forum=True)
    topic = office.telegram.server.add_topic(forum, "推理").id
    office.announced(forum, paper(1), thread=topic)
    (office.faults.close_topic if how == "closed" else office.faults.delete_topic)(forum, topic)
    async with working(office):
        await office.until(lambda: len(office.sent(forum)) == 2)
        office.announced(forum, paper(2), thread=topic)
        office.sender.wake()
        await office.until_states("sent", "sent")
    first, told, second = office.sent(forum)
    assert [message.thread_id for message in (first, told, second)] == [0, 0, 0]
    assert "Paper 1" in first.text
    assert "A word to the administrators" in told.text
    assert "Paper 2" in second.text


async def test_what_telegram_refuses_is_recorded_with_its_words(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    office.faults.refuse(refusals.CHAT_NOT_FOUND, "sendMessage")
    async with working(office):
        await office.until_states("failed")
    assert "hat not found" in office.rows()[0].reason


async def test_markup_that_does_not_parse_goes_out_as_plain_text(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    office.faults.refuse(bad_request("Can't parse entities: unexpected end tag"), "sendMessage")
    async with working(office):
        await office.until_states("sent")
    (message,) = office.sent(chat)
    assert "Paper 1 on <KV> & caches" in message.text
    assert message.content.entities == ()
    assert "does not parse" in caplog.text


@pytest.mark.parametrize("after", [True, False])
async def test_a_cut_connection_leaves_an_unknown_row_that_is_never_sent_again(office: Office, after: bool) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    office.faults.cut("sendMessage", after=after)
    async with working(office):
        await office.until_states("unknown")
        await office.until(lambda: office.unknown == [1])
        other = office.reader("Bo")
        office.announced(other, paper(1))
        office.sender.wake()
        await office.until_states("unknown", "sent")
    assert len(office.sent(chat)) == int(after)


async def test_a_gateway_s_error_is_unknown_and_slows_the_sender_down(office: Office) -> None:
    for _ in range(40):
        office.announced(office.reader(), paper(1))
    office.faults.outage(502, "sendMessage", times=0)
    async with working(office):
        await office.until(lambda: "unknown" in office.states())
    states = office.states()
    # those that were under way already, not all that were queued
    assert states.count("unknown") <= 16
    assert states.count("queued") >= 24


async def test_what_never_left_goes_out_when_telegram_is_back(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with LocalTelegram() as telegram, open_office(database, telegram) as office:
        chat = office.reader()
        office.announced(chat, paper(1))
        port = int(telegram.base_url.rpartition(":")[2])
        server = telegram.server
        # the office stays, its Telegram goes
        await telegram.__aexit__(None, None, None)
        async with working(office):
            await office.until(lambda: "cannot be reached" in caplog.text)
            server.closing = False
            back = LocalTelegram(port=port)
            back.server.__dict__.update(server.__dict__)
            async with back:
                await office.until_states("sent")
        assert len(office.sent(chat)) == 1


@pytest.mark.parametrize("patience", [0.5, 60.0])
async def test_a_penalty_of_one_chat_holds_up_that_chat_alone(tmp_path: Path, patience: float) -> None:
    pacing = Pacing(chat=FREE, overall=(FREE,), leftover=FREE, patience=patience)
    async with LocalTelegram() as telegram:
        with open_database(tmp_path / "bot.db") as database:
            async with open_office(database, telegram, pacing) as office:
                flooded, other = office.group(forum=True), office.reader()
                office.announced(flooded, paper(1))
                office.announced(flooded, paper(2), thread=telegram.server.add_topic(flooded, "推理").id)
                office.faults.halt(3, "sendMessage", chat_id=flooded.id)
                async with working(office):
                    await office.until(lambda: any(call.code == 429 for call in telegram.server.calls))
                    office.announced(other, paper(1))
                    office.sender.wake()
                    await office.until_states(*["sent"] * 3)
    refused, first, *others = [call for call in telegram.server.calls if call.method == "sendMessage"]
    assert (refused.code, first.parameters["chat_id"]) == (429, str(other.id))
    assert [(call.code, call.parameters["chat_id"]) for call in others] == [(200, str(flooded.id))] * 2
    assert others[0].date - refused.date >= 2.9


async def test_a_long_penalty_of_the_bot_silences_everything_and_loses_nothing(database: Database) -> None:
    pacing = Pacing(chat=FREE, overall=(FREE,), leftover=FREE, patience=0.5)
    async with LocalTelegram() as telegram, open_office(database, telegram, pacing) as office:
        chats = [office.reader(f"R{number}") for number in range(40)]
        for chat in chats:
            office.announced(chat, paper(1))
        office.faults.halt(4, "sendMessage")
        async with working(office):
            await office.until_states(*["sent"] * 40)
    calls = [call for call in telegram.server.calls if call.method == "sendMessage"]
    refused = [call.date for call in calls if call.code == 429]
    # what was under way together with the refused one has arrived; nothing was tried during the silence
    assert len(refused) <= 16
    assert all(call.date - refused[0] < 2.5 or call.date - refused[0] >= 3.9 for call in calls)
    assert [len(office.sent(chat)) for chat in chats] == [1] * 40


async def test_a_request_does_not_leave_where_it_cannot_be_marked_before(office: Office) -> None:
    chats = [office.reader(f"R{number}") for number in range(5)]
    for chat in chats:
        office.announced(chat, paper(1))
    with _broken(office.database, "sending") as refused:
        async with working(office):
            await office.until(lambda: len(refused) >= 5)
    assert office.states() == ["queued"] * 5
    assert [call for call in office.telegram.server.calls if call.method == "sendMessage"] == []
    # and once the database is well again everything goes out, once
    again = Sender(office.database, office.api, office.papers, office.sender._clock, languages=("en",))
    office.sender = again
    async with working(office):
        await office.until_states(*["sent"] * 5)
    assert [len(office.sent(chat)) for chat in chats] == [1] * 5


@contextmanager
def _broken(database: Database, state: str) -> Iterator[list[str]]:
    """Let the database refuse to bring a delivery into a state; give the refusals."""
    refused: list[str] = []

    def refuse(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        values = parameters.values() if isinstance(parameters, dict) else parameters
        if statement.startswith("UPDATE deliveries SET state") and state == next(iter(values)):
            refused.append(statement)
            raise OperationalError(statement, None, Exception("disk I/O error"))

    event.listen(database.engine, "before_cursor_execute", refuse)
    try:
        yield refused
    finally:
        event.remove(database.engine, "before_cursor_execute", refuse)


async def test_what_was_taken_from_a_living_sender_is_not_sent_by_it(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1), paper(2))
    leave = asyncio.Event()
    pacing = office.api.rate_limiter  # type: ignore[attr-defined]
    wait = pacing._wait_for_leftover

    async def waits(*arguments: object) -> None:
        await leave.wait()
        await wait(*arguments)

    pacing._wait_for_leftover = waits
    async with working(office):
        await office.until_states("claimed", "claimed")
        # another process takes this one for dead and claims what it had, then dies itself
        claimant = office.rows()[0].claimed_by
        office.database.run_now(lambda session: outbox.recover(session, [claimant]))
        (batch,) = office.database.run_now(lambda session: outbox.claim(session, 10.0, "other", 1))
        leave.set()
        await office.until(lambda: not office.sender._in_flight)
        assert office.states() == ["claimed", "claimed"]
        assert office.sent(chat) == []
        office.database.run_now(lambda session: outbox.put_back(session, batch.ids, "other"))
        office.sender.wake()
        await office.until_states("sent", "sent")
    assert len(office.sent(chat)) == 1


async def test_stopping_puts_back_what_has_not_left(database: Database) -> None:
    async with LocalTelegram() as telegram, open_office(database, telegram, Pacing()) as office:
        for number in range(30):
            office.announced(office.reader(f"R{number}"), paper(1))
        async with working(office):
            await office.until(lambda: "sent" in office.states())
        assert set(office.states()) == {"sent", "queued"}
        assert office.states().count("sent") == sum(
            call.method == "sendMessage" and call.code == 200 for call in telegram.server.calls
        )


async def test_a_paper_that_is_away_for_a_moment_waits(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1), paper(2))
    del office.papers.by_path[paper(1).path]
    async with working(office):
        await office.until_states("queued", "sent")
    (message,) = office.sent(chat)
    assert "Paper 2" in message.text
    assert office.rows()[0].due_at > 1e9


async def test_a_second_sender_on_the_same_file_waits_for_the_first(office: Office) -> None:
    if office.database.engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL several may send")
    second = Sender(office.database, office.api, office.papers, office.sender._clock, languages=("en",))
    async with working(office):
        chat = office.reader()
        office.announced(chat, paper(1))
        office.sender.wake()
        await office.until_states("sent")
        task = asyncio.create_task(second.run())
        office.announced(office.reader("Bo"), paper(1))
        office.sender.wake()
        await office.until_states("sent", "sent")
        names = {row.claimed_by for row in office.rows()}
        assert len(names) == 1
    office.announced(office.reader("Cy"), paper(1))
    await office.until_states("sent", "sent", "sent")
    second.stop()
    await task
    assert len({row.claimed_by for row in office.rows()}) == 2


async def test_after_an_unforeseen_fault_it_runs_again(office: Office) -> None:
    faults = [ValueError("a row that cannot be read"), RecursionError()]

    def not_before(chat: ChatRow, now: float) -> float:
        if faults:
            raise faults.pop()
        return now

    office.sender._not_before = not_before
    chat = office.reader()
    office.announced(chat, paper(1))
    for _ in range(2):
        with pytest.raises((ValueError, RecursionError)):
            await office.sender.run()
    async with working(office):
        await office.until_states("sent")
    assert len(office.sent(chat)) == 1
