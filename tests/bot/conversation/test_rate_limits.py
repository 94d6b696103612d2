"""Too many questions: one notice, then silence; the others are served; long questions are cut with a notice."""

from bot.local_telegram import TestUser
from tests.bot.conversation.bot_harness import Room


async def test_a_flood_is_bounded_and_others_are_served(empty_room: Room) -> None:
    room = empty_room
    room.config.write_text(
        room.config.read_text("utf-8").replace("reader_per_minute: 0", "reader_per_minute: 3"), "utf-8"
    )
    await room.process.start()
    await room.process.listening(room.telegram)
    for _ in range(8):
        room.chinese.says("/help")
    texts = [(await room.chinese.wait_for_reply()).text for _ in range(4)]
    assert ["怎么用" in text for text in texts] == [True, True, True, False]
    assert "问得有点快" in texts[-1]
    first = room.chinese.presses("🆕 最新论文", room.chinese.chat.messages[_help(room.chinese)])
    assert (await room.chinese.wait_for_answer(first)).text == "", "the word was said"
    room.english.says("/help")
    assert "How it works" in (await room.english.wait_for_reply()).text
    own = [message for message in room.chinese.chat.messages.values() if message.sender.is_bot]
    assert len(own) == 4
    assert not room.telegram.refused


def _help(reader: TestUser) -> int:
    return next(number for number, message in reader.chat.messages.items() if message.keyboard)


async def test_a_long_question_is_cut_with_a_word_about_it(room: Room) -> None:
    english, chinese = "How does PagedAttention reduce memory waste? ", "PagedAttention 怎么减少显存浪费？"
    for reader, said, word in (
        (room.english, english * 20, "first 500 characters"),
        (room.chinese, chinese * 40, "前 500 个字"),
        (room.english, "bicycle " * 100, "first 500 characters"),
    ):
        reader.says(said)
        reply = await reader.wait_for_reply()
        assert word in reply.text.split("\n")[0]
        assert ("PagedAttention" in reply.text) == ("PagedAttention" in said)
    reader.says("PagedAttention " + "x" * 4000)
    assert "first 500 characters" in (await reader.wait_for_reply()).text
    assert not room.telegram.refused
