"""The faults that the page offers to a person, each by the name under which the page explains it."""

from __future__ import annotations

from collections.abc import Callable

from bot.local_telegram import refusals
from bot.local_telegram.demo_chats import DemoChats
from bot.local_telegram.fault_injection import FaultInjection
from bot.local_telegram.server_state import Server
from bot.local_telegram.state import Bot, Chat

DELAY_SECONDS, PENALTY_SECONDS, HALT_SECONDS = 4.0, 10, 60
AFFECTED_CALLS = 3
HOUR, DAY = 3600.0, 86_400.0


def fault_buttons(server: Server, faults: FaultInjection, chats: DemoChats) -> dict[str, Callable[[], object]]:
    """Return what each button does to the next calls of the bots in ``server``, or to the ``chats`` of the demo."""
    first, last = chats.topics[0].id, chats.topics[-1].id

    def each(act: Callable[[Bot], object]) -> Callable[[], object]:
        return lambda: [act(bot) for bot in server.bots.values()]

    def group() -> Chat:
        return server.chats[chats.group.migrated_to or chats.group.id]

    def migrate() -> None:
        if not chats.group.migrated_to:
            faults.migrate(chats.group)

    def delete_topic() -> None:
        if last in chats.forum.topics:
            faults.delete_topic(chats.forum, last)

    def deactivate() -> None:
        chats.readers[-1].deactivated = True

    def join(bot: Bot) -> None:
        if not (member := group().members.get(bot.account.id)) or member.status != "member":
            server.set_status(group(), bot, chats.readers[0], "member")

    return {
        # to requests
        "delay": lambda: faults.delay(DELAY_SECONDS, "send*", times=AFFECTED_CALLS),
        "penalty": lambda: faults.penalty(PENALTY_SECONDS),
        "halt": lambda: faults.halt(HALT_SECONDS),
        "limits": faults.enforce_limits,
        "forbidden": lambda: faults.refuse(refusals.BLOCKED, "send*"),
        "outage": lambda: faults.outage(502, "send*", times=AFFECTED_CALLS),
        "cut-before": lambda: faults.cut(after=False),
        "cut-after": lambda: faults.cut(after=True),
        # to updates and to the time
        "repeat": each(faults.repeat_update),
        "reorder": each(faults.hold_updates),
        "hour": lambda: faults.move_clock(HOUR),
        "day": lambda: faults.move_clock(DAY),
        # to chats
        "migrate": migrate,
        "mute": each(lambda bot: faults.mute(group(), bot)),
        "kick": each(lambda bot: faults.kick(group(), bot)),
        "join": each(join),
        "topic": lambda: faults.close_topic(chats.forum, first),
        "topic-open": lambda: faults.reopen_topic(chats.forum, first),
        "topic-deleted": delete_topic,
        "channel": each(lambda bot: faults.mute(chats.channel, bot)),
        "deactivate": deactivate,
        "clear": faults.clear,
    }
