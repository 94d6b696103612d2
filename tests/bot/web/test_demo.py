"""``papercache demo`` as a person meets it: started in a terminal, used in a browser, ended with Ctrl-C."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.bot.web.browsing import DESKTOP, PHONE, OpenPage, screenshot

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

ROOT = Path(__file__).parents[3]
START_SECONDS = 120.0
END_SECONDS = 30.0
QUESTION = "给每个请求按最大长度预留 KV 缓存太浪费，有什么办法？"


@dataclass
class Demo:
    """A running demo: its process, the page's address, and the bot's process."""

    process: asyncio.subprocess.Process
    address: str

    @property
    def children(self) -> list[int]:
        """The processes that it started, but for the one that read the notes, which waits a while for more."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii").split()
        return [int(one) for one in listed if "analysis_worker" not in Path(f"/proc/{one}/cmdline").read_text()]


@asynccontextmanager
async def running_demo() -> AsyncIterator[Demo]:
    # the demo opens its page only for a person: its input is a terminal
    terminal, inside = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli.main", "--config", str(ROOT / "config.yaml"), "demo",
        stdin=inside, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=ROOT,
        env=environment | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert process.stdout is not None
    printed = ""
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (found := re.search(r"http://127\.0\.0\.1:\d+", printed)):
                line = (await process.stdout.readline()).decode()
                assert line, f"the demo ended before it gave an address: {printed}"
                printed += line
        yield Demo(process, found.group())
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            async with asyncio.timeout(END_SECONDS):
                output, _ = await process.communicate()
            print(printed, output.decode())
        os.close(terminal)
        os.close(inside)


class Chat:
    """The open private chat, as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def answers(self) -> Locator:
        return self.page.locator(".message.in")

    async def say(self, text: str) -> Locator:
        """Send a text and wait for what the bot says to it."""
        before = await self.answers.count()
        await self.page.fill("#input", text)
        await self.page.keyboard.press("Enter")
        await expect(self.answers).to_have_count(before + 1, timeout=20_000)
        return self.answers.last

    async def press(self, message: Locator, button: str = "") -> None:
        """Press the first button with this text and wait until the bot has changed the message."""
        before = await message.locator(".text").text_content() or ""
        await message.locator(".key", has_text=button).first.click()
        await expect(message.locator(".text")).not_to_have_text(before, timeout=20_000)

    async def open(self, message: Locator, button: str) -> Locator:
        """Press a button that brings a new message."""
        before = await self.answers.count()
        await message.locator(".key", has_text=button).first.click()
        await expect(self.answers).to_have_count(before + 1, timeout=20_000)
        return self.answers.last


async def test_a_conversation_from_the_greeting_to_the_end(browser_page: OpenPage) -> None:
    async with running_demo() as demo:
        [bot] = demo.children
        async with browser_page(DESKTOP) as page:
            await page.goto(demo.address)
            chat = Chat(page)
            await _open(page, "PaperCache")
            await page.get_by_role("button", name="开始", exact=True).click()
            await expect(chat.answers).to_have_count(1, timeout=20_000)

            answer = await chat.say(QUESTION)
            await expect(answer.locator(".text")).to_contain_text("PagedAttention")
            await expect(answer.locator("blockquote").first).to_be_visible()
            await screenshot(page, "answer-desktop")

            card = await chat.open(answer, "Efficient Memory Management")
            await expect(card.locator(".text")).to_contain_text("Woosuk Kwon")
            await expect(card.get_by_role("link", name="读原文")).to_have_attribute("href", re.compile("2309.06180"))
            await screenshot(page, "card-desktop")
            await chat.press(card, "主要贡献")
            await chat.press(card, "背景与动机 ›")
            await chat.press(card, "‹ 回到论文")
            await chat.press(card, "English")
            await expect(card.get_by_role("link", name="Read the paper")).to_be_visible()
            await chat.press(card, "中文")

            tree = await chat.say("/list")
            identity = await tree.get_attribute("data-id")
            tree = page.locator(f".message[data-id='{identity}']")
            topics = await tree.locator(".text").inner_text()
            await chat.press(tree, "大语言模型")
            await chat.press(tree, "推理优化")
            await expect(tree.locator(".text")).to_contain_text("PagedAttention")
            await screenshot(page, "category-desktop")
            await chat.press(tree, "‹")
            await chat.press(tree, "‹")
            assert _without_time(await tree.locator(".text").inner_text()) == _without_time(topics)

            await page.locator("#tools-toggle").click()
            await page.get_by_role("button", name="发布一篇论文").click()
            await expect(page.locator("#published")).to_contain_text("已发布：", timeout=20_000)
            title = (await page.locator("#published").inner_text()).partition("：")[2]
            await expect(page.locator("#calls .good").first).to_be_visible()
            assert await page.locator("#calls .bad").count() == 0
            await screenshot(page, "tools-desktop")
            await page.keyboard.press("Escape")
            found = await chat.say(f"/paper {title}")
            await expect(found.locator(".text")).to_contain_text(title)

            await _open(page, "读论文小组")
            grouped = await chat.say("@papercache_bot 什么是流水线气泡？")
            await expect(grouped.locator(".quoted-message")).to_contain_text("流水线气泡")
            await page.fill("#input", "@papercache_bot kv 缓存")
            await page.get_by_role("option").filter(has_text="CacheGen").click()
            sent = page.locator(".message.out").last
            await expect(sent.locator(".via")).to_contain_text("@papercache_bot")
            await sent.get_by_role("link", name="PaperCache").click()
            await expect(page.locator("#chat-name")).to_have_text("PaperCache")
            await expect(chat.answers.last.locator(".text")).to_contain_text("CacheGen", timeout=20_000)

        async with browser_page(PHONE, dark=True) as page:
            await page.goto(demo.address)
            await page.locator("#reader").click()
            await page.get_by_role("menuitemradio", name="Alice").click()
            await _open(page, "PaperCache")
            await page.get_by_role("button", name="START").click()
            chat = Chat(page)
            await expect(chat.answers.last).to_contain_text("machine-learning papers", timeout=20_000)
            answer = await chat.say("How can pipeline parallelism get rid of bubbles?")
            await expect(answer.locator(".text")).to_contain_text("Zero Bubble", ignore_case=True)
            await screenshot(page, "answer-phone-dark")
            await page.fill("#input", "/")
            await expect(page.get_by_role("option").first).to_contain_text("/ask")

        demo.process.send_signal(signal.SIGINT)
        async with asyncio.timeout(END_SECONDS):
            output, _ = await demo.process.communicate()
        assert demo.process.returncode == 0
        assert "Ended" in output.decode()
        with pytest.raises(ProcessLookupError):
            os.kill(bot, 0)


async def test_a_bot_that_dies_ends_the_demo_with_its_last_words() -> None:
    async with running_demo() as demo:
        [bot] = demo.children
        os.kill(bot, signal.SIGKILL)
        async with asyncio.timeout(END_SECONDS):
            output, _ = await demo.process.communicate()
        assert demo.process.returncode == 1
        assert "the bot ended by itself" in output.decode()
        assert "Traceback" not in output.decode()


async def _open(page: Page, chat: str) -> None:
    named = page.locator(".chat-row-name", has_text=chat)
    await page.locator(".chat").filter(has=named).click()


def _without_time(text: str) -> str:
    return re.sub(r"\s*(?:已编辑 )?\d\d:\d\d$", "", text)
