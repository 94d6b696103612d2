"""The page in a browser, with texts that no bot would send and readers that no mouse has."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.local_telegram import LocalTelegram
from bot.local_telegram.demo_chats import prepare_demo_chats
from bot.local_telegram.entities import Entity, FormattedText
from bot.local_telegram.page import Page as Web
from bot.local_telegram.page import page_routes
from bot.local_telegram.state import StoredMessage
from tests.bot.local_telegram.test_media import png
from tests.bot.web.browsing import DESKTOP, PHONE, OpenPage, screenshot
from tests.bot.web.conftest import TOKEN, Stage

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text("utf-8")
RICH = (
    "<b>1. <a href='https://example.org/note'>Paged Attention</a></b> <code>sosp23</code>\n"
    "<i>斜体</i> <u>下划线</u> <s>删除线</s> <tg-spoiler>秘密</tg-spoiler> #标签 @test_bot /help\n"
    "<blockquote expandable>"
    + "每个请求的键值缓存被切成固定大小的块，块表把逻辑块映射到物理块，按需分配。"
    * 8
    + "</blockquote>\n"
    "<pre><code class='language-python'>def page(block: int) -> int:\n    return table[block]</code></pre>\n"
    "<blockquote>短引文</blockquote>结尾"
)
KEYBOARD = {
    "inline_keyboard": [
        [{"text": "卡片", "callback_data": "card"}, {"text": "网页", "url": "https://example.org/"}],
        [{"text": "BibTeX", "copy_text": {"text": "@article{x}"}}],
    ]
}


async def test_every_entity_is_shown_and_works(stage: Stage, browser_page: OpenPage) -> None:
    chat = stage.scene.private[0].id
    async with browser_page(permissions=["clipboard-read", "clipboard-write"]) as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(".chat", has_text="Test bot").first.click()
        await page.get_by_role("button", name="开始", exact=True).click()
        await stage.call("sendMessage", chat_id=chat, text=RICH, parse_mode="HTML", reply_markup=KEYBOARD)
        bubble = page.locator(".message.in .bubble")
        await expect(bubble.get_by_role("link", name="Paged Attention")).to_have_attribute(
            "href", "https://example.org/note"
        )
        await expect(bubble.get_by_role("link", name="Paged Attention")).to_have_attribute("rel", "noopener noreferrer")
        for selector, text in {"em": "斜体", "u": "下划线", "s": "删除线", "pre code": "return table[block]"}.items():
            await expect(bubble.locator(selector)).to_contain_text(text)

        spoiler = bubble.locator(".spoiler")
        await expect(spoiler).to_have_attribute("role", "button")
        await spoiler.press("Enter")
        await expect(spoiler).to_have_class("spoiler shown")

        quote, more = bubble.locator("blockquote.expandable"), bubble.get_by_role("button", name="展开全部引文")
        folded = (await quote.bounding_box() or {})["height"]
        await more.click()
        assert (await quote.bounding_box() or {})["height"] > folded * 1.5
        await expect(bubble.locator("blockquote").last).not_to_have_class("long")

        await page.get_by_role("button", name="BibTeX").click()
        assert await page.evaluate("() => navigator.clipboard.readText()") == "@article{x}"
        await expect(page.get_by_role("link", name="网页")).to_have_attribute("href", "https://example.org/")
        await bubble.get_by_role("button", name="/help").click()
        await expect(page.locator(".message.out").last).to_contain_text("/help")


async def test_a_button_waits_for_its_answer_and_the_message_is_edited_in_place(
    stage: Stage, browser_page: OpenPage
) -> None:
    chat = stage.scene.private[0].id
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await page.get_by_role("button", name="开始", exact=True).click()
        offset = (await stage.call("getUpdates", timeout=10))[-1]["update_id"] + 1
        sent = await stage.call("sendMessage", chat_id=chat, text="选一个", reply_markup=KEYBOARD)
        await page.get_by_role("button", name="卡片").click()
        await expect(page.get_by_role("button", name="卡片")).to_have_attribute("aria-busy", "true")
        query = (await stage.call("getUpdates", offset=offset, timeout=10))[0]["callback_query"]
        await stage.call("editMessageText", chat_id=chat, message_id=sent["message_id"], text="卡片内容")
        await stage.call("answerCallbackQuery", callback_query_id=query["id"], text="看清楚", show_alert=True)
        await expect(page.get_by_role("dialog")).to_contain_text("看清楚")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.locator(".message.in")).to_have_count(1)
        await expect(page.locator(".message.in .text")).to_contain_text("卡片内容")


async def test_pictures_files_signs_and_drafts(stage: Stage, browser_page: OpenPage) -> None:
    chat = stage.scene.private[0]
    stage.telegram.server.post(chat, stage.scene.readers[0], text="/start", bot=stage.bot)
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await expect(page.locator(".message.out")).to_have_count(1)
        await stage.call("sendMessageDraft", chat_id=chat.id, draft_id=1, text="<b>正在</b>写", parse_mode="HTML")
        await expect(page.locator(".draft strong")).to_have_text("正在")

        sent = await stage.upload("sendPhoto", "photo", "figure.png", png(40, 30), chat_id=chat.id, caption="图一")
        picture = page.get_by_role("img", name="图一")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("node => node.decode().then(() => node.naturalWidth)") == 40
        await expect(page.locator(".draft")).to_have_count(0)

        script = b"<script>alert(1)</script>"
        await stage.upload("sendDocument", "document", "page.html", script, chat_id=chat.id)
        file = page.get_by_role("link", name="page.html")
        await expect(file).to_have_attribute("download", "page.html")
        answer = await stage.client.get(await file.get_attribute("href") or "")
        assert answer.content == script
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"

        place = {"chat_id": chat.id, "message_id": sent["message_id"]}
        await stage.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}])
        await expect(page.locator(".reactions")).to_have_text("👍")
        await stage.call("pinChatMessage", **place)
        await expect(page.locator("#pinned")).to_contain_text("图一")
        assert await page.evaluate(CONTRAST) == []
        await stage.call("unpinChatMessage", **place)
        await expect(page.locator("#pinned")).to_be_hidden()


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("<img src=x onerror=alert(1)><script>alert(2)</script>", ()),
        ("click me", (Entity("text_link", 0, 8, url="javascript:alert(1)"),)),
        ("click me", (Entity("text_link", 0, 8, url="data:text/html,<script>alert(1)</script>"),)),
        ("𝔸𝔹 over lapping", (Entity("bold", 0, 8), Entity("italic", 5, 9), Entity("spoiler", 6, 200))),
        ("a\u202eb " + "長" * 3000, (Entity("code", 0, 5000), Entity("expandable_blockquote", 1, 40))),
        ("x" * 4096, (Entity("pre", 0, 4096, language="<b>"),)),
    ],
)
async def test_hostile_text_stays_text(
    stage: Stage, text: str, entities: tuple[Entity, ...], browser_page: OpenPage
) -> None:
    server, chat = stage.telegram.server, stage.scene.private[0]
    message = StoredMessage(0, chat, stage.bot.account, 0, FormattedText(text, entities))
    server.post(chat, stage.bot.account, message, bot=stage.bot)
    async with browser_page(PHONE) as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(".chat", has_text="Test bot").first.click()
        shown = page.locator(".message.in .text")
        await expect(shown).to_contain_text(text[:4])
        assert text in (await shown.text_content() or "")
        assert await shown.locator("img, script, [href^='javascript'], [href^='data']").count() == 0
        assert await page.evaluate("() => document.querySelector('#scroll').scrollWidth <= innerWidth")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_the_page_can_be_read_and_fits(
    stage: Stage, size: tuple[int, int], dark: bool, browser_page: OpenPage
) -> None:
    group, forum = stage.scene.group, stage.scene.forum
    async with browser_page(size, dark=dark) as page:
        await page.goto(stage.telegram.base_url)
        await expect(page.locator(".chat")).to_have_count(4)
        for chat in (group, forum):
            asked = stage.telegram.server.post(chat, stage.scene.readers[1], text="@test_bot how?")
            await stage.call(
                "sendMessage", chat_id=chat.id, text=RICH, parse_mode="HTML", reply_markup=KEYBOARD,
                reply_parameters={"message_id": asked.id},
            )  # fmt: skip
        await expect(page.locator(".badge").first).to_contain_text("2")
        assert await page.evaluate(CONTRAST) == []
        for chat in (group, forum):
            await page.locator(f".chat[data-id='{chat.id}']").click()
            await expect(page.locator(".message.in")).to_have_count(2)
            await page.fill("#input", "@")
            await expect(page.get_by_role("option")).to_have_count(2)
            assert await page.evaluate(CONTRAST) == []
            assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
            await page.fill("#input", "")
            await screenshot(page, f"{'forum' if chat is forum else 'group'}-{size[0]}-{'dark' if dark else 'light'}")
            if size == PHONE:
                await page.locator("#back").click()
        nameless = "() => [...document.querySelectorAll('button, a, textarea')].filter(node => node.checkVisibility()"
        nameless += " && !(node.getAttribute('aria-label') || node.textContent.trim())).map(node => node.outerHTML)"
        assert await page.evaluate(nameless) == []


async def test_everything_is_reached_by_keyboard(stage: Stage, browser_page: OpenPage) -> None:
    chat = stage.scene.private[0].id
    await stage.call(
        "setMyCommands", commands=[{"command": "start", "description": "a"}, {"command": "list", "description": "b"}]
    )
    stage.telegram.server.post(stage.scene.private[0], stage.scene.readers[0], text="/start", bot=stage.bot)
    await stage.call("sendMessage", chat_id=chat, text="hello", reply_markup=KEYBOARD)
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await expect(page.locator(".message.in")).to_have_count(1)
        await page.keyboard.press("Tab")
        await expect(page.locator(":focus")).to_have_class("skip")
        await page.keyboard.press("Enter")
        await expect(page.locator("#input")).to_be_focused()
        await page.keyboard.type("/")
        await expect(page.get_by_role("option")).to_have_count(2)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.out").last).to_contain_text("/list")
        await page.keyboard.type("line one")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("line two")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.out").last).to_contain_text("line one\nline two")
        await page.locator(".message").last.focus()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("r")
        await expect(page.locator("#reply")).to_contain_text("hello")
        await page.keyboard.type("an answer")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.out").last.locator(".quoted-message")).to_contain_text("hello")
        await page.locator("#tools-toggle").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#calls li")).not_to_have_count(0)
        await page.keyboard.press("Escape")
        await expect(page.locator("#tools")).to_be_hidden()
        await expect(page.locator("#tools-toggle")).to_be_focused()


async def test_inline_results_come_page_by_page_and_are_sent(stage: Stage, browser_page: OpenPage) -> None:
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(f".chat[data-id='{stage.scene.group.id}']").click()
        await page.fill("#input", "@test_bot kv")
        update = (await stage.call("getUpdates", timeout=10))[-1]
        for start in (0, 8):
            query = update["inline_query"]
            assert (query["query"], query["offset"]) == ("kv", str(start or ""))
            results = [
                {"type": "article", "id": str(number), "title": f"论文 {number}", "description": "说明",
                 "input_message_content": {"message_text": f"<b>论文</b> {number}", "parse_mode": "HTML"}}
                for number in range(start, start + 8)
            ]  # fmt: skip
            await stage.call(
                "answerInlineQuery", inline_query_id=query["id"], results=results, next_offset=["8", ""][start > 0]
            )
            await expect(page.get_by_role("option")).to_have_count(start + 8)
            if not start:
                await page.locator("#suggestions").evaluate("node => node.scrollTo(0, node.scrollHeight)")
                update = (await stage.call("getUpdates", offset=update["update_id"] + 1, timeout=10))[-1]
        await page.get_by_role("option").nth(9).click()
        sent = page.locator(".message.out").last
        await expect(sent.locator(".via")).to_contain_text("@test_bot")
        await expect(sent.locator("strong")).to_contain_text("论文")
        await expect(page.locator("#input")).to_have_value("")


async def test_news_is_counted_marked_and_read_from_its_beginning(stage: Stage, browser_page: OpenPage) -> None:
    reader, chat = stage.scene.readers[0], stage.scene.private[0]
    stage.telegram.server.post(chat, reader, text="/start", bot=stage.bot)
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(f".chat[data-id='{stage.scene.group.id}']").click()
        row = page.locator(f".chat[data-id='{chat.id}']")
        for number in range(3):
            await stage.call("sendMessage", chat_id=chat.id, text=f"news {number}")
        await expect(row.locator(".badge")).to_contain_text("3")
        await expect(page).to_have_title("(3) " + stage.scene.group.title)
        await row.click()
        await expect(page.locator(".news + .message")).to_contain_text("news 0")
        await expect(row.locator(".badge")).to_have_count(0)

        await stage.call("sendMessage", chat_id=chat.id, text="begins here\n" + "a long line of an answer\n" * 60)
        await expect(page.locator(".message").last.locator(".text")).to_contain_text("begins here")
        beginning = "() => { const item = [...document.querySelectorAll('.message')].at(-1).getBoundingClientRect();"
        beginning += " const view = document.querySelector('#scroll').getBoundingClientRect();"
        beginning += " return item.top >= view.top && item.top < view.top + 40; }"
        await expect(page.locator("#down")).to_be_visible()
        async with asyncio.timeout(10):
            while not await page.evaluate(beginning):
                await page.evaluate("() => new Promise(requestAnimationFrame)")
        await expect(row.locator(".badge")).to_have_count(0)


async def test_a_long_history_is_read_backwards_without_jumping(stage: Stage, browser_page: OpenPage) -> None:
    server, group, alice = stage.telegram.server, stage.scene.group, stage.scene.readers[1]
    first = server.post(group, alice, text="message 0 is the first")
    for number in range(1, 700):
        server.post(group, alice, text=f"message {number}", reply_to=first if number == 699 else None)
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(f".chat[data-id='{group.id}']").click()
        newest = page.locator(".message").last
        await expect(newest).to_contain_text("message 699")
        await expect(newest).to_be_in_viewport()
        assert await page.locator(".message").count() < 400
        scroll, beginning = page.locator("#scroll"), page.locator(".message .text", has_text="message 0 is the first")
        async with asyncio.timeout(30):
            while not await beginning.count():
                oldest = page.locator(".message").first
                identity = await oldest.get_attribute("data-id")
                await scroll.evaluate("node => node.scrollTo(0, 0)")
                # more is put above it, and what was in sight stays in sight
                await page.wait_for_function("id => document.querySelector('.message').dataset.id !== id", arg=identity)
                await expect(page.locator(f".message[data-id='{identity}']")).to_be_in_viewport()
        assert len(await page.locator(".day").all_inner_texts()) == 1, "one day is named once"
        await page.locator("#down").click()
        await expect(newest).to_be_in_viewport()
        await newest.locator(".quoted-message").click()
        await expect(beginning).to_be_in_viewport()


async def test_the_server_goes_and_comes_back(browser_page: OpenPage) -> None:
    port = 0
    async with browser_page(PHONE, watched=False) as page:
        for name in ("First", "Second"):
            async with LocalTelegram(port=port) as telegram:
                bot = telegram.server.add_bot(TOKEN, name, "test_bot")
                scene = prepare_demo_chats(telegram.server, bot)
                telegram.application.router.routes.extend(page_routes(Web(telegram.server, bot, scene.readers)))
                telegram.server.post(scene.private[0], bot.account, text=f"hello from {name}", bot=bot)
                if not port:
                    port = int(telegram.base_url.rpartition(":")[2])
                    await page.goto(telegram.base_url)
                    await page.locator(f".chat[data-id='{scene.private[0].id}']").click()
                    await page.fill("#input", "half a thou")
                await expect(page.locator(".message").last).to_contain_text(f"hello from {name}")
                await expect(page.locator("#offline")).to_be_hidden()
                await expect(page.locator("#input")).to_have_value("half a thou")
            await expect(page.locator("#offline")).to_be_visible()
            assert await page.evaluate(CONTRAST) == []
            await page.locator("#input").press("Enter")
            # nothing written is lost
            await expect(page.locator("#input")).to_have_value("half a thou")


async def test_two_windows_of_one_reader(stage: Stage, browser_page: OpenPage) -> None:
    chat = stage.scene.private[0]
    stage.telegram.server.post(chat, stage.scene.readers[0], text="/start", bot=stage.bot)
    async with browser_page() as desk, browser_page(PHONE) as phone:
        for page in (desk, phone):
            await page.goto(stage.telegram.base_url)
        badge = phone.locator(f".chat[data-id='{chat.id}'] .badge")
        await desk.locator(f".chat[data-id='{stage.scene.group.id}']").click()
        await stage.call("sendMessage", chat_id=chat.id, text="news", reply_markup=KEYBOARD)
        await expect(badge).to_contain_text("1")
        await desk.locator(f".chat[data-id='{chat.id}']").click()
        await expect(badge).to_have_count(0)
        await desk.fill("#input", "from the desk")
        await desk.keyboard.press("Enter")
        await phone.locator(f".chat[data-id='{chat.id}']").click()
        await expect(phone.locator(".message.out").last).to_contain_text("from the desk")


async def test_who_is_in_a_group_follows_it_when_it_moves(stage: Stage, browser_page: OpenPage) -> None:
    async with browser_page() as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(f".chat[data-id='{stage.scene.group.id}']").click()
        await page.locator("#tools-toggle").click()
        await page.locator("#faults summary").click()
        assert await page.evaluate(CONTRAST) == []
        await page.get_by_role("button", name="群组升级").click()
        await expect(page.locator("#log .service").last).to_contain_text("群组已升级为超级群组")
        await expect(page.locator("#chat-name")).to_have_text(stage.scene.group.title)
        await page.fill("#input", "@test_bot 还在吗")
        await page.locator("#input").press("Enter")
        await expect(page.locator(".message.out").last).to_contain_text("还在吗")
        assert stage.scene.group.migrated_to


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_hostile_names_stay_names(stage: Stage, browser_page: OpenPage, size: tuple[int, int]) -> None:
    server, forum, alice = stage.telegram.server, stage.scene.forum, stage.scene.readers[1]
    name = "<img src=x onerror=alert(1)>\u202e" + "endless" * 30
    alice.first_name = forum.title = stage.scene.topics[0].name = stage.bot.account.first_name = name
    server.add_topic(forum, name, alice)
    said = server.post(forum, alice, text="hello", thread_id=stage.scene.topics[0].id)
    place = {"chat_id": forum.id, "message_thread_id": said.thread_id, "reply_parameters": {"message_id": said.id}}
    buttons = {"inline_keyboard": [[{"text": name, "callback_data": str(number)} for number in range(8)]] * 2}
    await stage.call("sendMessage", **place, text="answer", reply_markup=buttons)
    async with browser_page(size) as page:
        await page.goto(stage.telegram.base_url)
        await page.locator(f".chat[data-id='{forum.id}']").click()
        for topic, shown in ((1, "answer"), (3, name[:20])):
            await page.locator("#topics button").nth(topic).click()
            await expect(page.locator("#log li").last).to_contain_text(shown)
            assert await page.evaluate("() => document.querySelector('#scroll').scrollWidth <= innerWidth")
            assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        assert await page.locator("img").count() == 0
        assert await page.evaluate(CONTRAST) == []
