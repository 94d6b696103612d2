"""A headless Chromium for the tests of the page, and what every page is watched for."""

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP, PHONE = (1200, 800), (375, 740)


def chromium() -> str:
    """Return the path of an installed Chromium, or skip."""
    found = os.environ.get("PAPERCACHE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium; or name one in PAPERCACHE_CHROMIUM)")
    return found


OpenPage = Callable[..., AbstractAsyncContextManager[Page]]


@asynccontextmanager
async def open_page(
    browser: Browser, size: tuple[int, int] = DESKTOP, *, dark: bool = False, watched: bool = True, **options: Any
) -> AsyncIterator[Page]:
    """Open an empty page; at the end it must have met no error, no failed request and nothing outside this machine.

    A page whose server goes away meets errors, and is not ``watched``.
    """
    troubles: list[str] = []
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        has_touch=size == PHONE,
        **options,
    )
    try:
        page = await context.new_page()
        page.on(
            "console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("requestfailed", lambda request: troubles.append(f"{request.url} {request.failure}"))
        page.on("request", lambda request: _local(request.url) or troubles.append(request.url))
        yield page
    finally:
        await context.close()
    assert not troubles or not watched


async def screenshot(page: Page, name: str) -> None:
    """Keep a picture where PAPERCACHE_SCREENSHOTS names a folder for them."""
    if folder := os.environ.get("PAPERCACHE_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


def _local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:"))
