"""Changes of notes are noticed, also when a source comes later or is taken away for a while."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.announce import watching
from bot.announce.watching import changes

PATIENCE = 20.0


@contextlib.asynccontextmanager
async def watched(*sources: Path) -> AsyncIterator[AsyncIterator[None]]:
    stop = asyncio.Event()
    signs = changes(sources, stop)
    try:
        yield signs
    finally:
        stop.set()
        await asyncio.wait_for(_rest(signs), PATIENCE)


async def _rest(signs: AsyncIterator[None]) -> None:
    with contextlib.suppress(RuntimeError):
        async for _ in signs:
            pass


async def sign(signs: AsyncIterator[None]) -> None:
    await asyncio.wait_for(anext(signs), PATIENCE)


async def sign_after(signs: AsyncIterator[None], change: Path, text: str) -> None:
    """Write until the sign comes: the watch begins a moment after it was asked for."""
    waiting = asyncio.ensure_future(anext(signs))
    number = 0
    while not waiting.done():
        change.write_text(f"{text} {(number := number + 1)}", "utf-8")
        await asyncio.wait({waiting}, timeout=0.5)
    await waiting


async def test_a_changed_note_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    async with watched(tmp_path / "notes") as signs:
        await sign(signs)
        await sign_after(signs, tmp_path / "notes" / "one.md", "one")


async def test_an_index_page_is_watched_too(tmp_path: Path) -> None:
    page = tmp_path / "index.md"
    page.write_text("nothing yet", "utf-8")
    async with watched(page) as signs:
        await sign(signs)
        await sign_after(signs, page, "a line")


async def test_a_source_that_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watching, "AGAIN_SECONDS", 0.1)
    async with watched(tmp_path / "notes") as signs:
        await sign(signs)
        assert "cannot be watched for changes: it is not there" in caplog.text
        (tmp_path / "notes").mkdir()
        await sign(signs)
        await sign_after(signs, tmp_path / "notes" / "one.md", "one")
