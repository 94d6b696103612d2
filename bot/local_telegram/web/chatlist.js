// The list of chats with their last message and what is unread, and the account above it.

import { $, avatar, el } from "./dom.js";
import { openMenu } from "./dialogs.js";
import { digest } from "./formatting.js";
import { lastOf, own, state, unread } from "./state.js";
import { clock, serviceText, t } from "./strings.js";

export function drawReader(change) {
  const button = $("reader");
  const name = state.me.name;
  button.replaceChildren(avatar(state.me.id, name, true), el("span", { className: "reader-name" }, name), el("span", { className: "tag" }, languageName(state.me)), el("span", { className: "offscreen" }, t("changeAccount")));
  button.onclick = () => openMenu(button, state.readers.map(reader => ({
    text: `${reader.name} · ${languageName(reader)}`,
    lead: avatar(reader.id, reader.name, true),
    current: reader.id === state.me.id,
    act: () => { if (reader.id !== state.me.id) change(reader.id); },
  })));
}

export function drawChats(select) {
  const focused = document.activeElement?.closest?.("#chats button")?.dataset.id;
  const chats = [...state.chats.values()].sort((a, b) => when(b) - when(a));
  $("chats").replaceChildren(...chats.map(chat => el("li", {}, row(chat, select))));
  if (focused) $("chats").querySelector(`[data-id="${focused}"]`)?.focus();
  const total = chats.reduce((sum, chat) => sum + unread(chat), 0);
  $("title").textContent = state.bot.name;
  document.title = `${total ? `(${total}) ` : ""}${state.chats.get(state.open)?.title ?? state.bot.name}`;
}

// a chat with nothing in it yet is the one to begin with
const when = chat => lastOf(chat)?.date ?? Infinity;

const languageName = reader => (reader.language.startsWith("zh") ? "中文" : "English");

export const chatAvatar = (chat, small) => avatar(chat.type === "private" ? state.bot.id : chat.id, chat.title, small);

function row(chat, select) {
  const count = unread(chat);
  const last = lastOf(chat);
  const typing = [...chat.typing.keys()].length > 0;
  return el("button", {
    type: "button",
    className: "chat",
    data: { id: chat.id },
    "aria-current": chat.id === state.open ? "true" : undefined,
    onclick: () => select(chat.id),
  },
  chatAvatar(chat),
  el("span", { className: "chat-lines" },
    el("span", { className: "chat-line" },
      el("span", { className: "chat-row-name" }, chat.title),
      el("span", { className: "chat-time" }, last ? clock(last.date) : "")),
    el("span", { className: "chat-line" },
      el("span", { className: `chat-last${typing ? " typing" : ""}` }, typing ? `${t("typing")} …` : lastLine(chat, last)),
      count ? el("span", { className: "badge" }, el("span", { "aria-hidden": "true" }, String(count)), el("span", { className: "offscreen" }, t("unread", count))) : "")));
}

function lastLine(chat, last) {
  if (!last) return "";
  if (last.service) return serviceText(last);
  const text = digest(last.text, 90) || (last.media?.kind === "document" ? last.media.name : t("photo"));
  if (own(last)) return `${t("you")}: ${text}`;
  return chat.type === "private" || chat.type === "channel" ? text : `${last.from.name}: ${text}`;
}
