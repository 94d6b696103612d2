"""Monitoring endpoints ``/healthz``, ``/readyz`` and ``/metrics``: is it alive, is it of use, what has it counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.degradation import PARTS, Degradation
from bot.metrics import CONTENT_TYPE, Metrics
from bot.transport.connection import ConnectionState
from retrieval import Library, RetrievalError

Stage = Literal["starting", "ready", "stopping"]


class Health:
    """The health of the process: whether a question would be answered now, and what else does not work."""

    def __init__(self, library: Library, connection: ConnectionState, degradation: Degradation | None = None) -> None:
        """Judge by ``library``, by the ``connection`` to Telegram and by ``degradation``; the bot is starting."""
        self.stage: Stage = "starting"
        self._library = library
        self._connection = connection
        self._degradation = degradation or Degradation()

    def trouble(self) -> str:
        """Why no question would be answered, in a few words; empty where one would."""
        if self.stage != "ready":
            return self.stage
        if self._connection.lost:
            return "Telegram cannot be reached"
        try:
            # the reason itself stays in the log: it may name files of the machine
            return "the library has to be refreshed" if self._library.needs_refresh else ""
        except RetrievalError:
            return "the library cannot be used"

    def lines(self, first: str) -> str:
        """Return a text of the line ``first`` and one for each thing that fails though questions are answered."""
        return "".join(f"{line}\n" for line in (first, *(f"degraded: {one}" for one in self._degradation.clauses())))


def monitoring_routes(health: Health, metrics: Metrics) -> Sequence[Route]:
    """Return ``/healthz``, ``/readyz`` and ``/metrics``."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse(health.lines("alive"))

    async def ready(_: Request) -> Response:
        trouble = health.trouble()
        return PlainTextResponse(health.lines(trouble or "ready"), 503 if trouble else 200)

    async def counted(_: Request) -> Response:
        return Response(metrics.exposition(), headers={"content-type": CONTENT_TYPE})

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", counted)]


def watch_library(metrics: Metrics, library: Library) -> None:
    """Show how many papers there are and how old the library is among the ``metrics``."""
    metrics.gauge("papercache_library_papers", "Papers in the library.", lambda: len(library.papers()))
    metrics.gauge(
        "papercache_library_generation", "How many refreshes changed the library.", lambda: library.generation
    )
    metrics.gauge(
        "papercache_library_age_seconds",
        "Seconds since a refresh last changed the library.",
        lambda: max(time.time() - library.changed_at, 0.0),
    )


def watch_degradation(metrics: Metrics, degradation: Degradation) -> None:
    """Show which parts of the bot do not work though questions are answered among the ``metrics``."""

    def failing(part: str) -> Callable[[], float]:
        return lambda: float(degradation.reason(part) is not None)

    metrics.gauges(
        "papercache_degraded",
        "1 where a part does not work though questions are answered: refresh (the library is not brought up to date), "
        "pull (of the notes' repository), plan (of announcements), database (nothing is remembered).",
        "part",
        {name: failing(part) for part, (name, _) in PARTS.items()},
    )
