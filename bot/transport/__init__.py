"""Transport between the handlers and Telegram: update order, pacing, connection, log redaction."""
