"""Duplicates that administrators were told of: each is reported once, also after a restart."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.announce.detect import one_at_a_time
from bot.state.schema import MarkRow
from retrieval import Duplicate

TOLD = "duplicates_told"
"""The mark whose value lists the files already reported, each with the one that is served, as JSON."""


def take_untold(session: Session, found: Sequence[Duplicate]) -> tuple[Duplicate, ...]:
    """Return those of ``found`` (all duplicates) not yet reported; from now on all count as reported."""
    one_at_a_time(session)
    mark = session.get(MarkRow, TOLD)
    told = {tuple(pair) for pair in json.loads(mark.value)} if mark else set()
    pairs = sorted({(one.file, one.served_file) for one in found})
    if mark is None and pairs:
        session.add(MarkRow(name=TOLD, value=json.dumps(pairs)))
    elif mark is not None and told != {*pairs}:
        mark.value = json.dumps(pairs)
    return tuple(one for one in found if (one.file, one.served_file) not in told)
