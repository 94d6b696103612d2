// What the page knows: one reader's chats and which of them is open. No element is touched here.

const GENERAL = 1;

export const state = {
  me: null,
  bot: null,
  readers: [],
  chats: new Map(),
  open: null,
  thread: GENERAL,
  replyTo: null,
};

/** Take the server's first message. */
export function load({ me, bot, readers, chats }) {
  const before = state.chats;
  const sameReader = state.me?.id === me.id;
  Object.assign(state, { me, bot, readers, replyTo: null });
  state.chats = new Map(chats.map(chat => [chat.id, chatFrom(chat, sameReader ? before.get(chat.id)?.draft : "")]));
  if (!state.chats.has(state.open)) state.open = null;
}

/** Make a chat of what the server tells of a new one. */
export function chatFrom(chat, draft = "") {
  return { ...chat, messages: new Map(chat.messages.map(message => [message.id, message])), draft, typing: new Map() };
}

export const openChat = () => state.chats.get(state.open);
// messages come in the order of their ids, and a change leaves a message in its place
const ordered = chat => [...chat.messages.values()];
export const threadOf = (chat, message) => (chat.forum ? message.thread || GENERAL : GENERAL);
export const inThread = (chat, thread) => ordered(chat).filter(message => threadOf(chat, message) === thread);
export const own = message => message.from.id === state.me.id;
export const lastOf = chat => ordered(chat).at(-1);

/** Count what the reader has not seen, in one thread or in all. */
export function unread(chat, thread = null) {
  let count = 0;
  for (const message of chat.messages.values()) {
    const where = threadOf(chat, message);
    if ((thread === null || where === thread) && !own(message) && !message.service && message.id > (chat.read[where] ?? 0)) count += 1;
  }
  return count;
}

/** Note what was read in another window. */
export function readElsewhere(chat, thread, id) {
  chat.read[thread] = Math.max(chat.read[thread] ?? 0, id);
}

/** Note that a thread is read to its end; tells the last message's id where that is news. */
export function markRead(chat, thread) {
  const last = inThread(chat, thread).at(-1);
  if (!last || last.id <= (chat.read[thread] ?? 0)) return 0;
  chat.read[thread] = last.id;
  return last.id;
}

/** Put a message in or change it. */
export function store(chat, message) {
  const known = chat.messages.has(message.id);
  chat.messages.set(message.id, message);
  if (!known && own(message)) chat.read[threadOf(chat, message)] = message.id;
  return !known;
}

/** Put messages in front of those that are known; tells whether there were any. */
export function storeEarlier(chat, messages, more) {
  chat.more = more;
  chat.messages = new Map([...messages.map(message => [message.id, message]), ...chat.messages]);
  return messages.length > 0;
}

/** Give the reply keyboard that stands in a chat: the last one asked for, unless it was taken away since. */
export function replyKeyboard(chat, thread) {
  for (const message of inThread(chat, thread).reverse()) {
    const markup = message.reply_markup;
    if (markup?.remove_keyboard) return null;
    if (markup?.keyboard) return markup;
  }
  return null;
}
