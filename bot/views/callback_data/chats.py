"""Buttons about a chat and what is kept of it: greeting, help, language, forgetting, broadcasts, catching up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, get_args

from bot.views.callback_data.codec import DATA_PATTERN, CallbackData, Field, flag
from retrieval import Language


@dataclass(frozen=True, slots=True)
class ShowGreeting(CallbackData):
    """Show the greeting."""

    FORMAT = "h"


@dataclass(frozen=True, slots=True)
class ShowHelp(CallbackData):
    """Show the help."""

    FORMAT = "i"


@dataclass(frozen=True, slots=True)
class ShowLanguages(CallbackData):
    """Show the choice of languages."""

    FORMAT = "g"


@dataclass(frozen=True, slots=True)
class SwitchLanguage(CallbackData):
    """Change the chat's language and show ``data`` again in it."""

    language: Annotated[Language, Field("|".join(get_args(Language)))]
    data: Annotated[str, Field(DATA_PATTERN)]

    FORMAT = "g:{language}|{data}"


@dataclass(frozen=True, slots=True)
class Forget(CallbackData):
    """Forget everything that is kept, or keep it after all."""

    sure: Annotated[bool, flag("n", "y")]

    FORMAT = "z:{sure}"


@dataclass(frozen=True, slots=True)
class Broadcast(CallbackData):
    """Send the broadcast that was previewed, or drop it."""

    sure: Annotated[bool, flag("n", "y")]

    FORMAT = "j:{sure}"


@dataclass(frozen=True, slots=True)
class CatchUp(CallbackData):
    """Send what a chat missed while it could not be reached, or drop it."""

    wanted: Annotated[bool, flag("0", "1")]

    FORMAT = "u:{wanted}"
