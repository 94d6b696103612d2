"""Drafts of rich messages, which end by themselves, and rich messages that a reader sends through the bot."""

import json
from typing import Any

import pytest

from tests.bot.local_telegram.conftest import TOKEN, Stage, png
from tests.bot.local_telegram.rich.cases import paragraph, row

RICH = {"blocks": [paragraph("rich")]}
THINKING = {"blocks": [{"type": "thinking", "text": "hm"}]}


async def draft(stage: Stage, rich: Any = RICH, **more: Any) -> None:
    given = {"chat_id": stage.reader.chat.id, "draft_id": 1, "rich_message": rich} | more
    assert await stage.result("sendRichMessageDraft", **given) is True


async def test_a_draft_is_shown_and_replaced(stage: Stage) -> None:
    await draft(stage, THINKING)
    assert stage.reader.draft is not None
    assert stage.reader.draft.rich == THINKING
    await draft(stage, RICH, can_stop=True, keep_on_stop=True)
    assert (stage.reader.draft.id, stage.reader.draft.rich) == (1, RICH)
    assert stage.reader.shown == []


async def test_a_draft_ends_after_half_a_minute(stage: Stage) -> None:
    await draft(stage)
    stage.clock.advance(29.5)
    assert stage.reader.draft is not None
    stage.clock.advance(0.5)
    assert stage.reader.draft is None


@pytest.mark.parametrize("method", ["sendRichMessage", "sendMessage", "a reader's word"])
async def test_a_message_ends_a_draft(stage: Stage, method: str) -> None:
    await draft(stage)
    if method == "a reader's word":
        stage.reader.says("stop")
    else:
        await stage.result(method, chat_id=stage.reader.chat.id, text="x", rich_message=RICH)
    assert stage.reader.draft is None


@pytest.mark.parametrize("kept", [False, True])
async def test_a_reader_stops_a_draft(stage: Stage, kept: bool) -> None:
    await draft(stage, can_stop=True, keep_on_stop=kept, draft_id=5)
    stage.reader.stops()
    (update,) = await stage.result("getUpdates")
    stopped = update["stopped_message_generation"]
    assert (stopped["chat"]["id"], stopped["draft_id"]) == (stage.reader.chat.id, 5)
    assert (stage.reader.draft is not None) is kept
    with pytest.raises(LookupError):
        stage.reader.stops()
    await draft(stage)
    with pytest.raises(LookupError):
        stage.reader.stops()


async def test_an_edit_does_not_end_a_draft(stage: Stage) -> None:
    sent = await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x")
    await draft(stage)
    place = {"chat_id": stage.reader.chat.id, "message_id": sent["message_id"]}
    await stage.result("editMessageText", **place, rich_message=RICH)
    assert stage.reader.draft is not None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"draft_id": 0}, "draft_id must be non-zero"),
        ({"draft_id": None}, "draft_id must be non-zero"),
        ({"rich_message": {"blocks": [{"type": "divider"}]}}, "RICH_MESSAGE_EMPTY"),
        ({"rich_message": None}, "rich message must be non-empty"),
        (
            {"rich_message": {"html": 'x<img src="https://example.org/f.png">'}},
            "wrong file identifier specified",
        ),
        ({"chat_id": "GROUP"}, "message drafts can be sent to private chats only"),
        ({"chat_id": 5}, "chat not found"),
    ],
)
async def test_drafts_refused(stage: Stage, change: dict[str, Any], reason: str) -> None:
    ada = stage.reader.account
    group = stage.telegram.server.add_chat("supergroup", "Group", [ada])
    stage.telegram.server.set_status(group, stage.bot, ada, "member")
    given = {"chat_id": stage.reader.chat.id, "draft_id": 1, "rich_message": RICH} | change
    given = {name: group.id if value == "GROUP" else value for name, value in given.items()}
    assert await stage.refusal("sendRichMessageDraft", **given) == (400, f"Bad Request: {reason}")
    assert stage.reader.draft is None


async def test_a_draft_brings_no_file(stage: Stage) -> None:
    rich = {"blocks": [{"type": "photo", "photo": {"type": "photo", "media": "attach://f"}}]}
    given = {"chat_id": stage.reader.chat.id, "draft_id": 1, "rich_message": json.dumps(rich)}
    answer = await stage.client.post(f"/bot{TOKEN}/sendRichMessageDraft", data=given, files={"f": ("f.png", png())})
    assert answer.json()["description"] == "Bad Request: wrong file identifier specified"


def article(content: Any) -> dict[str, Any]:
    return {"type": "article", "id": "1", "title": "t", "input_message_content": content}


async def test_a_result_becomes_a_document(stage: Stage) -> None:
    blocks = [paragraph("rich"), row({"text": "next", "callback_data": "turn"})]
    query = stage.reader.types("x")
    results = [article({"rich_message": {"blocks": blocks}})]
    assert await stage.result("answerInlineQuery", inline_query_id=query.id, results=results)
    message = stage.reader.chooses(query, "1")
    assert message.rich == {"blocks": blocks}
    assert message.via_bot is stage.bot.account
    stage.reader.presses("next", message)
    updates = await stage.result("getUpdates")
    pressed = updates[-1]["callback_query"]
    edited = await stage.result(
        "editMessageText", inline_message_id=pressed["inline_message_id"], rich_message={"blocks": [paragraph("two")]}
    )
    assert edited is True
    assert stage.reader.chat.messages[message.id].rich == {"blocks": [paragraph("two")]}


@pytest.mark.parametrize(
    ("rich", "reason"),
    [
        ({"blocks": [{"type": "divider"}]}, "RICH_MESSAGE_EMPTY"),
        ("x", "rich message must be non-empty"),
        ({"blocks": [{"type": "photo", "photo": {"type": "photo", "media": "attach://f"}}]}, "media not found"),
        (
            {"blocks": [{"type": "photo", "photo": {"type": "photo", "media": "https://example.org/f.png"}}]},
            "wrong file identifier specified",
        ),
    ],
)
async def test_results_refused(stage: Stage, rich: Any, reason: str) -> None:
    query = stage.reader.types("x")
    results = [article({"rich_message": rich})]
    refusal = await stage.refusal("answerInlineQuery", inline_query_id=query.id, results=results)
    assert refusal == (400, f"Bad Request: {reason}")


async def test_an_inline_edit_brings_no_file(stage: Stage) -> None:
    query = stage.reader.types("x")
    keyboard = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
    result = article({"rich_message": RICH}) | {"reply_markup": keyboard}
    await stage.result("answerInlineQuery", inline_query_id=query.id, results=[result])
    message = stage.reader.chooses(query, "1")
    rich = {"blocks": [{"type": "photo", "photo": {"type": "photo", "media": "attach://f"}}]}
    answer = await stage.client.post(
        f"/bot{TOKEN}/editMessageText",
        data={"inline_message_id": message.inline_id, "rich_message": json.dumps(rich)},
        files={"f": ("f.png", png())},
    )
    assert answer.json()["description"] == "Bad Request: wrong file identifier specified"
