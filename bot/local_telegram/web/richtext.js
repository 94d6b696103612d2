// Rich text and formulas, as the Bot API gives them, to elements.

import { el, link } from "./dom.js";
import { acting, code, spoiler, withAct } from "./formatting.js";
import { key } from "./keys.js";
import { t } from "./strings.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";
const LONG = 60;
const STYLES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", marked: "mark", subscript: "sub", superscript: "sup" };
const MARKED = new Set(["hashtag", "cashtag", "phone_number", "email_address", "bank_card_number", "text_mention", "date_time"]);

/** Build rich text; `context` is the chat, the message and what its parts do. */
export function rich(text, context) {
  const fragment = document.createDocumentFragment();
  for (const part of [text ?? ""].flat()) fragment.append(typeof part === "string" ? part : piece(part, context));
  return fragment;
}

/** Give the text without its form: for labels that are read aloud. */
export function plain(text) {
  if (Array.isArray(text)) return text.map(plain).join("");
  if (typeof text === "string" || !text) return text ?? "";
  return text.expression ?? text.alternative_text ?? plain(text.text ?? text.button?.text);
}

function piece(part, context) {
  const { acts } = context;
  if (STYLES[part.type]) return filled(el(STYLES[part.type]), part, context);
  if (MARKED.has(part.type)) return filled(el("span", { className: "mark" }), part, context);
  switch (part.type) {
    case "code": return filled(code(), part, context);
    case "spoiler": {
      const [outside, inside] = spoiler();
      filled(inside, part, context);
      return outside;
    }
    case "url": return withAct(link(part.url, rich(part.text, context)), acts.link);
    case "mention": return filled(acting("mention", () => acts.mention?.(plain(part.text))), part, context);
    case "bot_command": return filled(acting("command", () => acts.command?.(plain(part.text))), part, context);
    case "custom_emoji": return part.alternative_text;
    case "mathematical_expression": return formula(part, false);
    case "anchor": return el("span", { data: { anchor: part.name } });
    case "reference": return filled(el("span", { data: { anchor: part.name } }), part, context);
    case "reference_link": case "anchor_link":
      return filled(acting("jump", event => jump(event.currentTarget, part.reference_name ?? part.anchor_name)), part, context);
    case "button": return inlineButton(part.button, context);
    default: return rich(part.text, context);
  }
}

function filled(node, part, context) {
  node.append(rich(part.text, context));
  return node;
}

function inlineButton(button, { chat, message, acts, ...context }) {
  const node = key(chat, message, button, rich(button.text, { chat, message, acts, ...context }), acts);
  node.classList.add("in-text", `style-${button.style ?? "default"}`);
  return node;
}

/** Bring an anchor of the same message into sight, opening what it is hidden in. */
function jump(from, name) {
  const root = from.closest(".rich");
  const target = [...root.querySelectorAll("[data-anchor]")].find(node => node.dataset.anchor === name);
  const shown = name === "" ? root : target;
  if (!shown) return;
  root.classList.remove("folded");
  for (let holder = shown.closest("details"); holder; holder = holder.parentElement.closest("details")) holder.open = true;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  shown.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
}

/** Build a formula: drawn where the server could read it, else as it is written. */
export function formula({ expression, mathml }, display) {
  if (!mathml) return el("code", { className: display ? "formula tex" : "tex", title: t("formula") }, expression);
  const node = drawn(mathml);
  node.setAttribute("display", display ? "block" : "inline");
  node.setAttribute("aria-label", expression);
  if (display) return el("div", { className: "formula", tabIndex: 0 }, node);
  // browsers break no formula: a long one in a line is scrolled, at the price of its place on the line
  return expression.length > LONG ? el("span", { className: "long-formula", tabIndex: 0 }, node) : node;
}

function drawn({ tag, attributes, text, children }) {
  const node = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith("on") && name !== "style") node.setAttribute(name, value);
  }
  node.append(text, ...children.map(drawn));
  return node;
}
