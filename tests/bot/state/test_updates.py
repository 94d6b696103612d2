"""Updates are taken up once, and forgotten when they can no longer come again."""

from bot.state import Database
from bot.state.updates import KEPT_SECONDS, prune, take_up


def test_an_update_is_new_once(database: Database) -> None:
    taken = [database.run_now(lambda session, number=number: take_up(session, number, 1.0)) for number in (5, 6, 5, 5)]  # type: ignore[misc]
    assert taken == [True, True, False, False]


def test_old_updates_are_forgotten(database: Database) -> None:
    database.run_now(lambda session: take_up(session, 5, 1.0))
    database.run_now(lambda session: take_up(session, 6, 1000.0))
    database.run_now(lambda session: prune(session, 500.0 + KEPT_SECONDS))
    assert database.run_now(lambda session: [take_up(session, number, 1.0) for number in (5, 6)]) == [True, False]
