"""Records of the server's state: accounts, chats, messages, queries and every request it received.

Plain records without behaviour; :mod:`bot.local_telegram.server_state` changes them. Private chats belong to one bot
each, groups and channels to all.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.local_telegram.entities import FormattedText

ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
Json = dict[str, Any]
GENERAL_TOPIC = 1


@dataclass(slots=True)
class Account:
    """A user or a bot, as others see it."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deactivated: bool = False


@dataclass(slots=True)
class Member:
    """An account's standing in a group or channel; it lacks the rights ``withheld`` of those that its status brings.

    Rights go by the Bot API's names: an administrator may lack ``can_post_messages``, one who is restricted
    ``can_send_messages``.
    """

    account: Account
    status: Status = "member"
    withheld: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        """Whether the account is in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def runs(self) -> bool:
        """Whether the account is among the chat's administrators."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Return whether the account has a right that administrators may have."""
        return self.runs and right not in self.withheld


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    id: int
    name: str
    closed: bool = False
    creator_id: int = 0
    icon_color: int = 0x6FB9F0


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that a bot uploaded; ``id`` is that bot's name for it."""

    id: str
    unique_id: str
    bot_id: int
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Media:
    """The photo or document of a message; messages with the same ``album`` stand together."""

    kind: Literal["photo", "document"]
    file: StoredFile
    width: int = 0
    height: int = 0
    album: str = ""


@dataclass(slots=True, eq=False)
class StoredMessage:
    """A message as it stands now; ``revision`` grows with every edit. With ``media`` the content is its caption.

    With ``rich``, a RichMessage that nobody changes in place, the content is empty.

    ``inline_id`` is what a bot calls a message that a user sent through it; ``silent`` that it came without a sound.
    """

    id: int
    chat: Chat = field(repr=False)
    sender: Account = field(repr=False)
    date: int
    content: FormattedText
    thread_id: int = 0
    reply_to: StoredMessage | None = field(default=None, repr=False)
    keyboard: list[list[Json]] | None = None
    reply_markup: Json | None = None
    link_preview: Json | None = None
    edit_date: int = 0
    revision: int = 0
    deleted: bool = False
    service: Json = field(default_factory=dict)
    via_bot: Account | None = field(default=None, repr=False)
    media: Media | None = None
    forwarded: StoredMessage | None = field(default=None, repr=False)
    reactions: dict[int, str] = field(default_factory=dict)
    pinned: bool = False
    silent: bool = False
    inline_id: str = ""
    rich: Json | None = None

    @property
    def text(self) -> str:
        """The text without its entities."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Draft:
    """What a bot shows of a message while it writes it: a text or, with ``rich``, a document.

    With ``can_stop`` the reader may end it, which takes it away unless it is ``kept`` then.
    """

    id: int
    date: float
    content: FormattedText
    rich: Json | None = None
    thread_id: int = 0
    can_stop: bool = False
    kept: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A chat with its messages. ``blocked`` says that the user of a private chat blocked the bot.

    ``general`` is the topic that every forum has; ``migrated_to`` the supergroup that a group became.
    """

    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    user: Account | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    last_message_id: int = 0
    blocked: bool = False
    migrated_to: int = 0
    deleted: bool = False
    description: str = ""
    draft: Draft | None = None
    general: Topic = field(default_factory=lambda: Topic(GENERAL_TOPIC, "General"))


@dataclass(slots=True)
class CallbackAnswer:
    """What the bot answered to a pressed button."""

    text: str = ""
    alert: bool = False
    url: str = ""
    cache_time: int = 0


@dataclass(slots=True, eq=False)
class CallbackQuery:
    """A pressed button. ``answer`` is None until the bot answers."""

    id: str
    user: Account
    message: StoredMessage
    data: str
    date: float
    answer: CallbackAnswer | None = None


@dataclass(slots=True, eq=False)
class InlineQuery:
    """What a user types after the bot's name. ``results`` is None until the bot answers, or an answer is cached."""

    id: str
    user: Account
    query: str
    offset: str
    date: float
    chat_type: str = "sender"
    results: list[Json] | None = None
    options: Json = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class GuestQuery:
    """A mention of a bot in a chat that it does not belong to. ``answer`` is None until the bot answers."""

    id: str
    message: StoredMessage
    date: float
    answer: StoredMessage | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are posted to instead of being fetched."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_date: int = 0


@dataclass(slots=True)
class Update:
    """Something that happened, in the form in which one bot receives it."""

    id: int
    kind: str
    body: Json
    date: float


@dataclass(slots=True, eq=False)
class Bot:
    """A bot with what is waiting for it and what it set of itself."""

    token: str
    account: Account
    private_chats: dict[int, Chat] = field(default_factory=dict)
    updates: deque[Update] = field(default_factory=deque)
    next_update_id: int = 1
    allowed_updates: tuple[str, ...] = ()
    webhook: Webhook | None = None
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    callback_queries: dict[str, CallbackQuery] = field(default_factory=dict)
    inline_queries: dict[str, InlineQuery] = field(default_factory=dict)
    inline_cache: dict[tuple[str, str, int], InlineQuery] = field(default_factory=dict)
    inline_messages: dict[str, StoredMessage] = field(default_factory=dict)
    guest_queries: dict[str, GuestQuery] = field(default_factory=dict)
    delivered: deque[Update] = field(default_factory=lambda: deque(maxlen=20))
    holding: int = 0
    held: list[Update] = field(default_factory=list)
    logged_out: bool = False
    supports_inline: bool = True
    supports_guests: bool = False
    reads_all_group_messages: bool = False


@dataclass(slots=True)
class Call:
    """A request that a bot made, with the answer it was given."""

    number: int
    bot_id: int
    method: str
    parameters: dict[str, str]
    date: float
    code: int = 0
    result: Any = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Bytes of a rich message that Telegram drops without a word, since a string of it is too long."""

    count: int


@dataclass(frozen=True, slots=True)
class Event:
    """A change that readers can see.

    ``kind`` is sent, edited, deleted, action, draft, reaction, pinned, answer, inline or warning; ``subject`` is the
    message as it stood then, the action's name, the query that was answered, or what the server did without a word to
    the bot; ``thread_id`` where an action was shown.
    """

    number: int
    kind: str
    chat_id: int
    bot_id: int
    subject: Any
    thread_id: int = 0
