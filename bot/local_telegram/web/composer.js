// The message field: writing, replying, commands, mentions, inline mode, and what stands in its place.

import { send } from "./connection.js";
import { $, avatar, el, icon } from "./dom.js";
import { digest } from "./formatting.js";
import * as inline from "./inline.js";
import { openChat, replyKeyboard, state } from "./state.js";
import * as suggestions from "./suggestions.js";
import { t } from "./strings.js";

const MAX_LINES = 8;

export function start() {
  const input = $("input");
  input.addEventListener("input", () => { fit(); suggest(); keepDraft(); });
  input.addEventListener("keydown", event => {
    // while an input method composes, Enter and the arrows belong to it
    if (event.isComposing) return;
    if (suggestions.key(event)) { event.preventDefault(); return; }
    if (event.key === "Escape" && state.replyTo) { event.preventDefault(); reply(null); }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
  });
  input.addEventListener("blur", () => setTimeout(() => { if (!$("composer").contains(document.activeElement)) suggestions.hide(); }, 150));
  input.addEventListener("focus", suggest);
  $("form").addEventListener("submit", event => { event.preventDefault(); submit(); });
  $("commands").addEventListener("click", () => {
    if (suggestions.shown()) { suggestions.hide(); return; }
    listCommands("");
    $("commands").setAttribute("aria-expanded", "true");
    input.focus();
  });
  $("start").addEventListener("click", () => say("/start"));
  inline.onChosen(({ start: parameter }) => {
    put("");
    reply(null);
    if (parameter !== undefined) openStart(parameter);
  });
}

let openStart = () => {};
export const onStart = act => { openStart = act; };

/** Show what the open chat lets the reader do. */
export function drawComposer() {
  const chat = openChat();
  if (!chat) return;
  const fresh = chat.type === "private" && !chat.messages.size;
  const topic = state.thread === 1 ? chat : chat.topics.find(other => other.id === state.thread);
  const closed = chat.forum && topic?.closed && !chat.runs;
  const shut = chat.blocked ? t("blocked") : !chat.write ? t("readOnly") : closed ? t("TOPIC_CLOSED") : "";
  $("form").hidden = fresh || Boolean(shut);
  $("start").hidden = !fresh || Boolean(shut);
  $("read-only").hidden = !shut;
  $("read-only").textContent = shut;
  $("commands").hidden = !chat.commands.length;
  $("send").disabled = !$("input").value.trim();
  drawReplyKeyboard(chat);
  if ($("input").value !== (chat.draft ?? "")) put(chat.draft ?? "");
}

/** Say something in the open chat. */
export function say(text, replyTo = state.replyTo) {
  if (!text.trim()) return false;
  return send("say", { chat: state.open, thread: state.thread, text, reply_to: replyTo?.id ?? 0 });
}

/** Choose the message that the next one replies to. */
export function reply(message) {
  state.replyTo = message;
  const bar = $("reply");
  bar.hidden = !message;
  if (!message) return;
  bar.replaceChildren(icon("reply"),
    el("span", { className: "reply-lines" },
      el("strong", {}, t("replyTo", { name: message.from.name })),
      el("span", {}, digest(message.text, 80))),
    el("button", { type: "button", className: "icon", "aria-label": t("cancelReply"), title: t("cancelReply"), onclick: () => { reply(null); $("input").focus(); } }, icon("close")));
  $("input").focus();
}

/** Put words into the field, as a button or a mention asks. */
export function put(text) {
  $("input").value = text;
  fit();
  keepDraft();
  if (document.activeElement === $("input")) suggest();
}

function submit() {
  const text = $("input").value;
  if (!say(text)) return;
  inline.stop();
  suggestions.hide();
  put("");
  reply(null);
}

function keepDraft() {
  const chat = openChat();
  if (chat) chat.draft = $("input").value;
  $("send").disabled = !$("input").value.trim();
}

function fit() {
  const input = $("input");
  input.style.height = "auto";
  const line = parseFloat(getComputedStyle(input).lineHeight);
  input.style.height = `${Math.min(input.scrollHeight, line * MAX_LINES + 20)}px`;
}

function suggest() {
  const text = $("input").value;
  const query = inline.inlineQuery(text);
  if (query !== null) { inline.typed(query); return; }
  inline.stop();
  const before = text.slice(0, $("input").selectionStart);
  const command = /^\/(\w*)$/.exec(before);
  const name = /(?:^|\s)@(\w*)$/.exec(before);
  if (command) listCommands(command[1]);
  else if (name) listNames(name[1], before.length - name[1].length - 1);
  else suggestions.hide();
}

function listCommands(begun) {
  const chat = openChat();
  const suffix = chat.type === "private" ? "" : `@${state.bot.username}`;
  const found = chat.commands.filter(command => command.command.startsWith(begun.toLowerCase()));
  suggestions.show(found.map(command => ({
    lead: avatar(state.bot.id, state.bot.name, true),
    title: `/${command.command}`,
    note: command.description,
    act: () => {
      suggestions.hide();
      if (say(`/${command.command}${suffix}`)) { put(""); reply(null); }
    },
  })), { kind: "commands" });
}

function listNames(begun, at) {
  const chat = openChat();
  const people = chat.type === "private" ? [state.bot] : chat.members.filter(member => member.id !== state.me.id).sort((a, b) => b.bot - a.bot);
  const found = people.filter(person => person.username && person.username.toLowerCase().startsWith(begun.toLowerCase()));
  suggestions.show(found.map(person => ({
    lead: avatar(person.id, person.name, true),
    title: person.name,
    note: `@${person.username}`,
    act: () => {
      const input = $("input");
      const after = input.value.slice(at + 1 + begun.length);
      put(`${input.value.slice(0, at)}@${person.username} ${after}`);
      input.setSelectionRange(at + person.username.length + 2, at + person.username.length + 2);
      suggest();
    },
  })), { kind: "names" });
}

function drawReplyKeyboard(chat) {
  const markup = replyKeyboard(chat, state.thread);
  $("reply-keyboard").hidden = !markup;
  if (!markup) return;
  $("reply-keyboard").replaceChildren(...markup.keyboard.map(row => el("div", { className: "row" }, ...row.map(button => {
    const text = typeof button === "string" ? button : button.text;
    return el("button", { type: "button", className: "key", onclick: () => say(text) }, text);
  }))));
}
