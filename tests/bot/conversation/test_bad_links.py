"""Links that Telegram refuses: a bad address gives none, and a message that is refused for one goes out without."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.local_telegram import LocalTelegram, TestUser, addresses, buttons
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal, bad_request
from bot.local_telegram.state import Bot
from tests.bot.conversation.process import BRISK, ROOT, TOKEN, BotProcess, write_config

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = "refused.example"
"""A host which passes every check of ours, and which this Telegram does not take."""
MORE = f"""announcements: {{settle_seconds: 0.1}}
limits: {{reader_per_minute: 0, group_per_minute: 0}}
site: {{url: "https://{REFUSED}"}}"""
BAD = (
    "https://arxi&#.org/abs/2308.16369",
    "https://arx\\\\v.org/abs/1",
    "https://localhost:80/a",
    "https://a..org:99999/",
)


class _Refuses:
    """Refuses requests with a button that leads to a host, and inline pages of which one result has such a button."""

    def __init__(self, host: str, refusal: Refusal) -> None:
        self._host, self._refusal = host, refusal
        self.times = 0

    async def __call__(self, _: Bot, __: str, parameters: Parameters) -> None:
        sent = parameters.text("reply_markup") + parameters.text("results")
        # links in a text are left out without a word
        if f'"url": "https://{self._host}' in sent.replace('":"', '": "'):
            self.times += 1
            raise self._refusal


class Desk:
    """A bot over notes with bad addresses, and a Telegram of its own."""

    def __init__(self, telegram: LocalTelegram, bot: Bot, notes: Path, process: BotProcess) -> None:
        self.telegram, self.bot, self.notes, self.process = telegram, bot, notes, process

    def reader(self, language: str = "en") -> TestUser:
        server = self.telegram.server
        return TestUser(server, self.bot, server.add_user("Ada", language_code=language))

    def write(self, number: int, address: str) -> str:
        title = f"The Quokka Scheduler Number {number}"
        text = (
            f'---\ntitle: {title}\ndate: 2024-05\npaper: "{address}"\n---\n\n## Method\n\nQuokkas schedule batches.\n'
        )
        (self.notes / f"2024-05-quokka-{number}.md").write_text(text, "utf-8")
        return title


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    notes = folder / "notes"
    notes.mkdir()
    shutil.copy(next((ROOT / "notes").rglob("2023-09-*.md")), notes)
    async with LocalTelegram() as telegram:
        bot = telegram.server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        config = write_config(folder, folder / "data", telegram.base_url, notes, more=MORE)
        process = BotProcess(config, program=BRISK)
        desk = Desk(telegram, bot, notes, process)
        for number, address in enumerate(BAD):
            desk.write(number, address)
        await process.start()
        try:
            await process.listening(telegram)
            yield desk
        finally:
            await process.kill()


async def test_a_bad_address_gives_no_link_and_stops_nothing(desk: Desk) -> None:
    earlier = len(desk.telegram.refused)
    for language in ("en", "zh"):
        reader = desk.reader(language)
        for number in range(len(BAD)):
            card = await reader.asks(f"/paper The Quokka Scheduler Number {number}")
            assert f"Number {number}" in card.text
            assert not any("arxi" in link or "localhost" in link for link in addresses(card))
        assert await _found(reader) >= len(BAD)
    assert len(desk.telegram.refused) == earlier


async def _found(reader: TestUser) -> int:
    typed = reader.types("quokka")
    assert await reader.server.until(lambda: typed.results is not None, 20)
    return len(typed.results or [])


@pytest.mark.parametrize(
    "refusal",
    [
        bad_request("inline keyboard button URL 'https://refused.example/x' is invalid: Wrong HTTP URL"),
        bad_request("BUTTON_URL_INVALID"),
        bad_request("Wrong HTTP URL specified"),
    ],
)
async def test_what_is_refused_for_a_button_goes_out_without(desk: Desk, refusal: Refusal) -> None:
    server = desk.telegram.server
    gate = _Refuses(REFUSED, refusal)
    server.gates.append(gate)
    try:
        reader = desk.reader()
        card = await reader.asks("/paper The Quokka Scheduler Number 0")
        assert "Number 0" in card.text
        assert len(buttons(card)) > 1, "the others stay"
        assert gate.times == 1
        related = await reader.taps("🔗 Related", card)
        back = await reader.taps("‹ Back to the paper", related)
        assert (back.id, back.text) == (card.id, card.text)
        assert gate.times == 2
        typed = reader.types("quokka scheduler")
        assert await server.until(lambda: typed.results is not None, 20)
        results = typed.results or []
        assert len(results) >= len(BAD)
        kept = [button["url"] for row in results[0]["reply_markup"]["inline_keyboard"] for button in row]
        assert kept == [f"https://t.me/papercache_bot?start=p_{results[0]['id']}"]
        assert gate.times == 3
    finally:
        server.gates.remove(gate)


async def test_a_paper_is_announced_without_the_refused_button(desk: Desk) -> None:
    server, reader = desk.telegram.server, desk.reader()
    await reader.asks("/subscribe everything")
    gate = _Refuses(REFUSED, bad_request("BUTTON_URL_INVALID"))
    server.gates.append(gate)
    try:
        title = desk.write(100, BAD[0])
        message = await reader.wait_for_message()
        assert title in message.text
        assert buttons(message)
        assert gate.times == 1
    finally:
        server.gates.remove(gate)
    assert "is refused for a button" in desk.process.log


async def test_where_even_the_other_buttons_are_refused_the_words_come(desk: Desk) -> None:
    server, reader = desk.telegram.server, desk.reader("zh")

    async def refuses(_: Bot, __: str, parameters: Parameters) -> None:
        if parameters.text("reply_markup"):
            raise bad_request("BUTTON_DATA_INVALID")

    server.gates.append(refuses)
    try:
        card = await reader.asks("/paper The Quokka Scheduler Number 1")
        assert "Number 1" in card.text
        assert not card.keyboard
    finally:
        server.gates.remove(refuses)
