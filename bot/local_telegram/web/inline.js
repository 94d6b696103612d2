// Inline mode: while one types "@bot words", the bot's results stand above the message field.

import { el } from "./dom.js";
import { send } from "./connection.js";
import { openChat, state } from "./state.js";
import { t } from "./strings.js";
import * as suggestions from "./suggestions.js";

const PAUSE_MS = 250;
const WAIT_MS = 10000;

let timer = 0;
let patience = 0;
let number = 0;
let current = null;
let chosen = () => {};

export const onChosen = act => { chosen = act; };

/** Give what is typed after the bot's name, or nothing where that is not what is being typed. */
export function inlineQuery(text) {
  const name = `@${state.bot.username} `;
  return text.toLowerCase().startsWith(name.toLowerCase()) ? text.slice(name.length) : null;
}

/** Ask the bot, once the typing pauses. */
export function typed(query) {
  clearTimeout(timer);
  if (current?.query === query && current.chat === state.open) return;
  if (!state.bot.inline) {
    suggestions.show([], { note: t("noInline") });
    return;
  }
  // names or commands that stand there are no longer meant
  if (!current) suggestions.hide();
  timer = setTimeout(() => ask(query, ""), PAUSE_MS);
}

export function stop() {
  clearTimeout(timer);
  clearTimeout(patience);
  current = null;
}

function ask(query, offset) {
  number += 1;
  current = { query, offset, number, chat: state.open };
  if (!offset && !suggestions.shown()) suggestions.show([], { kind: "inline", note: t("searching") });
  send("inline", { chat: state.open, query, offset, number });
  clearTimeout(patience);
  patience = setTimeout(() => { if (!offset) suggestions.show([], { note: t("noResults") }); }, WAIT_MS);
}

/** Show what the bot answered. */
export function results({ number: of, results: found, next_offset: next, button }) {
  if (!current || of !== current.number) return;
  clearTimeout(patience);
  const options = found.map(result => ({
    lead: lead(result),
    title: result.title || result.caption || result.type,
    note: result.description || "",
    act: () => choose(of, result),
  }));
  const more = next ? () => ask(current.query, next) : null;
  if (current.offset) {
    suggestions.extend(options);
    suggestions.resume(more);
    return;
  }
  const top = button ? { text: button.text, act: () => chosen({ start: button.start_parameter ?? "" }) } : null;
  // nothing is chosen at first: Enter sends what is typed, as a question that names the bot
  suggestions.show(options, { kind: "inline", choose: -1, more, top, note: options.length ? "" : t("noResults") });
}

function choose(of, result) {
  const chat = openChat();
  send("choose", { chat: chat.id, thread: state.thread, number: of, result: result.id, reply_to: state.replyTo?.id ?? 0 });
  stop();
  suggestions.hide();
  chosen({});
}

function lead(result) {
  const letter = [...(result.title || "?")][0].toUpperCase();
  return el("span", { className: "thumb", "aria-hidden": "true" }, letter);
}
