"""Shortcodes of Hugo, tags of Hexo and the like leave neither holes nor marks."""

from __future__ import annotations

import pytest

from retrieval.parsing.dialects import Dialect
from tests.retrieval.parsing.dialects import blocks, text


@pytest.mark.parametrize("dialect", [Dialect.HUGO, Dialect.NOTES])
@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("{{< lead >}}\n要点在此。\n{{< /lead >}}", "要点在此。"),
        ("{{% notice tip %}}\n要点 **在此**。\n{{% /notice %}}", "要点 在此。"),
        ('{{% notice tip "注意" %}}\n在此。\n{{% /notice %}}', "注意\n在此。"),
        ('{{< admonition type=note title="注 意" open=true >}}\n在此。\n{{< /admonition >}}', "注 意\n在此。"),
        ('{{< details "更多" >}}\n在此。\n{{< /details >}}', "更多\n在此。"),
        ('{{< figure src="a.png" caption="图一：缓存的结构" >}}', "图一：缓存的结构"),
        ('{{< figure\n  src="a.png"\n  title="图一：缓存的结构"\n  alt="x" >}}', "图一：缓存的结构"),
        ("{{< img src=`a.png` alt=`缓存的结构与流程` />}}", "缓存的结构与流程"),
        ('{{< figure src="a.png" >}}\n\n甲', "甲"),
        ("设 {{< katex >}}x^2{{< /katex >}} 为真", "设 $x^2$ 为真"),
        ("设 {{< katex >}}\\(x^2\\){{< /katex >}} 为真", "设 $x^2$ 为真"),
        ("{{< katex display >}}\nx^2\n{{< /katex >}}", "$$x^2$$"),
        ("{{< katex >}}\n\n甲 {{< math >}}$x${{< /math >}}", "甲 $x$"),
        ('见 [后文]({{< ref "b.md#c" >}})。', "见 后文。"),
        ('见 [后文]({{% relref "b.md" %}})。', "见 后文。"),
        ('{{< youtube id="abc" >}}\n\n甲{{< icon "x" >}}', "甲"),
        ('{{< tabs >}}{{% tab name="甲" %}}乙{{% /tab %}}{{< /tabs >}}', "乙"),
        ("写作 {{</* ref x */>}} 或 {{%/* y */%}}", "写作 {{< ref x >}} 或 {{% y %}}"),
        ("提示词 {{question}} 与 {{ answer }}", "提示词 {{question}} 与 {{ answer }}"),
        ("记 `{{< code >}}`", "记 {{< code >}}"),
    ],
)
def test_shortcodes_keep_what_they_show(markdown: str, shown: str, dialect: Dialect) -> None:
    assert text(markdown, dialect) == shown


def test_code_in_shortcodes_and_tags_is_code() -> None:
    code = 'x = "<!-- 留 -->"  # {{ y }}\n```'
    hugo = f'{{{{< highlight python "linenos=table" >}}}}\n{code}\n{{{{< /highlight >}}}}'
    assert blocks(hugo, Dialect.HUGO) == [("code", code)]
    hexo = f"{{% codeblock 标题 lang:python %}}\n{code}\n{{% endcodeblock %}}"
    assert blocks(hexo, Dialect.HEXO) == [("code", code)]


@pytest.mark.parametrize("dialect", [Dialect.HEXO, Dialect.NOTES])
@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("{% note info %}\n要点在此。\n{% endnote %}", "要点在此。"),
        ("{% blockquote %}\n要点在此。\n{% endblockquote %}", "要点在此。"),
        ("{% asset_img a.png 缓存的结构与流程 %}", "缓存的结构与流程"),
        ('{% asset_img big a.jpg 300 50% \'"缓存的结构与流程" "alt"\' %}', "缓存的结构与流程"),
        ("{% asset_img a.png %}\n\n甲", "甲"),
        ("见 {% post_link other-post 那一篇 %}。", "见 那一篇。"),
        ("见 {% link 官网 https://a.b %}。", "见 官网。"),
        ("见 [那一篇]({% post_path other %})。", "见 那一篇。"),
        ("{% tabs 甲 %}\n<!-- tab 一 -->\n乙\n<!-- endtab -->\n{% endtabs %}", "乙"),
        ("{% raw %}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
        ("{% mathjax %}x^2{% endmathjax %}", "$x^2$"),
        ("{% youtube abc %}甲", "甲"),
    ],
)
def test_tags_keep_what_they_show(markdown: str, shown: str, dialect: Dialect) -> None:
    assert text(markdown, dialect) == shown


def test_tags_that_notes_write_of_stay_where_no_site_reads_them() -> None:
    prompt = "模板写 {% for m in messages %}{{ m }}{% endfor %} 来拼接"
    assert text(prompt) == prompt
    assert text("甲{% 未知 %}乙{% foo x %}", Dialect.HEXO) == "甲乙"


@pytest.mark.parametrize("macro", ["{{embed ((64aa-11))}}", "{{query (and [[a]])}}", "{{video https://a.b}}"])
def test_logseqs_macros_vanish(macro: str) -> None:
    assert text(f"甲 {macro} 乙") == "甲 乙"
    assert text("甲 {{cloze 填空}} 乙") == "甲 填空 乙"
