"""Runs migrations on the connection that :mod:`bot.state.migrate` hands over."""

from alembic import context

from bot.state.schema import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # SQLite cannot change a table in place
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
