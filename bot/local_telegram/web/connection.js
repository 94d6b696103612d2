// The WebSocket to the server: one reader's view, reopened when it is lost.

import { $ } from "./dom.js";
import { t } from "./strings.js";

let socket = null;
let reader = 0;
let waits = 0;
let timer = 0;
let receive = () => {};

export function connect(asReader, onMessage) {
  reader = asReader;
  receive = onMessage;
  waits = 0;
  open();
}

export function send(type, body = {}) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify({ type, ...body }));
  return true;
}

function open() {
  clearTimeout(timer);
  socket?.close();
  const here = new WebSocket(`ws://${location.host}/web/socket${reader ? `?reader=${reader}` : ""}`);
  socket = here;
  here.onmessage = event => {
    if (here !== socket) return;
    waits = 0;
    $("offline").hidden = true;
    const told = JSON.parse(event.data);
    for (const { type, ...body } of Array.isArray(told) ? told : [told]) receive(type, body);
  };
  here.onclose = () => {
    if (here !== socket) return;
    waits += 1;
    $("offline").hidden = false;
    $("offline").textContent = t(waits > 20 ? "ended" : "offline");
    if (waits <= 20) timer = setTimeout(open, Math.min(5000, 300 * waits));
  };
}
