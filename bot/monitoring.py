"""What those who watch the process may ask of it: is it alive, is it of use, what has it counted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Literal

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import CONTENT_TYPE, Metrics
from bot.transport.connection import Line
from retrieval.errors import RetrievalError
from retrieval.library import Library

Stage = Literal["starting", "ready", "stopping"]


class Health:
    """Whether a question would be answered at the moment."""

    def __init__(self, library: Library, line: Line) -> None:
        """Judge by the state of ``library`` and of the ``line`` to Telegram; the bot is starting."""
        self.stage: Stage = "starting"
        self._library = library
        self._line = line

    def trouble(self) -> str:
        """Why no question would be answered, in a few words; empty where one would."""
        if self.stage != "ready":
            return self.stage
        if self._line.lost:
            return "Telegram cannot be reached"
        try:
            # the reason itself stays in the log: it may name files of the machine
            return "the library has to be refreshed" if self._library.needs_refresh else ""
        except RetrievalError:
            return "the library cannot be used"


def monitoring_routes(health: Health, metrics: Metrics) -> Sequence[Route]:
    """Give ``/healthz``, ``/readyz`` and ``/metrics``."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(_: Request) -> Response:
        trouble = health.trouble()
        return PlainTextResponse(f"{trouble or 'ready'}\n", 503 if trouble else 200)

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
