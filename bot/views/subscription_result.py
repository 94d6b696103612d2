"""Results of a request to subscribe or unsubscribe: how it was understood, and how to change that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.locales import Texts
from bot.state.delivery_settings import DeliverySettings
from bot.state.subscriptions import Added
from bot.subscriptions.addresses import Address, channel_at
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.interpret import Interpretation
from bot.views.callback_data import UNDONE, Exclude, Follow, Reinterpret, ShowCategoryPicker, ShowSubscriptions
from bot.views.delivery_times import when
from bot.views.filter_names import FilterNames, sign
from bot.views.message import Button, Keyboard, Message
from bot.views.render import render

PAIR = 2
MAX_COVERING, COVERING_NAME = 3, 60
"""How many subscriptions are named that bring something, in how many characters each."""
Outcome = Added | Literal["undone"]


@dataclass(frozen=True, slots=True)
class SubscriptionOutcome:
    """What became of a request, for which chat (``channel``, where that is another one than this), with which limit.

    ``matching`` is how many of ``papers`` would have been announced, -1 where that is not known; ``phrase`` says that
    several words are looked for only side by side.
    """

    outcome: Outcome
    filters: tuple[SubscriptionFilter, ...]
    settings: DeliverySettings
    limit: int
    matching: int = -1
    papers: int = 0
    channel: int = 0
    channel_name: str = ""
    phrase: bool = False


def subscribed(result: SubscriptionOutcome, names: FilterNames, texts: Texts, buttons: Keyboard = ()) -> Message:
    """Show the result of a request."""
    lines: list[str] = []
    if result.outcome == "full":
        lines.append(texts("subscribed-full-hint", most=result.limit))
    elif result.outcome == "undone":
        lines.append(texts("subscribed-undone-hint"))
    else:
        lines.append(_why(result, texts))
        if result.phrase:
            lines.append(texts("subscribed-phrase"))
        if result.matching >= 0 and result.papers:
            lines.append(texts("subscribed-matching", count=result.matching, all=result.papers))
    text = render(
        "subscribed",
        texts,
        title=texts(_TITLES[result.outcome]),
        named=_named(result.filters, names),
        where=texts("subscribed-in-channel", channel=result.channel_name) if result.channel else "",
        lines=lines,
    )
    manage = Button(texts("subscribe-manage"), data=str(ShowSubscriptions(0, result.channel)))
    # two short ones side by side: what takes this back, and what leads to all of them
    if buttons and len(buttons[-1]) == 1:
        return Message(text, (*buttons[:-1], (*buttons[-1], manage)))
    return Message(text, (*buttons, (manage,)))


def interpretation_buttons(
    chosen: Interpretation | None, others: Sequence[Interpretation], held: bool, texts: Texts
) -> Keyboard:
    """Return the buttons that read a text otherwise; with ``held`` the first reading stays what it was before."""
    old = chosen.letter if chosen and not held else UNDONE
    buttons = [
        Button(_as(chosen, other, texts), data=str(Reinterpret(old, other.letter)))
        for other in others
        # how words are to be taken is a question only once they are taken for words
        if other != chosen and (not other.apart or (chosen is not None and chosen.kind == "words"))
    ]
    if old != UNDONE:
        buttons.append(Button(texts("subscribe-undo"), data=str(Reinterpret(old, UNDONE))))
    return tuple(tuple(buttons[at : at + PAIR]) for at in range(0, len(buttons), PAIR))


def offer(filter_: SubscriptionFilter, follow: Follow, names: FilterNames, texts: Texts) -> Message:
    """Ask whether what a link leads to is to be subscribed to."""
    text = render(
        "subscribed",
        texts,
        title=texts("subscribe-offer"),
        named=_named((filter_,), names),
        where="",
        lines=(texts("subscribe-offer-hint"),),
    )
    return Message(text, ((Button(texts("subscribe-button"), data=str(follow)),),))


def not_followed(address: Address, channel: int, texts: Texts) -> Message:
    """Say that nothing comes from an address, and what can be subscribed to instead."""
    line = texts(f"subscribe-address-{address.kind}", channel=channel_at(address.text) or "@channel")
    topics = Button(texts("subscriptions-add"), data=str(ShowCategoryPicker("", 0, channel)))
    return Message(render("notice", texts, title="", lines=(line,)), ((topics,),))


def unsubscribed(
    removed: Sequence[SubscriptionFilter],
    covering: Sequence[SubscriptionFilter],
    names: FilterNames,
    texts: Texts,
    channel: int = 0,
) -> Message:
    """Say what somebody no longer hears of, or still hears of because of what is ``covering``."""
    lines = [texts("subscriptions-removed-hint")]
    keyboard: Keyboard = ()
    if covering:
        lines = [texts("exclude-still", names=_joined(covering, names, texts))]
        keyboard = ((Button(texts("exclude-button"), data=str(Exclude(True))),),)
    return _listed(texts("subscriptions-removed"), removed, lines, keyboard, names, texts, channel)


def exclude_offer(
    wanted: Sequence[SubscriptionFilter],
    covering: Sequence[SubscriptionFilter],
    names: FilterNames,
    texts: Texts,
    channel: int = 0,
) -> Message:
    """Offer to leave out of what is ``covering`` what nobody subscribed to by itself."""
    lines = [texts("exclude-offer", names=_joined(covering, names, texts))]
    keyboard: Keyboard = ((Button(texts("exclude-button"), data=str(Exclude(True))),),)
    return _listed(texts("exclude-title"), wanted, lines, keyboard, names, texts, channel)


def excluded(
    exclusions: Sequence[SubscriptionFilter], outcome: str, names: FilterNames, texts: Texts, channel: int = 0
) -> Message:
    """Say what became of the request to leave something out (``done``, ``already`` so, ``undone``)."""
    buttons = {
        "done": (Button(texts("subscribe-undo"), data=str(Exclude(False))),),
        "undone": (Button(texts("exclude-button"), data=str(Exclude(True))),),
    }.get(outcome)
    lines = [texts("exclude-undone-hint" if outcome == "undone" else "exclude-hint")]
    return _listed(texts(f"exclude-{outcome}"), exclusions, lines, (buttons,) if buttons else (), names, texts, channel)


def _listed(
    title: str,
    filters: Sequence[SubscriptionFilter],
    lines: Sequence[str],
    keyboard: Keyboard,
    names: FilterNames,
    texts: Texts,
    channel: int,
) -> Message:
    text = render("subscribed", texts, title=title, named=_named(filters, names), where="", lines=lines)
    return Message(text, (*keyboard, (Button(texts("subscribe-manage"), data=str(ShowSubscriptions(0, channel))),)))


def _joined(filters: Sequence[SubscriptionFilter], names: FilterNames, texts: Texts) -> str:
    return texts("filter-or").join(names.full(one.kind, one.value, COVERING_NAME) for one in filters[:MAX_COVERING])


def _named(filters: Sequence[SubscriptionFilter], names: FilterNames) -> list[tuple[str, str]]:
    return [(sign(one.kind, one.value), names.full(one.kind, one.value)) for one in filters]


def _as(chosen: Interpretation | None, other: Interpretation, texts: Texts) -> str:
    """Say how a text is read otherwise."""
    if other.apart:
        return texts("subscribe-as-apart")
    phrase = chosen is not None and chosen.apart and other.kind == "words"
    return texts("subscribe-as-phrase" if phrase else f"subscribe-as-{other.kind}")


_SEVERAL = {"category": "subscribed-why-categories", "paper": "subscribed-why-papers"}
_TITLES: dict[Outcome, str] = {
    "added": "subscribed-added",
    "resumed": "subscribed-resumed",
    "already": "subscribed-already",
    "full": "subscribed-full",
    "undone": "subscribed-undone",
}


def _why(result: SubscriptionOutcome, texts: Texts) -> str:
    kind = result.filters[0].kind
    if len(result.filters) > 1 and kind in _SEVERAL:
        return texts(_SEVERAL[kind], when=when(result.settings, texts))
    return texts(f"subscribed-why-{kind}", when=when(result.settings, texts))
