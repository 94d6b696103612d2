"""The session of one open page: what its reader does, and what is news for it.

A session keeps places in the server's lists of events and calls; :meth:`WebSession.news` returns what came since, so
that a slow page is never sent to in vain and a page that reconnects begins anew.
"""

from __future__ import annotations

from bot.local_telegram.drafts import stop_draft
from bot.local_telegram.entities import utf16_length
from bot.local_telegram.results import choose
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import (
    GENERAL_TOPIC,
    Account,
    Bot,
    Call,
    CallbackQuery,
    Chat,
    Dropped,
    Event,
    InlineQuery,
    Json,
    StoredMessage,
)
from bot.local_telegram.texts import MAX_TEXT_UNITS
from bot.local_telegram.web_views import bot_view, chat_view, chats_of, draft_view, message_view, person_view

SHOWN_MESSAGES = 300
"""The newest messages of a chat that a page is given when it opens."""
KEPT_CALLS = 300
"""The newest calls that a page is given when it begins to watch the traffic."""

Marks = dict[tuple[int, int, int], int]
"""How far everybody has read: (reader, chat, thread) → message."""


class WebSession:
    """A page that shows the chats of ``reader`` with ``bot``."""

    def __init__(self, server: Server, bot: Bot, reader: Account, marks: Marks) -> None:
        """Begin with the state of now; ``marks`` is shared by all pages."""
        self._server = server
        self._bot = bot
        self._reader = reader
        self._marks = marks
        self._chats = {chat.id: chat for chat in chats_of(server, bot, reader)}
        self._shown = {chat.id: chat_view(bot, reader, chat) for chat in self._chats.values()}
        self._shown_bot = bot_view(bot, reader)
        self._event = len(server.events)
        self._read = self._reading()
        self._presses: dict[str, int] = {}
        self._inline: dict[str, int] = {}
        self._answered: dict[int, InlineQuery] = {}
        self._call: int | None = None
        self._unfinished: list[Call] = []

    # ---- what the page shows

    def hello(self, readers: tuple[Account, ...]) -> Json:
        """Return everything that a page begins with."""
        return {
            "me": person_view(self._reader),
            "readers": [person_view(reader) for reader in readers],
            "bot": self._shown_bot,
            "chats": [self._chat_with_messages(chat) for chat in self._chats.values()],
        }

    def news(self) -> list[tuple[str, Json]]:
        """Return what changed since the last time, each as a kind and a body."""
        events = self._server.events[self._event :]
        self._event += len(events)
        found = [item for event in events if (item := self._told(event)) is not None]
        found += self._changes()
        found += self._marks_of_others()
        if calls := self._calls():
            found.append(("traffic", {"calls": calls}))
        return found

    def earlier(self, chat_id: int, before: int) -> Json:
        """Return the messages of a chat that come before one, the newest of them."""
        chat = self._chats[chat_id]
        messages, more = self._newest(chat, before)
        return {"chat": chat_id, "messages": messages, "more": more}

    def _newest(self, chat: Chat, before: int | None = None) -> tuple[list[Json], bool]:
        """Return the newest messages of a chat, those before one where it is named, and whether there are more."""
        shown = [
            message
            for message in chat.messages.values()
            if not message.deleted and (before is None or message.id < before)
        ]
        return [message_view(self._server, message) for message in shown[-SHOWN_MESSAGES:]], len(shown) > SHOWN_MESSAGES

    def _chat_with_messages(self, chat: Chat) -> Json:
        messages, more = self._newest(chat)
        read = {str(thread): message for (chat_id, thread), message in self._reading().items() if chat_id == chat.id}
        return self._shown[chat.id] | {"messages": messages, "more": more, "read": read}

    def _reading(self) -> dict[tuple[int, int], int]:
        """Return how far the reader has read, in whatever window."""
        marks = self._marks.items()
        return {(chat, thread): message for (reader, chat, thread), message in marks if reader == self._reader.id}

    def _marks_of_others(self) -> list[tuple[str, Json]]:
        """Return what was read in another window of the same reader."""
        before, self._read = self._read, self._reading()
        return [
            ("read", {"chat": chat, "thread": thread, "message": message})
            for (chat, thread), message in self._read.items()
            if before.get((chat, thread)) != message
        ]

    def _told(self, event: Event) -> tuple[str, Json] | None:
        subject = event.subject
        if isinstance(subject, CallbackQuery):
            number = self._presses.pop(subject.id, None)
            if number is None or subject.answer is None:
                return None
            answer = subject.answer
            return "answer", {"number": number, "text": answer.text, "alert": answer.alert, "url": answer.url}
        if isinstance(subject, InlineQuery):
            return self._inline_results(subject)
        if isinstance(subject, Dropped):
            return ("warning", {"dropped": subject.count}) if event.bot_id == self._bot.account.id else None
        chat = self._chats.get(event.chat_id)
        if chat is None or (chat.type == "private" and event.bot_id not in {self._bot.account.id, 0}):
            return None
        if event.kind == "action":
            thread = event.thread_id or GENERAL_TOPIC
            return "typing", {"chat": chat.id, "thread": thread, "name": self._shown_bot["name"]}
        if event.kind == "draft":
            return "draft", {"chat": chat.id} | (draft_view(self._server, subject) if subject else {"ended": True})
        if not isinstance(subject, StoredMessage):
            return None
        if event.kind == "deleted":
            return "delete", {"chat": chat.id, "message": subject.id}
        if subject.deleted:
            return None
        kind = "message" if event.kind == "sent" else "edit"
        return kind, {"chat": chat.id, "message": message_view(self._server, subject)}

    def _inline_results(self, query: InlineQuery) -> tuple[str, Json] | None:
        number = self._inline.pop(query.id, None)
        if number is None or query.results is None:
            return None
        self._answered[number] = query
        shown = [
            {key: result[key] for key in ("id", "type", "title", "description", "caption") if key in result}
            for result in query.results
        ]
        options = query.options
        return "inline", {
            "number": number,
            "results": shown,
            "next_offset": options.get("next_offset", ""),
            "button": options.get("button"),
        }

    def _changes(self) -> list[tuple[str, Json]]:
        changes: list[tuple[str, Json]] = []
        present = {chat.id: chat for chat in chats_of(self._server, self._bot, self._reader)}
        gone = [chat for chat in self._chats.values() if chat.id not in present]
        new = [chat for chat in present.values() if chat.id not in self._chats]
        self._chats = present
        for chat in new:
            self._shown[chat.id] = chat_view(self._bot, self._reader, chat)
            changes.append(("chat", {"chat": self._chat_with_messages(chat)}))
        changes += [("gone", {"chat": chat.id, "to": chat.migrated_to}) for chat in gone]
        for chat in self._chats.values():
            view = chat_view(self._bot, self._reader, chat)
            if view != self._shown[chat.id]:
                self._shown[chat.id] = view
                changes.append(("chat", {"chat": view}))
        view = bot_view(self._bot, self._reader)
        if view != self._shown_bot:
            self._shown_bot = view
            changes.append(("bot", {"bot": view}))
        return changes

    def _calls(self) -> list[Json]:
        if self._call is None:
            return []
        calls = self._unfinished + self._server.calls[self._call :]
        self._call = len(self._server.calls)
        self._unfinished = [call for call in calls if not call.code]
        return [_call_view(call) for call in calls if call.code]

    # ---- what the reader does

    def says(self, chat_id: int, thread: int, text: str, reply_to: int) -> str:
        """Write a message; return why not, where it may not be written."""
        chat = self._chats[chat_id]
        if utf16_length(text) > MAX_TEXT_UNITS or not text.strip():
            return "MESSAGE_TOO_LONG" if text.strip() else "MESSAGE_EMPTY"
        if reason := self._hindrance(chat, thread):
            return reason
        thread_id = 0 if thread == GENERAL_TOPIC else thread
        self._server.post(
            chat,
            self._reader,
            text=text,
            reply_to=chat.messages.get(reply_to),
            thread_id=thread_id,
            bot=self._bot,
        )
        return ""

    def presses(self, chat_id: int, message_id: int, data: str, number: int) -> None:
        """Press a button; the answer is told under ``number``."""
        message = self._chats[chat_id].messages[message_id]
        query = self._server.press(self._bot, self._reader, message, data)
        self._presses[query.id] = number

    def types_inline(self, chat_id: int, query: str, offset: str, number: int) -> None:
        """Type after the bot's name; the results are told under ``number``."""
        chat = self._chats.get(chat_id)
        kind = chat.type if chat is not None and chat.type != "private" else "sender"
        inline = self._server.type_inline(self._bot, self._reader, query, offset, kind)
        self._inline[inline.id] = number

    def chooses(self, chat_id: int, thread: int, number: int, result_id: str, reply_to: int) -> str:
        """Send one of the inline results that came under ``number``; return why not, where it may not be sent."""
        chat = self._chats[chat_id]
        query = self._answered[number]
        if reason := self._hindrance(chat, thread):
            return reason
        thread_id = 0 if thread == GENERAL_TOPIC else thread
        reply = chat.messages.get(reply_to)
        choose(self._server, self._bot, query, result_id, chat, thread_id=thread_id, reply_to=reply)
        return ""

    def stops(self, chat_id: int) -> None:
        """Stop what the bot is writing."""
        stop_draft(self._server, self._bot, self._chats[chat_id])

    def reads(self, chat_id: int, thread: int, message_id: int) -> None:
        """Have read a thread up to a message."""
        if chat_id in self._chats and self._marks.get((self._reader.id, chat_id, thread), 0) < message_id:
            self._marks[self._reader.id, chat_id, thread] = self._read[chat_id, thread] = message_id
            self._server.changed()

    def blocks(self, chat_id: int, blocked: bool) -> None:
        """Block the bot in the private chat, or unblock it."""
        chat = self._chats[chat_id]
        if chat.type == "private" and chat.blocked != blocked:
            self._server.set_status(chat, self._bot, self._reader, "kicked" if blocked else "member")

    def watches(self, on: bool) -> None:
        """Begin or end to be told of the bot's requests; the newest come first of all."""
        self._call = max(0, len(self._server.calls) - KEPT_CALLS) if on else None
        self._unfinished = []

    def _hindrance(self, chat: Chat, thread: int) -> str:
        view = self._shown[chat.id]
        if chat.blocked:
            return "USER_IS_BLOCKED"
        if not view["write"]:
            return "CHAT_WRITE_FORBIDDEN"
        if not chat.is_forum or chat.members[self._reader.id].runs:
            return ""
        topic = chat.general if thread == GENERAL_TOPIC else chat.topics.get(thread)
        return "TOPIC_CLOSED" if topic is None or topic.closed else ""


def _call_view(call: Call) -> Json:
    return {
        "number": call.number,
        "method": call.method,
        "date": call.date,
        "code": call.code,
        "parameters": call.parameters,
        "result": call.result,
        "description": call.description,
    }
