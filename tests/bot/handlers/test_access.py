"""Access to a chat's settings: who may change them, as Telegram describes people to the bot."""

from typing import Any

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.handlers.chat_targets import may_change_settings

GROUP = {"id": -1005, "type": "supergroup", "title": "Readers"}
CHANNEL = {"id": -1009, "type": "channel", "title": "News"}
ADA = {"id": 7, "is_bot": False, "first_name": "Ada"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


class _Bot(ExtBot[None]):
    """A bot whose groups have these members."""

    def __init__(self, **members: str) -> None:
        super().__init__("1:token")
        self._members = members

    async def _post(self, endpoint: str, data: Any = None, **_: Any) -> Any:
        assert endpoint == "getChatMember"
        status = self._members.get(str(data["user_id"]), "member")
        return {"status": status, "user": ADA, "is_anonymous": False}


def _message(chat: dict[str, Any], sender: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1, "chat": chat, "text": "x"} | ({"from": sender} if sender else {}) | more


@pytest.mark.parametrize(("status", "may"), [("creator", True), ("member", False), ("left", False)])
@pytest.mark.parametrize("pressed", [False, True])
async def test_in_a_group_its_administrators(status: str, may: bool, pressed: bool) -> None:
    bot = _Bot(**{"7": status})
    body: dict[str, Any] = {"message": _message(GROUP, ADA)}
    if pressed:
        # the message below which the button stands was sent by the bot, once in the name of the group
        below = _message(GROUP, ANONYMOUS, sender_chat=GROUP)
        body = {"callback_query": {"id": "1", "from": ADA, "chat_instance": "1", "data": "x", "message": below}}
    update = Update.de_json({"update_id": 1} | body, bot)
    assert await may_change_settings(update) is may


@pytest.mark.parametrize(
    ("kind", "message", "may"),
    [
        ("message", _message({"id": 7, "type": "private", "first_name": "Ada"}, ADA), True),
        ("message", _message(GROUP, ANONYMOUS, sender_chat=GROUP), True),
        ("message", _message(GROUP, ADA, sender_chat=CHANNEL), False),
        ("channel_post", _message(CHANNEL, sender_chat=CHANNEL), True),
    ],
)
async def test_without_asking_telegram(kind: str, message: dict[str, Any], may: bool) -> None:
    assert await may_change_settings(Update.de_json({"update_id": 1, kind: message}, _Bot())) is may


async def test_nobody_where_there_is_no_chat() -> None:
    query = {"id": "1", "from": ADA, "query": "x", "offset": ""}
    assert not await may_change_settings(Update.de_json({"update_id": 1, "inline_query": query}, _Bot()))
