"""A note is committed to a git repository, and whoever subscribed sees its announcement arrive in the browser."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.local_telegram import LocalTelegram
from bot.local_telegram.demo_chats import DemoChats, prepare_demo_chats
from bot.local_telegram.page import Page, page_routes
from tests.bot.conversation.process import ROOT, TOKEN, BotProcess
from tests.bot.web.browsing import PHONE, OpenPage, screenshot

pytestmark = [
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]

NOTES = Path("llm/engineering/inference")
ARRIVES_MS = 40_000


@dataclass
class Stage:
    """A repository of notes, the bot that pulls it, and the page."""

    origin: Path
    waiting: Path
    telegram: LocalTelegram
    scene: DemoChats

    def commit(self, message: str) -> None:
        author = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@localhost")
        for arguments in (("add", "--all"), ("commit", "--quiet", "-m", message)):
            subprocess.run(["git", "-C", str(self.origin), *author, *arguments], check=True, capture_output=True)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    origin = tmp_path / "origin"
    shutil.copytree(ROOT / "notes", origin / "notes")
    [held_back] = (origin / "notes" / NOTES).glob("*SARATHI*")
    waiting = Path(shutil.move(held_back, tmp_path))
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(origin)], check=True, capture_output=True)
    async with LocalTelegram() as telegram:
        bot = telegram.server.add_bot(TOKEN, "PaperCache", "papercache_bot")
        stage = Stage(origin, waiting, telegram, prepare_demo_chats(telegram.server, bot))
        stage.commit("The notes")
        telegram.application.router.routes.extend(page_routes(Page(telegram.server, bot, stage.scene.readers)))
        config = tmp_path / "config.yaml"
        config.write_text(
            f"sources: clone/notes\ncategories: clone/notes/categories.yaml\n"
            f"repository: {{url: '{origin}', folder: clone, pull_minutes: 0.02}}\n"
            f"announcements: {{settle_seconds: 0.2}}\ntelegram: {{base_url: '{telegram.base_url}'}}\n",
            "utf-8",
        )
        process = await BotProcess(config).start()
        try:
            await process.listening(telegram)
            yield stage
        finally:
            await process.kill()


async def test_a_commit_is_announced_to_who_subscribed(stage: Stage, browser_page: OpenPage) -> None:
    async with browser_page(PHONE) as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(".chat").filter(has=page.locator(".chat-row-name", has_text="PaperCache")).click()
        await page.get_by_role("button", name="开始", exact=True).click()
        answers = page.locator(".message.in")
        await expect(answers).to_have_count(1, timeout=20_000)
        await page.fill("#input", "/subscribe 推理优化")
        await page.keyboard.press("Enter")
        await expect(answers).to_have_count(2, timeout=20_000)

        shutil.copy(stage.waiting, stage.origin / "notes" / NOTES)
        stage.commit("A paper")
        await expect(answers).to_have_count(3, timeout=ARRIVES_MS)
        announcement = answers.last
        await expect(announcement.locator(".text")).to_contain_text("SARATHI")
        await expect(announcement.locator(".text")).to_contain_text("推理优化")
        await screenshot(page, "announcement-phone")

        note = stage.origin / "notes" / NOTES / stage.waiting.name
        note.write_text(note.read_text("utf-8").replace('title: "', 'title: "Corrected ', 1), "utf-8")
        stage.commit("A corrected title")
        await expect(announcement.locator(".text")).to_contain_text("Corrected", timeout=ARRIVES_MS)
        await expect(answers).to_have_count(3)
    assert not stage.telegram.refused
