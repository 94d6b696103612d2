"""The counters: what is counted under which name, and nothing of what was said."""

import asyncio

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Metrics


def _counted(metrics: Metrics) -> dict[str, float]:
    """Return every sample but those of the process and the times of creation: its name and labels, and its value."""
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(metrics.exposition().decode())
        for sample in family.samples
        if sample.name.startswith("papercache_") and not sample.name.endswith(("_created", "_bucket"))
    }


def test_questions_and_abstentions() -> None:
    metrics = Metrics()
    metrics.question("ask", "zh", abstained=True)
    metrics.question("ask", "zh", abstained=False)
    metrics.question("list", "en", abstained=False)
    metrics.inline_question("en")
    assert _counted(metrics) == {
        "papercache_questions_total['ask', 'zh']": 2,
        "papercache_questions_total['en', 'list']": 1,
        "papercache_questions_total['en', 'inline']": 1,
        "papercache_abstentions_total['zh']": 1,
    }


def test_requests_by_outcome() -> None:
    metrics = Metrics()
    for status in (200, 0, 400, 403, 429, 502):
        metrics.request("sendMessage", status, 0.25)
    outcomes = ("ok", "broken", "refused", "forbidden", "penalty", "unavailable")
    assert _counted(metrics) == {
        **{f"papercache_telegram_requests_total{sorted(['sendMessage', outcome])}": 1 for outcome in outcomes},
        "papercache_step_seconds_count['sending']": 6,
        "papercache_step_seconds_sum['sending']": 1.5,
    }


def test_errors_by_kind_without_their_words() -> None:
    metrics = Metrics()
    metrics.error(ValueError("what a reader wrote"))
    metrics.error(asyncio.CancelledError())
    assert "what a reader wrote" not in metrics.exposition().decode()
    assert _counted(metrics) == {
        "papercache_errors_total['ValueError']": 1,
        "papercache_errors_total['CancelledError']": 1,
    }


def test_a_step_is_timed_also_when_it_fails() -> None:
    metrics = Metrics()
    with pytest.raises(KeyError), metrics.update("message"):
        raise KeyError
    with metrics.update("message"):
        pass
    counted = _counted(metrics)
    assert counted["papercache_step_seconds_count['update']"] == 2
    assert counted["papercache_updates_total['message']"] == 1


def test_two_bots_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.post("accepted")
    assert _counted(first)
    assert not _counted(second)
