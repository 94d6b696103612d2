"""Rich messages by way of python-telegram-bot, which knows no method for them yet."""

import json
from collections.abc import AsyncIterator

import pytest
import telegram
from telegram import InputFile, Message
from telegram.error import BadRequest

from tests.bot.local_telegram.conftest import TOKEN, Stage, png
from tests.bot.local_telegram.rich.cases import paragraph

RICH = {"blocks": [paragraph()]}


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, base_url=f"{stage.telegram.base_url}/bot") as bot:
        yield bot


async def test_a_document_with_a_file(stage: Stage, bot: telegram.Bot) -> None:
    file = InputFile(png(), filename="f.png", attach=True)
    block = {"type": "photo", "photo": {"type": "photo", "media": file.attach_uri}}
    given = {"chat_id": stage.reader.chat.id, "rich_message": {"blocks": [block]}, "file": file}
    sent = await bot.do_api_request("sendRichMessage", api_kwargs=given, return_type=Message)
    assert isinstance(sent, Message)
    assert sent.text is None
    (told,) = sent.api_kwargs["rich_message"]["blocks"]
    assert told["photo"][0]["width"] == 3


async def test_a_text_becomes_a_document(stage: Stage, bot: telegram.Bot) -> None:
    sent = await bot.send_message(stage.reader.chat.id, "plain")
    place = {"chat_id": stage.reader.chat.id, "message_id": sent.message_id}
    edited = await bot.edit_message_text(text=None, **place, api_kwargs={"rich_message": RICH})  # type: ignore[arg-type]
    assert isinstance(edited, Message)
    assert edited.api_kwargs["rich_message"] == RICH


async def test_json_that_is_written_twice(stage: Stage, bot: telegram.Bot) -> None:
    given = {"chat_id": stage.reader.chat.id, "rich_message": json.dumps(json.dumps(RICH))}
    with pytest.raises(BadRequest, match="Rich message must be non-empty"):
        await bot.do_api_request("sendRichMessage", api_kwargs=given)
