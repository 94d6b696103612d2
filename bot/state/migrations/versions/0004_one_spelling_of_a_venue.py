"""A subscription to a venue is written in one spelling: ``usenix atc`` was kept beside ``atc`` before."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SPELLINGS = {
    "neurips": "nips",
    "neur ips": "nips",
    "usenix atc": "atc",
    "super computing": "sc",
    "supercomputing": "sc",
    "proc mlsys": "mlsys",
}
_SPELT = re.compile(rf"({'|'.join(_SPELLINGS)})(\d*)")


def upgrade() -> None:
    """Spell them in one way; of two that are the same then, the older one stays."""
    table = sa.table("subscriptions", *map(sa.column, ("id", "chat_id", "thread_id", "kind", "value")))
    connection = op.get_bind()
    kept: set[tuple[int, int, str]] = set()
    found = connection.execute(sa.select(table).where(table.c.kind == "venue").order_by(table.c.id)).all()
    changed: list[tuple[int, str]] = []
    for number, chat_id, thread_id, _, value in found:
        match = _SPELT.fullmatch(value)
        canonical = _SPELLINGS[match[1]] + match[2] if match else value
        if (chat_id, thread_id, canonical) in kept:
            op.execute(table.delete().where(table.c.id == number))
        elif canonical != value:
            changed.append((number, canonical))
        kept.add((chat_id, thread_id, canonical))
    # after those that would be in the way are gone
    for number, canonical in changed:
        op.execute(table.update().where(table.c.id == number).values(value=canonical))
