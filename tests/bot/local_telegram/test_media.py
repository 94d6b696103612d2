"""Photos, documents, albums, copies and signs, as python-telegram-bot sends and reads them."""

from collections.abc import AsyncIterator

import pytest
import telegram
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.local_telegram.state import Member
from tests.bot.local_telegram.conftest import TOKEN, Stage, png
from tests.bot.local_telegram.strict import Strict

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x05\x00\x07\x01\x01\x11\x00\xff\xd9"


@pytest.fixture
async def bot(stage: Stage) -> AsyncIterator[telegram.Bot]:
    urls = {"base_url": f"{stage.telegram.base_url}/bot", "base_file_url": f"{stage.telegram.base_url}/file/bot"}
    async with Strict(TOKEN, **urls) as bot:
        yield bot


async def test_a_photo_is_sent_used_again_and_fetched(stage: Stage, bot: telegram.Bot) -> None:
    chat_id = stage.reader.chat.id
    sent = await bot.send_photo(chat_id, png(), caption="<b>图</b>", parse_mode="HTML", filename="figure.png")
    assert (sent.caption, sent.caption_entities[0].type, sent.text) == ("图", "bold", None)
    assert (sent.photo[0].width, sent.photo[0].height) == (3, 2)
    again = await bot.send_photo(chat_id, sent.photo[0].file_id)
    assert again.photo[0].file_unique_id == sent.photo[0].file_unique_id
    fetched = await (await bot.get_file(sent.photo[0].file_id)).download_as_bytearray()
    assert bytes(fetched) == png()
    assert (await bot.send_photo(chat_id, JPEG)).photo[0].width == 7


async def test_an_album(stage: Stage, bot: telegram.Bot) -> None:
    items = [InputMediaPhoto(png(), caption="first"), InputMediaPhoto(png(5, 5))]
    album = await bot.send_media_group(stage.reader.chat.id, items)
    assert len({message.media_group_id for message in album}) == 1
    assert [message.photo[0].width for message in album] == [3, 5]
    with pytest.raises(BadRequest, match="can't be mixed"):
        await bot.send_media_group(stage.reader.chat.id, [*items, InputMediaDocument(b"x", filename="x.txt")])


async def test_a_document(stage: Stage, bot: telegram.Bot) -> None:
    sent = await bot.send_document(stage.reader.chat.id, b"@article{x}", filename="paper.bib", caption="c")
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("paper.bib", 11)


async def test_captions_and_media_are_edited(stage: Stage, bot: telegram.Bot) -> None:
    sent = await bot.send_photo(stage.reader.chat.id, png())
    edited = await sent.edit_caption("new")
    assert isinstance(edited, telegram.Message)
    assert edited.caption == "new"
    with pytest.raises(BadRequest, match="not modified"):
        await sent.edit_caption("new")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await sent.edit_text("x")
    changed = await sent.edit_media(InputMediaPhoto(png(9, 9)))
    assert isinstance(changed, telegram.Message)
    assert changed.photo[0].width == 9
    text = await bot.send_message(stage.reader.chat.id, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("x")


@pytest.mark.parametrize(
    ("photo", "reason"),
    [
        (b"no image", "IMAGE_PROCESS_FAILED"),
        (png(1, 10_000), "PHOTO_INVALID_DIMENSIONS"),
        ("no-such-file", "Wrong file identifier/http url specified"),
        ("https://e.org/x.png", "Failed to get http url content"),
    ],
)
async def test_bad_photos(stage: Stage, bot: telegram.Bot, photo: bytes | str, reason: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        await bot.send_photo(stage.reader.chat.id, photo)
    assert str(refusal.value).lower() == reason.lower()


async def test_long_captions_are_refused(stage: Stage, bot: telegram.Bot) -> None:
    assert await bot.send_photo(stage.reader.chat.id, png(), caption="😀" * 512)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(stage.reader.chat.id, png(), caption="x" * 1025)


async def test_another_bot_s_files_are_foreign(stage: Stage, bot: telegram.Bot) -> None:
    sent = await bot.send_photo(stage.reader.chat.id, png())
    stage.telegram.server.add_bot("777:other_token", "Other", "other_bot")
    assert (await stage.call("getFile", token="777:other_token", file_id=sent.photo[0].file_id))["ok"] is False
    path = (await stage.result("getFile", file_id=sent.photo[0].file_id))["file_path"]
    assert (await stage.client.get(f"/file/bot777:other_token/{path}")).status_code == 404
    assert (await stage.client.get(f"/file/bot1:wrong/{path}")).status_code == 401


async def test_copying_and_forwarding(stage: Stage, bot: telegram.Bot) -> None:
    chat_id = stage.reader.chat.id
    theirs = stage.reader.says("original")
    copied = await bot.copy_message(chat_id, chat_id, theirs.id)
    assert stage.reader.chat.messages[copied.message_id].text == "original"
    forwarded = await bot.forward_message(chat_id, chat_id, theirs.id)
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "user"
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await bot.copy_message(chat_id, chat_id, 999)


async def test_reactions_pins_and_drafts(stage: Stage, bot: telegram.Bot) -> None:
    chat_id = stage.reader.chat.id
    theirs = stage.reader.says("x")
    assert await bot.set_message_reaction(chat_id, theirs.id, "👀")
    assert theirs.reactions == {stage.bot.account.id: "👀"}
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(chat_id, theirs.id, "🦆")
    assert await bot.pin_chat_message(chat_id, theirs.id)
    assert theirs.pinned
    assert await bot.send_message_draft(chat_id, 1, "thinking")
    group = stage.telegram.server.add_chat("supergroup", "G", [stage.reader.account])
    group.members[stage.bot.account.id] = Member(stage.bot.account)
    with pytest.raises(BadRequest, match="private chats only"):
        await bot.send_message_draft(group.id, 1, "thinking")
    message = await bot.send_message(group.id, "x")
    with pytest.raises(BadRequest, match="Not enough rights"):
        await message.pin()
