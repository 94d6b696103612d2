"""The token reaches no log, whichever way it comes."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.transport.redaction import Redaction, log_without

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz_-12345"
SHORT = "12:secret"
WEBHOOK_SECRET = "secret"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.handlers, root.level
    log_without(SHORT, WEBHOOK_SECRET)
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    yield stream
    root.handlers, root.level = before


def test_in_messages_arguments_and_tracebacks(log: io.StringIO) -> None:
    logger = logging.getLogger("some.library")
    logger.info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logger.warning("bot12:secret and %s", {"token": TOKEN})
    try:
        try:
            raise ValueError(f"inner {TOKEN}")
        except ValueError as inner:
            raise RuntimeError(f"outer {SHORT}") from inner
    except RuntimeError:
        logger.exception("failed for %s", TOKEN, stack_info=True)
    written = log.getvalue()
    assert TOKEN not in written
    assert SHORT not in written
    assert written.count("<token>") >= 5
    assert "RuntimeError: outer <token>" in written
    assert "ValueError: inner <token>" in written


def test_a_secret_that_stands_in_the_token_uncovers_nothing_of_it(log: io.StringIO) -> None:
    logging.getLogger("some.library").info("/bot%s/setWebhook?with=%s", SHORT, WEBHOOK_SECRET)
    assert log.getvalue().endswith(": /bot<token>/setWebhook?with=<token>\n")


def test_what_is_no_token_stays() -> None:
    clean = Redaction().clean
    for text in ("12:34:56 time", "localhost:8080/path-that-is-quite-long-but-not-a-token", "arXiv 2309.06180: x"):
        assert clean(text) == text


def test_httpx_does_not_name_addresses(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://x")
    assert log.getvalue() == ""


def test_lines_for_a_program_hold_all_of_a_record_and_no_secret(log: io.StringIO) -> None:
    log_without(SHORT, as_json=True)
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(log)
    logger = logging.getLogger("some.library")
    logger.warning("two\nlines “%s” of %s", "words", SHORT)
    try:
        raise ValueError(f"inner {TOKEN}")
    except ValueError:
        logger.exception("failed")
    first, second = map(json.loads, log.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == (
        "WARNING",
        "some.library",
        "two\nlines “words” of <token>",
    )
    assert "traceback" not in first
    assert "ValueError: inner <token>" in second["traceback"]
