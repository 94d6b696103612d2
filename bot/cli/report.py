"""What a refresh found, for a person: what each source is, how much came of it, and why the rest did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from bot.locales import Texts
from bot.views.skipped import by_reason, every_line, group_lines, place_of
from retrieval import RefreshReport, Skipped, SourceReport

_PAGE = "index page"
SHOWN_DUPLICATES = 10
"""Duplicates that are named unless all are wished for."""


def report_view(report: RefreshReport, texts: Texts, *, verbose: bool = False) -> RenderableType:
    """Draw what a refresh changed, every duplicate, what the sources are and gave, and what they did not and why.

    Of each reason a few examples are shown, or all if ``verbose``.
    """
    # only here: a question would wait for all that the views of administrators load
    from bot.views.administration import duplicate_line

    lines: list[RenderableType] = []
    if report.rebuilt:
        lines.append(Text(report.rebuilt, style="yellow"))
    lines.append(
        Text(
            texts(
                "cli-report",
                added=len(report.added),
                changed=len(report.changed),
                removed=len(report.removed),
                unchanged=report.unchanged,
                skipped=sum(not item.served for item in report.skipped),
                seconds=f"{report.seconds:.1f}",
            )
        )
    )
    shown = report.duplicates if verbose else report.duplicates[:SHOWN_DUPLICATES]
    lines += [Text(f"  {duplicate_line(one, texts)}", style="yellow") for one in shown]
    if more := len(report.duplicates) - len(shown):
        rest = texts("cli-more-duplicates", count=more)
        lines.append(Text(f"  {rest}", style="yellow"))
    for source in report.sources:
        first, *others = source_lines(source, texts)
        lines += [Text(first, style="bold"), *(Text(f"  {line}", style="dim") for line in others)]
    return Group(*lines, *_skipped_lines(report.skipped, texts, verbose=verbose))


def _skipped_lines(skipped: Iterable[Skipped], texts: Texts, *, verbose: bool) -> Iterable[RenderableType]:
    for group in by_reason(skipped):
        for line in every_line(group) if verbose else group_lines(group, texts):
            yield Text(f"  {line}", style="yellow" if group.served else "red")


def source_lines(source: SourceReport, texts: Texts) -> list[str]:
    """Say what a source was recognised as, how many papers it gave, and what became of all its files."""
    kind = source.kind.lower().replace(" ", "-")
    what = texts("source-kind", kind=kind, name=source.kind)
    papers = texts("source-papers", kind=kind, count=source.papers)
    told = [texts("source-files", count=source.files), texts("source-gave", count=source.papers)]
    if source.refused:
        told.append(texts("source-refused", count=source.refused))
    if source.hidden:
        told.append(texts("source-hidden", count=source.hidden))
    lines = [texts("source-recognised", location=source.location, kind=what, papers=papers), _joined(told, texts)]
    aside = [texts("source-left-out", count=source.left_out)] if source.left_out else []
    if source.unreadable:
        aside.append(texts("source-unreadable", formats=_formats(source.unreadable, texts)))
    return [*lines, _joined(aside, texts)] if aside else lines


def why_empty(sources: Sequence[SourceReport], skipped: Iterable[Skipped], places: str, texts: Texts) -> str:
    """Say why there is no paper at all, and what to do about it."""
    refused = [item for item in skipped if not item.served]
    if refused:
        first = by_reason(refused)[0]
        return texts(
            "empty-refused",
            places=places,
            files=sum(source.files for source in sources),
            reason=first.reason,
            count=len(first.items),
            place=place_of(first.items[0]),
        )
    if hidden := sum(source.hidden for source in sources):
        if all(source.kind == _PAGE for source in sources):
            return texts("empty-page", places=places)
        return texts("empty-hidden", places=places, count=hidden)
    unreadable: Counter[str] = sum((Counter(source.unreadable) for source in sources), Counter())
    if unreadable:
        return texts("empty-unreadable", places=places, formats=_formats(unreadable, texts))
    if left_out := sum(source.left_out for source in sources):
        return texts("empty-left-out", places=places, count=left_out)
    return texts("cli-no-notes", places=places)


def _formats(unreadable: Mapping[str, int], texts: Texts) -> str:
    return _joined([f"{count} {ending}" for ending, count in unreadable.items()], texts)


def _joined(parts: Sequence[str], texts: Texts) -> str:
    return texts("cli-separator").join(parts)
