// The page: listens to the server, keeps what it knows in state.js and lets the other modules draw it.

import { connect, send } from "./connection.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import { chatAvatar, drawChats, drawReader } from "./chatlist.js";
import { $ } from "./dom.js";
import { alertBox, openMenu, toast } from "./dialogs.js";
import * as inline from "./inline.js";
import { chatFrom, load, openChat, readElsewhere, state, store, storeEarlier, threadOf } from "./state.js";
import * as suggestions from "./suggestions.js";
import { setLanguage, t } from "./strings.js";
import * as tools from "./tools.js";

const TYPING_SECONDS = 5;
const presses = new Map();
let pressNumber = 0;

const acts = {
  reply: composer.reply,
  canReply: chat => chat.write && !chat.blocked,
  topic: selectTopic,
  press(chat, message, data) {
    pressNumber += 1;
    const number = pressNumber;
    send("press", { chat: chat.id, message: message.id, data, number });
    return new Promise(resolve => presses.set(number, resolve));
  },
  command: text => composer.say(text, null),
  mention: name => { composer.put(`${name} `); $("input").focus(); },
  share(anchor, query) {
    const writable = [...state.chats.values()].filter(chat => chat.write && !chat.blocked);
    openMenu(anchor, writable.map(chat => ({
      text: chat.title,
      lead: chatAvatar(chat, true),
      act: () => { if (chat.id !== state.open) select(chat.id); acts.inline(query); },
    })));
  },
  inline: query => { composer.put(`@${state.bot.username} ${query}`); $("input").focus(); },
  link: followInside,
  stop: chat => send("stop", { chat: chat.id }),
};

const receivers = {
  hello(body) {
    load(body);
    setLanguage(state.me.language);
    remember("reader", state.me.id);
    drawReader(changeReader);
    tools.offer(body.tools);
    const wide = !matchMedia("(max-width: 720px)").matches;
    if (state.open === null && wide) state.open = body.chats[0]?.id ?? null;
    if (state.open === null) document.body.dataset.view = "list";
    drawAll();
  },
  message({ chat: id, message }) {
    const chat = state.chats.get(id);
    if (!chat) return;
    const first = !chat.messages.size;
    const added = store(chat, message);
    if (message.from.bot) stopTyping(chat, threadOf(chat, message));
    if (added) conversation.drawNew(chat, message);
    else conversation.drawEdited(chat, message);
    if (first || message.reply_markup) composer.drawComposer();
    refresh(chat);
  },
  edit({ chat: id, message }) {
    const chat = state.chats.get(id);
    if (!chat) return;
    store(chat, message);
    conversation.drawEdited(chat, message);
    refresh(chat);
  },
  delete({ chat: id, message }) {
    const chat = state.chats.get(id);
    if (!chat?.messages.delete(message)) return;
    conversation.drawDeleted(chat, message);
    if (state.replyTo?.id === message) composer.reply(null);
    composer.drawComposer();
    refresh(chat);
  },
  earlier({ chat: id, messages, more }) {
    const chat = state.chats.get(id);
    if (!chat) return;
    chat.asked = false;
    if (storeEarlier(chat, messages, more)) conversation.drawEarlier(chat);
  },
  read({ chat: id, thread, message }) {
    const chat = state.chats.get(id);
    if (!chat) return;
    readElsewhere(chat, thread, message);
    refresh(chat);
  },
  chat({ chat: change }) {
    const chat = state.chats.get(change.id);
    if (!chat) {
      state.chats.set(change.id, chatFrom(change));
      drawChats(select);
      return;
    }
    Object.assign(chat, change);
    const here = chat.id === state.open && state.thread !== 1;
    if (here && !chat.topics.some(topic => topic.id === state.thread)) selectTopic(1);
    composer.drawComposer();
    refresh(chat);
  },
  gone({ chat: id, to }) {
    state.chats.delete(id);
    if (state.open === id && state.chats.has(to)) {
      select(to);
    } else if (state.open === id) {
      state.open = null;
      document.body.dataset.view = "list";
      conversation.drawConversation();
    }
    drawChats(select);
  },
  bot({ bot }) {
    state.bot = bot;
    if (openChat() && !openChat().messages.size) conversation.drawConversation();
  },
  typing({ chat: id, thread, name }) {
    const chat = state.chats.get(id);
    if (!chat) return;
    stopTyping(chat, thread);
    chat.typing.set(thread, { name, timer: setTimeout(() => { stopTyping(chat, thread); refresh(chat); }, TYPING_SECONDS * 1000) });
    refresh(chat);
  },
  draft({ chat: id, ...content }) {
    const chat = state.chats.get(id);
    if (chat) conversation.drawDraft(chat, content);
  },
  answer({ number, text, alert, url }) {
    presses.get(number)?.();
    presses.delete(number);
    if (url && followInside(url)) return;
    if (text) (alert ? alertBox : toast)(text);
  },
  inline: inline.results,
  traffic: tools.traffic,
  published: tools.published,
  warning: ({ dropped }) => toast(t("dropped", { bytes: dropped })),
  refused: ({ reason }) => toast(t(reason)),
};

function stopTyping(chat, thread) {
  clearTimeout(chat.typing.get(thread)?.timer);
  chat.typing.delete(thread);
}

function drawAll() {
  drawChats(select);
  conversation.drawConversation();
  composer.reply(null);
  composer.drawComposer();
}

let stale = null;

/** Draw anew what shows a chat's state, once for all that has just been told. */
function refresh(chat) {
  if (stale) { stale.add(chat.id); return; }
  stale = new Set([chat.id]);
  setTimeout(() => {
    const open = stale.has(state.open);
    stale = null;
    drawChats(select);
    if (!open) return;
    conversation.drawHead();
    conversation.drawTopics();
  });
}

function select(id) {
  state.open = id;
  state.thread = 1;
  document.body.dataset.view = "chat";
  suggestions.hide();
  drawAll();
  // on a phone the keyboard would cover half of what is to be read
  if (matchMedia("(pointer: fine)").matches) ($("form").hidden ? $("start") : $("input")).focus();
}

function selectTopic(id) {
  state.thread = id;
  suggestions.hide();
  drawAll();
  $("topics").querySelector("[aria-selected=true]")?.focus();
}

function changeReader(id) {
  state.open = null;
  document.body.dataset.view = "list";
  // what the other reader sees must not be pressed while this one's chats are on their way
  state.chats.clear();
  conversation.drawConversation();
  drawChats(select);
  connect(id, receive);
}

/** Follow a deep link to the bot inside the page: t.me/bot?start=… opens the private chat and starts there. */
function followInside(address) {
  const url = new URL(address);
  const path = url.pathname.replace(/^\//, "").toLowerCase();
  const ours = ["t.me", "telegram.me"].includes(url.hostname) && path === state.bot.username.toLowerCase();
  const named = url.protocol === "tg:" && url.hostname === "resolve" && (url.searchParams.get("domain") ?? "").toLowerCase() === state.bot.username.toLowerCase();
  if (!ours && !named) return false;
  openStart(url.searchParams.get("start"));
  return true;
}

function openStart(parameter) {
  const chat = [...state.chats.values()].find(other => other.type === "private");
  if (!chat) return;
  if (state.open !== chat.id) select(chat.id);
  if (parameter !== null) composer.say(`/start ${parameter}`.trim(), null);
}

function receive(type, body) {
  receivers[type]?.(body);
}

function remember(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* a page without storage works too */ }
}

function remembered(storage, name) {
  try { return storage().getItem(name); } catch { return null; }
}

const darkness = matchMedia("(prefers-color-scheme: dark)");

/** Show the theme that was chosen, else the one that the machine prefers. */
function setTheme(chosen = remembered(() => localStorage, "theme")) {
  document.documentElement.dataset.theme = chosen ?? (darkness.matches ? "dark" : "light");
}

$("theme").addEventListener("click", () => {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  setTheme(theme);
  try { localStorage.setItem("theme", theme); } catch { /* then it holds for this page only */ }
});
darkness.addEventListener("change", () => setTheme());
$("back").addEventListener("click", () => {
  document.body.dataset.view = "list";
  const row = $("chats").querySelector(`[data-id="${state.open}"]`);
  state.open = null;
  conversation.drawConversation();
  drawChats(select);
  row && $("chats").querySelector(`[data-id="${row.dataset.id}"]`)?.focus();
});
$("chat-menu").addEventListener("click", () => {
  const chat = openChat();
  const items = [{ text: t("tools"), act: () => $("tools-toggle").click() }];
  if (chat?.type === "private") items.unshift({ text: t(chat.blocked ? "unblock" : "block"), act: () => send("block", { chat: chat.id, on: !chat.blocked }) });
  openMenu($("chat-menu"), items);
});

setTheme();
conversation.start(acts, (chat, thread, message) => {
  send("read", { chat: chat.id, thread, message });
  drawChats(select);
  conversation.drawTopics();
}, chat => {
  if (!chat.asked) chat.asked = send("earlier", { chat: chat.id, message: chat.messages.keys().next().value ?? 0 });
});
composer.start();
composer.onStart(openStart);
tools.start();
connect(Number(remembered(() => sessionStorage, "reader") ?? 0), receive);
