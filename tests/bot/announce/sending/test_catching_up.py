"""A chat that is back is offered what it missed, once; its buttons take it or leave it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram import Update

from bot.clock import SystemClock
from bot.handlers.catching_up import CatchingUp
from bot.handlers.request import on_button
from bot.locales import Texts
from bot.state.chats import revive, suspend
from bot.views.callback_data import CatchUp
from tests.bot.announce.sending.outbox_fixtures import Office, working
from tests.bot.views.samples import paper


@pytest.mark.parametrize(("data", "messages"), [("u:1", 2), ("u:0", 1)])
async def test_what_was_missed_is_offered_and_comes_as_one_digest(office: Office, data: str, messages: int) -> None:
    server, chat = office.telegram.server, office.reader()
    office.announced(chat, *(paper(number) for number in range(3)), state="missed")
    office.database.run_now(lambda session: suspend(session, chat.id, "blocked", 1.0))
    office.database.run_now(lambda session: revive(session, chat.id))
    texts = Texts("en")
    service = SimpleNamespace(database=office.database, clock=SystemClock(), texts=lambda _update: texts)
    catching_up = CatchingUp(cast("Any", service), office.sender.wake)
    bot = office.api
    async with working(office):
        assert await catching_up.offer(bot, chat.id, texts)
        (offer,) = office.sent(chat)
        assert "3 new papers" in offer.text
        server.press(office.bot, server.accounts[chat.id], offer, data)
        (update,) = await bot.get_updates()
        pressed = on_button(cast("Any", service), (CatchUp,), catching_up.decide)
        await pressed(Update.de_json(update.to_dict(), bot), cast("Any", None))
        await office.until_states(*["sent" if data == "u:1" else "failed"] * 3)
        assert not await catching_up.offer(bot, chat.id, texts)
    assert len(office.sent(chat)) == messages
    assert office.sent(chat)[0].text == texts("catch-up-coming" if data == "u:1" else "catch-up-passed")
