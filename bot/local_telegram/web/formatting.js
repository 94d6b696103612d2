// Text with entities, as the Bot API gives it, to elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { copyText, el, link } from "./dom.js";
import { toast } from "./dialogs.js";
import { t } from "./strings.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };
const COLLAPSED_LINES = 3;

/** Build the text; `acts` says what a command or a mention does when it is pressed. */
export function formatted(text, entities = [], acts = {}) {
  const fragment = document.createDocumentFragment();
  const sorted = entities
    .filter(entity => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b));
  fill(fragment, text, 0, text.length, sorted, acts);
  return fragment;
}

/** Give the text without line breaks, cut short: for the list of chats and for replies. */
export function digest(text, length = 120) {
  const line = (text || "").replace(/\s+/g, " ").trim();
  const characters = [...line];
  return characters.length > length ? `${characters.slice(0, length).join("")}…` : line;
}

function rank(entity) {
  return entity.type.endsWith("blockquote") ? 0 : entity.type === "pre" || entity.type === "code" ? 1 : 2;
}

function fill(parent, text, start, end, entities, acts) {
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    index += 1;
    if (to <= from) continue;
    append(parent, text.slice(at, from));
    // what begins inside stands inside; what reaches beyond goes on after it
    const inner = [];
    const later = [];
    while (index < entities.length && entities[index].offset < to) {
      const next = entities[index];
      index += 1;
      inner.push(next);
      if (next.offset + next.length > to) later.push({ ...next, offset: to, length: next.offset + next.length - to });
    }
    const [outside, inside] = element(entity, text.slice(from, to), acts);
    fill(inside, text, from, to, inner, acts);
    parent.append(outside);
    at = to;
    if (later.length) {
      fill(parent, text, at, end, [...later, ...entities.slice(index)], acts);
      return;
    }
    // a quotation is a block: the line break after it is already made
    if (block(entity) && text[at] === "\n") at += 1;
  }
  append(parent, text.slice(at, end));
}

const block = entity => entity.type === "pre" || entity.type.endsWith("blockquote");

function append(parent, text) {
  if (text) parent.append(text);
}

/** Give the element that stands for an entity, and the one its text goes into. */
function element(entity, marked, acts) {
  if (PLAIN[entity.type]) return twice(el(PLAIN[entity.type]));
  switch (entity.type) {
    case "text_link": return twice(withAct(link(entity.url), acts.link));
    case "url": return twice(withAct(link(marked), acts.link));
    case "email": return twice(el("span", { className: "mark" }));
    case "code": return twice(code());
    case "pre": return preformatted(entity, marked);
    case "blockquote": return twice(el("blockquote"));
    case "expandable_blockquote": return expandable();
    case "spoiler": return spoiler();
    case "bot_command": return twice(acting("command", () => acts.command?.(marked)));
    case "mention": return twice(acting("mention", () => acts.mention?.(marked)));
    case "hashtag": case "cashtag": case "phone_number": case "text_mention": return twice(el("span", { className: "mark" }));
    default: return twice(el("span"));
  }
}

const twice = node => [node, node];

/** Let the page itself follow a link, where it can. */
export function withAct(node, act) {
  if (act && node.href) node.addEventListener("click", event => { if (act(node.href)) event.preventDefault(); });
  return node;
}

/** Give a piece of text that does something when it is pressed. */
export function acting(name, act) {
  return el("button", { type: "button", className: `inline ${name}`, onclick: act });
}

/** Give the element of a piece of code, which is copied when it is pressed. */
export function code() {
  const node = el("code", { title: t("copy") });
  node.addEventListener("click", () => { copyText(node.textContent); toast(t("copied")); });
  return node;
}

/** Give the element of a block of code in `entity.language`, and the one its text goes into. */
export function preformatted(entity, marked) {
  const body = el("code");
  const copy = el("button", { type: "button", className: "copy", onclick: () => { copyText(marked); toast(t("copied")); } }, t("copyCode"));
  const head = el("span", { className: "pre-head" }, el("span", {}, entity.language || ""), copy);
  return [el("pre", { tabIndex: 0 }, head, body), body];
}

// whether three lines are enough is known once a quotation is laid out, and changes with the window; all are measured
// before the first is changed, since every change would have the page laid out anew
const folding = new ResizeObserver(entries => {
  const measured = entries.map(({ target }) => ({
    quote: target.parentElement,
    longer: target.scrollHeight > parseFloat(getComputedStyle(target).lineHeight) * (COLLAPSED_LINES + 0.5),
  }));
  for (const { quote, longer } of measured) {
    if (!quote || quote.classList.contains("open")) continue;
    quote.querySelector(".expand").hidden = !longer;
    quote.classList.toggle("long", longer);
  }
});

/** Give the element of a quotation that shows its beginning only, and the one its text goes into. */
export function expandable() {
  const body = el("div", { className: "quoted" });
  const button = el("button", { type: "button", className: "expand", hidden: true, "aria-expanded": "false", "aria-label": t("showAll") });
  const quote = el("blockquote", { className: "expandable" }, body, button);
  const toggle = () => {
    const open = quote.classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", t(open ? "showLess" : "showAll"));
  };
  button.addEventListener("click", event => { event.stopPropagation(); toggle(); });
  quote.addEventListener("click", event => {
    if (!button.hidden && !event.target.closest("a, button") && !getSelection().toString()) toggle();
  });
  folding.observe(body);
  return [quote, body];
}

/** Give the element that hides a text until it is pressed, and the one the text goes into. */
export function spoiler() {
  const body = el("span", { "aria-hidden": "true" });
  const node = el("span", { className: "spoiler", role: "button", tabIndex: 0, "aria-label": t("spoiler") }, body);
  const show = event => {
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    body.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", show, true);
  node.addEventListener("keydown", event => { if (event.key === "Enter" || event.key === " ") show(event); });
  return [node, body];
}
