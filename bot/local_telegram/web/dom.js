// Small helpers for building elements. Text only ever becomes text: nothing here takes markup.

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = 7;

export const $ = id => document.getElementById(id);

/** Make an element; `options` are properties, or attributes where the name holds a dash or is `role`, `for`. */
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for") node.setAttribute(name, String(value));
    else node[name] = value;
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/web/icon.svg#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Give a round picture with the first letter of a name. */
export function avatar(id, name, small = false) {
  const letter = [...(name || "?").trim()][0] || "?";
  return el("span", { className: `avatar c${Math.abs(id) % COLOURS}${small ? " small" : ""}`, "aria-hidden": "true" }, letter.toUpperCase());
}

/** Give the class that colours a sender's name. */
export const nameColour = id => `n${Math.abs(id) % COLOURS}`;

/** Give an address that may be followed, or nothing: web and tg: addresses only. */
function safeAddress(address) {
  try {
    const url = new URL(address.includes(":") ? address : `http://${address}`);
    return ["http:", "https:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** Make a link to a foreign address; without a followable one the children stand alone. */
export function link(address, ...children) {
  const href = safeAddress(address);
  if (!href) return el("span", {}, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, ...children);
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without the right to the clipboard (or the focus) the old way still works
    const area = el("textarea", { value: text, className: "offscreen", "aria-hidden": "true" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
