"""Small Jekyll sites, each a way in which addresses, dates, categories or publication come about."""

from __future__ import annotations

from tests.generators.other_sites import HEADINGS as HEADINGS_OF_ALL

Files = dict[str, str]

CONFIG = "url: https://e.org\nbaseurl: /b\n"
PLAIN = "2024-03-05-plain.md"
LONG = "2024-03-05-KV-Cache_1.58-bit.md"


def note(head: str = "title: P", body: str = "Text.") -> str:
    """Return a note with ``head`` for its front matter."""
    return f"---\n{head}\n---\n\n{body}\n" if head else f"---\n---\n\n{body}\n"


def page(head: str = "") -> str:
    """Return a note with a date and ``head``."""
    return note("\n".join(filter(None, ("title: P\ndate: 2024-03-05", head))))


def post(head: str = "", *, config: str = "", name: str = PLAIN) -> Files:
    """Return a site of one post."""
    return {"_config.yml": CONFIG + config, f"_posts/{name}": note("\n".join(filter(None, ("title: P", head))))}


def permalink(pattern: str, head: str = "categories: [LLM, Inference]", name: str = LONG) -> Files:
    """Return a site with the permalink ``pattern`` and one post."""
    return post(head, config=f"permalink: {pattern}\n", name=name)


def named(*names: str, config: str = "") -> Files:
    """Return a site with posts of these names."""
    return {"_config.yml": CONFIG + config, **{f"_posts/{name}": note() for name in names}}


ODD_NAMES = (
    "2024-03-05-C++-and-C#.md", "2024-03-05-what's-\"new\".md", "2024-03-05-a:b.md", "2024-03-05-rocket-🚀.md",
    "2024-03-05-量化-笔记.md", "2024-03-05-v1.2.md", "2024-03-05-A&C.md", "2024-03-05-50%-faster.md",
    "2024-03-05-c d.md", "2024-03-05-~x@y.md", "2024-03-05--lead.md", "2024-03-05-trail-.md", "2024-03-05-Ünï.md",
    "2024-03-05-a,b;c=d.md", "2024-03-05-(paren)[br].md", "2024-03-05-a_b__c.md", "2024-03-05-x².md",
    "2024-03-05-全角：冒号（x）.md", "2024-03-05-UPPER-Case.md", "2024-03-05-q?x.md", "2024-03-05-dot..md",
    "2024-03-05-第①章.md", "2024-03-05-Ⅱ.md", "2024-03-05-é.md", "2024-03-05-१२.md",
)  # fmt: skip


def defaults(*scopes: str) -> str:
    """Return ``defaults``, each scope written as ``path: …, type: … | key: …``."""
    lines = ["defaults:"]
    for scope in scopes:
        where, values = scope.split("|")
        lines += [f"- scope: {{{where.strip()}}}", f"  values: {{{values.strip()}}}"]
    return "\n".join(lines) + "\n"


ADDRESSES: dict[str, Files] = {
    "A01-default": post("categories: [LLM, Inference]", name=LONG),
    **{
        f"A-{style}": permalink(style)
        for style in ("pretty", "date", "ordinal", "weekdate", "none")
    },
    "A05-weekdate-new-year": permalink("weekdate", name="2021-01-01-new-year.md"),
    "A07-custom-full": permalink("/:categories/:year/:month/:day/:title:output_ext"),
    "A08-slug": permalink("/:slug/"),
    "A09-dates": permalink("/:year/:i_month/:i_day/:short_year/:short_month/:long_month/:y_day/:title.html"),
    "A10-name": permalink("/:collection/:name.html"),
    "A11-path": permalink("/:path.html"),
    "A12-no-ext": permalink("/:title"),
    "A13-time": permalink("/:hour/:minute/:second/:title.html", "date: 2024-03-05 07:08:09 +0000"),
    "A15-slugified": permalink("/:slugified_categories/:title.html", "categories: ['LLM Inference', 'A/B']"),
    "A16-no-leading-slash": permalink("':title.html'"),
    "A17-week-parts": permalink("/:w_year/:week/:w_day/:short_day/:long_day/:title.html", name="2021-01-01-n.md"),
    "A18-empty-cats": permalink("/blog/:categories/:title/", ""),
    "A19-path-in-subdir": {
        "_config.yml": CONFIG + "permalink: /:path/\n", f"_posts/sub/{PLAIN}": note(), f"ml/_posts/{PLAIN}": note(),
    },
    "A20-dotted-ext": permalink("/:title.:output_ext", "", PLAIN),
    "A21-double-slash": permalink("/x//:title/", "", PLAIN),
    "A22-underscores": permalink("/:title_:year_/:categories_x.html", "categories: a", PLAIN),
    "A23-chinese": permalink("/笔记/:title/", "", PLAIN),
    "A24-unknown": permalink("/:foo/:title.html", "", PLAIN),
    "B01": post("permalink: /foo/bar/"),
    "B02": post("permalink: foo.html"),
    "B03": post("permalink: /:categories/:title-:year.html\ncategories: llm"),
    "B04": post("permalink: /笔记/量化.html"),
    "B05": post("permalink: pretty"),
    "B06": post("slug: My-Slug.v2"),
    "B06b": permalink("/:slug/", "slug: My-Slug.v2", PLAIN),
    "B06c": post("slug: 量化"),
    "B07": post("date: 2023-12-31"),
    "B08": post("date: 2024-03-05"),
    "B09": post("categories: llm engineering"),
    "B10": post("category: llm engineering"),
    "B11": post("categories: [大模型, 推理]"),
    "B12": post("categories: [LLM, KV Cache]"),
    "B13": post("categories: [llm/inference]"),
    "B14": post("category: a\ncategories: [b, c]"),
    "B14b": post("category: [a, b]"),
    "B15": {"_config.yml": CONFIG, f"_posts/{LONG}": note("layout: x")},
    "B17-number-title": {"_config.yml": CONFIG, f"_posts/{PLAIN}": note("title: 2048")},
    "B18": post("published: false"),
    "B19": post(name="2099-01-01-plain.md"),
    "B19b": post(config="future: true\n", name="2099-01-01-plain.md"),
    "B19c": post("published: false", config="unpublished: true\n"),
    "B21": post("date: 2024-03-05 23:30:00 +0000", config="timezone: Asia/Shanghai\n"),
    "B22": post("date: 2024-03-05 23:30:00", config="timezone: Asia/Shanghai\n"),
    "B23": post("date: 2024-03-05", config="timezone: America/Los_Angeles\n"),
    "B24": post("date: '2024-03-05 23:30:00'", config="timezone: Asia/Shanghai\n"),
    "B24b": post("date: 2024-03-05 23:30", config="timezone: Asia/Shanghai\n"),
    "B25": post("date: 2024-03-05 23:30:00 -0800"),
    "B26": post("date: 2024-03-05T02:00:00Z", config="timezone: America/Los_Angeles\n"),
    "B26b": post("date: '2024-03-05 23:30:00 -0800'", config="timezone: Asia/Shanghai\n"),
    "B26c": post("date: 2024-03-05 23:30 -0800"),
    "B26d": post("date: 2024-03-05 02:00:00 -5", config="timezone: Asia/Shanghai\n"),
    "B27c": post("date: March 7, 2024"),
    "B27d": post("date: 2024/03/07"),
    "B27e": post("date: 2024.03.07"),
    "B29": {"_config.yml": CONFIG, f"_posts/{PLAIN}": note("")},
    "B30": {"_config.yml": CONFIG, f"_posts/{PLAIN}": "Only text, at some length.\n"},
    "B31": post("categories: []"),
    "B31b": post("categories:"),
    "B34": post("categories: [llm, llm]"),
    "B35": post("categories: [2024, llm]"),
    "B36": post("categories: ['C++', 'A & B', 'C#']"),
    "B37": post("permalink: /x/y"),
    "B38": post("permalink: /a b/c.html"),
    "B39": post("permalink: /x/index.html"),
    "C01": {"_config.yml": CONFIG, "llm/_posts/2024-03-05-a.md": note()},
    "C02": {"_config.yml": CONFIG, "llm/engineering/_posts/2024-03-05-a.md": note("title: P\ncategories: [x]")},
    "C03": {"_config.yml": CONFIG, "_posts/llm/2024-03-05-a.md": note()},
    "C04": {"_config.yml": CONFIG, "LLM/_posts/2024-03-05-a.md": note(), "_posts/2024-03-05-b.md": note()},
    "C04b": {"_config.yml": CONFIG, "大模型/_posts/2024-03-05-a.md": note()},
    "C05": {"_config.yml": CONFIG, "_drafts/a.md": note(), f"_posts/{PLAIN}": note()},
    "C06": {
        "_config.yml": CONFIG + "collections: {notes: {output: true}}\n", "_notes/llm/foo bar.md": note(),
        "_notes/copied.md": "No front matter.\n", f"_posts/{PLAIN}": note(),
    },
    "C06b": {
        "_config.yml": CONFIG
        + "permalink: pretty\ncollections: {notes: {output: true, permalink: '/papers/:path/'}}\n",
        "_notes/llm/Foo.md": note(), f"_posts/{PLAIN}": note(),
    },
    "C06c": {"_config.yml": CONFIG + "collections: [notes]\n", "_notes/Foo.md": note(), f"_posts/{PLAIN}": note()},
    "C06d": post(config="collections: {posts: {permalink: '/p/:title/'}}\n"),
    "C06e": {"_config.yml": CONFIG + "collections: {notes: {output: true}}\n", "_notes/2024-01-02-x.md": note()},
    "C06f": {
        "_config.yml": CONFIG + "collections: {notes: {output: true, permalink: '/:collection/:year/:title.html'}}\n",
        "_notes/a.md": note("title: A\ndate: 2023-04-05\ncategories: [z]"), "_notes/b.md": note(),
    },
    "C07": {
        "_config.yml": CONFIG + "collections_dir: my\ncollections: {notes: {output: true}}\n",
        "my/_posts/2024-03-05-a.md": note(), "my/llm/_posts/2024-03-05-b.md": note(), "my/_notes/c.md": note(),
        "_posts/2024-03-05-d.md": note(),
    },
    "C08": {"_config.yml": CONFIG + "source: src\n", "src/_posts/2024-03-05-a.md": note(),
        "_posts/2024-01-01-b.md": note()},
    "C08b": {
        "_config.yml": CONFIG + "exclude: [old/, _posts/2024-03-05-a.md, '*.private.md']\n",
        "_posts/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(), "old/_posts/2024-01-01-o.md": note(),
        "_posts/2024-01-01-b.private.md": note(), "older/_posts/2024-01-01-p.md": note(),
    },
    "C08c": {
        "_config.yml": CONFIG, "_old/_posts/2024-03-05-a.md": note(), ".hid/_posts/2024-03-05-h.md": note(),
        f"_posts/{PLAIN}": note(), "_posts/_sub/2024-01-01-s.md": note(), "_posts/x/_sub/2024-01-01-t.md": note(),
        "_posts/2024-01-01-backup.md~": note(),
    },
    "C08d": {"_config.yml": CONFIG + "include: [_old]\n", "_old/_posts/2024-03-05-a.md": note(),
        f"_posts/{PLAIN}": note()},
    "C09": named(*(f"2024-03-05-x{end}.{end}" for end in ("md", "markdown", "mkd", "mkdn", "mkdown", "html", "htm",
    "MD"))),
    "C09b": named("2024-03-05-a.note", "2024-03-05-b.md", config="markdown_ext: note,md\n"),
    "C10b": named("2024-1-5-short.md", "24-01-05-two.md", "98-01-05-old.md", "2024-01-foo.md", "notdated.md", PLAIN),
    "C11": named(*ODD_NAMES),
    "C11b": named(*ODD_NAMES, config="permalink: /:slug/:year/:name/\n"),
    "D1": {"_config.yml": "url: https://e.org\n", f"_posts/{PLAIN}": note()},
    "D2": {"_config.yml": "url: https://e.org\nbaseurl: papercache\n", f"_posts/{PLAIN}": note()},
    "D3": {"_config.yml": "url: https://e.org\nbaseurl: /papercache/\n", f"_posts/{PLAIN}": note()},
    "D6": {"_config.yml": "url: https://e.org\nbaseurl: /\n", f"_posts/{PLAIN}": note()},
    "D7": {"_config.yml": "url: https://e.org\nbaseurl: /笔记\n", f"_posts/{PLAIN}": note()},
    "D8": {"_config.yml": "url: HTTPS://E.org:443\n", f"_posts/{PLAIN}": note()},
    "E1": {
        "_config.yml": CONFIG + defaults("path: '', type: posts | permalink: '/blog/:title/', categories: [dflt]"),
        f"_posts/{PLAIN}": note(), "_posts/2024-03-05-o.md": note("title: O\npermalink: /own.html\ncategories: [mine]"),
    },
    "E2": {
        "_config.yml": CONFIG + defaults(
            "path: _posts/llm | permalink: '/llm/:title.html'", "path: '' | permalink: '/z/:title.html'"
        ),
        "_posts/llm/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(),
    },
    "E3": {
        "_config.yml": CONFIG + defaults("path: _posts/old | published: false"),
        "_posts/old/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(),
        "_posts/old/2024-03-05-b.md": note("title: P\npublished: true"),
    },
    "E4": {
        "_config.yml": CONFIG + defaults("path: '_posts/*/' | categories: [pre]"),
        "_posts/llm/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(),
    },
    "E5": post(config=defaults("path: '' | category: c d")),
    "E6": post(config=defaults("path: '', type: pages | permalink: '/no.html'")),
    "E8-type-later": post(
        config=defaults("path: '', type: posts | permalink: '/a/:title.html'", "path: '' | permalink: '/b/:title.html'")
    ),
    "E9-folder-scope": {
        "_config.yml": CONFIG + defaults("path: llm/_posts | categories: [x]", "path: /llm/ | tags: [t]"),
        "llm/_posts/2024-03-05-a.md": note(),
    },
    "J01": {"_config.yml": "url: https://e.org\nbaseurl:\n", f"_posts/{PLAIN}": note()},
    "J05": post("categories: LLM, Engineering"),
    "J06": post("published: 'false'"),
    "J07": post("published: no"),
    "J09": post("permalink: false"),
    "J10": post("categories: ['LLM ', ' x']"),
    "J13": post("date: 2024-03-05 22:10"),
    "J14": post("date: 2024-03-05 23:30:00 +0800"),
    "J15": post("date: 2024-03-05 06:00:00 +0800"),
    "J16": post("date: 2024-03-05 06:00:00 +0800", config="timezone: Asia/Shanghai\n"),
    "J27": {"_config.yaml": CONFIG, f"_posts/{PLAIN}": note()},
    "J29": post("slug: a/b"),
    "J31": post("categories: ['what?']"),
    "J32": post("categories: ['50%']"),
    "J34": post("categories: [true, x]"),
    "K1": {
        "_config.yml": CONFIG, f"_posts/{PLAIN}": note(), "vendor/bundle/ruby/gems/x/_posts/2024-01-01-v.md": note(),
        "node_modules/x/_posts/2024-01-01-n.md": note(), "vendor/mine/_posts/2024-01-01-m.md": note(),
    },
    "K2": {
        "_config.yml": CONFIG + defaults("path: '_posts/*' | categories: [g]"),
        "_posts/llm/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(),
    },
    "K2b": {
        "_config.yml": CONFIG + defaults("path: '**/2024-*.md' | categories: [g]",
            "path: '_posts/llm/*.md' | tags: [a]"),
        "_posts/llm/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(), "_posts/2023-01-01-b.md": note(),
    },
    "K3": {
        "_config.yml": CONFIG + defaults("path: _posts/ll | categories: [pre]"),
        "_posts/llm/2024-03-05-a.md": note(), f"_posts/{PLAIN}": note(),
    },
    "K5": post("categories: [Inference]", config=defaults("path: '' | categories: [llm]")),
    "K6": {
        "_config.yml": CONFIG + defaults("path: '' | categories: [notes]"), "llm/_posts/2024-03-05-a.md": note(),
    },
    "K7": {"_config.yml": CONFIG, "llm/_posts/2024-03-05-a.md": note("title: P\ncategory: x\ncategories: [y]")},
}  # fmt: skip

PAGES: dict[str, Files] = {
    style or "date": {
        "_config.yml": CONFIG + (f"permalink: {style}\n" if style else ""),
        "llm/RL/2024-10-Flow.md": page(), "index.md": page(), "llm/index.md": page(), "llm/a b.md": page(),
        "量化/笔记：一.md": page(), "own.md": page("permalink: /x/:basename/"), "copied.md": "No front matter.\n",
        "off.md": page("published: false"), "_hidden/a.md": page(), "v1.2.md": page(), "dots..md": page(),
    }
    for style in ("", "pretty", "none", "ordinal", "weekdate", "/:path.html", "/:path/", "/:title:output_ext")
} | {
    "excluded": {"_config.yml": CONFIG + "exclude: [llm/, x*.md]\n", "llm/a.md": page(), "xa.md": page(),
        "b.md": page()},
    "source": {"_config.yml": CONFIG + "source: docs\n", "docs/llm/a.md": page(), "other.md": page()},
    "defaults": {
        "_config.yml": CONFIG + defaults("path: llm | permalink: '/l/:basename.html'",
            "path: '', type: pages | permalink: '/p/:path/:basename'"),
        "llm/a.md": page(), "b/c.md": page(),
    },
}  # fmt: skip
"""Sites without posts, whose notes are pages."""

HEADINGS = (
    HEADINGS_OF_ALL
    + """
## 实验
{: #exp}

文。

## 实验

文。

{: #before}
## After its attributes

Text.

## 结果 {#res .c}

文。

## Prefill -- decode

Text.

## Foot[^1] note

Text.

## See [Sec][s]

Text.

<details markdown="1">

## 折叠里

文。

</details>

   ## Indented three

Text.

Multi-line
setext
------

Text.

## Result <!-- x -->

Text.

## 1️⃣ 一

文。

[s]: /x

[^1]: A note.
"""
)

ANCHORS: dict[str, Files] = {
    f"anchors {settings}": post(config=settings) | {f"_posts/{PLAIN}": note(body=HEADINGS)}
    for settings in (
        "", "kramdown: {input: kramdown}\n", "kramdown: {auto_ids: false}\n", "kramdown: {auto_id_prefix: sec-}\n",
        "kramdown: {gfm_quirks: []}\n", "kramdown: {header_offset: 1}\n",
            "kramdown: {auto_id_stripping: true, input: kramdown}\n",
        "markdown: kramdown\nkramdown: {smart_quotes: 'apos,apos,quot,quot'}\n",
    )
}  # fmt: skip
