"""Requests: a handler gets a message or a button that it can answer, and data of its own kind."""

from typing import Any, cast

import pytest
from telegram import Update
from telegram.ext import ExtBot

from bot.handlers.request import ButtonRequest, MessageRequest, on_button, on_message
from bot.handlers.service import Context, Service
from bot.locales import Texts
from bot.state.chats import Target
from bot.views.callback_data import Cite, OpenPaper

GROUP = {"id": -1005, "type": "supergroup", "title": "Readers"}
ADA = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "zh-hans"}
SERVICE = Service(cast("Any", None), cast("Any", None), ("en", "zh"))


class _Bot(ExtBot[None]):
    """A bot that keeps what it answers buttons with."""

    def __init__(self) -> None:
        super().__init__("1:token")
        self._answers: list[str] = []

    async def _post(self, endpoint: str, data: Any = None, **_: Any) -> Any:
        assert endpoint == "answerCallbackQuery"
        self._answers.append(data["text"])
        return True


def _pressed(data: str, bot: _Bot) -> Update:
    below = {"message_id": 1, "date": 1, "chat": GROUP, "text": "x", "is_topic_message": True, "message_thread_id": 3}
    query = {"id": "1", "from": ADA, "chat_instance": "1", "data": data, "message": below}
    return Update.de_json({"update_id": 1, "callback_query": query}, bot)


async def test_a_button_comes_with_its_data_its_words_and_its_place() -> None:
    met: list[ButtonRequest[OpenPaper | Cite]] = []

    async def handle(request: ButtonRequest[OpenPaper | Cite]) -> None:
        met.append(request)

    callback = on_button(SERVICE, (OpenPaper, Cite), handle)
    await callback(_pressed("q:0123456789", _Bot()), cast("Context", None))
    (request,) = met
    assert request.data == Cite("0123456789")
    assert request.texts.language == "zh"
    assert request.place is not None
    assert request.place.target == Target(-1005, 3)
    assert request.shown is not None


@pytest.mark.parametrize("data", ["", "q:", "c:0123456789", "hello"])
async def test_a_button_with_any_other_data_is_stale(data: str) -> None:
    async def handle(_request: ButtonRequest[Cite]) -> None:
        pytest.fail("not its kind")

    bot = _Bot()
    await on_button(SERVICE, (Cite,), handle)(_pressed(data, bot), cast("Context", None))
    assert bot._answers == [Texts("zh")("button-stale")]


async def test_an_update_without_a_message_is_no_message_request() -> None:
    async def handle(_request: MessageRequest) -> None:
        pytest.fail("there is no message")

    inline = {"id": "1", "from": ADA, "query": "x", "offset": ""}
    update = Update.de_json({"update_id": 1, "inline_query": inline}, _Bot())
    await on_message(SERVICE, handle)(update, cast("Context", None))
