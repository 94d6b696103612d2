"""Redaction of secrets in every log: as a part of each address a token turns up where one least expects it."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime

TOKEN = re.compile(r"(?<!\d)\d{3,20}:[A-Za-z0-9_-]{20,}")
"""What a token looks like, with or without ``bot`` in front."""
REDACTED = "<token>"
"""Stands for a secret, whichever it was."""


class Redaction(logging.Filter):
    """Takes tokens out of a record: its message, its arguments and its traceback."""

    def __init__(self, *secrets: str) -> None:
        """Take out ``secrets``, such as the bot's token, and whatever looks like a token."""
        super().__init__()
        # a short secret may stand in a long one, which would no longer be known once that part is taken out
        known = sorted(filter(None, secrets), key=len, reverse=True)
        self._patterns = [*(re.compile(re.escape(secret)) for secret in known), TOKEN]

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean ``record``; every record passes."""
        record.msg, record.args = self.clean(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            # formatters take this text instead of making their own from the exception
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        """Return ``text`` without secrets."""
        for pattern in self._patterns:
            text = pattern.sub(REDACTED, text)
        return text


class JsonLines(logging.Formatter):
    """Makes an object of each record, on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        trace = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else "")
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **({"traceback": trace} if trace else {}),
        }
        return json.dumps(fields, ensure_ascii=False)


def log_without(*secrets: str, level: int = logging.INFO, as_json: bool = False) -> None:
    """Send the log to standard error from ``level`` on, without ``secrets``; what was set up before is replaced.

    The filter sits on the handler: a logger's own filter does not see what its children pass up.
    """
    handler = logging.StreamHandler()
    words = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if as_json else words)
    handler.addFilter(Redaction(*secrets))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # httpx names the address of every request at INFO
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
