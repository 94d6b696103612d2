"""A crowd: thousands of readers and groups, some of which blocked the bot or moved, each to get one announcement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Account, Bot, Chat, ChatType, Member
from bot.state import Database
from bot.state.schema import ChatRow, DeliveryRow
from tests.bot.announce.sending.outbox_fixtures import announce
from tests.bot.views.samples import paper

PAPER = paper(1)


@dataclass
class Crowd:
    """Who is to hear of :data:`PAPER`: 1 of 20 blocked the bot, 1 of 100 are groups that moved."""

    server: Server
    bot: Bot
    chats: dict[int, Chat] = field(default_factory=dict)
    moved: dict[int, Chat] = field(default_factory=dict)

    @classmethod
    def gather(cls, server: Server, bot: Bot, database: Database, size: int) -> Crowd:
        """Open the chats and queue the announcement for each."""
        crowd, faults = cls(server, bot), FaultInjection(server)
        owner = server.add_user("Owner")
        for number in range(size):
            if number % 100 == 7:
                group = crowd._group("group", owner)
                crowd.moved[group.id] = faults.migrate(group)
            elif number % 50 == 9:
                crowd._group("supergroup", owner)
            else:
                chat = server.private_chat(bot, server.add_user(f"R{number}"))
                chat.blocked = number % 20 == 3
                crowd.chats[chat.id] = chat
        bot.updates.clear()
        database.run_now(crowd._queue)
        return crowd

    def _group(self, kind: ChatType, owner: Account) -> Chat:
        group = self.server.add_chat(kind, "Group", [owner])
        group.members[self.bot.account.id] = Member(self.bot.account)
        self.chats[group.id] = group
        return group

    def _queue(self, session: Session) -> None:
        news = announce(session, PAPER)
        chats = [
            {"id": chat.id, "kind": chat.type, "created_at": 1.0, "time_zone": "", "cadence": "at_once", "hour": 9,
             "weekday": 0, "updates": False, "suspended": ""}
            for chat in self.chats.values()
        ]  # fmt: skip
        deliveries = [
            {"announcement_id": news, "chat_id": chat.id, "thread_id": 0, "reason_kind": "all", "reason_value": "",
             "state": "queued", "due_at": 1.0, "claimed_by": "", "content": "", "reason": ""}
            for chat in self.chats.values()
        ]  # fmt: skip
        session.execute(insert(ChatRow), chats)
        session.execute(insert(DeliveryRow), deliveries)

    def judge(self, database: Database, in_doubt: int = 0) -> Counter[str]:
        """Hold the rows against what stands at the server: one message or one reason each. Give the states.

        Up to ``in_doubt`` may be unknown.
        """
        rows = database.run_now(lambda session: session.scalars(select(DeliveryRow)).all())
        assert len(rows) == len(self.chats)
        met = set()
        for row in rows:
            old = next((old for old, new in self.moved.items() if new.id == row.chat_id), row.chat_id)
            chat = self.chats[old]
            met.add(old)
            places = [chat, self.moved[old]] if old in self.moved else [chat]
            arrived = sum(message.sender.is_bot for place in places for message in place.messages.values())
            if row.state == "sent":
                assert arrived == 1
            elif row.state == "unknown" and in_doubt:
                assert arrived <= 1
                in_doubt -= 1
            else:
                assert (row.state, row.reason, arrived, chat.blocked) == ("missed", "blocked", 0, True)
        assert met == self.chats.keys()
        return Counter(row.state for row in rows)


def waiting(session: Session) -> int:
    """Count the deliveries that are not at an end yet."""
    query = select(func.count()).where(DeliveryRow.state.in_(("queued", "claimed", "sending")))
    return session.scalar(query) or 0


def most_in_any(times: list[float], seconds: float) -> int:
    """Return the greatest number of moments in any span of so many seconds."""
    first = most = 0
    for last, moment in enumerate(times):
        while times[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def senders(session: Session) -> set[str]:
    """Return who sent something."""
    query = select(DeliveryRow.claimed_by).where(DeliveryRow.state == "sent").distinct()
    return set(session.scalars(query))
