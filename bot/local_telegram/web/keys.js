// Buttons under a message and inside of it, and what a press of each does.

import { copyText, el, icon, link } from "./dom.js";
import { toast } from "./dialogs.js";
import { t } from "./strings.js";

const WAIT_SECONDS = 15;

/** Build the buttons under a message. */
export function keyboard(chat, message, acts) {
  const rows = message.keyboard.map(row => el("div", { className: "row" }, ...row.map(button => key(chat, message, button, button.text, acts))));
  return el("div", { className: "keyboard", role: "group", "aria-label": t("buttons") }, ...rows);
}

/** Build a button that shows `face`, a text or an element. */
export function key(chat, message, button, face, acts) {
  if (button.url) {
    const node = link(button.url, el("span", {}, face), icon("out"));
    node.classList.add("key");
    node.addEventListener("click", event => { if (acts.link(button.url)) event.preventDefault(); });
    return node;
  }
  const inline = Object.keys(button).some(name => name.startsWith("switch_inline"));
  const corner = button.copy_text ? icon("copy") : inline ? icon("at") : null;
  const node = el("button", { type: "button", className: "key", disabled: Boolean(button.disabled) }, el("span", {}, face), corner);
  node.addEventListener("click", () => {
    if (button.copy_text) {
      copyText(button.copy_text.text);
      toast(t("copied"));
    } else if (button.callback_data !== undefined) {
      wait(node, acts.press(chat, message, button.callback_data));
    } else if (inline) {
      const elsewhere = button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
      if (elsewhere === undefined) acts.inline(button.switch_inline_query_current_chat ?? "");
      else acts.share(node, elsewhere);
    }
  });
  return node;
}

/** Show that a pressed button waits for the bot; `answered` is kept by the page until the answer comes. */
function wait(node, answered) {
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  const timeout = setTimeout(() => { done(); toast(t("unanswered")); }, WAIT_SECONDS * 1000);
  const done = () => {
    clearTimeout(timeout);
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
  };
  answered.then(done);
}
