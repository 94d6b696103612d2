"""The tables of ``bot.db``: chats, subscriptions, what is known of the papers, announcements and their deliveries.

::

    chats ─┬─ subscriptions
           └─ deliveries ─── announcements ··· known_papers (by path)
    ratings    handled_updates    marks

Moments are seconds since 1970 (UTC). Chats carry Telegram's own ids; when a group migrates its id changes, and what
belongs to it follows (ON UPDATE CASCADE). A change here needs a migration in ``migrations/versions``; a test holds the
two equal. What every column of a delivery means for the outbox is explained in :mod:`bot.announce`.
"""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from sqlalchemy import BigInteger, Double, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ChatKind = Literal["private", "group", "supergroup", "channel"]
ChatLanguage = Literal["zh", "en"]
Cadence = Literal["at_once", "daily", "weekly"]
SubscriptionKind = Literal["all", "category", "venue", "words", "idea", "paper"]
PaperState = Literal["known", "pending", "withdrawn"]
AnnouncementKind = Literal["new", "note"]
DeliveryState = Literal["queued", "claimed", "sending", "sent", "failed", "unknown", "missed"]

WORDS: dict[tuple[str, str], frozenset[str]] = {
    ("chats", "kind"): frozenset(get_args(ChatKind)),
    ("chats", "cadence"): frozenset(get_args(Cadence)),
    ("subscriptions", "kind"): frozenset(get_args(SubscriptionKind)),
    ("known_papers", "state"): frozenset(get_args(PaperState)),
    ("announcements", "kind"): frozenset(get_args(AnnouncementKind)),
    ("deliveries", "state"): frozenset(get_args(DeliveryState)),
}
"""The columns, by table and name, that hold one of a few words."""

# SQLite counts rows by INTEGER only
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")


def _of_chat() -> Mapped[int]:
    return mapped_column(BigInteger, ForeignKey("chats.id", onupdate="CASCADE", ondelete="CASCADE"))


class Table(DeclarativeBase):
    """The base of all tables: constraints have names, so that migrations can refer to them."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ChatRow(Table):
    """A chat that chose something or subscribed: its language, when it wants announcements, whether it can be reached.

    ``language`` is the one it chose, if it did; ``spoken`` (or empty) the one it was spoken to in when it subscribed.
    ``time_zone`` is an IANA name, empty for the configured one; ``hour`` and ``weekday`` (Monday is 0) are of digests;
    ``quiet_from`` and ``quiet_until`` are hours, both null without quiet hours. ``updates`` asks to be told also when a
    paper that was announced without a note gets it. ``suspended`` says why nothing can be sent (empty: it can).
    """

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(2))
    spoken: Mapped[str] = mapped_column(String(2), default="")
    time_zone: Mapped[str] = mapped_column(String(64), default="")
    cadence: Mapped[str] = mapped_column(String(8), default="at_once")
    hour: Mapped[int] = mapped_column(Integer, default=9)
    weekday: Mapped[int] = mapped_column(Integer, default=0)
    quiet_from: Mapped[int | None] = mapped_column(Integer)
    quiet_until: Mapped[int | None] = mapped_column(Integer)
    updates: Mapped[bool] = mapped_column(default=False)
    suspended: Mapped[str] = mapped_column(String(64), default="")
    suspended_at: Mapped[float | None] = mapped_column(Double)
    created_at: Mapped[float] = mapped_column(Double)

    @property
    def speaks(self) -> ChatLanguage | None:
        """The language to write to the chat in, if one is known."""
        known = self.language or self.spoken
        return "zh" if known == "zh" else "en" if known == "en" else None


class SubscriptionRow(Table):
    """What a chat, or a topic of it (``thread_id``, 0 for none), wants to hear of.

    ``value`` is a category path, a venue (``osdi``, ``osdi25``), words in their canonical form, an idea as it was
    written, or the path of a paper; empty for ``all``. Words that are all forbidden (``-survey``) leave papers out of
    what the others bring. ``reader_id`` is who subscribed.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("chat_id", "thread_id", "kind", "value"),)

    id: Mapped[int] = mapped_column(_ROW_ID, primary_key=True)
    chat_id: Mapped[int] = _of_chat()
    thread_id: Mapped[int] = mapped_column(BigInteger, default=0)
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(Text, default="")
    paused: Mapped[bool] = mapped_column(default=False)
    reader_id: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[float] = mapped_column(Double)


class KnownPaperRow(Table):
    """A paper as the announcer last saw it in the library.

    ``title_key``, ``arxiv`` and ``doi`` recognise a paper whose file was moved. ``content`` is a digest of what an
    announcement shows of it. ``state`` is ``pending`` while a new or changed note has not stood still for long enough,
    ``withdrawn`` once it left the library; ``since`` is the moment of the last change of either.
    """

    __tablename__ = "known_papers"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    paper_id: Mapped[str] = mapped_column(String(10), index=True)
    title_key: Mapped[str] = mapped_column(Text)
    arxiv: Mapped[str] = mapped_column(String(32), default="")
    doi: Mapped[str] = mapped_column(Text, default="")
    has_note: Mapped[bool] = mapped_column(default=True)
    content: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="known")
    since: Mapped[float] = mapped_column(Double)
    first_seen: Mapped[float] = mapped_column(Double)


class AnnouncementRow(Table):
    """A piece of news: a ``new`` paper, or a ``note`` for one that had none. ``withdrawn_at`` says that it is gone.

    ``content`` is the digest of what the announcement should show now; a delivery that shows another is to be edited.
    """

    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("kind", "path"),)

    id: Mapped[int] = mapped_column(_ROW_ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    path: Mapped[str] = mapped_column(Text)
    paper_id: Mapped[str] = mapped_column(String(10), index=True)
    title: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[float] = mapped_column(Double, index=True)
    withdrawn_at: Mapped[float | None] = mapped_column(Double)


class DeliveryRow(Table):
    """One announcement for one target, a chat or a topic of it: the outbox.

    ``state`` moves queued → claimed → sending → sent, or to failed (``reason`` says why) or unknown (nobody knows
    whether it arrived); ``missed`` is what a suspended chat would have been told. ``reason_kind`` and
    ``reason_value`` are the subscription that matched. Several deliveries may share a message. ``content`` is the
    digest of what the message shows of the paper.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("announcement_id", "chat_id", "thread_id"),
        Index(None, "state", "due_at"),
        Index(None, "chat_id", "message_id"),
    )

    id: Mapped[int] = mapped_column(_ROW_ID, primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = _of_chat()
    thread_id: Mapped[int] = mapped_column(BigInteger, default=0)
    reason_kind: Mapped[str] = mapped_column(String(16))
    reason_value: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(8), default="queued")
    due_at: Mapped[float] = mapped_column(Double)
    claimed_by: Mapped[str] = mapped_column(String(32), default="")
    claimed_at: Mapped[float | None] = mapped_column(Double)
    sent_at: Mapped[float | None] = mapped_column(Double)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    content: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class RatingRow(Table):
    """A reader's 👍 (1) or 👎 (-1) of an answer, with the question and the paths of the papers it showed, as JSON."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("chat_id", "message_id", "reader_id"),)

    id: Mapped[int] = mapped_column(_ROW_ID, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    message_id: Mapped[int] = mapped_column(BigInteger)
    reader_id: Mapped[int] = mapped_column(BigInteger, index=True)
    verdict: Mapped[int] = mapped_column(Integer)
    language: Mapped[str] = mapped_column(String(2))
    question: Mapped[str] = mapped_column(Text)
    papers: Mapped[str] = mapped_column(Text)
    created_at: Mapped[float] = mapped_column(Double)


class HandledUpdateRow(Table):
    """An update that was taken up, so that it is not worked on again after a restart."""

    __tablename__ = "handled_updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[float] = mapped_column(Double, index=True)


class MarkRow(Table):
    """A fact about the whole: a name and its value, such as that the library was seen before."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
