"""Metrics of the bot for Prometheus: numbers, and never a text, a token or who it was.

One :class:`Metrics` belongs to one bot and is handed to whoever has something to count; it costs microseconds. It
knows nothing of what it counts, so that handlers and transport may both use it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST
STEP_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds: a search takes tens of milliseconds, a turn in a busy group up to a minute."""
_INLINE = "inline"


class Metrics:
    """The counters of one bot, in a registry of their own."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._questions = Counter(
            "papercache_questions",
            "Questions answered: ask for one, list for a list of papers, inline while somebody types in any chat.",
            ["kind", "language"],
            registry=self.registry,
        )
        self._abstentions = Counter(
            "papercache_abstentions",
            "Questions answered with “not in the notes”.",
            ["language"],
            registry=self.registry,
        )
        self._steps = Histogram(
            "papercache_step_seconds",
            "Seconds by step: search (a question understood and searched for), pacing (waiting until Telegram's limits "
            "let a request leave), sending (a request to Telegram), update (from an update's arrival to its end).",
            ["step"],
            buckets=STEP_BUCKETS,
            registry=self.registry,
        )
        self._requests = Counter(
            "papercache_telegram_requests",
            "Requests to Telegram but those for updates, by method and outcome: ok, forbidden (403), penalty (429), "
            "refused (by any other 4xx), unavailable (5xx), broken (no answer came).",
            ["method", "outcome"],
            registry=self.registry,
        )
        self._posts = Counter(
            "papercache_webhook_posts",
            "What was posted to the webhook, by what became of it.",
            ["outcome"],
            registry=self.registry,
        )
        self._updates = Counter("papercache_updates", "Updates handled, by kind.", ["kind"], registry=self.registry)
        self._errors = Counter(
            "papercache_errors",
            "Errors, of handlers and of fetching updates, by kind.",
            ["kind"],
            registry=self.registry,
        )

    def question(self, kind: str, language: str, *, abstained: bool) -> None:
        """Count a question that was answered, if only by saying that the answer is not in the notes."""
        self._questions.labels(kind, language).inc()
        if abstained:
            self._abstentions.labels(language).inc()

    def inline_question(self, language: str) -> None:
        """Count an inline query; half-typed words find nothing so often that its abstentions mean nothing."""
        self._questions.labels(_INLINE, language).inc()

    def step(self, name: str, seconds: float) -> None:
        """Count how long a step took."""
        self._steps.labels(name).observe(seconds)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Count how long the body takes, also when it fails."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.step(step, time.perf_counter() - began)

    @contextmanager
    def update(self, kind: str) -> Iterator[None]:
        """Count an update that the body deals with, and how long that takes."""
        with self.timed("update"):
            yield
        self._updates.labels(kind).inc()

    def request(self, method: str, status: int, seconds: float) -> None:
        """Count a request to Telegram by the answer's HTTP status, 0 where none came, and how long it took."""
        self._requests.labels(method, _outcome(status)).inc()
        self.step("sending", seconds)

    def post(self, outcome: str) -> None:
        """Count what somebody posted to the webhook."""
        self._posts.labels(outcome).inc()

    def error(self, error: BaseException | None) -> None:
        """Count an error."""
        self._errors.labels(type(error).__name__).inc()

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Show a number that is looked up when somebody asks for it."""
        Gauge(name, meaning, registry=self.registry).set_function(value)

    def gauges(self, name: str, meaning: str, label: str, values: Mapping[str, Callable[[], float]]) -> None:
        """Show several such numbers of one name, which ``label`` tells apart."""
        gauge = Gauge(name, meaning, [label], registry=self.registry)
        for one, value in values.items():
            gauge.labels(one).set_function(value)

    def exposition(self) -> bytes:
        """Return everything counted, as Prometheus reads it (:data:`CONTENT_TYPE`)."""
        return generate_latest(self.registry)


def _outcome(status: int) -> str:
    named = {0: "broken", 403: "forbidden", 429: "penalty"}
    return named.get(status) or ("ok" if status < 400 else "refused" if status < 500 else "unavailable")
