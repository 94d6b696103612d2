"""Browsing: topics, the newest papers, venues and years, by command and by button."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.handlers.request import ButtonRequest, MessageRequest, Request
from bot.handlers.screens import Screen, open_below, open_screen, screen
from bot.views.browse import find_place, node, topics
from bot.views.callback_data import Browse, BrowseVenue, BrowseYear, LatestPage, OpenLatest
from bot.views.lists import newest
from bot.views.venues_and_years import venue, venue_code, venues, year, years
from bot.views.welcome import notice
from retrieval import Filters, find_periods, normalise

MAX_YEAR_CHARACTERS = 20
"""A longer text names no year."""


async def open_venues(request: MessageRequest) -> None:
    """Show the venues, or the papers of the one that is named (/venues osdi)."""
    wanted = request.arguments
    found = venue_code(wanted, await request.service.papers()) if wanted else None
    if wanted and found is None:
        await request.reply(notice("venues-unknown", request.texts))
    await open_screen(request, found or BrowseVenue())


async def open_years(request: MessageRequest) -> None:
    """Show the years, or the papers of the one that is named (/year 2024)."""
    wanted = "".join(request.arguments.split())
    years_of_papers = {paper.year for paper in await request.service.papers()}
    named = _read_year(wanted[:MAX_YEAR_CHARACTERS], request.service.clock.now()) if wanted else 0
    found = named if named in years_of_papers else 0
    if wanted and not found:
        await request.reply(notice("years-unknown", request.texts))
    await open_screen(request, BrowseYear(found))


def _read_year(wanted: str, now: float) -> int:
    """Read a year as people write it: ``2024``, ``２０２４``, ``二〇二四年``, ``今年``; 0 for anything else."""
    text = normalise(wanted)
    today = datetime.fromtimestamp(now, UTC).date()
    periods = find_periods(text if "年" in text or text.isascii() else f"{text}年", today)
    spans = {(one.since[:4], one.until[:4]) for one in periods}
    since, until = spans.pop() if len(spans) == 1 else ("", "")
    return int(since) if since and since == until else 0


async def open_latest(request: ButtonRequest[OpenLatest]) -> None:
    """Show the newest papers below a pressed button."""
    await open_below(request, LatestPage())


@screen(Browse)
async def _browse(wanted: Browse, request: Request) -> Screen | None:
    service = request.service
    tree = await service.tree()
    if not wanted.node:
        return Screen(topics(tree, len(await service.papers()), request.texts))
    place = find_place(tree, wanted.node)
    if place is None:
        return None
    path = place.node.path
    papers = await service.papers(Filters(categories=(path,))) if path else ()
    return Screen(node(place, papers, wanted.page, request.texts))


@screen(BrowseVenue)
async def _venues(wanted: BrowseVenue, request: Request) -> Screen | None:
    papers = await request.service.papers()
    if not wanted.venue:
        return Screen(venues(papers, request.texts))
    message = venue(wanted, papers, await request.service.tree(), request.texts)
    return Screen(message) if message else None


@screen(BrowseYear)
async def _years(wanted: BrowseYear, request: Request) -> Screen | None:
    papers = await request.service.papers()
    if not wanted.year:
        return Screen(years(papers, request.texts))
    message = year(wanted, papers, await request.service.tree(), request.texts)
    return Screen(message) if message else None


@screen(LatestPage)
async def _latest(wanted: LatestPage, request: Request) -> Screen:
    papers, tree = await request.service.papers(), await request.service.tree()
    return Screen(newest(papers, wanted.page, tree, request.texts))
