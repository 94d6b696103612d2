"""Two processes on one token: the newcomer goes."""

import logging

import pytest

from bot.transport.conflicts import ConflictDetector


class _Time:
    def __init__(self) -> None:
        self.now = 500.0

    def __call__(self) -> float:
        return self.now


def test_a_newcomer_gives_up_at_once() -> None:
    time = _Time()
    watch = ConflictDetector(time)
    time.now += 59
    assert watch.give_up()


def test_an_old_hand_stays_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    time = _Time()
    watch = ConflictDetector(time)
    time.now += 3600
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            assert not watch.give_up()
            time.now += 2
    assert len(caplog.records) == 1


def test_two_old_hands_do_not_fight_for_ever() -> None:
    time = _Time()
    watch = ConflictDetector(time)
    time.now += 3600
    answers = []
    for _ in range(20):
        answers.append(watch.give_up())
        time.now += 25
    assert answers == [False] * 19 + [True]
