"""Columns and states get the names that the code has: a delivery's reason, a paper that is pending or withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename them, and what they hold; nothing is lost."""
    op.alter_column("deliveries", "because_kind", new_column_name="reason_kind")
    op.alter_column("deliveries", "because", new_column_name="reason_value")
    with op.batch_alter_table("known_papers") as table:
        table.alter_column("state", type_=sa.String(16), existing_type=sa.String(8), existing_nullable=False)
    papers = sa.table("known_papers", sa.column("state", sa.String))
    for before, after in (("resting", "pending"), ("gone", "withdrawn")):
        op.execute(papers.update().where(papers.c.state == before).values(state=after))
