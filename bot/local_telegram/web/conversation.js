// The open chat: its head, its topics, its messages and where they are scrolled to.

import { bubble } from "./bubble.js";
import { chatAvatar } from "./chatlist.js";
import { $, el } from "./dom.js";
import { digest } from "./formatting.js";
import { inThread, markRead, openChat, own, state, threadOf, unread } from "./state.js";
import { day, t } from "./strings.js";

const NEAR_END = 80;
const SAME_SENDER_SECONDS = 600;
const DRAFT_SECONDS = 30;
const DRAWN = 150;
const NEAR_BEGINNING = 600;

let acts = {};
let seen = () => {};
let more = () => {};
let waiting = 0;
let oldest = 0;
let top = 0;

export function start(actions, onRead, onMore) {
  acts = { ...actions, jump };
  seen = onRead;
  more = onMore;
  $("scroll").addEventListener("scroll", () => {
    // only the reader goes up and lets go of the end; a smooth scroll on its way there goes down
    if ($("scroll").scrollTop < top && !atEnd()) stays = false;
    top = $("scroll").scrollTop;
    $("down").hidden = atEnd();
    if (top < NEAR_BEGINNING) drawEarlier(openChat());
    if (!atEnd()) return;
    stays = true;
    if (behind) catchUp();
    else read();
  }, { passive: true });
  $("down").addEventListener("click", () => (behind ? drawConversation() : toEnd(true)));
  addEventListener("focus", () => (behind && stays ? drawConversation() : read()));
  $("log").addEventListener("keydown", move);
  // a bubble that grows (a picture, a quotation opened by the layout) must not push the newest message out of sight
  const sizes = new ResizeObserver(() => { if (stays) toEnd(); });
  sizes.observe($("log"));
  sizes.observe($("scroll"));
}

let stays = true;
let draftTimer = 0;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const atEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < NEAR_END;

function toEnd(smooth = false) {
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior: smooth && !still() ? "smooth" : "instant" });
  stays = true;
}

/** Bring the beginning of what does not fit to the top of the view. */
function toTopOf(item, smooth = false) {
  const top = $("scroll").scrollTop + item.getBoundingClientRect().top - $("scroll").getBoundingClientRect().top - 8;
  $("scroll").scrollTo({ top, behavior: smooth && !still() ? "smooth" : "instant" });
  stays = false;
}

/** Draw everything of the open chat. */
export function drawConversation() {
  const chat = openChat();
  $("conversation").classList.toggle("nothing-open", !chat);
  settling = null;
  behind = false;
  if (!chat) return;
  drawHead();
  drawTopics();
  drawPinned();
  const messages = inThread(chat, state.thread);
  $("scroll").setAttribute("aria-live", "off");
  $("log").replaceChildren();
  const seenUpTo = chat.read[state.thread] ?? 0;
  const news = messages.find(message => message.id > seenUpTo && !own(message) && !message.service);
  const first = Math.max(0, Math.min(messages.length, news ? messages.indexOf(news) : Infinity) - DRAWN);
  oldest = messages[first]?.id ?? 0;
  for (const [index, message] of messages.entries()) {
    if (index < first) continue;
    if (message === news && index) $("log").append(el("li", { className: "service news" }, el("span", {}, t("news"))));
    $("log").append(...items(chat, message, messages[index - 1]));
  }
  if (!messages.length) $("log").append(nothing(chat));
  rove();
  begin();
  // what was there before is no news
  requestAnimationFrame(() => { $("scroll").setAttribute("aria-live", "polite"); begin(); });
}

/** Show where the unread messages begin, else the end. */
function begin() {
  const mark = $("log").querySelector(".news");
  if (mark) toTopOf(mark);
  else toEnd();
  read();
}

export function drawHead() {
  const chat = openChat();
  if (!chat) return;
  $("chat-avatar").replaceChildren(chatAvatar(chat, true));
  $("chat-name").textContent = chat.title;
  const typing = chat.typing.get(state.thread);
  $("chat-status").classList.toggle("typing", Boolean(typing));
  if (typing) {
    $("chat-status").replaceChildren(chat.type === "private" ? t("typing") : t("typingNamed", { name: typing.name }), el("span", { className: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
  } else {
    $("chat-status").textContent = chat.type === "private" ? t("bot") : t(chat.type === "channel" ? "subscribers" : "members", chat.members.length);
  }
}

/** Show the newest pinned message above the others. */
export function drawPinned() {
  const chat = openChat();
  const message = chat && inThread(chat, state.thread).filter(other => other.pinned).at(-1);
  $("pinned").hidden = !message;
  if (!message) return;
  $("pinned").replaceChildren(el("strong", {}, t("pinned")), el("span", {}, digest(message.text, 90) || t("photo")));
  $("pinned").onclick = () => jump(message.id);
}

/** Show what the bot is writing, until it is sent or half a minute has passed. */
export function drawDraft(chat, content) {
  endDraft();
  if (chat.id !== state.open || content.ended) return;
  const bot = { id: state.bot.id, name: state.bot.name, bot: true };
  const item = bubble({ ...chat, write: false }, { id: 0, from: bot, date: Date.now() / 1000, ...content, text: content.text || "…" }, false, acts);
  item.classList.add("draft");
  if (content.can_stop) {
    item.querySelector(".column").append(el("button", { type: "button", className: "stop", onclick: () => acts.stop(chat) }, t("stop")));
  }
  $("log").append(item);
  draftTimer = setTimeout(endDraft, DRAFT_SECONDS * 1000);
  if (stays) toEnd();
}

function endDraft() {
  clearTimeout(draftTimer);
  $("log").querySelector(".draft")?.remove();
}

export function drawTopics() {
  const chat = openChat();
  $("topics").hidden = !chat?.forum;
  if (!chat?.forum) return;
  const focused = document.activeElement?.closest?.("#topics button")?.dataset.thread;
  $("topics").replaceChildren(...[{ id: 1, name: t("general"), closed: chat.closed }, ...chat.topics].map(topic => {
    const count = topic.id === state.thread ? 0 : unread(chat, topic.id);
    return el("button", {
      type: "button",
      role: "tab",
      data: { thread: topic.id },
      "aria-selected": topic.id === state.thread,
      "aria-controls": "scroll",
      tabIndex: topic.id === state.thread ? 0 : -1,
      onclick: () => acts.topic(topic.id),
      onkeydown: event => {
        const sibling = { ArrowRight: event.currentTarget.nextElementSibling, ArrowLeft: event.currentTarget.previousElementSibling }[event.key];
        if (sibling) { sibling.focus(); sibling.click(); }
      },
    }, topic.closed ? "🔒 " : "", topic.name, count ? el("span", { className: "badge" }, String(count)) : "");
  }));
  if (focused) $("topics").querySelector(`[data-thread="${focused}"]`)?.focus();
  $("topics").querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}

/** Show some more of what came before, or ask for it. */
export function drawEarlier(chat) {
  if (!chat || chat.id !== state.open || $("scroll").scrollTop >= NEAR_BEGINNING) return;
  const before = inThread(chat, state.thread).findIndex(message => message.id === oldest);
  if (before > 0) prepend(chat, before, Math.max(0, before - DRAWN));
  else if (chat.more) more(chat);
}

/** Draw the messages from `first` up to the `before`-th, the first that is drawn, without moving what is in sight. */
function prepend(chat, before, first) {
  const messages = inThread(chat, state.thread);
  const label = $("log").firstElementChild;
  if (label.matches(".day") && day(messages[before].date) === day(messages[before - 1].date)) label.remove();
  const height = $("scroll").scrollHeight;
  oldest = messages[first].id;
  $("log").prepend(...messages.slice(first, before).flatMap((message, index) => items(chat, message, messages[first + index - 1])));
  $("scroll").scrollTop += $("scroll").scrollHeight - height;
}

let settling = null;
/** Whether messages have come that are not drawn. */
let behind = false;

/** Show a message that has just come. */
export function drawNew(chat, message) {
  if (chat.id !== state.open || threadOf(chat, message) !== state.thread) return;
  $("log").querySelector(".nothing")?.remove();
  if (message.from.bot) endDraft();
  settling ??= { follow: stays || atEnd(), own: false, before: lastDrawn(chat), count: 0, room: 3 * DRAWN - $("log").childElementCount };
  settling.own ||= own(message);
  settling.count += 1;
  if (settling.count === 1) setTimeout(settle);
  if (behind || settling.count > Math.max(settling.room, DRAWN)) { behind = true; return; }
  const shown = items(chat, message, settling.before);
  settling.first ??= shown.at(-1);
  $("log").append(...shown);
  settling.before = message;
}

const lastDrawn = chat => chat.messages.get(Number([...$("log").querySelectorAll("[data-id]")].at(-1)?.dataset.id));

/** Bring into sight what has just come, once for all that came together. */
function settle() {
  if (!settling) return;
  const { follow, own: mine, first, count } = settling;
  settling = null;
  if ((follow || mine) && document.hasFocus()) {
    if (behind) { catchUp(); return; }
    // a long answer is read from its beginning
    if (count === 1 && first.isConnected && first.offsetHeight > $("scroll").clientHeight) toTopOf(first, true);
    else toEnd(!forgetOldest() && count === 1);
    read(true);
  } else {
    waiting += count;
    $("down-count").hidden = false;
    $("down-count").textContent = String(waiting);
    $("down").hidden = false;
  }
  rove();
}

/** Draw what came faster than it could be shown, or while nobody looked. */
function catchUp() {
  const chat = openChat();
  const last = markRead(chat, state.thread);
  if (last) seen(chat, state.thread, last);
  drawConversation();
}

/** Keep a page that is left open from growing for ever; tells whether something had to go. */
function forgetOldest() {
  const drawn = $("log").querySelectorAll(".message");
  if (drawn.length < 3 * DRAWN) return false;
  const kept = drawn[drawn.length - DRAWN];
  $("log").replaceChildren(...[...$("log").children].slice([...$("log").children].indexOf(kept)));
  oldest = Number(kept.dataset.id);
  return true;
}

/** Show a message as it stands after an edit, in its place. */
export function drawEdited(chat, message) {
  const item = find(message.id);
  if (!item || chat.id !== state.open) return;
  const focus = document.activeElement;
  const held = item.contains(focus) ? [...item.querySelectorAll("a, button, [tabindex]")].indexOf(focus) : -1;
  const end = atEnd();
  const next = bubble(chat, message, item.classList.contains("follows"), acts);
  item.replaceWith(next);
  if (held >= 0) {
    // the button that was pressed may be gone: stay in the message
    const places = [...next.querySelectorAll("a, button, [tabindex]")];
    (places[Math.min(held, places.length - 1)] ?? next).focus({ preventScroll: true });
  }
  rove();
  drawPinned();
  if (end) toEnd();
}

export function drawDeleted(chat, id) {
  if (chat.id !== state.open) return;
  find(id)?.remove();
  if (id === oldest) oldest = Number($("log").querySelector("[data-id]")?.dataset.id ?? 0);
  drawPinned();
  if (!inThread(chat, state.thread).length) $("log").replaceChildren(nothing(chat));
}

/** Give the elements of a message: the day where a new one begins, and the bubble. */
function items(chat, message, before) {
  const newDay = !before || day(before.date) !== day(message.date);
  const follows = !newDay && !before.service && before.from.id === message.from.id && message.date - before.date < SAME_SENDER_SECONDS;
  const item = bubble(chat, message, follows, acts);
  return newDay ? [el("li", { className: "service day" }, el("span", {}, day(message.date))), item] : [item];
}

function nothing(chat) {
  if (chat.type === "private" && state.bot.description) {
    return el("li", { className: "nothing about" }, el("strong", {}, t("about")), el("p", {}, state.bot.description));
  }
  return el("li", { className: "nothing" }, el("strong", {}, t("empty")),
    chat.type === "group" || chat.type === "supergroup" ? el("p", {}, t("emptyGroup", { name: state.bot.username })) : "");
}

const find = id => $("log").querySelector(`[data-id="${id}"]`);

function jump(id) {
  const messages = inThread(openChat(), state.thread);
  const at = messages.findIndex(message => message.id === id);
  if (!find(id) && at >= 0) prepend(openChat(), messages.findIndex(message => message.id === oldest), Math.max(0, at - DRAWN));
  const item = find(id);
  if (!item) return;
  item.scrollIntoView({ block: "center", behavior: "smooth" });
  item.classList.add("lit");
  setTimeout(() => item.classList.remove("lit"), 1600);
}

function read(shown = false) {
  const chat = openChat();
  if (!chat || !document.hasFocus() || !(shown || atEnd())) return;
  waiting = 0;
  $("down-count").hidden = true;
  const last = markRead(chat, state.thread);
  if (last) seen(chat, state.thread, last);
}

/** Let Tab reach the newest message; the arrow keys go on from there. */
function rove() {
  for (const item of $("log").querySelectorAll('.message[tabindex="0"]')) item.tabIndex = -1;
  const last = [...$("log").querySelectorAll(".message")].at(-1);
  if (last) last.tabIndex = 0;
}

function move(event) {
  const item = event.target.closest(".message");
  if (event.target !== item) return;
  const items = [...$("log").querySelectorAll(".message")];
  const at = items.indexOf(item);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
  if (items[to]) {
    event.preventDefault();
    items[to].focus();
    items[to].scrollIntoView({ block: "nearest" });
  }
}
