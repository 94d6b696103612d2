// One message as an element: the bubble, what it replies to, its buttons.

import { avatar, copyText, el, icon, link, nameColour } from "./dom.js";
import { openMenu, toast } from "./dialogs.js";
import { digest, formatted } from "./formatting.js";
import { keyboard } from "./keys.js";
import { richDocument } from "./rich.js";
import { own } from "./state.js";
import { clock, serviceText, t } from "./strings.js";

const SWIPE = 56;

/** Build a message; `follows` tells that the sender's name stands above already. */
export function bubble(chat, message, follows, acts) {
  if (message.service) return el("li", { className: "service", data: { id: message.id } }, el("span", {}, serviceText(message)));
  const mine = own(message) && chat.type !== "channel";
  const item = el("li", {
    className: `message ${mine ? "out" : "in"}${follows ? " follows" : ""}`,
    tabIndex: -1,
    data: { id: message.id },
  }, el("span", { className: "offscreen" }, `${mine ? t("you") : message.from.name}: `));
  const group = chat.type === "group" || chat.type === "supergroup";
  if (group && !mine) item.append(follows ? el("span", { className: "avatar small none" }) : avatar(message.from.id, message.from.name, true));
  const column = el("div", { className: "column" }, body(chat, message, group && !mine && !follows, acts));
  if (message.keyboard) column.append(keyboard(chat, message, acts));
  item.append(column, replyButton(chat, message, acts));
  item.addEventListener("contextmenu", event => {
    if (event.target.closest("a") || getSelection().toString()) return;
    event.preventDefault();
    openMenu({ x: event.clientX, y: event.clientY }, choices(chat, message, acts));
  });
  item.addEventListener("keydown", event => {
    if (event.target !== item) return;
    if (event.key === "r" || event.key === "Enter") { event.preventDefault(); acts.reply(message); }
  });
  if (acts.canReply(chat)) swipe(item, () => acts.reply(message));
  return item;
}

function body(chat, message, named, acts) {
  const box = el("div", { className: "bubble" });
  if (named) box.append(el("div", { className: `name ${nameColour(message.from.id)}` }, message.from.name, message.from.bot ? el("span", { className: "tag" }, t("bot")) : ""));
  if (message.via) box.append(el("div", { className: "via" }, t("via", { name: message.via })));
  if (message.reply_to) box.append(quoted(message.reply_to, acts));
  if (message.forwarded) box.append(el("div", { className: "via" }, t("forwarded", { name: message.forwarded })));
  if (message.media) box.append(media(message));
  const text = el("div", { className: "text", dir: "auto" });
  text.append(message.rich ? richDocument(chat, message, acts) : formatted(message.text, message.entities, acts));
  if (message.reactions) text.append(el("span", { className: "reactions" }, ...message.reactions.map(sign => el("span", {}, sign))));
  const meta = el("span", { className: "meta" }, message.pinned ? "📌 " : "", message.edited ? `${t("edited")} ` : "", el("time", { dateTime: new Date(message.date * 1000).toISOString() }, clock(message.date)));
  text.append(meta);
  if (message.preview) box.append(...(message.preview.above ? [preview(message.preview), text] : [text, preview(message.preview)]));
  else box.append(text);
  return box;
}

function media(message) {
  const { kind, url, name, size, width, height } = message.media;
  if (kind === "photo") {
    const picture = el("img", { className: "photo", src: url, alt: digest(message.text, 60) || t("photo"), width, height });
    return el("a", { href: url, target: "_blank", rel: "noopener" }, picture);
  }
  return el("a", { href: url, download: name, className: "file" }, icon("file"), el("span", { className: "option-lines" },
    el("strong", {}, name), el("span", {}, size < 1024 ? `${size} B` : `${Math.ceil(size / 1024)} KB`)));
}

function quoted(target, acts) {
  return el("button", { type: "button", className: `quoted-message ${nameColour(target.from.id)}`, onclick: () => acts.jump(target.id) },
    el("span", { className: "quoted-name" }, target.deleted ? t("deleted") : target.from.name),
    el("span", { className: "quoted-text" }, target.deleted ? "" : digest(target.text, 80)));
}

function preview({ url }) {
  const node = link(url, el("strong", {}, host(url)), el("span", {}, url));
  node.classList.add("preview");
  return node;
}

function host(url) {
  try { return new URL(url).hostname; } catch { return url; }
}

function replyButton(chat, message, acts) {
  if (!acts.canReply(chat)) return "";
  return el("button", { type: "button", className: "icon reply", tabIndex: -1, title: t("reply"), "aria-label": t("replyTo", { name: message.from.name }), onclick: () => acts.reply(message) }, icon("reply"));
}

function choices(chat, message, acts) {
  const items = [{ text: t("copy"), act: () => { copyText(message.text); toast(t("copied")); } }];
  if (acts.canReply(chat)) items.unshift({ text: t("reply"), act: () => acts.reply(message) });
  return items;
}

/** Reply by pulling the message to the left with a finger. */
function swipe(item, act) {
  let start = null;
  let moved = 0;
  const end = () => {
    if (start && moved <= -SWIPE) act();
    start = null;
    item.style.translate = "";
  };
  item.addEventListener("touchstart", event => {
    start = event.touches.length === 1 ? event.touches[0] : null;
    moved = 0;
  }, { passive: true });
  item.addEventListener("touchmove", event => {
    if (!start) return;
    const across = event.touches[0].clientX - start.clientX;
    if (Math.abs(event.touches[0].clientY - start.clientY) > Math.abs(across)) { start = null; item.style.translate = ""; return; }
    moved = Math.max(-SWIPE * 1.4, Math.min(0, across));
    item.style.translate = `${moved}px 0`;
  }, { passive: true });
  item.addEventListener("touchend", end);
  item.addEventListener("touchcancel", end);
}

