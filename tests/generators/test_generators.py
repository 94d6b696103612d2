"""Every address and anchor equals what the real generator makes, or there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from retrieval.sites.settings import read_settings, text_of
from tests.generators.comparing import Comparison, compare, write_site
from tests.generators.jekyll_sites import ADDRESSES, ANCHORS, PAGES
from tests.generators.other_sites import HEXO, HUGO, MKDOCS, Files

HERE = Path(__file__).parent
MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".MD", ".md~")
HTML = (".html", ".htm")
JEKYLL = {**ADDRESSES, **{f"page {name.replace('/', '_')}": files for name, files in PAGES.items()}, **ANCHORS}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Build = Callable[[Path, Path], None]


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def hugo(site: Path, pages: Path) -> None:
    run("hugo", "--source", site, "--destination", pages, "--quiet")
    shutil.rmtree(site / "resources", ignore_errors=True)


def hexo(site: Path, pages: Path) -> None:
    shutil.copy(HERE / "package.json", site)
    (site / "node_modules").symlink_to(hexo_folder() / "node_modules")
    run("node", site / "node_modules" / "hexo" / "bin" / "hexo", "generate", "--cwd", site)
    (site / "public").rename(pages)
    (site / "node_modules").unlink()


def mkdocs(site: Path, pages: Path) -> None:
    run(mkdocs_program(), "build", "--quiet", "--config-file", site / "mkdocs.yml", "--site-dir", pages)


def hexo_folder() -> Path:
    """Return the folder with Hexo's node_modules, which PAPERCACHE_TEST_HEXO names."""
    return Path(os.environ.get("PAPERCACHE_TEST_HEXO", HERE))


def mkdocs_program() -> str:
    """Return MkDocs, which PAPERCACHE_TEST_MKDOCS names where it is not on the path."""
    return os.environ.get("PAPERCACHE_TEST_MKDOCS", "mkdocs")


OTHERS: dict[str, tuple[Build, dict[str, tuple[str, Files]], bool]] = {
    "Hugo": (hugo, HUGO, shutil.which("hugo") is not None),
    "Hexo": (hexo, HEXO, (hexo_folder() / "node_modules" / "hexo").is_dir()),
    "MkDocs": (mkdocs, MKDOCS, shutil.which(mkdocs_program()) is not None),
}
SITES = [
    pytest.param(
        build, *sites[name], id=f"{generator} {name}",
        marks=[] if installed else pytest.mark.skip(reason=f"{generator} is not installed: .ci/run says how"),
    )
    for generator, (build, sites, installed) in OTHERS.items()
    for name in sites
]  # fmt: skip


def agrees(result: Comparison) -> bool:
    print(result)
    return not (result.wrong or result.unpublished or result.dead)


@pytest.mark.parametrize(("build", "address", "files"), SITES)
def test_links_lead_where_the_generator_puts_pages(tmp_path: Path, build: Build, address: str, files: Files) -> None:
    site, pages = tmp_path / "site", tmp_path / "pages"
    write_site(site, files, (".md",))
    build(site, pages)
    result = compare(site, pages, address, files)
    assert agrees(result)
    # no link is no answer to everything
    assert result.right >= len(result.unlinked) or "hash" in text_of(read_settings(site / "_config.yml"), "permalink")


@pytest.fixture(scope="module")
def jekyll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with all sites of Jekyll and, beside each, its pages."""
    if shutil.which("jekyll") is None:
        pytest.skip("Jekyll is not installed: .ci/run says how")
    whole = tmp_path_factory.mktemp("jekyll")
    for number, files in enumerate(JEKYLL.values()):
        write_site(whole / f"site{number}", files, (*MARKDOWN, *HTML))
    run("ruby", HERE / "build_jekyll.rb", *(whole / f"site{number}" for number in range(len(JEKYLL))))
    for number in range(len(JEKYLL)):
        (whole / f"site{number}" / "_site").mkdir(exist_ok=True)
        (whole / f"site{number}" / "_site").rename(whole / f"pages{number}")
    return whole


@pytest.mark.parametrize("name", JEKYLL)
def test_links_lead_where_jekyll_puts_pages(jekyll: Path, name: str) -> None:
    number = list(JEKYLL).index(name)
    site = jekyll / f"site{number}"
    settings = read_settings(site / "_config.yml") or read_settings(site / "_config.yaml")
    base = quote(text_of(settings, "baseurl").strip("/"))
    address = text_of(settings, "url").lower().removesuffix(":443") + (f"/{base}" if base else "")
    result = compare(site, jekyll / f"pages{number}", address, JEKYLL[name], copied=".md")
    assert agrees(result)
    assert not result.unlinked
