"""Blocks and their limits: what is taken, in which form it is told, and what is refused with which words."""

import json
from typing import Any

import pytest

from bot.local_telegram import Refusal, addresses
from bot.local_telegram.limits import Limits
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.rich.limits import MAX_CHARACTERS
from bot.local_telegram.rich.traversal import strings
from bot.local_telegram.state import Dropped
from tests.bot.local_telegram.conftest import TOKEN, Stage, png
from tests.bot.local_telegram.rich.cases import ACCEPTED, BIG, REFUSED, button, details, map_of, paragraph, row, table


async def send(stage: Stage, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Send blocks that must be taken, and return the message."""
    rich = {"blocks": list(blocks), **more}
    message: dict[str, Any] = await stage.result("sendRichMessage", chat_id=stage.reader.chat.id, rich_message=rich)
    return message


async def told(stage: Stage, *blocks: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """Send blocks that must be taken, and return them as they are told."""
    blocks_told: list[dict[str, Any]] = (await send(stage, *blocks, **more))["rich_message"]["blocks"]
    return blocks_told


@pytest.mark.parametrize("blocks", ACCEPTED.values(), ids=ACCEPTED)
async def test_taken(stage: Stage, blocks: list[dict[str, Any]]) -> None:
    kept = await told(stage, *blocks)
    assert [block["type"] for block in kept] == [block["type"] for block in blocks]


@pytest.mark.parametrize(("blocks", "reason"), REFUSED)
async def test_refused(stage: Stage, blocks: Any, reason: str) -> None:
    rich = {"blocks": blocks}
    refusal = await stage.refusal("sendRichMessage", chat_id=stage.reader.chat.id, rich_message=rich)
    assert refusal == (400, f"Bad Request: {reason}")
    assert stage.reader.shown == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (None, "rich message must be non-empty"),
        ({}, "rich message must be non-empty"),
        ("{", "can't parse rich message JSON object"),
        ("[" * 5000, "can't parse rich message JSON object"),
        (json.dumps({"blocks": [details(60)]}), "can't parse rich message JSON object"),
        ([], "object expected as rich message"),
        (json.dumps(json.dumps({"blocks": [paragraph()]})), "rich message must be non-empty"),
        ({"blocks": [], "markdown": "x", "html": "x"}, "rich message must be non-empty"),
        (
            {"blocks": [paragraph()], "is_rtl": "yes"},
            'can\'t parse InputRichMessage: Field "is_rtl" must be of type Boolean',
        ),
    ],
)
async def test_no_message(stage: Stage, written: Any, reason: str) -> None:
    refusal = await stage.refusal("sendRichMessage", chat_id=stage.reader.chat.id, rich_message=written)
    assert refusal == (400, f"Bad Request: {reason}")


async def test_a_message_has_blocks_and_no_text(stage: Stage) -> None:
    message = await send(stage, paragraph("Hello"), is_rtl=True)
    assert message["rich_message"] == {"blocks": [paragraph("Hello")], "is_rtl": True}
    assert not {"text", "entities", "caption"} & message.keys()


async def test_what_is_told_differs_from_what_was_sent(stage: Stage) -> None:
    assert await told(
        stage,
        {"type": "list", "items": [{"blocks": [paragraph()], "has_checkbox": True, "is_checked": True}]},
        {"type": "list", "items": [{"blocks": [paragraph()], "type": kind} for kind in ("1", "1")]},
        {"type": "list", "items": [{"blocks": [], "type": "i", "value": 4}, {"blocks": [], "type": "A", "value": 27}]},
        table([{"text": "h", "is_header": True, "colspan": 1}, {"rowspan": 2}], caption="c", is_striped=True),
        map_of(),
    ) == [
        {
            "type": "list",
            "items": [{"label": "•", "blocks": [paragraph()], "has_checkbox": True, "is_checked": True}],
        },
        {
            "type": "list",
            "items": [{"label": f"{n}.", "blocks": [paragraph()], "type": "1", "value": n} for n in (1, 2)],
        },
        {
            "type": "list",
            "items": [
                {"label": "iv.", "blocks": [paragraph("")], "type": "i", "value": 4},
                {"label": "AA.", "blocks": [paragraph("")], "type": "A", "value": 27},
            ],
        },
        {
            "type": "table",
            "cells": [
                [
                    {"text": "h", "is_header": True, "align": "center", "valign": "middle"},
                    {"rowspan": 2, "align": "left", "valign": "middle"},
                ]
            ],
            "caption": "c",
            "is_striped": True,
        },
        {"type": "map", "location": {"latitude": 1.5, "longitude": 2.5}, "zoom": 13, "width": 600, "height": 300},
    ]


async def test_rich_text(stage: Stage) -> None:
    ada = stage.reader.account
    text = [
        "a",
        "b",
        {"type": "bold", "text": ["c", {"type": "italic", "text": "d"}]},
        {"type": "mathematical_expression", "expression": r"\frac{a}{b}"},
        {"type": "reference", "name": "n", "text": "1"},
        {"type": "reference", "name": "m"},
        {"type": "anchor_link", "anchor_name": "m", "text": "up"},
        {"type": "url", "text": "site", "url": "HTTPS://Example.org"},
        {"type": "text_mention", "text": "Ada", "user": {"id": ada.id}},
        {"type": "custom_emoji", "custom_emoji_id": "55", "alternative_text": "👍"},
    ]
    (block,) = await told(stage, paragraph(text))
    assert block["text"][0] == "ab"
    assert block["text"][1:4] == text[2:5]
    assert block["text"][4:6] == [{"type": "anchor", "name": "m"}, text[6]]
    assert block["text"][6]["url"] == "https://example.org/"
    assert block["text"][7]["user"]["first_name"] == "Ada"
    assert block["text"][8] == text[9]


async def test_addresses_are_found_unless_that_is_not_wanted(stage: Stage) -> None:
    said = "see https://example.org, ask @test_bot or a@example.org #三 /start **no**"
    (block,) = await told(stage, paragraph(said))
    assert [part["type"] for part in block["text"] if isinstance(part, dict)] == [
        "url",
        "mention",
        "email_address",
        "hashtag",
        "bot_command",
    ]
    assert "".join(strings(block)) == said
    assert block["text"][1] == {"type": "url", "text": "https://example.org", "url": "https://example.org/"}
    assert await told(stage, paragraph(said), skip_entity_detection=True) == [paragraph(said)]
    assert await told(stage, {"type": "pre", "text": said}) == [{"type": "pre", "text": said}]
    cells = (await told(stage, table([{"text": "#三"}])))[0]["cells"]
    assert cells[0][0]["text"] == {"type": "hashtag", "text": "#三", "hashtag": "三"}


async def test_a_photo_is_brought_along_and_sent_again_by_its_id(stage: Stage) -> None:
    block = {"type": "photo", "photo": {"type": "photo", "media": "attach://f"}, "caption": {"text": "图 1"}}
    answer = await stage.client.post(
        f"/bot{TOKEN}/sendRichMessage",
        data={"chat_id": stage.reader.chat.id, "rich_message": json.dumps({"blocks": [block]})},
        files={"f": ("f.png", png(30, 20))},
    )
    (sent,) = answer.json()["result"]["rich_message"]["blocks"]
    assert (sent["photo"][0]["width"], sent["photo"][0]["height"], sent["caption"]) == (30, 20, {"text": "图 1"})
    known = {"type": "photo", "photo": {"type": "photo", "media": sent["photo"][0]["file_id"], "has_spoiler": True}}
    (again,) = await told(stage, known)
    assert again == {"type": "photo", "photo": sent["photo"], "has_spoiler": True}
    assert len(stage.telegram.server.files) == 1
    assert len(await told(stage, {"type": "collage", "blocks": [known] * 50})) == 1
    refusal = await stage.refusal(
        "sendRichMessage", chat_id=stage.reader.chat.id, rich_message={"blocks": [known] * 51}
    )
    assert refusal == (400, "Bad Request: RICH_MESSAGE_MEDIA_TOO_MANY")


async def test_the_cut_of_a_long_string_is_written_down(stage: Stage) -> None:
    # eleven thousand Chinese characters fit, though 32,768 may stand in a message
    (block,) = await told(stage, paragraph("字" * 20_000))
    assert block["text"] == "字" * 11_666
    dropped = [event.subject for event in stage.telegram.server.events if event.kind == "warning"]
    assert dropped == [Dropped(25_002)]
    await send(stage, *BIG)
    assert sum(map(len, strings(BIG))) == MAX_CHARACTERS
    assert len([event for event in stage.telegram.server.events if event.kind == "warning"]) == 1


async def test_control_characters_become_spaces(stage: Stage) -> None:
    assert await told(stage, paragraph("a\tb\r\nc\x00d")) == [paragraph("a b\nc d")]


async def test_an_edit_keeps_the_message(stage: Stage) -> None:
    chat = stage.reader.chat.id
    plain = await stage.result("sendMessage", chat_id=chat, text="plain")
    place = {"chat_id": chat, "message_id": plain["message_id"]}
    rich = {"blocks": [paragraph("rich")]}
    edited = await stage.result("editMessageText", **place, rich_message=rich)
    assert (edited["message_id"], edited["rich_message"]) == (plain["message_id"], rich)
    assert "text" not in edited
    code, reason = await stage.refusal("editMessageText", **place, rich_message=rich)
    assert (code, reason[:41]) == (400, "Bad Request: message is not modified: spe")
    keyboard = {"inline_keyboard": [[{"text": "b", "callback_data": "d"}]]}
    assert "reply_markup" in await stage.result("editMessageText", **place, rich_message=rich, reply_markup=keyboard)
    back = await stage.result("editMessageText", **place, text="plain")
    assert (back["message_id"], back["text"]) == (plain["message_id"], "plain")
    assert "rich_message" not in back
    assert await stage.refusal("editMessageText", **place, rich_message={"blocks": [{"type": "divider"}]}) == (
        400,
        "Bad Request: RICH_MESSAGE_EMPTY",
    )
    assert stage.reader.last.text == "plain"


async def test_replies_forwards_and_copies_keep_the_blocks(stage: Stage) -> None:
    chat = stage.reader.chat.id
    sent = await send(stage, paragraph("rich"))
    stage.reader.says("why?", reply_to=stage.reader.last)
    (update,) = await stage.result("getUpdates")
    answered = update["message"]["reply_to_message"]
    assert answered["rich_message"] == sent["rich_message"]
    assert "text" not in answered
    place = {"chat_id": chat, "from_chat_id": chat, "message_id": sent["message_id"]}
    assert (await stage.result("forwardMessage", **place))["rich_message"] == sent["rich_message"]
    await stage.result("copyMessage", **place)
    assert stage.reader.last.rich == sent["rich_message"]


async def test_a_button_in_a_block_is_pressed(stage: Stage) -> None:
    inline = {"type": "button", "button": button(callback_data="inline")}
    sent = await send(stage, paragraph(["see ", inline]), row({"text": ["n", "ext"], "callback_data": "turn"}))
    query = stage.reader.presses("next")
    (update,) = await stage.result("getUpdates")
    assert update["callback_query"]["data"] == "turn"
    assert update["callback_query"]["message"]["rich_message"] == sent["rich_message"]
    assert await stage.result("answerCallbackQuery", callback_query_id=query.id)
    assert stage.reader.presses("inline").data == "inline"


async def test_where_a_document_leads(stage: Stage) -> None:
    link = {"type": "url", "text": "a", "url": "https://a.example"}
    await send(stage, table([{"text": ["see ", link]}]), row(button(url="https://b.example"), button()))
    assert addresses(stage.reader.last) == ["https://a.example/", "https://b.example/"]


async def test_where_a_rich_message_may_stand(stage: Stage) -> None:
    server, ada = stage.telegram.server, stage.reader.account
    group = server.add_chat("supergroup", "Group", [ada])
    server.set_status(group, stage.bot, ada, "member")
    rich = {"blocks": [paragraph()]}
    assert (await stage.result("sendRichMessage", chat_id=group.id, rich_message=rich))["rich_message"] == rich
    app = {"blocks": [row(button(web_app={"url": "https://example.org"}))]}
    assert await stage.result("sendRichMessage", chat_id=stage.reader.chat.id, rich_message=app)
    refusal = await stage.refusal("sendRichMessage", chat_id=group.id, rich_message=app)
    assert refusal == (400, "Bad Request: BUTTON_TYPE_INVALID")
    server.set_status(group, stage.bot, ada, "restricted", {"can_send_messages"})
    refusal = await stage.refusal("sendRichMessage", chat_id=group.id, rich_message=rich)
    assert refusal == (400, "Bad Request: not enough rights to send the rich message to the chat")
    assert await stage.refusal("sendRichMessage", chat_id=5, rich_message=rich) == (400, "Bad Request: chat not found")


async def test_a_server_of_before_rich_messages(stage: Stage) -> None:
    stage.telegram.server.has_rich_messages = False
    rich = {"chat_id": stage.reader.chat.id, "draft_id": 1, "rich_message": {"blocks": [paragraph()]}}
    for method in ("sendRichMessage", "sendRichMessageDraft"):
        assert await stage.refusal(method, **rich) == (404, "Not Found: method not found")
    sent = await stage.result("sendMessage", chat_id=stage.reader.chat.id, text="x")
    refusal = await stage.refusal("editMessageText", **rich, message_id=sent["message_id"])
    assert refusal == (400, "Bad Request: message text is empty")


async def test_drafts_are_no_messages_to_the_rate_limits(stage: Stage) -> None:
    limits = Limits(stage.telegram.server)
    draft = {"chat_id": str(stage.reader.chat.id), "rich_message": "{}"}
    for method in ("sendRichMessageDraft", "sendRichMessageDraft", "sendRichMessage"):
        limits.count(stage.bot, method, Parameters(draft))
    with pytest.raises(Refusal, match="Too Many Requests"):
        limits.count(stage.bot, "sendRichMessage", Parameters(draft))
