"""Views for the bot's administrators: figures, the progress of an indexing, a broadcast and its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.locales import Texts
from bot.views.callback_data import Broadcast
from bot.views.message import Button, Message
from bot.views.render import render
from bot.views.skipped import by_reason, groups_in_a_line
from retrieval import Duplicate, RefreshReport

SHOWN_FILES = 10
DELIVERY_STATES = ("queued", "claimed", "sending", "sent", "failed", "unknown", "missed")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that /stats shows: papers, chats, subscriptions, deliveries, ratings and usage."""

    since: float
    readers: int
    asking_chats: int
    questions: int
    abstentions: int
    good: int
    bad: int
    chats: dict[str, int]
    suspended: int
    subscriptions: int
    deliveries: dict[str, int]
    papers: int
    notes: int


def statistics(figures: Figures, texts: Texts) -> Message:
    """Show the figures."""
    chats, deliveries = figures.chats, figures.deliveries
    lines = (
        texts("stats-since", moment=datetime.fromtimestamp(figures.since, UTC).strftime("%Y-%m-%d %H:%M")),
        texts("stats-readers", readers=figures.readers, chats=figures.asking_chats),
        texts("stats-questions", questions=figures.questions, abstentions=figures.abstentions),
        texts("stats-ratings", good=figures.good, bad=figures.bad),
        texts(
            "stats-chats",
            private=chats.get("private", 0),
            groups=chats.get("group", 0) + chats.get("supergroup", 0),
            channels=chats.get("channel", 0),
            suspended=figures.suspended,
        ),
        texts("stats-subscriptions", count=figures.subscriptions),
        texts(
            "stats-deliveries",
            **{state: deliveries.get(state, 0) for state in DELIVERY_STATES},
        ),
        texts("stats-library", papers=figures.papers, notes=figures.notes),
    )
    return Message(render("bullets", texts, title=texts("stats-title"), lines=lines))


def indexing(stage: str, done: int, total: int, texts: Texts) -> Message:
    """Show how far an indexing has come; without a stage, that it begins."""
    lines = (texts("reindex-progress", stage=texts(f"cli-stage-{stage}"), done=done, total=total),) if stage else ()
    return Message(render("notice", texts, title=texts("reindex-title"), lines=lines))


def indexed(report: RefreshReport, texts: Texts) -> Message:
    """Show what an indexing changed, what is wrong with notes, and which are duplicates."""
    said = texts(
        "cli-report",
        added=len(report.added),
        changed=len(report.changed),
        removed=len(report.removed),
        unchanged=report.unchanged,
        skipped=sum(not item.served for item in report.skipped),
        seconds=f"{report.seconds:.1f}",
    )
    groups = by_reason(report.skipped)
    skipped = groups_in_a_line(groups, texts, SHOWN_FILES)
    more = len(groups) - len(skipped)
    lists = (("reindex-skipped", skipped, more), ("reindex-duplicates", *_duplicates(report.duplicates, texts)))
    return Message(render("indexed", texts, title=texts("reindex-done"), said=said, lists=lists))


def duplicates(found: Sequence[Duplicate], texts: Texts) -> Message:
    """List the files that are of papers which other files have."""
    lines, more = _duplicates(found, texts)
    title = texts("admin-duplicates", count=len(found))
    return Message(render("duplicates", texts, title=title, lines=lines, more=more))


def _duplicates(found: Sequence[Duplicate], texts: Texts) -> tuple[list[str], int]:
    """Return a line for each of the first duplicates, and how many more there are."""
    lines = [duplicate_line(one, texts) for one in found[:SHOWN_FILES]]
    return lines, len(found) - len(lines)


def indexing_failed(reason: str, texts: Texts) -> Message:
    """Say why an indexing failed."""
    return Message(render("notice", texts, title=texts("reindex-failed"), lines=(reason,)))


def broadcast(text: str, texts: Texts) -> Message:
    """Show what a broadcast says, as every reader gets it."""
    return Message(render("broadcast", texts, lines=text.split("\n")))


def confirm_broadcast(chats: int, languages: Sequence[str], texts: Texts) -> Message:
    """Ask whether what was previewed is to be sent."""
    lines = (texts("broadcast-languages", count=len(languages)), texts("broadcast-check"))
    text = render("notice", texts, title=texts("broadcast-title", chats=chats), lines=lines)
    yes = Button(texts("broadcast-yes", chats=chats), data=str(Broadcast(sure=True)))
    return Message(text, ((yes, Button(texts("broadcast-no"), data=str(Broadcast(sure=False)))),))


def duplicate_line(duplicate: Duplicate, texts: Texts) -> str:
    """Say of which paper a file is, how that is known, and which file is served."""
    why = texts("duplicate-by", by=duplicate.by, value=duplicate.value)
    return texts("duplicate-line", file=duplicate.file, served=duplicate.served_file, why=why)
