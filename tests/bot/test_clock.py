"""A clock that is set, back or forth, mutes nobody and lets nobody through twice."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot, Update

from bot.config.settings import LimitsSettings
from bot.handlers.admin_alerts import QUIET_SECONDS, AdminAlerts
from bot.handlers.catching_up import CatchingUp
from bot.handlers.deduplicate_updates import PRUNE_SECONDS, UpdateDeduplicator
from bot.handlers.membership import GREET_AGAIN_SECONDS, Membership
from bot.handlers.rate_limits import RateLimiter
from bot.handlers.service import Service
from bot.state import open_database
from bot.state.updates import take_up

DAY = 86400.0
JUMPS = [0.0, -3600.0, 3600.0, -DAY, DAY, -400 * DAY, 400 * DAY]


class Machine:
    """The machine's time, which is set, and how long it has run, which is not."""

    def __init__(self) -> None:
        self.wall, self.run = 1_800_000_000.0, 1000.0

    def passes(self, seconds: float, *, jump: float = 0.0) -> None:
        """Let time pass, and the clock be set meanwhile."""
        self.run += seconds
        self.wall += seconds + jump


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(time, "time", lambda: machine.wall)
    # the event loop keeps the time that it began with
    monkeypatch.setattr("bot.clock.time", _Time(machine))
    return machine


class _Time:
    def __init__(self, machine: Machine) -> None:
        self.time: Callable[[], float] = lambda: machine.wall
        self.monotonic: Callable[[], float] = lambda: machine.run


@pytest.fixture
def service() -> Service:
    return Service(cast("Any", None), cast("Any", None), ("en",))


@pytest.mark.parametrize("jump", JUMPS)
def test_a_budget_frees_when_its_minute_is_over_and_not_before(machine: Machine, service: Service, jump: float) -> None:
    budgets = RateLimiter(service, LimitsSettings(reader_per_minute=2))._budgets
    assert [budgets.spend(7, None, 1.0) for _ in range(2)] == [None] * 2
    machine.passes(10, jump=jump)
    used_up = budgets.spend(7, None, 1.0)
    assert used_up is not None
    assert (used_up.seconds, used_up.first) == (50, True)
    machine.passes(51)
    assert budgets.spend(7, None, 1.0) is None


class _Told(AdminAlerts):
    def __init__(self, service: Service) -> None:
        super().__init__(service, (1,))
        self.keys: list[str] = []

    async def say(self, bot: Bot, key: str, **variables: str | int) -> None:  # noqa: ARG002
        self.keys.append(key)


@pytest.mark.parametrize("jump", JUMPS)
async def test_administrators_hear_of_errors_again_after_the_pause(
    machine: Machine, service: Service, jump: float
) -> None:
    notices, bot = _Told(service), cast("Bot", None)
    await notices.tell(bot, "1", "ValueError")
    machine.passes(QUIET_SECONDS / 2, jump=jump)
    await notices.tell(bot, "2", "ValueError")
    assert notices.keys == ["admin-error"]
    machine.passes(QUIET_SECONDS / 2 + 1)
    await notices.tell(bot, "3", "ValueError")
    assert notices.keys == ["admin-error", "admin-errors"]


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_group_is_greeted_again_after_an_hour(machine: Machine, service: Service, jump: float) -> None:
    membership = Membership(service, cast("CatchingUp", None))
    membership._greeted[-5] = service.steady_clock.now()
    machine.passes(GREET_AGAIN_SECONDS / 2, jump=jump)
    assert membership._greeted_lately(-5)
    machine.passes(GREET_AGAIN_SECONDS / 2 + 1)
    assert not membership._greeted_lately(-5)


@pytest.mark.parametrize("jump", [-400 * DAY, -DAY, 400 * DAY])
async def test_what_was_handled_is_forgotten_in_time(machine: Machine, tmp_path: Path, jump: float) -> None:
    with open_database(tmp_path / "bot.db") as database:
        await _handled_and_forgotten(machine, Service(cast("Any", None), database, ("en",)), jump)


async def _handled_and_forgotten(machine: Machine, service: Service, jump: float) -> None:
    intake = UpdateDeduplicator(service)

    def update(number: int) -> Update:
        chat = {"id": 5, "type": "private", "first_name": "Ada"}
        return Update.de_json({"update_id": number, "message": {"message_id": 1, "date": 1, "chat": chat}}, None)

    assert await intake.take_up(update(1))
    service.database.run_now(lambda session: take_up(session, 99, machine.wall + jump - 3 * DAY))
    machine.passes(PRUNE_SECONDS + 1, jump=jump)
    assert await intake.take_up(update(2))
    assert await intake.take_up(update(99)), "it was pruned, so it counts as new"
