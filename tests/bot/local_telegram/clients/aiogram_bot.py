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
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    ReplyParameters,
)


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

    @dispatcher.callback_query(F.data == "next")
    async def next_page(query: CallbackQuery) -> None:
        await query.answer("turned")
        await query.message.edit_text("<i>page 2</i>")

    @dispatcher.inline_query()
    async def inline(query: InlineQuery) -> None:
        content = InputTextMessageContent(message_text=f"<b>{query.query}</b>")
        await query.answer([InlineQueryResultArticle(id="1", title=query.query, input_message_content=content)])

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
