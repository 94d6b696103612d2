"""A small bot on aiogram: says, edits, answers, and fails on anything that its strict types do not take."""

import asyncio
import sys
import warnings

warnings.simplefilter("error")

from aiogram import Bot, Dispatcher, F  # noqa: E402
from aiogram.client.default import DefaultBotProperties  # noqa: E402
from aiogram.client.session.aiohttp import AiohttpSession  # noqa: E402
from aiogram.client.telegram import TelegramAPIServer  # noqa: E402
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter  # noqa: E402
from aiogram.filters import Command  # noqa: E402
from aiogram.types import (  # noqa: E402
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputRichBlockButtons,
    InputRichBlockDetails,
    InputRichBlockList,
    InputRichBlockListItem,
    InputRichBlockMathematicalExpression,
    InputRichBlockParagraph,
    InputRichBlockPhoto,
    InputRichBlockSectionHeading,
    InputRichBlockTable,
    InputRichMessage,
    InputRichMessageContent,
    InputTextMessageContent,
    Message,
    ReplyParameters,
    RichBlockCaption,
    RichBlockTableCell,
    RichMessageButton,
    RichTextBold,
    RichTextUrl,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)


def document(photo: str | BufferedInputFile) -> InputRichMessage:
    text = [RichTextBold(text="bold"), " and ", RichTextUrl(text="a link", url="https://example.org/")]
    cells = [RichBlockTableCell(text="h", is_header=True, align="center", valign="middle")]
    blocks = [
        InputRichBlockSectionHeading(text="Title", size=2),
        InputRichBlockParagraph(text=text),
        InputRichBlockMathematicalExpression(expression="x^2"),
        InputRichBlockList(items=[InputRichBlockListItem(blocks=[InputRichBlockParagraph(text="one")], type="1")]),
        InputRichBlockTable(cells=[cells], caption="c"),
        InputRichBlockPhoto(photo=InputMediaPhoto(media=photo), caption=RichBlockCaption(text="Figure 1")),
        InputRichBlockDetails(summary="more", blocks=[InputRichBlockParagraph(text="hidden")]),
        InputRichBlockButtons(buttons=[RichMessageButton(text="Turn", callback_data="turn")]),
    ]
    return InputRichMessage(blocks=blocks)


async def main(base_url: str, token: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(base_url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    dispatcher = Dispatcher()

    @dispatcher.message(Command("start"))
    async def start(message: Message) -> None:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Next", callback_data="next")]])
        reply = ReplyParameters(message_id=message.message_id)
        await bot.send_chat_action(message.chat.id, "typing")
        await message.answer("<b>Hello</b> &amp; 你好", reply_markup=keyboard, reply_parameters=reply)

    @dispatcher.message(Command("faults"))
    async def faults(message: Message) -> None:
        said = []
        for attempt in (message.answer("<x>"), message.answer("x" * 5000), bot.send_message(5, "x")):
            try:
                await attempt
            except TelegramRetryAfter as error:
                said.append(f"retry after {error.retry_after}")
            except TelegramBadRequest as error:
                said.append(error.message)
        await message.answer("\n".join(said), parse_mode=None)

    @dispatcher.message(Command("rich"))
    async def rich(message: Message) -> None:
        draft = InputRichMessage(markdown="**thinking**")
        assert await bot.send_rich_message_draft(chat_id=message.chat.id, draft_id=7, rich_message=draft)
        sent = await message.answer_rich(document(BufferedInputFile(PNG, "f.png")))
        assert sent.text is None
        blocks = sent.rich_message.blocks
        kinds = "heading paragraph mathematical_expression list table photo details buttons"
        assert [block.type for block in blocks] == kinds.split()
        assert blocks[3].items[0].label == "1."
        assert blocks[5].caption.text == "Figure 1"
        again = await message.answer_rich(document(blocks[5].photo[0].file_id))
        assert again.rich_message == sent.rich_message

    @dispatcher.callback_query(F.data == "turn")
    async def turn(query: CallbackQuery) -> None:
        await query.answer("turned")
        assert query.message.rich_message.blocks[0].text == "Title"
        page = InputRichMessage(html="<h1>Page 2</h1><p>List<String></p>")
        edited = await query.message.edit_text(rich_message=page)
        assert [block.text for block in edited.rich_message.blocks] == ["Page 2", "List"]
        try:
            await query.message.edit_text(rich_message=page)
        except TelegramBadRequest as error:
            await query.message.answer(error.message.split(":")[1])

    @dispatcher.callback_query(F.data == "next")
    async def next_page(query: CallbackQuery) -> None:
        await query.answer("turned")
        await query.message.edit_text("<i>page 2</i>")

    @dispatcher.inline_query()
    async def inline(query: InlineQuery) -> None:
        content = InputTextMessageContent(message_text=f"<b>{query.query}</b>")
        rich = InputRichMessageContent(rich_message=InputRichMessage(markdown="# Title"))
        results = [
            InlineQueryResultArticle(id="1", title=query.query, input_message_content=content),
            InlineQueryResultArticle(id="2", title="rich", input_message_content=rich),
        ]
        await query.answer(results)

    @dispatcher.message(F.text == "stop")
    async def stop(message: Message) -> None:
        await message.answer("bye")
        await dispatcher.stop_polling()

    me = await bot.get_me()
    assert me.is_bot
    await bot.set_my_commands([BotCommand(command="start", description="s")], BotCommandScopeAllPrivateChats(), "zh")
    assert (await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "zh"))[0].command == "start"
    assert (await bot.get_webhook_info()).url == ""
    await dispatcher.start_polling(bot, handle_signals=False)


asyncio.run(main(sys.argv[1], sys.argv[2]))
