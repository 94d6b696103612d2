"""Every address and anchor equals what the real generator makes, or there is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from retrieval.sites.settings import read_settings, text_of
from tests.generators.comparing import Comparison, compare, write_site
from tests.generators.jekyll_sites import ADDRESSES, ANCHORS, PAGES
from tests.generators.other_sites import HEXO, HUGO, MKDOCS, VITEPRESS, Files
from tests.real_site import REAL_SITE, needs_real_site

HERE = Path(__file__).parent
MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".MD", ".md~")
HTML = (".html", ".htm")
JEKYLL = {**ADDRESSES, **{f"page {name.replace('/', '_')}": files for name, files in PAGES.items()}, **ANCHORS}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Build = Callable[[Path, Path], None]


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def install(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"the generator cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")


def sites_of(sites: dict[str, tuple[str, Files]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("address", "files"), sites.values(), ids=sites)


def agrees(result: Comparison) -> bool:
    print(result)
    return not (result.wrong or result.unpublished or result.dead)


def check(site: Path, pages: Path, address: str, files: Files, build: Build) -> None:
    """Compare the links to a site's notes with the pages that ``build`` makes of it."""
    write_site(site, files, (".md",))
    build(site, pages)
    result = compare(site, pages, address, files)
    assert agrees(result)
    # no link is no answer to everything
    assert result.right > len(result.unlinked) or "hash" in text_of(read_settings(site / "_config.yml"), "permalink")


@sites_of(HUGO)
def test_links_lead_where_hugo_puts_pages(tmp_path: Path, address: str, files: Files) -> None:
    if shutil.which("hugo") is None:
        pytest.skip("Hugo is not installed")

    def build(site: Path, pages: Path) -> None:
        run("hugo", "--source", site, "--destination", pages, "--quiet")

    check(tmp_path / "site", tmp_path / "pages", address, files, build)


@pytest.fixture(scope="module")
def hexo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which Hexo is installed."""
    if shutil.which("npm") is None:
        pytest.skip("npm, which installs Hexo, is not installed")
    folder = tmp_path_factory.mktemp("hexo")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    install("npm", "ci", "--no-audit", "--no-fund", "--prefix", folder)
    return folder


@sites_of(HEXO)
def test_links_lead_where_hexo_puts_pages(tmp_path: Path, hexo: Path, address: str, files: Files) -> None:
    def build(site: Path, pages: Path) -> None:
        shutil.copy(HERE / "package.json", site)
        (site / "node_modules").symlink_to(hexo / "node_modules")
        run("node", hexo / "node_modules" / "hexo" / "bin" / "hexo", "generate", "--cwd", site)
        (site / "public").rename(pages)
        (site / "node_modules").unlink()

    check(tmp_path / "site", tmp_path / "pages", address, files, build)


@pytest.fixture(scope="module")
def vitepress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which VitePress is installed."""
    if shutil.which("npm") is None:
        pytest.skip("npm, which installs VitePress, is not installed")
    folder = tmp_path_factory.mktemp("vitepress")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "vitepress" / name, folder)
    install("npm", "ci", "--no-audit", "--no-fund", "--prefix", folder)
    return folder


@sites_of(VITEPRESS)
def test_links_lead_where_vitepress_puts_pages(tmp_path: Path, vitepress: Path, address: str, files: Files) -> None:
    def build(site: Path, pages: Path) -> None:
        (site / "node_modules").symlink_to(vitepress / "node_modules")
        run("node", vitepress / "node_modules" / "vitepress" / "bin" / "vitepress.js", "build", site, "--outDir", pages)
        (site / "node_modules").unlink()

    check(tmp_path / "site", tmp_path / "pages", address, files, build)


@pytest.fixture(scope="module")
def mkdocs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment in which MkDocs is installed."""
    folder = tmp_path_factory.mktemp("mkdocs")
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    install(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.lock")
    return python


@sites_of(MKDOCS)
def test_links_lead_where_mkdocs_puts_pages(tmp_path: Path, mkdocs: Path, address: str, files: Files) -> None:
    def build(site: Path, pages: Path) -> None:
        run(mkdocs, "-m", "mkdocs", "build", "--quiet", "--config-file", site / "mkdocs.yml", "--site-dir", pages)

    check(tmp_path / "site", tmp_path / "pages", address, files, build)


def build_with_jekyll(whole: Path, sites: Sequence[Files]) -> None:
    """Write ``sites`` below ``whole`` and let Jekyll build the pages of each beside it."""
    if shutil.which("jekyll") is None:
        pytest.skip("Jekyll is not installed")
    for number, files in enumerate(sites):
        write_site(whole / f"site{number}", files, (*MARKDOWN, *HTML))
    run("ruby", HERE / "build_jekyll.rb", *(whole / f"site{number}" for number in range(len(sites))))
    for number in range(len(sites)):
        (whole / f"site{number}" / "_site").mkdir(exist_ok=True)
        (whole / f"site{number}" / "_site").rename(whole / f"pages{number}")


@pytest.fixture(scope="module")
def jekyll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with all sites of Jekyll and, beside each, its pages."""
    whole = tmp_path_factory.mktemp("jekyll")
    build_with_jekyll(whole, [*JEKYLL.values()])
    return whole


def address_of(site: Path) -> str:
    """Return the address of a site of Jekyll, as its settings say."""
    settings = read_settings(site / "_config.yml") or read_settings(site / "_config.yaml")
    base = quote(text_of(settings, "baseurl").strip("/"))
    return text_of(settings, "url").lower().removesuffix(":443") + (f"/{base}" if base else "")


@pytest.mark.parametrize("name", JEKYLL)
def test_links_lead_where_jekyll_puts_pages(jekyll: Path, name: str) -> None:
    number = list(JEKYLL).index(name)
    site = jekyll / f"site{number}"
    result = compare(site, jekyll / f"pages{number}", address_of(site), JEKYLL[name], copied=".md")
    assert agrees(result)
    assert not result.unlinked


@needs_real_site
def test_every_link_of_the_real_site_leads_where_jekyll_puts_it(tmp_path: Path) -> None:
    files = {
        file.relative_to(REAL_SITE).as_posix(): file.read_text("utf-8")
        for file in REAL_SITE.rglob("*")
        if file.is_file()
    }
    build_with_jekyll(tmp_path, [files])
    site = tmp_path / "site0"
    result = compare(site, tmp_path / "pages0", address_of(site), files)
    posts = [name for name in files if name.startswith("_posts/")]
    assert agrees(result)
    assert result.right == len(posts) > 100
    assert result.anchors == result.headings > 2000
