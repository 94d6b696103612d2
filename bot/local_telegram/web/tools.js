// The side panel: publishing a paper, faults, and the raw traffic between bot and server.

import { send } from "./connection.js";
import { $, el } from "./dom.js";
import { toast } from "./dialogs.js";
import { clock, t } from "./strings.js";

const KEPT_CALLS = 300;
const GROUPS = {
  "faults-requests": ["delay", "penalty", "halt", "limits", "forbidden", "outage", "cut-before", "cut-after"],
  "faults-updates": ["repeat", "reorder", "hour", "day"],
  "faults-chats": ["migrate", "mute", "kick", "join", "topic", "topic-open", "topic-deleted", "channel", "deactivate"],
};

let calls = [];
let opened = new Set();

export function start() {
  $("tools-toggle").addEventListener("click", () => toggle($("tools").hidden));
  $("tools-close").addEventListener("click", () => { toggle(false); $("tools-toggle").focus(); });
  $("tools").addEventListener("keydown", event => { if (event.key === "Escape") { toggle(false); $("tools-toggle").focus(); } });
  $("publish").addEventListener("click", () => { $("publish").disabled = true; send("publish"); });
  $("polls").addEventListener("change", draw);
}

/** Learn what the server offers and forget the traffic of an earlier connection. */
export function offer({ publish, faults }) {
  $("publishing").hidden = !publish;
  $("publish").disabled = false;
  $("faults").hidden = !faults?.length;
  const grouped = Object.values(GROUPS).flat();
  $("fault-list").replaceChildren(
    ...Object.entries(GROUPS).map(([title, names]) => faultGroup(title, names.filter(name => faults?.includes(name)))),
    faultGroup("", faults?.filter(name => !grouped.includes(name)) ?? []));
  calls = [];
  if (!$("tools").hidden) send("traffic", { on: true });
  draw();
}

function faultGroup(title, names) {
  if (!names.length) return "";
  return el("div", { className: "fault-group" }, title ? el("h4", {}, t(title)) : "", ...names.map(name => el("button", {
    type: "button",
    className: "wide",
    title: t(`fault-${name}-about`),
    onclick: () => { send("fault", { name }); toast(t(`fault-${name}-about`)); },
  }, t(`fault-${name}`))));
}

export function published({ title, left }) {
  $("publish").disabled = !left;
  const text = title ? t("published", { title }) : t("publishedAll");
  $("published").textContent = text;
  toast(text);
}

/** Take requests, the oldest first. */
export function traffic({ calls: more }) {
  calls.push(...more);
  calls = calls.slice(-KEPT_CALLS);
  draw();
}

function toggle(open) {
  $("tools").hidden = !open;
  $("tools-toggle").setAttribute("aria-expanded", String(open));
  document.body.classList.toggle("tools-open", open);
  calls = [];
  send("traffic", { on: open });
  draw();
  if (open) $("tools-close").focus();
}

const emptyPoll = call => call.method.toLowerCase() === "getupdates" && Array.isArray(call.result) && !call.result.length;

function draw() {
  if ($("tools").hidden) return;
  const shown = calls.filter(call => $("polls").checked || !emptyPoll(call)).reverse();
  $("calls").replaceChildren(...shown.map(entry));
}

function entry(call) {
  const details = el("details", { open: opened.has(call.number) },
    el("summary", {},
      el("span", { className: `code ${call.code === 200 ? "good" : "bad"}` }, String(call.code || "…")),
      el("span", { className: "method" }, call.method),
      el("time", {}, clock(call.date))));
  details.addEventListener("toggle", () => {
    if (details.open) { opened.add(call.number); fill(details, call); } else opened.delete(call.number);
  });
  if (details.open) fill(details, call);
  return el("li", {}, details);
}

function fill(details, call) {
  if (details.childElementCount > 1) return;
  details.append(
    el("h4", {}, t("sent")), el("pre", { tabIndex: 0 }, pretty(call.parameters)),
    el("h4", {}, t("answered")), el("pre", { tabIndex: 0 }, call.description || pretty(call.result)));
}

/** Give JSON with its lines, also where a value is JSON in a string, as forms carry it. */
function pretty(value) {
  return JSON.stringify(value, (name, inner) => {
    if (typeof inner !== "string" || !/^[[{]/.test(inner)) return inner;
    try { return JSON.parse(inner); } catch { return inner; }
  }, 2) ?? "";
}
