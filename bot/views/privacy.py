"""Privacy: what is stored and what is not, what is stored of whom, and the question whether to delete it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings
from bot.views.callback_data import Forget
from bot.views.delivery_times import quiet_line, when
from bot.views.message import Button, Message
from bot.views.render import render

SHOWN_SUBSCRIPTIONS, SHOWN_RATINGS = 20, 12


@dataclass(frozen=True, slots=True)
class KeptData:
    """Stored data in the form shown to readers: subscriptions as (kind, value), ratings as (good, question).

    ``choices`` are those of the chat, None where the chat itself is not known; ``elsewhere`` counts the
    subscriptions that the reader made in other chats.
    """

    language: str | None
    cadence: str
    subscriptions: Sequence[tuple[str, str]]
    announcements: int
    ratings: Sequence[tuple[bool, str]]
    choices: DeliverySettings | None = None
    elsewhere: int = 0


def privacy(texts: Texts) -> Message:
    """Say what is kept."""
    lines = tuple(
        texts(key)
        for key in (
            "privacy-questions",
            "privacy-ratings",
            "privacy-chat",
            "privacy-updates",
            "privacy-log",
            "privacy-commands",
        )
    )
    return Message(render("bullets", texts, title=texts("privacy-title"), lines=lines))


def my_data(kept: KeptData | None, texts: Texts, *, group: bool) -> Message:
    """Show what is kept of a reader, or of a group (None: nothing is kept)."""
    title = texts("mydata-title-group" if group else "mydata-title")
    if kept is None:
        return Message(render("notice", texts, title=title, lines=(texts("mydata-nothing"),)))
    more = max(len(kept.subscriptions) - SHOWN_SUBSCRIPTIONS, 0)
    html = render(
        "mydata",
        texts,
        title=title,
        kept=kept,
        chat=_of_chat(kept, texts),
        subscriptions=kept.subscriptions[:SHOWN_SUBSCRIPTIONS],
        more_subscriptions=more,
        ratings=kept.ratings[:SHOWN_RATINGS],
        more_ratings=max(len(kept.ratings) - SHOWN_RATINGS, 0),
        group=group,
    )
    return Message(html)


def _of_chat(kept: KeptData, texts: Texts) -> list[str]:
    """Say what is kept of a chat besides its subscriptions, at least that it is known."""
    if kept.choices is None:
        return []
    chosen, default = kept.choices, DeliverySettings()
    lines = [texts("mydata-chat")]
    if kept.language:
        lines.append(texts("mydata-language", language=kept.language))
    if replace(chosen, time_zone="", quiet=None, updates=False) != default:
        lines.append(texts("subscriptions-when", when=when(chosen, texts)))
    if chosen.time_zone:
        lines.append(texts("mydata-zone", zone=chosen.time_zone))
    lines.append(quiet_line(chosen, texts))
    if chosen.updates:
        lines.append(texts("mydata-updates"))
    return list(filter(None, lines))


def confirm_forgetting(texts: Texts, *, group: bool) -> Message:
    """Ask whether everything is to be forgotten."""
    text = render(
        "notice", texts, title=texts("forget-title"), lines=(texts("forget-group" if group else "forget-me"),)
    )
    yes = Button(texts("forget-yes"), data=str(Forget(sure=True)))
    return Message(text, ((yes, Button(texts("forget-no"), data=str(Forget(sure=False)))),))
