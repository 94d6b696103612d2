"""The edit loop: edits the messages whose content is out of date, again from the first after every change."""

from __future__ import annotations

from functools import partial

from bot.announce.backoff import Backoff
from bot.announce.corrections import Edit, next_edits
from bot.announce.deliver import Deliverer
from bot.announce.in_flight import InFlight
from bot.messaging.background import OutgoingMessage
from bot.state import Database


class EditLoop:
    """Edits messages, each by one request at a time."""

    def __init__(self, database: Database, deliverer: Deliverer, backoff: Backoff, in_flight: InFlight) -> None:
        """Edit what ``database`` says, except in chats for which ``backoff`` has a pause."""
        self._database = database
        self._deliverer = deliverer
        self._backoff = backoff
        self._in_flight = in_flight
        self._unfinished = True
        self._position = 0
        self._restarts = 0
        self._under_way: set[tuple[int, int]] = set()
        self._changed_again: set[tuple[int, int]] = set()

    def restart(self) -> None:
        """Look for edits from the first one on: something was changed, or may be edited now."""
        self._unfinished, self._position = True, 0
        self._restarts += 1

    async def begin(self, room: int) -> int:
        """Begin up to ``room`` edits and return how many were looked at."""
        if not self._unfinished:
            return 0
        position, restarts = self._position, self._restarts
        edits = await self._database.run(lambda session: next_edits(session, position, room))
        # what was changed while the database was asked is looked for from the first on
        if self._restarts == restarts:
            self._unfinished = bool(edits)
            self._position = edits[-1].place if edits else position
        for edit in edits:
            if self._backoff.of_chat(edit.batch.target.chat_id):
                continue
            if edit.key in self._under_way:
                self._changed_again.add(edit.key)
                continue
            self._under_way.add(edit.key)
            self._in_flight.start(partial(self._correct, edit))
        return len(edits)

    async def _correct(self, edit: Edit, post: OutgoingMessage) -> None:
        corrected = False
        try:
            corrected = await self._deliverer.correct(edit, post)
        finally:
            self._under_way.discard(edit.key)
            if not corrected or edit.key in self._changed_again:
                self._changed_again.discard(edit.key)
                self.restart()
