// Short notices, alerts that want to be confirmed, and the small menu.

import { $, el } from "./dom.js";

let toastTimer = 0;
let opener = null;

export function toast(text) {
  const node = $("toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, Math.min(8000, 2500 + 40 * text.length));
}

export function alertBox(text) {
  $("alert-text").textContent = text;
  $("alert").showModal();
}

/** Open the menu at a place (`anchor` an element or {x, y}); each item is {text, act, current}. */
export function openMenu(anchor, items) {
  const menu = $("menu");
  if (!menu.hidden && opener === anchor) return closeMenu();
  closeMenu();
  opener = anchor;
  menu.replaceChildren(...items.map(item => el("button", {
    role: item.current === undefined ? "menuitem" : "menuitemradio",
    "aria-checked": item.current,
    onclick: () => { closeMenu(); item.act(); },
  }, ...(item.lead ? [item.lead] : []), el("span", {}, item.text))));
  menu.hidden = false;
  const place = anchor instanceof Element ? anchor.getBoundingClientRect() : { left: anchor.x, bottom: anchor.y, right: anchor.x, top: anchor.y };
  const left = Math.min(place.left, innerWidth - menu.offsetWidth - 8);
  const below = place.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - menu.offsetHeight - 4)}px`;
  if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "true");
  menu.firstElementChild?.focus();
}

function closeMenu() {
  const menu = $("menu");
  if (menu.hidden) return;
  const held = menu.contains(document.activeElement);
  menu.hidden = true;
  if (opener instanceof Element) {
    opener.setAttribute("aria-expanded", "false");
    if (held) opener.focus();
  }
  opener = null;
}

addEventListener("pointerdown", event => {
  if (!$("menu").contains(event.target) && !(opener instanceof Element && opener.contains(event.target))) closeMenu();
});
$("menu").addEventListener("keydown", event => {
  const items = [...$("menu").children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu();
  } else if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  }
});
