// The list above the message field: commands, names and inline results, reached with the arrow keys while typing.

import { $, el } from "./dom.js";

let items = [];
let active = -1;
let nearEnd = null;

/** Show options, each {lead, title, note, act}; `more` is called when the end of the list comes into sight. */
export function show(options, { kind = "", choose = 0, more = null, top = null, note = "" } = {}) {
  items = options;
  nearEnd = more;
  const list = $("suggestions");
  list.className = "suggestions";
  list.dataset.kind = kind;
  list.replaceChildren(
    ...(top ? [el("button", { type: "button", className: "top", onclick: top.act }, top.text)] : []),
    ...options.map((option, index) => el("div", {
      role: "option",
      id: `option-${index}`,
      "aria-selected": "false",
      onpointerdown: event => event.preventDefault(),
      onclick: () => option.act(),
    }, option.lead ?? "", el("span", { className: "option-lines" },
      el("span", { className: "option-title" }, option.title),
      option.note ? el("span", { className: "option-note" }, option.note) : ""))),
    ...(note ? [el("p", { className: "quiet" }, note)] : []),
  );
  list.hidden = !options.length && !note && !top;
  highlight(options.length ? choose : -1);
}

/** Add options to the list that stands. */
export function extend(options) {
  const at = active;
  const scrolled = $("suggestions").scrollTop;
  show([...items, ...options], { kind: $("suggestions").dataset.kind, choose: at, more: nearEnd });
  $("suggestions").scrollTop = scrolled;
}

export function hide() {
  items = [];
  nearEnd = null;
  $("suggestions").hidden = true;
  $("input").removeAttribute("aria-activedescendant");
  $("commands").setAttribute("aria-expanded", "false");
}

export const shown = () => !$("suggestions").hidden;

/** Let the keys of the message field move in the list; tells whether the key is used up. */
export function key(event) {
  if (!shown()) return false;
  if (event.key === "Escape") { hide(); return true; }
  if (!items.length) return false;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const from = active < 0 && event.key === "ArrowUp" ? 0 : active;
    highlight((from + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
    return true;
  }
  if ((event.key === "Enter" || event.key === "Tab") && active >= 0) { items[active].act(); return true; }
  return false;
}

function highlight(index) {
  active = index;
  const nodes = $("suggestions").querySelectorAll("[role=option]");
  for (const [at, node] of nodes.entries()) node.setAttribute("aria-selected", String(at === index));
  if (index >= 0) {
    nodes[index].scrollIntoView({ block: "nearest" });
    $("input").setAttribute("aria-activedescendant", `option-${index}`);
  } else {
    $("input").removeAttribute("aria-activedescendant");
  }
}

$("suggestions").addEventListener("scroll", () => {
  const list = $("suggestions");
  if (nearEnd && list.scrollTop + list.clientHeight > list.scrollHeight - 60) {
    const more = nearEnd;
    nearEnd = null;
    more();
  }
}, { passive: true });

export const resume = more => { nearEnd = more; };
