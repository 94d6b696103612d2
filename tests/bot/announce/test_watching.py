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


async def test_a_note_that_changes_right_after_a_sign_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    async with watched(tmp_path / "notes") as signs:
        for name in ("one.md", "two.md"):
            await sign(signs)
            (tmp_path / "notes" / name).write_text(name, "utf-8")
        await sign(signs)


async def test_an_index_page_is_watched_too(tmp_path: Path) -> None:
    page = tmp_path / "index.md"
    page.write_text("nothing yet", "utf-8")
    async with watched(page) as signs:
        await sign(signs)
        page.write_text("a line", "utf-8")
        await sign(signs)


async def test_a_source_that_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watching, "AGAIN_SECONDS", 0.1)
    async with watched(tmp_path / "notes") as signs:
        await sign(signs)
        assert "cannot be watched for changes: it is not there" in caplog.text
        (tmp_path / "notes").mkdir()
        await sign(signs)
        (tmp_path / "notes" / "one.md").write_text("one", "utf-8")
        await sign(signs)
