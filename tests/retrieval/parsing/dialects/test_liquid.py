"""Jekyll's templates: the text that its page shows, whatever the template tries."""

from __future__ import annotations

import pytest

from retrieval.parsing.dialects.liquid import LiquidSite, render_liquid

INCLUDES = {
    "x.html": "{{ include.name }}见 {{ page.title }}",
    "loop.html": "甲{% include loop.html %}",
    "two.html": "<!-- 密 -->{% include x.html name=include.who %}",
}
SITE = LiquidSite({"author": "阿达", "papers": ["一", "二"]}, INCLUDES.get)
PAGE = {"title": "题", "lang": "zh"}


def render(template: str, *, markdown: bool = True) -> str:
    return render_liquid(template, PAGE, SITE, markdown=markdown)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("甲{% comment %}密 {{ x }} {% if %}{% endcomment %}乙", "甲乙"),
        ("{% comment %}密", ""),
        ("{% raw %}{% for x in y %}{{ x }}{% endfor %}{% endraw %}", "{% for x in y %}{{ x }}{% endfor %}"),
        ('{% if page.lang == "en" %}甲{% else %}乙{% endif %}', "乙"),
        ('{%- unless page.lang == "en" -%} 甲 {%- endunless -%}', "甲"),
        ("{% case page.lang %}{% when 'en' %}甲{% when 'zh' %}乙{% endcase %}", "乙"),
        ("{% for p in site.papers %}{{ p }}，{% endfor %}", "一，二，"),
        ("{% assign a = '甲' %}{{ a }} {{ page.title }} {{ site.author }}", "甲 题 阿达"),
        ("甲{{ nothing.x | strip }}乙", "甲乙"),
        ('![]({{ "/a.png" | relative_url }})', "![](/a.png)"),
        ("[甲]({% link _posts/x.md %}) [乙]({% post_url 2024-01-01-x %})", "[甲]() [乙]()"),
        ("见 {% include x.html name='甲' %}。", "见 甲见 题。"),
        ("{% include two.html who=page.lang %}", "<!-- 密 -->zh见 题"),
        ('{% include figure.html src="a.png" caption="图一" %}', "![图一](#)"),
        ("甲{% include none.html %}乙", "甲乙"),
        ("{% seo %}{% unknown %}甲{% endunknown %}", "甲"),
        ("$x_{{a}}$ 与 $\\mathbf{{x}}$ 与 $\\frac{a}{{b}}$", "$x_{{a}}$ 与 $\\mathbf{{x}}$ 与 $\\frac{a}{{b}}$"),
        ("甲 {{ 未闭 乙", "甲 {{ 未闭 乙"),
        ("甲 {% 未闭 乙", "甲 {% 未闭 乙"),
        ("甲{% if x %}乙", "甲乙"),
        ("{% endif %}甲{% else %}", "甲"),
    ],
)
def test_a_page_shows_what_jekyll_shows(template: str, shown: str) -> None:
    assert render(template) == shown


def test_code_is_code() -> None:
    template = "{% highlight python %}\nx = 1\n{% endhighlight %}"
    assert render(template) == "~~~~~python\nx = 1\n~~~~~\n"
    assert render(template, markdown=False) == "<pre>\nx = 1\n</pre>"


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in (1..100000000) %}甲{% endfor %}",
        "{% for i in (1..9000) %}{% for j in (1..9000) %}甲{% endfor %}{% endfor %}",
        "{% assign a = 'ab' %}" + "{% assign a = a | append: a %}" * 60 + "{{ a }}",
        "{{ 'a'" + " | replace: 'a', 'aaaaaaaaaa'" * 20 + " }}",
        "{% assign a = (1..100000000) %}{{ a | join: 'aaaa' }}",
        "{% include loop.html %}",
        "{% if a %}" * 2000 + "甲" + "{% endif %}" * 2000,
        "{% raw %}" * 50_000,
        "{{ a }}" * 50_000,
    ],
)
def test_a_template_cannot_take_long_or_make_much(template: str) -> None:
    assert len(render(f"前 {template}")) < 2_000_000
