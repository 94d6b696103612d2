"""A generator is known by its settings, also from a folder of its content; its rules hold for what it reads only."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Site
from tests.retrieval.sites.conftest import Links, Write
from tests.retrieval.sources.conftest import read_all

SETTINGS = [
    ("hugo.toml", 'baseURL = "https://e.org/b/"\n', "content/posts/Lazy Cache.md", "https://e.org/b/posts/lazy-cache/"),
    ("config.yaml", "baseURL: https://e.org\n", "content/Lazy.md", "https://e.org/lazy/"),
    ("mkdocs.yml", "site_url: https://e.org/b\n", "docs/LLM/Lazy Cache.md", "https://e.org/b/LLM/Lazy%20Cache/"),
    (
        "_config.yml",
        "url: https://e.org/b\nsource_dir: source\n",
        "source/_posts/Lazy.md",
        "https://e.org/b/2024/03/05/Lazy/",
    ),
    (
        ".vitepress/config.mts",
        "export default defineConfig({\n  // base: '/old/',\n  base: '/b/',\n"
        "  sitemap: { hostname: 'https://e.org' },\n})\n",
        "LLM/Lazy Cache.md",
        "https://e.org/b/LLM/Lazy%20Cache.html",
    ),
    (
        ".vitepress/config.js",
        'export default { srcDir: "./docs", cleanUrls: true, sitemap: { hostname: "https://e.org/b/" } }\n',
        "docs/LLM/Lazy.md",
        "https://e.org/b/LLM/Lazy",
    ),
    ("_config.yml", "url: https://e.org\nbaseurl: b\n", "llm/Lazy.md", "https://e.org/b/llm/Lazy.html"),
]


@pytest.mark.parametrize(("settings", "text", "note", "address"), SETTINGS)
def test_a_site_is_known_by_its_settings_from_its_folder_and_from_below(
    write: Write, links: Links, tmp_path: Path, settings: str, text: str, note: str, address: str
) -> None:
    write(settings, text)
    file = write(note)
    for folder in {tmp_path, file.parent, tmp_path / note.split("/")[0]}:
        assert links(folder) == {file.stem: address}


def test_folders_of_the_content_are_no_categories(write: Write, tmp_path: Path) -> None:
    write("mkdocs.yml", "site_url: https://e.org\n")
    write("docs/llm/rl/a.md")
    (found,), _ = read_all(tmp_path, Site())
    assert found.paper.categories == ("llm", "rl")


def test_a_folder_that_the_site_leaves_out_is_read_when_it_is_named(write: Write, links: Links, tmp_path: Path) -> None:
    write("_config.yml", "url: https://e.org\nexclude: [private]\ncollections: [papers]\n")
    for folder in ("private", "_papers"):
        write(f"{folder}/a.md")
        assert links(tmp_path / folder) == {"a": ""}


def test_settings_of_other_programs_are_no_site(write: Write, links: Links) -> None:
    write("config.yaml", "sources: [notes]\nbroken: [\n")
    write("config.toml", "title = 'x'\n")
    write("a.md")
    assert links(site=Site("https://h.org")) == {"a": "https://h.org/a.html"}


def test_drafts_and_what_is_dated_later_stay_hidden(write: Write, links: Links) -> None:
    write("hugo.toml", 'baseURL = "https://e.org/"\n')
    head = "---\ntitle: A\ndate: 2024-03-05\n{}\n---\n\nText.\n"
    write("content/draft.md", head.format("draft: true"))
    write("content/bundle/index.md", head.format("slug: own"))
    write("content/bundle/part.md")
    write("content/en.md", head.format("url: /x/Y.html"))
    assert links() == {"bundle": "https://e.org/own/", "part": "", "en": "https://e.org/x/Y.html"}


@pytest.mark.parametrize(
    "setting", ["rewrites: { 'a/:b': ':b' }", "base: process.env.BASE", "srcExclude: ['**/x.md']", "cleanUrls: isClean"]
)
def test_no_link_where_a_program_decides_on_addresses(write: Write, links: Links, setting: str) -> None:
    write(".vitepress/config.ts", f"export default {{ {setting}, sitemap: {{ hostname: 'https://e.org' }} }}\n")
    write("llm/Lazy.md")
    assert links() == {"Lazy": ""}
