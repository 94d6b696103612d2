// A small bot on grammY: says, edits and answers, as the one on aiogram does.
import { createRequire } from "node:module";

const [modules, apiRoot, token] = process.argv.slice(2);
const { Bot, GrammyError, InlineKeyboard } = createRequire(modules)("grammy");
const bot = new Bot(token, { client: { apiRoot } });

bot.command("start", async (context) => {
  await context.replyWithChatAction("typing");
  await context.reply("<b>Hello</b> &amp; 你好", {
    parse_mode: "HTML",
    reply_markup: new InlineKeyboard().text("Next", "next"),
    reply_parameters: { message_id: context.msg.message_id },
  });
});

bot.command("faults", async (context) => {
  const said = [];
  const attempts = [
    () => context.reply("<x>", { parse_mode: "HTML" }),
    () => context.reply("x".repeat(5000)),
    () => context.api.sendMessage(5, "x"),
  ];
  for (const attempt of attempts) {
    try {
      await attempt();
    } catch (error) {
      if (!(error instanceof GrammyError)) throw error;
      said.push(error.description);
    }
  }
  await context.reply(said.join("\n"));
});

bot.callbackQuery("next", async (context) => {
  await context.answerCallbackQuery("turned");
  await context.editMessageText("<i>page 2</i>", { parse_mode: "HTML" });
});

bot.on("inline_query", async (context) => {
  const content = { message_text: `<b>${context.inlineQuery.query}</b>`, parse_mode: "HTML" };
  await context.answerInlineQuery([
    { type: "article", id: "1", title: context.inlineQuery.query, input_message_content: content },
  ]);
});

bot.hears("stop", async (context) => {
  await context.reply("bye");
  await bot.stop();
});

bot.catch((error) => {
  console.error(error.error);
  process.exit(1);
});

await bot.api.setMyCommands([{ command: "start", description: "s" }], {
  scope: { type: "all_private_chats" },
  language_code: "zh",
});
await bot.start();
