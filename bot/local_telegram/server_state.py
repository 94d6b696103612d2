"""The server's state behind the Bot API, and its changes: accounts, chats, messages, and the updates of bots.

Everything runs in one event loop and without locks: a method changes the state between two awaits or not at all. Who
waits for something (a long poll, a reader in a test) waits for the next change and looks again.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from bot.local_telegram import membership
from bot.local_telegram.clock import Clock, SystemClock
from bot.local_telegram.entities import FormattedText
from bot.local_telegram.event_log import EventLog
from bot.local_telegram.normalise_text import tidy
from bot.local_telegram.objects import callback_query_object, inline_query_object, message_object, user_object
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.privacy_mode import guests, listeners
from bot.local_telegram.rich.traversal import buttons_in
from bot.local_telegram.state import (
    Account,
    Bot,
    CallbackQuery,
    Chat,
    ChatType,
    GuestQuery,
    InlineQuery,
    Json,
    Member,
    Status,
    StoredFile,
    StoredMessage,
    Topic,
    Update,
)

UPDATE_KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
        "chat_join_request",
        "poll",
        "poll_answer",
        "guest_message",
        "stopped_message_generation",
    }
)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Update types that a bot gets only if it names them."""

Gate = Callable[[Bot, str, Parameters], Awaitable[None]]
"""Looks at a request before it is carried out; refuses it by raising, delays it by waiting."""


class ConnectionCutError(Exception):
    """Raised by a gate or a follower: the request gets no answer, its connection is cut."""


class Server(EventLog):
    """Accounts, chats and bots, and the events between them."""

    def __init__(
        self, clock: Clock | None = None, *, kept: int | None = None, kept_messages: int | None = None
    ) -> None:
        """Begin empty, with the machine's time where no ``clock`` is given.

        Of events, calls and a bot's queries the newest ``kept`` are remembered, of each chat's messages the newest
        ``kept_messages``; without a bound all are. Bounds hold memory level while a bot writes to thousands.
        """
        super().__init__(kept)
        self.clock: Clock = clock or SystemClock()
        self.accounts: dict[int, Account] = {}
        self.bots: dict[str, Bot] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.gates: list[Gate] = []
        self.followers: list[Gate] = []
        """Look at a request after it was carried out."""
        self.has_rich_messages = True
        """Whether it is of Bot API 10.1 or later; before that there were no rich messages."""
        self.closing = False
        self._kept, self._kept_messages = kept, kept_messages
        self._ids = itertools.count(1)

    # ---- who is there

    def add_bot(self, token: str, name: str = "Bot", username: str = "local_bot") -> Bot:
        """Register a bot; the digits before the colon of its token are its id."""
        account = Account(int(token.split(":")[0]), name, username=username, is_bot=True)
        self.accounts[account.id] = account
        bot = self.bots[token] = Bot(token, account)
        return bot

    def add_user(self, first_name: str, *, language_code: str = "", last_name: str = "", username: str = "") -> Account:
        """Register a user."""
        account = Account(1000 + next(self._ids), first_name, last_name, username, language_code)
        self.accounts[account.id] = account
        return account

    def add_chat(
        self,
        chat_type: ChatType,
        title: str,
        members: Iterable[Account] = (),
        *,
        username: str = "",
        is_forum: bool = False,
    ) -> Chat:
        """Open a group, supergroup or channel; the first member is its creator."""
        number = next(self._ids)
        chat = Chat(
            -number if chat_type == "group" else -1_000_000_000_000 - number,
            chat_type,
            title,
            username,
            is_forum=is_forum,
            # the message that made it; in a forum also the id of the General topic
            last_message_id=1,
        )
        for account in members:
            chat.members[account.id] = Member(account, "member" if chat.members else "creator")
        self.chats[chat.id] = chat
        return chat

    def add_topic(self, chat: Chat, name: str, by: Account | None = None) -> Topic:
        """Open a topic in a forum; its creator is the forum's where nobody is named."""
        creator = by or next(iter(chat.members.values())).account
        topic = Topic(chat.last_message_id + 1, name, creator_id=creator.id)
        chat.topics[topic.id] = topic
        service = {"forum_topic_created": {"name": name, "icon_color": topic.icon_color}}
        self.post_service(chat, creator, service, topic.id)
        return topic

    def private_chat(self, bot: Bot, user: Account) -> Chat:
        """Return the chat of a user with a bot, opened by the user."""
        if user.id not in bot.private_chats:
            bot.private_chats[user.id] = Chat(user.id, "private", user=user)
        return bot.private_chats[user.id]

    def find_chat(self, bot: Bot, written: str) -> Chat | None:
        """Return the chat that a bot names by id or ``@username``, None for one that it cannot know."""
        if written.startswith("@"):
            wanted = written[1:].lower()
            return next((chat for chat in self.chats.values() if wanted and chat.username.lower() == wanted), None)
        try:
            number = int(written)
        except ValueError:
            return None
        return bot.private_chats.get(number) or self.chats.get(number)

    def set_status(self, chat: Chat, bot: Bot, by: Account, status: Status, withheld: Iterable[str] = ()) -> None:
        """Change a bot's standing: added, promoted (but not to the rights ``withheld``), thrown out, blocked."""
        membership.change_bot(self, chat, bot, by, Member(bot.account, status, frozenset(withheld)))

    def set_member(self, chat: Chat, account: Account, by: Account, status: Status) -> None:
        """Change a person's standing in a group or channel."""
        membership.change_person(self, chat, by, Member(account, status))

    # ---- what is said

    def post(
        self,
        chat: Chat,
        sender: Account,
        message: StoredMessage | None = None,
        *,
        text: str = "",
        reply_to: StoredMessage | None = None,
        thread_id: int = 0,
        bot: Bot | None = None,
    ) -> StoredMessage:
        """Put a message into a chat and notify who must know; ``bot`` is the other side of a private chat."""
        if message is None:
            message = StoredMessage(0, chat, sender, 0, tidy(text), thread_id, reply_to)
        chat.draft = None
        chat.last_message_id += 1
        message.id, message.date = chat.last_message_id, int(self.clock.now())
        chat.messages[message.id] = message
        _forget_oldest(chat.messages, self._kept_messages)
        self.record("sent", chat, bot, message)
        if not sender.is_bot:
            self._tell_of(message, bot)
        return message

    def post_service(self, chat: Chat, by: Account, service: Json, thread_id: int = 0) -> StoredMessage:
        """Put a message of Telegram's own into a group or channel: what ``by`` did."""
        return self.post(chat, by, StoredMessage(0, chat, by, 0, FormattedText(), thread_id, service=service))

    def post_inline(self, bot: Bot, message: StoredMessage) -> StoredMessage:
        """Put a message into a chat that stands there through ``bot``, which knows it by an id of its own."""
        message.inline_id = f"inline-{bot.account.id}-{next(self._ids)}"
        bot.inline_messages[message.inline_id] = message
        _forget_oldest(bot.inline_messages, self._kept)
        return self.post(message.chat, message.sender, message, bot=bot)

    def rewrite(self, message: StoredMessage, text: str, bot: Bot | None = None) -> None:
        """Let a person change the text of a message of their own."""
        message.content, message.edit_date = tidy(text), int(self.clock.now())
        message.revision += 1
        self.record("edited", message.chat, bot, message)
        self._tell_of(message, bot)

    def press(self, bot: Bot, user: Account, message: StoredMessage, data: str) -> CallbackQuery:
        """Press a button with callback data under a message of ``bot``."""
        query = CallbackQuery(str(4_000_000 + next(self._ids)), user, message, data, self.clock.now())
        bot.callback_queries[query.id] = query
        _forget_oldest(bot.callback_queries, self._kept)
        self.tell(bot, "callback_query", callback_query_object(query, self.accounts))
        return query

    def type_inline(
        self, bot: Bot, user: Account, query: str, offset: str = "", chat_type: str = "sender"
    ) -> InlineQuery:
        """Type ``@bot query`` in some chat; the bot does not hear of what Telegram still has an answer to."""
        now = self.clock.now()
        inline = InlineQuery(str(5_000_000 + next(self._ids)), user, query, offset, now, chat_type)
        bot.inline_queries[inline.id] = inline
        _forget_oldest(bot.inline_queries, self._kept)
        for whose in (0, user.id):
            known = bot.inline_cache.get((query, offset, whose))
            if known is not None and now < known.date + known.options["cache_time"]:
                inline.results, inline.options = known.results, known.options
                self.record("inline", None, bot, inline)
                return inline
        self.tell(bot, "inline_query", inline_query_object(inline))
        return inline

    def choose(self, bot: Bot, query: InlineQuery, result_id: str, message: StoredMessage) -> StoredMessage:
        """Send the message that a result became; the bot is told, and given an id where there are buttons."""
        chosen: Json = {"result_id": result_id, "from": user_object(query.user), "query": query.query}
        if message.keyboard or (message.rich and any(buttons_in(message.rich["blocks"]))):
            self.post_inline(bot, message)
            chosen["inline_message_id"] = message.inline_id
        else:
            self.post(message.chat, message.sender, message, bot=bot)
        self.tell(bot, "chosen_inline_result", chosen)
        return message

    # ---- who is told

    def tell(self, bot: Bot, kind: str, body: Json) -> None:
        """Queue an update for a bot, unless it does not want its kind."""
        wanted = bot.allowed_updates or UPDATE_KINDS - NOT_BY_DEFAULT
        if kind in wanted:
            bot.held.append(Update(bot.next_update_id, kind, body, self.clock.now()))
            bot.next_update_id += 1
            if len(bot.held) >= bot.holding:
                # a fault keeps some back, to deliver them in the wrong order
                bot.updates.extend(reversed(bot.held))
                bot.held.clear()
                bot.holding = 0
        self.changed()

    def _tell_of(self, message: StoredMessage, bot: Bot | None) -> None:
        """Deliver to bots a person's message, new or edited."""
        chat = message.chat
        kind = "channel_post" if chat.type == "channel" else "message"
        kind = f"edited_{kind}" if message.edit_date else kind
        body = message_object(message, self.accounts)
        if chat.type == "private":
            told = [bot] if bot is not None else []
        else:
            told = listeners(self.bots.values(), chat, message)
        for listener in told:
            self.tell(listener, kind, body)
        for guest in guests(self.bots.values(), chat, message) if not message.edit_date else ():
            query = GuestQuery(str(6_000_000 + next(self._ids)), message, self.clock.now())
            guest.guest_queries[query.id] = query
            self.tell(guest, "guest_message", body | {"guest_query_id": query.id})


def _forget_oldest(remembered: dict[Any, Any], most: int | None) -> None:
    while most is not None and len(remembered) > most:
        del remembered[next(iter(remembered))]
