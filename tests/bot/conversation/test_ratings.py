"""👍 and 👎 below answers, until they are questions of an evaluation."""

import asyncio
import json
import sys

from bot.local_telegram import TestUser, buttons, callback_data
from retrieval.evaluation import load_questions
from tests.bot.conversation.bot_harness import Room
from tests.bot.conversation.process import environment

QUESTION = "How does PagedAttention reduce memory waste?"
PAGED = "2023-09-Efficient-Memory-Management-for-Large-Language-Model-Serving-with-PagedAttention"


async def _ask(reader: TestUser, text: str = QUESTION) -> None:
    reader.says(text)
    await reader.wait_for_reply()


async def _rates(reader: TestUser, verdict: str) -> str:
    answer = await reader.wait_for_answer(reader.presses(verdict, reader.last))
    assert not answer.alert
    return answer.text


async def test_from_the_button_to_the_evaluation(room: Room) -> None:
    await _ask(room.english)
    assert buttons(room.english.last)[-1] == ["👍", "👎", "🌐 中文"]
    assert "Thanks" in await _rates(room.english, "👍")
    assert "taken back" in await _rates(room.english, "👍")
    assert "better" in await _rates(room.english, "👎")
    assert "Glad" in await _rates(room.english, "👍")
    await _ask(room.chinese, "流水线并行的气泡怎么消除？")
    assert "谢谢反馈" in await _rates(room.chinese, "👎")

    # in a group everybody has a verdict of their own
    ada = room.in_group(room.english)
    lin = TestUser(room.telegram.server, room.bot, room.chinese.account, ada.chat)
    await _ask(ada, f"/ask {QUESTION}")
    assert "Glad" in await _rates(ada, "👍")
    assert "谢谢" in await _rates(lin, "👍")

    # lists, refusals and pages without the question have no verdict
    for said in ("/latest", "list papers from 2024", "How do I repair a bicycle tyre?"):
        await _ask(room.english, said)
        assert not {"k:u", "k:d"} & set(callback_data(room.english.last)), said
    stale = room.english.presses_stale("k:u", room.english.last)
    assert "out of date" in (await room.english.wait_for_answer(stale)).text
    assert not room.telegram.refused

    file, disliked = room.config.with_name("rated.jsonl"), room.config.with_name("disliked.jsonl")
    export = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli.main", "--config", str(room.config)),
        *("ratings", "export", str(file), "--disliked", str(disliked)),
        env=environment(),
        cwd=room.config.parent,
    )
    assert await export.wait() == 0
    (question,) = load_questions(file)
    assert (question.query, question.lang) == (QUESTION, "en")
    assert PAGED in question.relevant
    (line,) = disliked.read_text("utf-8").splitlines()
    assert json.loads(line)["query"] == "流水线并行的气泡怎么消除？"
