"""Rate limits: a number in a minute, one notice, then silence until some are free again."""

from bot.config.settings import LimitsSettings
from bot.handlers.rate_limits import RateLimits, UsedUp


class _Clock:
    def __init__(self) -> None:
        self.moment = 1000.0

    def now(self) -> float:
        return self.moment


def test_a_reader_is_told_once_and_served_again_when_the_minute_is_over() -> None:
    clock = _Clock()
    budgets = RateLimits(clock, LimitsSettings(reader_per_minute=3))
    assert [budgets.spend(7, None, 1.0) for _ in range(3)] == [None] * 3
    clock.moment += 20.5
    assert budgets.spend(7, None, 1.0) == UsedUp("reader", 40, first=True)
    assert budgets.spend(7, None, 1.0) == UsedUp("reader", 40, first=False)
    assert budgets.spend(8, None, 1.0) is None, "the others are not held up"
    clock.moment += 39.5
    assert budgets.spend(7, None, 1.0) is None
    clock.moment += 1
    assert [budgets.spend(7, None, 1.0) is None for _ in range(3)] == [True, True, False]


def test_a_reader_who_is_refused_does_not_use_up_the_group_s_budget() -> None:
    budgets = RateLimits(_Clock(), LimitsSettings(reader_per_minute=2, group_per_minute=4))
    refused = [budgets.spend(7, -5, 1.0) for _ in range(10)]
    assert sum(used_up is None for used_up in refused) == 2
    assert [budgets.spend(8, -5, 1.0) is None for _ in range(2)] == [True, True]
    used_up = budgets.spend(9, -5, 1.0)
    assert used_up is not None
    assert (used_up.whose, used_up.first) == ("group", True)
    assert budgets.spend(9, None, 1.0) is None, "in private the reader is free"


def test_buttons_count_little_and_no_limit_is_none() -> None:
    budgets = RateLimits(_Clock(), LimitsSettings(reader_per_minute=2, group_per_minute=0))
    assert [budgets.spend(7, -5, 0.25) for _ in range(8)] == [None] * 8
    assert budgets.spend(7, -5, 0.25) is not None
    free = RateLimits(_Clock(), LimitsSettings(reader_per_minute=0))
    assert all(free.spend(7, None, 1.0) is None for _ in range(1000))
