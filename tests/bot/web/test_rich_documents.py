"""Rich messages on the page: every block is drawn, in both languages, light and dark, on a phone and on a desktop."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.local_telegram.state import Account, Chat
from tests.bot.local_telegram.conftest import png
from tests.bot.web.browsing import DESKTOP, OpenPage, screenshot
from tests.bot.web.conftest import Stage
from tests.bot.web.rich_documents import WORDS, document

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")
PHONE = (390, 844)
LANGUAGES = ("zh", "en")


async def _send(stage: Stage, language: str) -> tuple[Account, Chat, dict[str, Any]]:
    at = LANGUAGES.index(language)
    reader, chat = stage.scene.readers[at], stage.scene.private[at]
    stage.telegram.server.post(chat, reader, text="/start", bot=stage.bot)
    sent = await stage.upload("sendPhoto", "photo", "f.png", png(800, 400), chat_id=str(chat.id))
    await stage.call("deleteMessage", chat_id=chat.id, message_id=sent["message_id"])
    blocks = document(language, sent["photo"][0]["file_id"])
    message = await stage.call("sendRichMessage", chat_id=chat.id, rich_message={"blocks": blocks})
    return reader, chat, message


async def _open_chat(stage: Stage, page: Page, reader: Account) -> None:
    await page.add_init_script(f"sessionStorage.setItem('reader', '{reader.id}')")
    await page.goto(stage.telegram.base_url)
    await page.locator(".chat", has_text="Test bot").first.click()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_document_is_drawn(
    stage: Stage, browser_page: OpenPage, language: str, dark: bool, size: tuple[int, int]
) -> None:
    reader, _, _ = await _send(stage, language)
    words = WORDS[language]
    async with browser_page(size, dark=dark) as page:
        await _open_chat(stage, page, reader)
        shown = page.locator(".rich")
        await expect(shown.get_by_role("heading", name=words["title"])).to_be_visible()
        await expect(shown.locator("li input:checked")).to_have_count(1)
        await expect(shown.locator("li input:not(:checked)")).to_have_count(1)
        await expect(shown.locator("math")).to_have_count(3)
        await expect(shown.locator(".tex")).to_have_text("x_a_b")
        await expect(shown.locator("th")).to_have_count(5)
        await expect(shown.locator("td.right").first).to_have_text("1.2")
        await expect(shown.locator("figcaption")).to_contain_text(words["caption"])
        assert await shown.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
        await expect(shown.locator("details > p")).to_be_hidden()
        await shown.get_by_text(words["more"]).click()
        await expect(shown.locator("details > p")).to_be_visible()
        assert await page.evaluate("() => document.querySelector('#scroll').scrollWidth <= innerWidth")
        assert await page.evaluate(CONTRAST) == []
        name = f"rich-{language}-{'dark' if dark else 'light'}-{size[0]}"
        for part, place in enumerate(("start", "center", "end")):
            at = {"start": ".heading", "center": "figure", "end": ".in-rich"}[place]
            await shown.locator(at).first.evaluate(f"node => node.scrollIntoView({{block: '{place}'}})")
            await screenshot(page, f"{name}-{part}")


async def test_what_a_reader_does_in_a_document(stage: Stage, browser_page: OpenPage) -> None:
    reader, chat, message = await _send(stage, "en")
    async with browser_page() as page:
        await _open_chat(stage, page, reader)
        shown = page.locator(".rich")
        # a footnote is jumped to
        await shown.get_by_role("button", name="1", exact=True).click()
        await expect(shown.get_by_text(WORDS["en"]["footnote"])).to_be_in_viewport()
        # and the page itself stays where it is
        assert await page.evaluate("() => document.body.scrollTop + document.scrollingElement.scrollTop") == 0
        # a button in a block is pressed
        await shown.get_by_role("button", name=WORDS["en"]["button"]).click()
        await expect(shown.locator(".key.waiting")).to_have_count(1)
        query = next(reversed(stage.bot.callback_queries.values()))
        assert (query.data, query.message.id) == ("next", message["message_id"])
        await stage.call("answerCallbackQuery", callback_query_id=query.id)
        await expect(shown.locator(".key.waiting")).to_have_count(0)
        # a plain text takes its place, and a draft shows what comes
        await stage.call("editMessageText", chat_id=chat.id, message_id=message["message_id"], text="plain")
        await expect(page.locator(".rich")).to_have_count(0)
        draft = {"blocks": [{"type": "thinking", "text": "hm"}]}
        await stage.call("sendRichMessageDraft", chat_id=chat.id, draft_id=1, rich_message=draft, can_stop=True)
        await expect(page.locator(".draft .thinking")).to_have_text("hm")
        await page.get_by_role("button", name="Stop").click()
        await expect(page.locator(".draft")).to_have_count(0)
        assert stage.bot.updates[-1].kind == "stopped_message_generation"
        await stage.call("sendRichMessageDraft", chat_id=chat.id, draft_id=1, rich_message=draft)
        await expect(page.locator(".draft .thinking")).to_have_text("hm")
        await stage.call("sendMessage", chat_id=chat.id, text="done")
        await expect(page.locator(".draft")).to_have_count(0)


async def test_hostile_documents_are_only_text(stage: Stage, browser_page: OpenPage) -> None:
    reader, chat = stage.scene.readers[1], stage.scene.private[1]
    stage.telegram.server.post(chat, reader, text="/start", bot=stage.bot)
    markup = "<img src=x onerror=alert(1)>"
    blocks = [
        {"type": "paragraph", "text": [markup, {"type": "anchor", "name": '"]*'}]},
        {"type": "mathematical_expression", "expression": rf"\href{{javascript:alert(1)}}{{x}} \text{{{markup}}}"},
        {"type": "mathematical_expression", "expression": "{" * 3000},
        {"type": "paragraph", "text": {"type": "mathematical_expression", "expression": "a+" * 200 + "a"}},
        {"type": "table", "cells": [[{"text": "x" * 400, "colspan": 20}]], "caption": markup},
        {"type": "paragraph", "text": {"type": "anchor_link", "text": "nowhere", "anchor_name": "missing"}},
    ]
    await stage.call("sendRichMessage", chat_id=chat.id, rich_message={"blocks": blocks})
    cut = [{"type": "paragraph", "text": "字" * 12_000}]
    long = [{"type": "paragraph", "text": "word " * 500}] * 5
    await stage.call("sendRichMessage", chat_id=chat.id, rich_message={"blocks": long})
    async with browser_page(PHONE) as page:
        await _open_chat(stage, page, reader)
        await expect(page.locator(".rich")).to_have_count(2)
        await expect(page.locator(".rich img, .rich [href^=javascript]")).to_have_count(0)
        await expect(page.locator(".rich p").first).to_have_text(markup)
        await page.get_by_role("button", name="nowhere").click()
        assert await page.evaluate("() => document.querySelector('#scroll').scrollWidth <= innerWidth")
        narrow = "() => [...document.querySelectorAll('.bubble')].every(node => node.scrollWidth <= node.clientWidth)"
        assert await page.evaluate(narrow)
        await page.get_by_role("button", name="Show more").click()
        await expect(page.locator(".folded")).to_have_count(0)
        await stage.call("sendRichMessage", chat_id=chat.id, rich_message={"blocks": cut})
        await expect(page.locator("#toast")).to_contain_text("1002 bytes")
