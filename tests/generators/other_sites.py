"""Small sites of Hugo, Hexo and MkDocs: the address of each and its files."""

from __future__ import annotations

Files = dict[str, str]
Sites = dict[str, tuple[str, Files]]

LAYOUTS = {
    "layouts/_default/single.html": "<html><body>{{ .Content }}</body></html>\n",
    "layouts/_default/list.html": "<html><body>list</body></html>\n",
    "layouts/index.html": "<html><body>home</body></html>\n",
}
HEADINGS = """
## 背景与动机

文。

## 背景与动机

文。

## 1. Introduction

Text.

## KV-Cache & Paging

Text.

## Ⅱ 方法 ① x²

Text.

## **Bold** and `code_x`

Text.

## A [link](https://e.org/x_y) here

Text.

## $O(n^2)$ cost

Text.

## Custom {#my-id}

Text.

## Classes {.c}

Text.

## snake_case_name, _emph_ word

Text.

## 图 1：架构——概览

文。

## ！！！

文。

## Foo  two spaces

Text.

## Foo

Text.

## Foo-1

Text.

## Foo

Text.

## Ünïcode ÉCOLE

Text.

## 2025

Text.

Setext one
----------

Text.

> ## Quoted

Text.

## H<sub>2</sub>O &amp; more

Text.
"""


def note(head: str = "", body: str = "Text.") -> str:
    """Return a note with a title, a date and ``head``."""
    lines = ["title: My Note Title", *([] if "date:" in head else ["date: 2024-03-05"]), *([head] if head else [])]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


HUGO_NOTES = {
    "content/posts/Lazy Cache.md": note(), "content/posts/kv_cache-1.58.md": note(), "content/about.md": note(),
    "content/LLM/RL/2024-10-Hybrid-Flow.md": note(), "content/posts/量化：笔记（一）.md": note(),
    "content/posts/bundle/index.md": note(), "content/posts/bundle/more.md": note(), "content/posts/_index.md": note(),
    "content/posts/slugged.md": note("slug: My Slug"), "content/posts/url.md": note("url: /x/Y.html"),
    "content/posts/url2.md": note("url: /deep/place"), "content/posts/url3.md": note("url: rel/z/"),
    "content/posts/draft.md": note("draft: true"), "content/posts/later.md": note("date: 2099-01-01"),
    "content/posts/zone.md": note("date: 2024-03-05T23:30:00+08:00"), "content/posts/C++ & C#.md": note(),
    "content/posts/a+b~c@d.md": note(), "content/posts/sub/deep/x.md": note(),
        "content/posts/bundle2/index.md": note("slug: other"),
    "content/posts/dup--dash - x.md": note(), "content/posts/Ünï.md": note(), "content/posts/v1.2.md": note(),
    "other.md": note(),
    "content/heads.md": note(body=HEADINGS), "content/posts/100% x.md": note(), "content/posts/it's.md": note(),
}  # fmt: skip


HUGO_NOTES = {
    name: text.replace("My Note Title", f"Note {number} of {name[8:12]}")
    for number, (name, text) in enumerate(HUGO_NOTES.items())
}


def hugo(settings: str, address: str = "https://e.org/b", name: str = "hugo.toml") -> tuple[str, Files]:
    """Return a site with these ``settings`` and all notes."""
    return address, {name: settings, **LAYOUTS, **HUGO_NOTES}


BASE = 'baseURL = "https://e.org/b/"\n'
HUGO: Sites = {
    "plain": hugo(BASE),
    "yaml": hugo("baseURL: https://e.org/b\n", name="config.yaml"),
    "json": hugo('{"baseURL": "https://e.org/b"}\n', name="config.json"),
    "split": hugo(BASE, name="config/_default/config.toml"),
    "split-permalinks": (
        "https://e.org/b",
        {
            "config/_default/hugo.toml": BASE, "config/_default/permalinks.toml": 'posts = "/p/:slug/"\n',
            **LAYOUTS, **HUGO_NOTES,
        },
    ),
    "ugly": hugo(BASE + "uglyURLs = true\n"),
    "case": hugo(BASE + "disablePathToLower = true\n"),
    "accents": hugo(BASE + "removePathAccents = true\n"),
    "title": hugo(BASE + '[permalinks]\n  posts = "/:year/:month/:day/:title/"\n'),
    "filename": hugo(BASE + '[permalinks]\n  posts = "/:section/:filename/"\n  LLM = "/:sections/:monthname/:slug/"\n'),
    "names": hugo(BASE + '[permalinks]\n  posts = "/:weekdayname/:yearday/:weekday/:slugorfilename"\n'),
    "drafts": hugo(BASE + "buildDrafts = true\nbuildFuture = true\n"),
    "ascii": hugo(BASE + '[markup.goldmark.parser]\n  autoHeadingIDType = "github-ascii"\n'),
    "no-ids": hugo(BASE + "[markup.goldmark.parser]\n  autoHeadingID = false\n"),
    "content": (
        "https://e.org/b",
        {"hugo.toml": BASE + 'contentDir = "notes"\n', **LAYOUTS, "notes/llm/A.md": note(), "content/x.md": note()},
    ),
}  # fmt: skip


HEXO_NOTES = {
    "source/_posts/lazy-cache.md": note("categories: [LLM, KV Cache]"), "source/_posts/sub/Deep Note.md": note(),
    "source/_posts/量化：笔记.md": note("categories: 推理"), "source/_posts/time.md": note("date: 2024-03-02 15:31:20"),
    "source/_posts/own.md": note("permalink: x/own"), "source/_posts/own2.md": note("permalink: /y/own.html"),
    "source/_posts/off.md": note("published: false"), "source/_drafts/draft.md": note(),
    "source/_posts/heads.md": note(body=HEADINGS.replace(" {#my-id}", "")), "source/_posts/v1.2.md": note(),
        "source/_posts/a#b.md": note(),
    "source/_posts/zoned.md": note("date: 2024-03-02T23:31:20+08:00"), "source/about/index.md": note(),
    "source/_posts/with_id.md": note("urlname: my-url"), "source/_posts/100%.md": note("category: One"),
}  # fmt: skip
HEXO_THEME = {
    "themes/t/layout/post.njk": "<html><body>{{ page.content }}</body></html>\n",
    "themes/t/layout/page.njk": "<html><body>{{ page.content }}</body></html>\n",
    "themes/t/_config.yml": "a: 1\n",
}


def hexo(settings: str, address: str = "https://e.org/b") -> tuple[str, Files]:
    """Return a site with these ``settings`` and all notes."""
    whole = f"url: {address}\nroot: /b/\nsource_dir: source\ntheme: t\n{settings}"
    return address, {"_config.yml": whole, **HEXO_THEME, **HEXO_NOTES}


HEXO: Sites = {
    "plain": hexo(""),
    "title": hexo("permalink: :title/\n"),
    "html": hexo("permalink: posts/:year/:i_month/:name.html\n"),
    "category": hexo("permalink: :category/:title/\n"),
    "time": hexo("permalink: :year:month:day-:hour:minute:second/:title/\n"),
    "hash": hexo("permalink: posts/:hash/\n"),
    "own-field": hexo("permalink: p/:urlname/\n"),
    "pretty": hexo("permalink: :title.html\npretty_urls: {trailing_index: false, trailing_html: false}\n"),
    "anchors": hexo("marked: {modifyAnchors: 1}\n"),
    "no-anchors": hexo("marked: {headerIds: false}\n"),
}

MKDOCS_NOTES = {
    "docs/index.md": note(), "docs/llm/algorithm/RL/2024-10-Hybrid Flow.md": note(), "docs/llm/index.md": note(),
    "docs/推理/量化：笔记.md": note(), "docs/README2.md": note(), "docs/v1.2.md": note(), "docs/a#b?.md": note(),
    "docs/heads.md": note(body=HEADINGS), "docs/readme-only/README.md": note(), "other.md": note(),
    "docs/tight.md": note(body="## 甲\n\n文。\n\n##乙\n\n## 丙\n\n文。\n\n## Latin\n\nText.\n"),
    "docs/code.md": note(body="## 甲\n\n```python\n#comment\n```\n\n## 丙\n\n文。\n"),
}  # fmt: skip


def mkdocs(settings: str = "", site_url: str = "https://e.org/b/") -> tuple[str, Files]:
    """Return a site with these ``settings`` and all notes."""
    return "https://e.org/b", {"mkdocs.yml": f"site_name: N\nsite_url: {site_url}\n{settings}", **MKDOCS_NOTES}


MKDOCS: Sites = {
    "plain": mkdocs(),
    "no-slash": mkdocs(site_url="https://e.org/b"),
    "files": mkdocs("use_directory_urls: false\n"),
    "attributes": mkdocs("markdown_extensions: [attr_list, tables]\n"),
    "separator": mkdocs("markdown_extensions:\n  - toc:\n      separator: _\n      permalink: true\n"),
    "slugs": mkdocs(
        "markdown_extensions:\n- toc:\n    slugify: !!python/name:markdown.extensions.toc.slugify_unicode\n"
    ),
    "folder": (
        "https://e.org/b",
        {"mkdocs.yml": "site_name: N\nsite_url: https://e.org/b\ndocs_dir: notes\n", "notes/index.md": note(),
            "notes/A.md": note()},
    ),
}  # fmt: skip


VITEPRESS_NOTES = {
    "index.md": note(), "LLM/Lazy Cache.md": note(), "LLM/kv_cache-1.58.md": note(), "LLM/量化：笔记.md": note(),
    "LLM/RL/README.md": note(), "LLM/RL/index.md": note(), "LLM/RL/Y_z.md": note(),
    "heads.md": note(body=HEADINGS.replace("## ！！！\n\n文。\n\n", "")),
}  # fmt: skip


def vitepress(settings: str, address: str, below: str = "") -> tuple[str, Files]:
    """Return a site with these ``settings`` and its notes in the folder ``below``."""
    config = f"export default {{ ignoreDeadLinks: true, {settings} }}\n"
    return address, {
        ".vitepress/config.mjs": config,
        **{f"{below}{name}": text for name, text in VITEPRESS_NOTES.items()},
    }


VITEPRESS: Sites = {
    "plain": vitepress("sitemap: { hostname: 'https://e.org' }", "https://e.org"),
    "base": vitepress("base: '/b/', sitemap: { hostname: 'https://e.org/b/' }", "https://e.org/b"),
    "source": vitepress(
        "base: '/b/', srcDir: './docs', sitemap: { hostname: 'https://e.org' }", "https://e.org/b", "docs/"
    ),
    "clean": vitepress("cleanUrls: true, sitemap: { hostname: 'https://e.org' }", "https://e.org"),
}
