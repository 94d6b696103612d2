"""Secrets: from the environment, or from a ``.env`` beside the configuration, and kept in no object."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import SettingsError

TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"  # noqa: S105  the variable's name, not its value
SECRET_VARIABLE = "TELEGRAM_WEBHOOK_SECRET"  # noqa: S105  as above
_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{30,64}")
"""A bot's id and 35 characters, today; other lengths are allowed for the future."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Telegram takes no other."""


def read_token(config: Path | None = None) -> str:
    """Return the bot's token; ``config`` is the configuration file.

    Raises SettingsError when there is none, or what cannot be one; the message never holds a token.
    """
    token, kept_in = _read(TOKEN_VARIABLE, config)
    if not token:
        raise SettingsError(
            f"There is no bot token: get one from @BotFather and put {TOKEN_VARIABLE}=… into the environment "
            f"or into {kept_in}."
        )
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            f"What {TOKEN_VARIABLE} holds is no bot token: one is a number, a colon and 35 characters of A-Z a-z 0-9 "
            "_ -, as @BotFather gives it; copy all of it, and nothing else."
        )
    return token


def read_webhook_secret(config: Path | None = None) -> str:
    """Return the secret by which the webhook knows that it is Telegram who posts; ``config`` is the configuration file.

    Raises SettingsError when there is none, or none that Telegram takes; the message never holds it.
    """
    secret, kept_in = _read(SECRET_VARIABLE, config)
    if not secret:
        raise SettingsError(
            "There is no secret for the webhook, so anybody could pose as Telegram: make one (openssl rand -hex 32) "
            f"and put {SECRET_VARIABLE}=… into the environment or into {kept_in}."
        )
    if not _SECRET.fullmatch(secret):
        raise SettingsError(
            f"The webhook's secret is none that Telegram takes: {SECRET_VARIABLE} must hold 1 to 256 of the characters "
            "A-Z a-z 0-9 _ - (openssl rand -hex 32 makes one)."
        )
    return secret


def _read(variable: str, config: Path | None) -> tuple[str, Path]:
    """Return what ``variable`` holds, and the file in which it may stand."""
    file = (config.absolute().parent if config else Path.cwd()) / ".env"
    return (os.environ.get(variable) or dotenv_values(file).get(variable) or "").strip(), file
