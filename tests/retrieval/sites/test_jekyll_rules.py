"""Jekyll's addresses, dates, categories and publication, with values taken from Jekyll 4.3.1."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Site
from tests.retrieval.sites.conftest import Links, Write
from tests.retrieval.sources.conftest import read_all

PLAIN = "_posts/2024-03-05-plain.md"


def post(head: str = "") -> str:
    return f"---\ntitle: P\n{head}\n---\n\nText.\n"


@pytest.mark.parametrize(
    ("config", "address"),
    [
        ("url: https://me.github.io", "https://me.github.io/2024/03/05/plain.html"),
        ("url: https://me.github.io\nbaseurl:", "https://me.github.io/2024/03/05/plain.html"),
        ("url: https://e.org\nbaseurl: https://e.org/papers", "https://e.org/papers/2024/03/05/plain.html"),
        ("baseurl: https://e.org/papers", "https://e.org/papers/2024/03/05/plain.html"),
        ("url: https://e.org\nbaseurl: /笔记/", "https://e.org/%E7%AC%94%E8%AE%B0/2024/03/05/plain.html"),
        ("url: HTTPS://E.org:443", "https://e.org/2024/03/05/plain.html"),
        ("title: without an address", ""),
        ("url: e.org", ""),
    ],
)
def test_a_site_without_an_address_gets_nobody_else_s(write: Write, links: Links, config: str, address: str) -> None:
    write("_config.yml", config + "\n")
    write(PLAIN, post())
    assert links() == {"2024-03-05-plain": address}


def test_the_configured_site_stands_in_for_a_whole_address_only(write: Write, links: Links) -> None:
    write(PLAIN, post())
    write("_config.yml", "title: T\n")
    assert links(site=Site("https://h.org", "/b"))["2024-03-05-plain"] == "https://h.org/b/2024/03/05/plain.html"
    write("_config.yml", "url: https://own.org\n")
    assert links(site=Site("https://h.org", "/b"))["2024-03-05-plain"] == "https://own.org/2024/03/05/plain.html"


@pytest.mark.parametrize(
    ("config", "head", "path", "date", "categories"),
    [
        ("", "date: 2024-03-05 06:00:00 +0800", "2024/03/04/plain.html", "2024-03-04", ()),
        ("timezone: Asia/Shanghai", "date: 2024-03-05 23:30:00", "2024/03/06/plain.html", "2024-03-06", ()),
        ("timezone: Asia/Shanghai", "date: '2024-03-05 23:30:00'", "2024/03/05/plain.html", "2024-03-05", ()),
        ("timezone: America/Los_Angeles", "date: 2024-03-05T02:00:00Z", "2024/03/04/plain.html", "2024-03-04", ()),
        ("permalink: '/:hour/:title/'", "date: 2024-03-05 07:08:09", "07/plain/", "2024-03-05", ()),
        ("", "category: a\ncategories: [b, c]", "b/c/a/2024/03/05/plain.html", "2024-03-05", ("b", "c", "a")),
        ("", "category: [a, B]", "a/b/2024/03/05/plain.html", "2024-03-05", ("a", "B")),
        ("", "categories: [true, 2024]", "true/2024/2024/03/05/plain.html", "2024-03-05", ("true", "2024")),
        ("permalink: '/posts/:name:output_ext'", "", "posts/2024-03-05-plain.html", "2024-03-05", ()),
        ("permalink: '/:collection/:path/'", "", "posts/2024-03-05-plain/", "2024-03-05", ()),
        ("", "permalink: pretty", "pretty", "2024-03-05", ()),
        ("", "permalink: false", "2024/03/05/plain.html", "2024-03-05", ()),
        ("permalink: '/:unknown/:title.html'", "", None, "2024-03-05", ()),
        ("defaults: [{scope: {path: ''}, values: {categories: [llm]}}]", "categories: [Inference]",
         "llm/inference/2024/03/05/plain.html", "2024-03-05", ("llm", "Inference")),
        ("defaults: [{scope: {path: '_posts/20', type: posts}, values: {categories: [x]}}, "
         "{scope: {path: '_posts/*'}, values: {permalink: '/z/:categories/:title'}}]", "",
         "z/x/plain", "2024-03-05", ("x",)),
        ("defaults: [{scope: {path: _posts}, values: {permalink: '/near/:title'}}, "
         "{scope: {path: ''}, values: {permalink: '/far/:title'}}]", "", "near/plain", "2024-03-05", ()),
    ],
)  # fmt: skip
def test_dates_categories_and_permalinks(
    write: Write,
    tmp_path: Path,
    config: str,
    head: str,
    path: str | None,
    date: str,
    categories: tuple[str, ...],
) -> None:
    write("_config.yml", f"url: https://e.org\n{config}\n")
    write(PLAIN, post(head))
    (found,), _ = read_all(tmp_path, Site())
    assert found.paper.url == ("" if path is None else f"https://e.org/{path}")
    assert (found.paper.date, found.paper.categories) == (date, categories)


def test_what_jekyll_does_not_publish_is_not_served(write: Write, links: Links) -> None:
    write("_config.yml", "url: https://e.org\nexclude: [archive/, '*.private.md']\n")
    for name in ("_posts", "archive/_posts", "vendor/bundle/gem/_posts", "node_modules/x/_posts", "_old/_posts"):
        write(f"{name}/2024-03-05-{name.split('/')[0].strip('_')}.md", post())
    write("_posts/2024-03-05-a.private.md", post())
    write("_posts/2024-03-05-off.md", post("published: false"))
    write("_posts/_sub/2024-03-05-sub.md", post())
    assert links() == {"2024-03-05-posts": "https://e.org/2024/03/05/posts.html"}


def test_folders_of_sources_and_collections_are_no_categories(write: Write, tmp_path: Path) -> None:
    write("_config.yml", "url: https://e.org\ncollections_dir: my\ncollections: {notes: {output: true}, off: {}}\n")
    write("my/_posts/2024-03-05-a.md", post())
    write("my/llm/_posts/2024-03-05-b.md", post())
    write("my/_notes/rl/c d.md", post("date: 2024-03-05"))
    write("my/_off/e.md", post("date: 2024-03-05"))
    notes, _ = read_all(tmp_path, Site())
    assert {(found.paper.url, found.paper.categories) for found in notes} == {
        ("https://e.org/2024/03/05/a.html", ()),
        ("https://e.org/llm/2024/03/05/b.html", ("llm",)),
        ("https://e.org/notes/rl/c%20d.html", ("rl",)),
    }


def test_posts_need_neither_title_nor_front_matter(write: Write, tmp_path: Path) -> None:
    write("_config.yml", "url: https://e.org\n")
    write("_posts/2024-03-05-KV-Cache_1.58-bit.md", "---\nlayout: x\n---\n\nText.\n")
    write("_posts/24-01-05-two.md", "Only text.\n")
    notes, skipped = read_all(tmp_path, Site())
    assert not skipped
    assert {(found.paper.title, found.paper.url) for found in notes} == {
        ("Kv Cache_1.58 Bit", "https://e.org/2024/03/05/KV-Cache_1.58-bit.html"),
        ("Two", "https://e.org/2024/01/05/two.html"),
    }


def test_a_folder_without_posts_is_pages(write: Write, links: Links) -> None:
    write("_config.yml", "url: https://e.org\nbaseurl: /b\n")
    write("llm/RL/2024-10-Flow.md")
    write("量化/index.md")
    write("own.md", post("date: 2024-03-05\npermalink: /x/:basename/"))
    write("off.md", post("date: 2024-03-05\npublished: false"))
    assert links() == {
        "2024-10-Flow": "https://e.org/b/llm/RL/2024-10-Flow.html",
        "量化": "https://e.org/b/%E9%87%8F%E5%8C%96/",
        "own": "https://e.org/b/x/own/",
    }
