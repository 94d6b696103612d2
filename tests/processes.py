"""Processes that begin in milliseconds: copies of one that has imported everything."""

from __future__ import annotations

import asyncio
import multiprocessing
from multiprocessing.context import ForkServerProcess

PROCESSES = multiprocessing.get_context("forkserver")
# there is one such server in a test run, and what it imports is settled when it starts: all that any test needs
PROCESSES.set_forkserver_preload(
    ["tests.retrieval.store.store_fixtures", "retrieval.store", "tests.bot.announce.sending.crashing_sender"]
)


async def ended(process: ForkServerProcess) -> int:
    """Wait for the end of a process that was started (not in a thread: starting one looks after all the others too).

    Gives its exit code, minus the signal that ended it.
    """
    loop = asyncio.get_running_loop()
    end = loop.create_future()
    loop.add_reader(process.sentinel, lambda: end.done() or end.set_result(None))
    try:
        await end
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
    assert process.exitcode is not None
    return process.exitcode
