"""Fault injection: what a test, or a person in a panel, can make go wrong between a bot and Telegram.

::

    faults = FaultInjection(telegram.server)
    faults.penalty(30, "send*")             # 429 with retry_after, once
    faults.halt(30, "send*")                # 429 until thirty seconds are over
    faults.refuse(refusals.BLOCKED, times=3)
    faults.cut("sendMessage", after=True)   # the message is stored, the answer never arrives
    faults.delay(2.0, "getUpdates")

A fault waits for calls whose method matches its pattern and is used up after ``times`` of them (0: never).
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from bot.local_telegram import topics
from bot.local_telegram.limits import Limits
from bot.local_telegram.parameters import Parameters
from bot.local_telegram.refusals import Refusal, too_many_requests
from bot.local_telegram.server_state import ConnectionCutError, Server
from bot.local_telegram.state import GENERAL_TOPIC, Account, Bot, Chat, Update


@dataclass(slots=True)
class Fault:
    """Something that happens to the next calls of certain methods."""

    method: str
    left: int
    refusal: Refusal | None = None
    seconds: float = 0.0
    cut: bool = False
    after: bool = False
    chat_id: int = 0
    until: float = 0.0

    def meets(self, name: str, parameters: Parameters, after: bool) -> bool:
        """Return whether a call is one that this fault waits for."""
        if self.after is not after or not fnmatchcase(name.lower(), self.method.lower()):
            return False
        return not self.chat_id or parameters.integer("chat_id") == self.chat_id


class FaultInjection:
    """Scripts faults on a server; nothing goes wrong until one is asked for."""

    def __init__(self, server: Server) -> None:
        """Watch the calls to ``server``."""
        self._server = server
        self.waiting: list[Fault] = []
        self._limits: Limits | None = None
        server.gates.append(self._before)
        server.followers.append(self._after)

    # ---- to calls

    def refuse(self, refusal: Refusal, method: str = "*", *, times: int = 1, chat_id: int = 0) -> Fault:
        """Refuse calls, of one chat if ``chat_id`` is given."""
        return self._add(Fault(method, times, refusal=refusal, chat_id=chat_id))

    def penalty(self, seconds: int, method: str = "send*", *, times: int = 1) -> Fault:
        """Refuse calls with 429 and ``retry_after``."""
        return self.refuse(too_many_requests(seconds), method, times=times)

    def halt(self, seconds: float, method: str = "send*", *, chat_id: int = 0) -> Fault:
        """Refuse all calls for ``seconds`` of the server's time, with 429 and what is left of it."""
        return self._add(Fault(method, 0, chat_id=chat_id, until=self._server.clock.now() + seconds))

    def outage(self, code: int = 502, method: str = "*", *, times: int = 1) -> Fault:
        """Answer calls as a gateway without a backend does: 500, 502."""
        text = {500: "Internal Server Error", 502: "Bad Gateway"}.get(code, "Service Unavailable")
        return self.refuse(Refusal(code, text), method, times=times)

    def delay(self, seconds: float, method: str = "*", *, times: int = 1) -> Fault:
        """Let calls wait, in real time, before they are carried out."""
        return self._add(Fault(method, times, seconds=seconds))

    def cut(self, method: str = "send*", *, after: bool, times: int = 1) -> Fault:
        """Cut the connection before a call is carried out, or ``after`` it was, without an answer."""
        return self._add(Fault(method, times, cut=True, after=after))

    def enforce_limits(self) -> None:
        """From now on refuse what exceeds Telegram's limits, with the time to wait."""
        self._limits = Limits(self._server)

    def clear(self) -> None:
        """End all faults of calls and updates; what was done to chats and to the time stays."""
        self.waiting.clear()
        self._limits = None
        for bot in self._server.bots.values():
            bot.updates.extend(bot.held)
            bot.held.clear()
            bot.holding = 0
        self._server.changed()

    # ---- to updates

    def repeat_update(self, bot: Bot, update: Update | None = None) -> None:
        """Deliver an update, or the newest that was taken, a second time, as Telegram may after a fault of its own."""
        again = update or next(reversed(bot.delivered), None)
        if again is not None:
            bot.updates.appendleft(again)
            self._server.changed()

    def reverse_updates(self, bot: Bot) -> None:
        """Deliver what waits in the wrong order."""
        bot.updates = deque(reversed(bot.updates))
        self._server.changed()

    def hold_updates(self, bot: Bot, count: int = 2) -> None:
        """Keep the next ``count`` updates back until all are there, and deliver them in the wrong order."""
        bot.holding = count

    # ---- to the time

    def move_clock(self, seconds: float) -> None:
        """Move Telegram's time; queries grow old, and updates that were not fetched for a day are lost."""
        self._server.clock.advance(seconds)
        self._server.changed()

    # ---- to chats

    def migrate(self, group: Chat) -> Chat:
        """Make a supergroup of a group; everybody in it is told, and the old one refuses calls."""
        server = self._server
        members = [member.account for member in group.members.values()]
        new = server.add_chat("supergroup", group.title, members)
        new.members.update({key: replace(member) for key, member in group.members.items()})
        server.post_service(group, members[0], {"migrate_to_chat_id": new.id})
        group.migrated_to = new.id
        server.post_service(new, members[0], {"migrate_from_chat_id": group.id})
        return new

    def delete_group(self, group: Chat) -> None:
        """Delete a group; nobody is told."""
        group.deleted = True
        self._server.changed()

    def mute(self, chat: Chat, bot: Bot) -> None:
        """Forbid a bot to write in a group, or to post in a channel of which it stays an administrator."""
        creator = self._creator(chat)
        channel = chat.type == "channel"
        right = "can_post_messages" if channel else "can_send_messages"
        self._server.set_status(chat, bot, creator, "administrator" if channel else "restricted", {right})

    def kick(self, chat: Chat, bot: Bot) -> None:
        """Throw a bot out of a group or channel."""
        self._server.set_status(chat, bot, self._creator(chat), "kicked")

    def block(self, bot: Bot, user: Account) -> None:
        """Let a user block a bot."""
        self._server.set_status(self._server.private_chat(bot, user), bot, user, "kicked")

    def close_topic(self, forum: Chat, topic_id: int) -> None:
        """Close a topic: only who manages topics may write to it."""
        self._close(forum, topic_id, closed=True)

    def reopen_topic(self, forum: Chat, topic_id: int) -> None:
        """Open a closed topic again."""
        self._close(forum, topic_id, closed=False)

    def delete_topic(self, forum: Chat, topic_id: int) -> None:
        """Delete a topic with its messages."""
        topics.delete(self._server, forum, forum.topics[topic_id])

    # ---- inside

    def _close(self, forum: Chat, topic_id: int, *, closed: bool) -> None:
        topic = forum.general if topic_id == GENERAL_TOPIC else forum.topics[topic_id]
        if topic.closed is not closed:
            topics.set_closed(self._server, forum, topic, self._creator(forum), closed=closed)

    def _creator(self, chat: Chat) -> Account:
        return next(iter(chat.members.values())).account

    def _add(self, fault: Fault) -> Fault:
        self.waiting.append(fault)
        return fault

    async def _before(self, bot: Bot, name: str, parameters: Parameters) -> None:
        await self._strike(name, parameters, after=False)
        if self._limits is not None:
            self._limits.count(bot, name, parameters)

    async def _after(self, bot: Bot, name: str, parameters: Parameters) -> None:  # noqa: ARG002
        await self._strike(name, parameters, after=True)

    async def _strike(self, name: str, parameters: Parameters, *, after: bool) -> None:
        now = self._server.clock.now()
        self.waiting = [fault for fault in self.waiting if not fault.until or fault.until > now]
        fault = next((fault for fault in self.waiting if fault.meets(name, parameters, after)), None)
        if fault is None:
            return
        if fault.left:
            fault.left -= 1
            if not fault.left:
                self.waiting.remove(fault)
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault.cut:
            raise ConnectionCutError
        if fault.until:
            raise too_many_requests(math.ceil(fault.until - now))
        if fault.refusal is not None:
            raise fault.refusal
