"""Fixtures of the tests of the transport: an application without handlers, and free ports."""

import socket
from typing import cast

from telegram.ext import ApplicationBuilder

from bot.transport.connection import ConnectionState, WatchedRequest
from bot.transport.shutdown import PunctualApplication

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz_ABCDE-1"
KINDS = ("message", "callback_query")


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def bare_application(base_url: str, connection_state: ConnectionState | None = None) -> PunctualApplication:
    """Return an application that talks to ``base_url`` and does nothing with its updates."""
    connection_state = connection_state or ConnectionState()
    built = (
        ApplicationBuilder()
        .application_class(PunctualApplication)
        .token(TOKEN)
        .base_url(f"{base_url}/bot")
        .request(WatchedRequest(4, connection_state))
        .get_updates_request(WatchedRequest(1, connection_state))
        .job_queue(None)
        .build()
    )
    return cast("PunctualApplication", built)
