"""Test users, who write and press buttons: what a person sees of a chat, and can wait for.

Waiting is on the server's events, never on time: a user keeps a place in the list of events and takes the next one of
the kind it waits for.
"""

from __future__ import annotations

from bot.local_telegram.drafts import draft_in, stop_draft
from bot.local_telegram.results import choose
from bot.local_telegram.rich.traversal import addresses_in, buttons_in, strings
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import (
    GENERAL_TOPIC,
    Account,
    Bot,
    CallbackAnswer,
    CallbackQuery,
    Chat,
    Draft,
    Event,
    InlineQuery,
    Json,
    StoredMessage,
)

PATIENCE = 20.0
"""Seconds of real time after which a user gives up: generous, since it is only ever used up by a failure."""


class TestUser:
    """One person in one chat with one bot: a private chat, a group, a topic of a forum, or a channel.

    In a topic only what stands in it is seen.
    """

    __test__ = False
    """No class of tests, for all its name: pytest leaves it alone."""

    def __init__(
        self, server: Server, bot: Bot, account: Account, chat: Chat | None = None, thread_id: int = 0
    ) -> None:
        """Sit in ``chat`` (in ``thread_id``, if it is a forum), or in the private chat with the bot."""
        self.server = server
        self.bot = bot
        self.account = account
        self.chat = chat or server.private_chat(bot, account)
        self.thread_id = thread_id
        self._seen = len(server.events)

    def says(self, text: str, *, reply_to: StoredMessage | None = None) -> StoredMessage:
        """Write a message."""
        thread_id = 0 if self.thread_id == GENERAL_TOPIC else self.thread_id
        # what Telegram cannot carry never reaches a bot
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return self.server.post(
            self.chat, self.account, text=text, reply_to=reply_to, thread_id=thread_id, bot=self.bot
        )

    def presses(self, button: str, message: StoredMessage | None = None) -> CallbackQuery:
        """Press the button with this text or callback data, of ``message`` or of the bot's last one."""
        message = self.chat.messages[(message or self.last).id]
        for candidate in _pressable(message):
            if button in {label(candidate), candidate.get("callback_data")} and "callback_data" in candidate:
                return self.server.press(self.bot, self.account, message, candidate["callback_data"])
        raise AssertionError(f"no button {button!r} under the message: {buttons(message)}")

    def presses_stale(self, data: str, message: StoredMessage) -> CallbackQuery:
        """Press a button that the message no longer has, as an old client may."""
        return self.server.press(self.bot, self.account, message, data)

    def types(self, query: str, offset: str = "") -> InlineQuery:
        """Type words after the bot's name in this chat."""
        kind = "sender" if self.chat.type == "private" else self.chat.type
        return self.server.type_inline(self.bot, self.account, query, offset, kind)

    def chooses(self, query: InlineQuery, result_id: str) -> StoredMessage:
        """Send one of the results that the bot gave."""
        thread_id = 0 if self.thread_id == GENERAL_TOPIC else self.thread_id
        return choose(self.server, self.bot, query, result_id, self.chat, thread_id=thread_id)

    @property
    def last(self) -> StoredMessage:
        """The bot's last message in the chat."""
        shown = self.shown
        if not shown:
            raise AssertionError("the bot has said nothing in this chat")
        return shown[-1]

    @property
    def shown(self) -> list[StoredMessage]:
        """The bot's messages here as they are now, without deleted ones, in the order in which they came."""
        return [message for message in self.chat.messages.values() if self._by_bot(message) and not message.deleted]

    @property
    def draft(self) -> Draft | None:
        """What the bot shows of the message that it is writing, as long as Telegram shows it."""
        return draft_in(self.server, self.chat)

    def stops(self) -> None:
        """Stop what the bot is writing."""
        stop_draft(self.server, self.bot, self.chat)

    def edits(self, message: StoredMessage, text: str) -> None:
        """Change the text of a message that the user wrote."""
        self.server.rewrite(message, text, self.bot)

    async def asks(self, text: str, *, reply_to: StoredMessage | None = None) -> StoredMessage:
        """Write a message, and return what the bot sends or edits next."""
        self.says(text, reply_to=reply_to)
        return await self.wait_for_reply()

    async def taps(self, button: str, message: StoredMessage | None = None) -> StoredMessage:
        """Press a button, and return what the bot sends or edits next."""
        self.presses(button, message)
        return await self.wait_for_reply()

    async def wait_for_reply(self, seconds: float = PATIENCE) -> StoredMessage:
        """Wait for the bot's next message, or edit of one."""
        return await self._next({"sent", "edited"}, seconds)

    async def wait_for_message(self, seconds: float = PATIENCE) -> StoredMessage:
        """Wait for the bot's next new message; edits are passed over."""
        return await self._next({"sent"}, seconds)

    async def wait_for_edit(self, message: StoredMessage | None = None, seconds: float = PATIENCE) -> StoredMessage:
        """Wait until the bot edits ``message``, or any; new messages are passed over."""
        return await self._next({"edited"}, seconds, message)

    async def wait_for_deletion(self, message: StoredMessage | None = None, seconds: float = PATIENCE) -> StoredMessage:
        """Wait until the bot deletes ``message``, or any."""
        return await self._next({"deleted"}, seconds, message)

    async def wait_for_answer(self, query: CallbackQuery, seconds: float = PATIENCE) -> CallbackAnswer:
        """Wait for the answer to a pressed button."""
        if not await self.server.until(lambda: query.answer is not None, seconds) or query.answer is None:
            raise AssertionError(f"the button was not answered within {seconds} s")
        return query.answer

    async def _next(self, kinds: set[str], seconds: float, wanted: StoredMessage | None = None) -> StoredMessage:
        found: StoredMessage | None = None

        def holds() -> bool:
            nonlocal found
            events = self.server.events
            self._seen = max(self._seen, events.first)
            while found is None and self._seen < len(events):
                event = events[self._seen]
                self._seen += 1
                if event.kind in kinds and self._meant(event) and (wanted is None or event.subject.id == wanted.id):
                    found = event.subject
            return found is not None

        if not await self.server.until(holds, seconds) or found is None:
            raise AssertionError(f"nothing came within {seconds} s; refused: {self._refused()}")
        return found

    def _meant(self, event: Event) -> bool:
        if event.chat_id != self.chat.id or event.bot_id != self.bot.account.id:
            return False
        return isinstance(event.subject, StoredMessage) and self._by_bot(event.subject)

    def _by_bot(self, message: StoredMessage) -> bool:
        """Return whether a message is the bot's, in this thread where the user sits in one."""
        here = not self.thread_id or (message.thread_id or GENERAL_TOPIC) == self.thread_id
        return message.sender.id == self.bot.account.id and here and not message.service

    def _refused(self) -> list[str]:
        return [f"{call.method}: {call.description}" for call in self.server.calls if call.code >= 400]


def _pressable(message: StoredMessage) -> list[Json]:
    """Return the buttons in a message, then those under it."""
    inside = buttons_in(message.rich["blocks"]) if message.rich else ()
    return [*inside, *(button for row in message.keyboard or [] for button in row)]


def label(button: Json) -> str:
    """Return what a button says; one inside of a rich message says it in rich text."""
    return "".join(strings(button["text"]))


def buttons(message: StoredMessage) -> list[list[str]]:
    """Return the texts of a message's buttons, row by row."""
    return [[button["text"] for button in row] for row in message.keyboard or []]


def button_with(part: str, message: StoredMessage) -> str:
    """Return the text of the first button under a message that has ``part`` in its text."""
    return next(text for row in buttons(message) for text in row if part in text)


def callback_data(message: StoredMessage) -> list[str]:
    """Return the callback data of a message's buttons, in reading order."""
    return [button["callback_data"] for row in message.keyboard or [] for button in row if "callback_data" in button]


def addresses(message: StoredMessage) -> list[str]:
    """Return the addresses that a message's text and buttons lead to."""
    in_text = [entity.url for entity in message.content.entities if entity.kind == "text_link"]
    in_buttons: list[Json] = [button for row in message.keyboard or [] for button in row if "url" in button]
    in_document = list(addresses_in(message.rich["blocks"])) if message.rich else []
    return in_text + in_document + [button["url"] for button in in_buttons]
