"""The errors of the package: the text of each is a whole sentence that says what is wrong and what to do.

::

    BotError
     ├── SettingsError        config.yaml, an environment variable or the token is not right
     ├── TokenRefusedError    Telegram does not know the token
     ├── ConflictError        another process receives the same bot's updates
     ├── WebhookRefusedError  Telegram does not take the webhook's address
     ├── ListenError          an address of this machine cannot be listened on
     ├── StateError           the bot's database cannot be used
     │    ├── StateUnwritableError  … at the moment: a full or read-only disk, or another process holds it
     │    └── StateDamagedError     … as it is: what stands in it cannot be read
     └── RepositoryError      the notes' git repository cannot be pulled
"""

from __future__ import annotations


class BotError(Exception):
    """Anything that the package reports to the person who runs it."""


class SettingsError(BotError):
    """A setting is missing, unknown or of the wrong form."""


class TokenRefusedError(BotError):
    """Telegram refuses the token."""


class ConflictError(BotError):
    """Another process receives this bot's updates."""


class WebhookRefusedError(BotError):
    """Telegram does not want to post updates to the webhook."""


class ListenError(BotError):
    """An address of this machine cannot be listened on."""


class StateError(BotError):
    """The bot's database cannot be used."""


class StateUnwritableError(StateError):
    """The bot's database cannot be written at the moment; nothing is wrong with what it holds."""


class StateDamagedError(StateError):
    """What the bot's database holds cannot be read."""


class RepositoryError(BotError):
    """The git repository of the notes cannot be brought up to date."""
