"""Sent messages follow their notes: edited silently, marked when withdrawn, left when it is too late."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.announce import edit_loop
from bot.announce.corrections import Edit, next_edits
from bot.local_telegram import LocalTelegram, refusals
from bot.local_telegram.refusals import Refusal
from bot.local_telegram.testing import callback_data
from bot.state import open_database
from bot.state.schema import AnnouncementRow, DeliveryRow
from bot.transport.pacing import Pacing
from retrieval.types import Paper
from tests.bot.announce.sending.outbox_fixtures import FREE, Office, open_office, working
from tests.bot.views.samples import paper


def _changed(office: Office, one: Paper, **values: object) -> None:
    """Let the announcement of a paper show something else, as the planner would record it."""
    office.papers.by_path[one.path] = one

    def work(session: Session) -> None:
        session.execute(update(AnnouncementRow).where(AnnouncementRow.path == one.path).values(**values))

    office.database.run_now(work)
    office.sender.wake()


def _edits(office: Office) -> int:
    return sum(call.method == "editMessageText" for call in office.telegram.server.calls)


async def test_a_corrected_title_shows_in_every_message_that_told_of_it(office: Office) -> None:
    chats = [office.reader(f"R{number}") for number in range(5)]
    for chat in chats:
        office.announced(chat, paper(1), paper(2))
    async with working(office):
        await office.until_states(*["sent"] * 10)
        _changed(office, paper(1, title="The right title"), content="2")
        await office.until(lambda: {row.content for row in office.rows()} == {"1", "2"} and _edits(office) == 5)
        await office.until(lambda: sum(row.content == "2" for row in office.rows()) == 5)
    for chat in chats:
        (message,) = office.sent(chat)
        assert "The right title" in message.text
        assert "Paper 1" not in message.text
        assert "Paper 2" in message.text
    assert office.states() == ["sent"] * 10


async def test_a_withdrawn_note_is_marked_and_comes_back(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    async with working(office):
        await office.until_states("sent")
        _changed(office, paper(1), withdrawn_at=5.0)
        await office.until(lambda: office.rows()[0].content == "withdrawn")
        (message,) = office.sent(chat)
        assert "This note has been withdrawn." in message.text
        assert callback_data(message) == ["km:0"]
        _changed(office, paper(1), withdrawn_at=None)
        await office.until(lambda: office.rows()[0].content == "1")
    (message,) = office.sent(chat)
    assert "Because you follow" in message.text


async def test_what_shows_the_right_thing_already_is_no_fault(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    async with working(office):
        await office.until_states("sent")
        _changed(office, paper(1), content="2")
        await office.until(lambda: office.rows()[0].content == "2")
    assert office.rows()[0].reason == ""


@pytest.mark.parametrize("refusal", [refusals.EDITED_NOT_FOUND, refusals.CANT_BE_EDITED])
async def test_a_message_that_cannot_be_edited_is_given_up_with_a_word(office: Office, refusal: Refusal) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    async with working(office):
        await office.until_states("sent")
        office.faults.refuse(refusal, "editMessageText")
        _changed(office, paper(1, title="New"), content="2")
        await office.until(lambda: office.rows()[0].content == "2")
        office.sender.wake()
        await asyncio.sleep(0.1)
    assert "not edited" in office.rows()[0].reason
    assert _edits(office) == 1


async def test_an_edit_whose_answer_was_lost_is_made_again(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    async with working(office):
        await office.until_states("sent")
        office.faults.cut("editMessageText", after=True)
        _changed(office, paper(1, title="New"), content="2")
        await office.until(lambda: office.rows()[0].content == "2")
    assert "New" in office.sent(chat)[0].text
    assert office.states() == ["sent"]


async def test_what_changes_while_the_sender_looks_is_not_missed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    office.papers.by_path[paper(1).path] = paper(1, title="New")
    loop = asyncio.get_running_loop()
    moments = iter(range(1))

    def looking(session: Session, after: int, most: int) -> list[Edit]:
        found = next_edits(session, after, most)
        if not found and session.scalar(select(DeliveryRow.state)) == "sent" and next(moments, None) is not None:
            # it found nothing; before it hears of that, the note is corrected
            session.execute(update(AnnouncementRow).values(content="2"))
            loop.call_soon_threadsafe(office.sender.wake)
        return found

    monkeypatch.setattr(edit_loop, "next_edits", looking)
    async with working(office):
        await office.until_states("sent")
        office.sender.wake()
        await office.until(lambda: office.rows()[0].content == "2")
    assert "New" in office.sent(chat)[0].text


async def test_what_changes_during_its_correction_is_corrected_again(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    async with working(office):
        await office.until_states("sent")
        office.faults.halt(1.0, "editMessageText")
        _changed(office, paper(1, title="Second"), content="2")
        await office.until(lambda: _edits(office) == 1)
        _changed(office, paper(1, title="Third"), content="3")
        await office.until(lambda: office.rows()[0].content == "3")
    assert "Third" in office.sent(chat)[0].text


@pytest.mark.parametrize("patience", [0.5, 60.0])
async def test_a_chat_that_wants_silence_is_corrected_after_it_and_others_at_once(
    tmp_path: Path, patience: float
) -> None:
    pacing = Pacing(chat=FREE, overall=(FREE,), leftover=FREE, patience=patience)
    async with LocalTelegram() as telegram:
        with open_database(tmp_path / "bot.db") as database:
            async with open_office(database, telegram, pacing) as office:
                chats = [office.reader(name) for name in ("Ada", "Bo")]
                for chat in chats:
                    office.announced(chat, paper(1))
                async with working(office):
                    await office.until_states("sent", "sent")
                    office.faults.halt(3, "editMessageText", chat_id=chats[0].id)
                    _changed(office, paper(1, title="New"), content="2")
                    await office.until(lambda: {row.content for row in office.rows()} == {"2"})
    assert all("New" in office.sent(chat)[0].text for chat in chats)
    # not a word more than the refused one, the other's, and the repeated one
    edits = [call for call in telegram.server.calls if call.method == "editMessageText"]
    assert [(call.code, call.parameters["chat_id"]) for call in sorted(edits, key=lambda call: call.date)][1:] == [
        (200, str(chats[1].id)),
        (200, str(chats[0].id)),
    ]


async def test_nothing_is_withdrawn_before_it_was_sent(office: Office) -> None:
    chat = office.reader()
    office.announced(chat, paper(1))
    _changed(office, paper(1), withdrawn_at=5.0)
    async with working(office):
        other = office.reader("Bo")
        office.announced(other, paper(2))
        office.sender.wake()
        await office.until_states("queued", "sent")
        _changed(office, paper(1), withdrawn_at=None)
        await office.until_states("sent", "sent")
    assert len(office.sent(chat)) == 1
