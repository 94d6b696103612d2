"""What the bot says, in Chinese and English: one Fluent file a language, read through :class:`Texts`.

Views and handlers ask for a message by its key; no sentence for a reader stands in the code. The files hold plain text
only: markup belongs to the templates, which escape whatever comes from here.
"""

from __future__ import annotations

import locale
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from retrieval import Language

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

FOLDER = Path(__file__).parent
LANGUAGES: tuple[Language, ...] = get_args(Language)
MAX_VALUE = 2500
"""Characters that Fluent takes as one variable (``fluent.runtime.resolver.MAX_PART_LENGTH``; importing it is slow)."""
_TAGS = {"zh": "zh-Hans", "en": "en-GB"}


class Texts:
    """The messages of one language: ``Texts("zh")("list-count", count=3)``."""

    def __init__(self, language: Language) -> None:
        """Return access to the messages in ``language``."""
        self.language: Language = language

    def __call__(self, key: str, /, **variables: str | int | float) -> str:
        """Return the message ``key`` with its ``variables`` put in.

        A text of more than ``MAX_VALUE`` characters is shortened: notes may hold any. Raises
        LookupError for a key that the language does not have and for a variable that is missing, both faults of the
        caller.
        """
        bundle = _bundle(self.language)
        if not bundle.has_message(key):
            raise LookupError(f"{self.language}.ftl has no message {key!r}")
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise LookupError(f"{self.language}.ftl: the message {key!r} has no text")
        text, faults = bundle.format_pattern(pattern, {name: _bounded(value) for name, value in variables.items()})
        if faults:
            raise LookupError(f"{self.language}.ftl: {key!r}: {faults[0]}")
        return str(text)

    def __repr__(self) -> str:
        return f"Texts({self.language!r})"


def reader_language(tag: str | None, offered: tuple[Language, ...] = LANGUAGES) -> Language:
    """Choose among the languages ``offered`` (at least one) by an IETF ``tag`` as Telegram sends it.

    Everything Chinese (``zh``, ``zh-hans``, ``zh-TW``) reads Chinese, all the rest English, where that is offered.
    """
    wanted: Language = "zh" if (tag or "").lower().replace("_", "-").split("-")[0] == "zh" else "en"
    return wanted if wanted in offered else offered[0]


def terminal_language() -> Language:
    """Choose the language of the command line by the environment's locale (LC_ALL, LC_MESSAGES, LANG)."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return reader_language(value.split(".")[0])
    return reader_language(locale.getlocale()[0])


def _bounded(value: str | int | float) -> str | int | float:
    if isinstance(value, str) and len(value) > MAX_VALUE:
        return value[: MAX_VALUE - 1] + "…"
    return value


@cache
def _bundle(language: Language) -> FluentBundle:
    # only where something is said: it takes as long to import as a question to answer
    from fluent.runtime import FluentBundle, FluentResource

    # isolating marks around variables would show as boxes in some terminals and count as characters in Telegram
    bundle = FluentBundle([_TAGS[language]], use_isolating=False)
    bundle.add_resource(FluentResource((FOLDER / f"{language}.ftl").read_text("utf-8")))
    return bundle
