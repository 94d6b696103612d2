"""A Jekyll site: links by Jekyll's rules, bodies of HTML and Markdown, what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Site
from retrieval.errors import SourceError
from tests.retrieval.sources.conftest import Write, note, opened, read_all

POST = """---
layout: post
title: Paged Attention
categories:
- LLM
- Inference
date: '2023-09-05'
tag: sosp23
---
"""
BODY = """
<div class="paper-content"><body>
<p><strong>文章标题</strong>：高效的显存管理<br/>
<strong>作者/机构</strong>: Woosuk Kwon, Zhuohan Li (UC Berkeley), Ion Stoica∗ </p>
<h2 id="a1">A1 主要贡献</h2>
<p>为解决这些问题，本文提出了分页注意力，一种把缓存分成块来管理的注意力算法，能够消除碎片。</p>
<p>贡献有二：<br/>
*   <strong>分页</strong>：按需分配。<br/>
*   <strong>共享</strong>：写时复制 <think>不是标签</think>。</p>
<figure><img alt="图1：系统概览，左为调度器"
  src="data:image/png;base64,AAAA"/><figcaption>图1：系统概览，左为调度器</figcaption></figure>
<p>当 $i<n$ 时成立【12，Smith. A whole reference. 2019】。</p>
<h2 id="a5">A5 参考文献</h2>
<p>[1] Smith. Title. Venue. 2019.</p>
<h2>尾声</h2><p>未闭合
"""


def site(write: Write, config: str = "url: https://x.github.io\nbaseurl: /cache\n") -> None:
    write("_config.yml", config)


def test_a_post_becomes_a_note(write: Write, tmp_path: Path) -> None:
    site(write)
    write("_posts/2023-09-01-Paged-attention.html", POST + BODY)
    (found,), skipped = read_all(tmp_path)
    assert not skipped
    paper = found.paper
    assert paper.url == "https://x.github.io/cache/llm/inference/2023/09/05/Paged-attention.html"
    assert paper.path == "llm/inference/2023/09/05/Paged-attention"
    assert paper.slug == "2023-09-01-Paged-attention"
    assert (paper.date, paper.categories, paper.tag) == ("2023-09-05", ("LLM", "Inference"), "sosp23")
    assert paper.title_zh == "高效的显存管理"
    assert paper.authors == ("Woosuk Kwon", "Zhuohan Li", "Ion Stoica")
    assert paper.summary.zh == "本文提出了分页注意力，一种把缓存分成块来管理的注意力算法，能够消除碎片。"


def test_a_body_of_broken_html_becomes_sections(write: Write, tmp_path: Path) -> None:
    site(write)
    write("_posts/2023-09-01-a.html", POST + BODY)
    (found,), _ = read_all(tmp_path)
    assert [(section.headings, section.anchor) for section in found.sections] == [
        (("A1 主要贡献",), "a1"),
        (("尾声",), ""),
    ]
    assert [(block.kind, block.text) for block in found.sections[0].blocks[1:]] == [
        ("paragraph", "贡献有二："),
        ("list", "- 分页：按需分配。\n- 共享：写时复制 <think>不是标签</think>。"),
        ("caption", "图1：系统概览，左为调度器"),
        ("paragraph", "当 $i<n$ 时成立[12]。"),
    ]


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("", "/llm/inference/2023/09/05/My.Post_name.html"),
        ("date", "/llm/inference/2023/09/05/My.Post_name.html"),
        ("pretty", "/llm/inference/2023/09/05/My.Post_name/"),
        ("ordinal", "/llm/inference/2023/248/My.Post_name.html"),
        ("weekdate", "/llm/inference/2023/W36/Tue/My.Post_name.html"),
        ("none", "/llm/inference/My.Post_name.html"),
        ("/p/:short_year-:i_month-:i_day/:slug", "/p/23-9-5/my-post-name"),
        ("/:categories/:long_month/:title/", "/llm/inference/September/My.Post_name/"),
    ],
)
def test_permalinks_follow_jekylls_rules(write: Write, tmp_path: Path, permalink: str, address: str) -> None:
    site(write, f"url: https://x\npermalink: {permalink}\n")
    write("_posts/2023-09-01-My.Post_name.md", POST + "正文。\n")
    (found,), _ = read_all(tmp_path, Site())
    assert found.paper.url == "https://x" + address
    assert found.paper.path == address.strip("/").removesuffix(".html")


def test_front_matter_defaults_and_folders_decide_too(write: Write, tmp_path: Path) -> None:
    values = "{tag: tbd, permalink: '/:categories/:title.html'}"
    site(write, f"url: https://x\ndefaults:\n- scope: {{path: '', type: posts}}\n  values: {values}\n")
    write("ml/_posts/2023-01-02-a.md", note(categories="sys gpu", date=""))
    write("_posts/2023-01-02-own.md", note(permalink="/own/:year/place.html"))
    write("_posts/2023-01-02-off.md", note(published="false"))
    notes, skipped = read_all(tmp_path, Site())
    assert not skipped
    assert {(found.paper.url, found.paper.tag) for found in notes} == {
        ("https://x/ml/sys/gpu/a.html", "tbd"),
        ("https://x/own/2023/place.html", "tbd"),
    }


def test_markdown_posts_have_kramdowns_anchors_and_no_liquid(write: Write, tmp_path: Path) -> None:
    site(write)
    body = (
        "## 结果 (v2) {#own}\n\n{% raw %}一{% endraw %}\n{: .note}\n\n## Two Words\n\n<p>原 <b>样</b></p>\n\n"
        "{% highlight python %}\nx = {{ site.url }}1\n{% endhighlight %}\n"
    )
    write("_posts/2023-01-02-a.md", note(body))
    (found,), _ = read_all(tmp_path)
    assert [(section.headings, section.anchor) for section in found.sections] == [
        (("结果 (v2)",), "own"),
        (("Two Words",), "two-words"),
    ]
    assert [block.text for section in found.sections for block in section.blocks] == [
        "一",
        "原 样",
        "x = https://x.github.io1",
    ]


def test_a_post_shows_what_its_template_shows(write: Write, tmp_path: Path) -> None:
    site(write, "url: https://x\nauthor: 阿达\n")
    write("_includes/who.md", "{{ include.name }}与{{ site.author }}")
    body = (
        "## Alpha\n\nKeys in blocks. {% comment %}TODO secret{% endcomment %} It writes "
        "{% raw %}{% for x in messages %}{{ x }}{% endfor %}{% endraw %} around.\n\n"
        '{% if page.lang == "en" %}English that nobody sees.{% endif %}\n\n{::comment}secret{:/comment}\n\n'
        "由 {% include who.md name=page.lang %} 写，见 {{ page.title }}。\n"
    )
    write("_posts/2023-01-02-a.md", note(body, lang="zh"))
    write("_posts/2023-01-02-b.md", note("写作 {{ page.title }} {% raw %}", render_with_liquid="false", title="B"))
    notes, skipped = read_all(tmp_path)
    assert not skipped
    texts = [[block.text for section in found.sections for block in section.blocks] for found in notes]
    assert texts[0] == [
        "Keys in blocks. It writes {% for x in messages %}{{ x }}{% endfor %} around.",
        "由 zh与阿达 写，见 A Title。",
    ]
    assert texts[1] == ["写作 {{ page.title }} {% raw %}"]
    assert "secret" not in notes[0].paper.summary.en


def test_an_include_changes_the_posts_and_leads_nowhere_else(write: Write, tmp_path: Path) -> None:
    write("secret.md", "秘密")
    write("site/_posts/2023-01-02-a.md", note("甲{% include a.md %}{% include ../secret.md %}{% include link.md %}乙"))
    write("site/_includes/a.md", "一")
    (tmp_path / "site/_includes/link.md").symlink_to(tmp_path / "secret.md")
    digests = set()
    for written in ("一", "二"):
        write("site/_includes/a.md", written)
        (file,) = opened(tmp_path / "site").scan()
        digests.add(file.digest)  # type: ignore[union-attr]
        ((found,), _) = read_all(tmp_path / "site")
        assert found.sections[0].blocks[0].text == f"甲{written}乙"
    assert len(digests) == 2


def test_posts_that_jekyll_would_not_show_are_reported(write: Write, tmp_path: Path) -> None:
    site(write)
    write("_posts/readme.md", note())
    write("_posts/2027-01-01-later.md", note(date=""))
    write("_posts/2023-02-30-never.md", note(date=""))
    notes, skipped = read_all(tmp_path)
    assert not notes
    assert {fault.file.rsplit("/", 1)[1]: fault.reason.split(",")[0] for fault in skipped} == {
        "readme.md": "is not named YYYY-MM-DD-title",
        "2027-01-01-later.md": "has the date 2027-01-01",
        "2023-02-30-never.md": "has the date '2023-02-30'",
    }


def test_posts_of_another_site_are_not_reached_by_a_link(write: Write, tmp_path: Path) -> None:
    write("other/_posts/2023-01-02-secret.md", note())
    write("mine/_config.yml", "url: https://x\n")
    write("mine/ml/_posts/2023-01-02-a.md", note())
    (tmp_path / "mine" / "_posts").symlink_to(tmp_path / "other" / "_posts")
    notes, skipped = read_all(tmp_path / "mine")
    assert [found.paper.path for found in notes] == ["ml/2023/09/01/a"]
    assert [(fault.file, fault.reason) for fault in skipped] == [("_posts", "is a link that leads out of the folder")]


def test_the_folder_of_posts_itself_can_be_named(write: Write, tmp_path: Path) -> None:
    site(write)
    write("_posts/2023-01-02-a.md", note(date=""))
    write("ml/_posts/2023-01-02-b.md", note(date=""))
    notes, _ = read_all(tmp_path / "_posts")
    assert [found.paper.url for found in notes] == ["https://x.github.io/cache/2023/01/02/a.html"]


def test_a_site_without_or_with_a_broken_configuration(write: Write, tmp_path: Path) -> None:
    write("_posts/2023-01-02-a.md", note(date=""))
    (found,), _ = read_all(tmp_path)
    assert found.paper.url == "https://host/base/2023/01/02/a.html"
    write("_config.yml", "url: [\n")
    with pytest.raises(SourceError, match=r"_config\.yml:2: .*YAML"):
        opened(tmp_path)


def test_a_changed_configuration_changes_every_digest(write: Write, tmp_path: Path) -> None:
    write("_posts/2023-01-02-a.md", note())
    digests = set()
    for config in ("url: https://a\n", "url: https://b\n", "url: https://b\npermalink: pretty\n"):
        site(write, config)
        (file,) = opened(tmp_path).scan()
        digests.add(file.digest)  # type: ignore[union-attr]
    assert len(digests) == 3


def test_a_configuration_that_changes_while_the_site_is_open_is_taken_up(write: Write, tmp_path: Path) -> None:
    write("_posts/2023-01-02-a.md", note())
    site(write, "url: https://old.example\n")
    source = opened(tmp_path)
    digests = set()
    for url in ("https://old.example", "https://new.example"):
        site(write, f"url: {url}\n")
        (file,) = source.scan()
        digests.add(file.digest)  # type: ignore[union-attr]
        assert source.read(file).notes[0].paper.url.startswith(url)  # type: ignore[arg-type]
    assert len(digests) == 2
    write("_config.yml", "url: [\n")
    with pytest.raises(SourceError, match=r"_config\.yml:2: .*YAML"):
        list(source.scan())


def test_pictures_of_megabytes_cost_next_to_nothing(write: Write, tmp_path: Path) -> None:
    site(write)
    picture = f'<img alt="图2：很大的图，一共五兆" src="data:image/png;base64,{"iVBORw0KGgo" * 500_000}"/>'
    write("_posts/2023-09-01-a.html", POST + picture.join(["<h2>甲</h2><p>前。</p>", "<p>后。</p>"]))
    (found,), _ = read_all(tmp_path)
    assert [block.text for block in found.sections[0].blocks] == ["前。", "图2：很大的图，一共五兆", "后。"]
