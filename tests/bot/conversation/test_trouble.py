"""Faults between the bot and Telegram while it runs: who is notified, and which notices come only once."""

import pytest

from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.methods import METHODS
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal, too_many_requests
from bot.local_telegram.state import Bot
from tests.bot.conversation.bot_harness import Room

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def room(lasting_room: Room) -> Room:
    return lasting_room.opened_anew()


class _Once:
    """Refuses the first request of a method."""

    def __init__(self, method: str, refusal: Refusal) -> None:
        self._method, self._refusal = method, refusal
        self.done = False

    async def __call__(self, _: Bot, name: str, __: Parameters) -> None:
        if name == self._method and not self.done:
            self.done = True
            raise self._refusal


async def test_an_error_is_apologised_for_with_the_id_in_the_log(room: Room) -> None:
    room.telegram.server.gates.append(_Once("sendMessage", Refusal(400, "Bad Request: something new")))
    room.chinese.says("/help")
    reply = await room.chinese.wait_for_reply()
    assert "抱歉" in reply.text
    reference = reply.text.split("编号 ")[1].split("）")[0]
    assert reference in room.log
    assert "omething new" in room.log
    room.chinese.says("/help")
    assert "怎么用" in (await room.chinese.wait_for_reply()).text


async def test_a_penalty_is_waited_out_and_the_message_comes(room: Room) -> None:
    server = room.telegram.server
    server.gates.append(_Once("sendMessage", too_many_requests(2)))
    room.english.says("/help")
    assert (await room.english.wait_for_reply()).text
    sends = [call for call in server.calls if call.method == "sendMessage" and call.number >= room.first_call]
    assert [call.code for call in sends] == [429, 200]
    assert sends[1].date - sends[0].date >= 2.0
    between = [call.method for call in server.calls[sends[0].number + 1 : sends[1].number]]
    assert set(between) <= {"getUpdates"}


@pytest.mark.parametrize("question", ["/help", "KV 缓存怎么分页？"])
async def test_a_flooded_chat_holds_up_no_other(room: Room, question: str) -> None:
    FaultInjection(room.telegram.server).halt(6, "send*", chat_id=room.english.chat.id)
    room.english.says(question)
    await room.telegram.server.until(lambda: bool(room.refused), 20)
    refused = room.refused[0].date
    room.chinese.says(question)
    assert (await room.chinese.wait_for_reply()).text
    assert (await room.english.wait_for_reply()).text
    sends = [call for call in room.telegram.server.calls[room.first_call :] if call.method == "sendMessage"]
    answers = {call.parameters["chat_id"]: call.date for call in sends if call.code == 200}
    assert answers[str(room.chinese.chat.id)] - refused < 5.0
    assert answers[str(room.english.chat.id)] - refused >= 5.0
    assert room.log.count("Telegram wants silence in a private chat for 6 seconds") == 1


async def test_a_gateway_without_telegram_is_owned_up_to(room: Room) -> None:
    FaultInjection(room.telegram.server).outage(502, "sendMessage")
    room.english.says("/help")
    assert "connection to Telegram broke" in (await room.english.wait_for_reply()).text
    room.english.says("/help")
    assert "How it works" in (await room.english.wait_for_reply()).text


async def test_an_update_delivered_twice_is_answered_once(room: Room) -> None:
    faults = FaultInjection(room.telegram.server)
    room.english.says("/help")
    update = room.bot.updates[0]
    await room.english.wait_for_reply()
    faults.repeat_update(room.bot, update)
    room.english.says("/start")
    assert "Hello" in (await room.english.wait_for_reply()).text


@pytest.mark.parametrize("after", [False, True])
async def test_a_cut_connection_is_owned_up_to_and_nothing_is_said_twice(room: Room, after: bool) -> None:
    FaultInjection(room.telegram.server).cut("sendMessage", after=after)
    room.english.says("/help")
    texts = [(await room.english.wait_for_reply()).text for _ in range(2 if after else 1)]
    assert ["How it works" in text for text in texts] == ([True, False] if after else [False])
    assert "connection to Telegram broke" in texts[-1]
    room.english.says("/start")
    assert "Hello" in (await room.english.wait_for_reply()).text


async def test_a_message_that_does_not_parse_comes_as_plain_text(room: Room) -> None:
    refusal = Refusal(400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0')
    room.telegram.server.gates.append(_Once("sendMessage", refusal))
    room.english.says("/help")
    reply = await room.english.wait_for_reply()
    assert reply.text.startswith("How it works\n")
    assert {entity.kind for entity in reply.content.entities} <= {"bot_command", "mention"}
    assert "ERROR" in room.log


@pytest.mark.parametrize("echo", [{"message_id": "one"}, [], "sent"])
async def test_an_apology_whose_answer_cannot_be_read_is_logged_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, echo: object
) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(METHODS, "sendmessage", lambda *_: echo)
        room.english.says("/help")
        await room.process.writes("the apology could not be sent either", room.process.log.count("either") + 1)
    assert room.log.count("could not be sent either") == 1
    assert "uncaught" not in room.log
    assert "could not be dealt with" not in room.log
    room.english.says("/help")
    assert "How it works" in (await room.english.wait_for_reply()).text
