"""Deliveries may be claimed: no table changes, but a version that does not know this state would leave them lying."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: what was being sent when the version before ended becomes unknown, as it always did."""
