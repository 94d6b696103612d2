"""Reading a note, cutting it up and asking take time that is linear in the text, whatever the text is.

What other people's parsers take is not counted: notes are read in a process that may take so much and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from retrieval import Library, open_source
from retrieval.errors import SourceError
from retrieval.indexing.chunking import chunk_note, embedded_text
from retrieval.text.sentence_kinds import Sentences
from retrieval.text.terms import chunk_terms
from tests.growth.attacks import GENERAL, Attack
from tests.growth.measuring import own_seconds, seconds, superlinear
from tests.retrieval.sources.conftest import SITE, note, read_all
from tests.retrieval.store.store_fixtures import small_embedder


@dataclass(frozen=True)
class Form:
    """How much is tried: texts of two sizes, and of more up to the ``largest`` where these make suspicious.

    What other people's parsers read as well takes ten times as long: of it only one text of ``every`` so many, of
    ``profiled`` sizes.
    """

    sizes: tuple[int, int]
    profiled: tuple[int, int]
    largest: int
    enough: float
    every: int


SHORT = Form((1_000, 8_000), (600, 3_000), 64_000, 0.5, every=5)
LONG = Form((50_000, 800_000), (4_000, 64_000), 1_000_000, 10.0, every=1)
_SUSPECT = 1.7
"""How many times more than linear the larger of two sizes may take before both are measured with care."""
both_forms = pytest.mark.parametrize(
    "form", [SHORT, pytest.param(LONG, marks=[pytest.mark.slow, pytest.mark.timeout(900)])], ids=["short", "long"]
)

GLOSSARY = Path(__file__).parents[2] / "notes" / "glossary.yaml"
Act = Callable[[str], object]

_TAGS = ("div", "b", "li", "tr", "td", "sup", "br", "p", "h2", "pre", "figure", "script", "math")
_AROUND_HTML = (
    *(
        ("<p>", "</p>"),
        ("<pre>", "</pre>"),
        ("<h2>", "</h2><p>a</p>"),
        ("<ul><li>", "</li></ul>"),
        ("<p><b>", "</b></p>"),
    ),
    *(("<table><tr><td>", "</td><td>中</td></tr></table>"), ('<img alt="', '">'), ("<figure>", "</figure>")),
    *(
        ("<p>作者：", "</p><h2>a</h2>"),
        ("<h2>摘要</h2><p>本文提出", "。</p>"),
        ("<p>a<br>", "</p>"),
        ("<p>- a<br>", "</p>"),
    ),
)
_HTML = (
    *(Attack(before, "a") for before in ("<", "</", "<a ", "<img alt=", "&", "<math>", "<!--", "{% ", "{{ ")),
    *(Attack(f"{before}中", "\n", f"a{after}") for before, after in _AROUND_HTML),
    *(Attack(f"{before}中", "<br>", f"a{after}") for before, after in _AROUND_HTML),
    *(Attack(f"<p>{sign}", pump, "</p>") for sign in ("1. ", "[1]", "- 1.") for pump in (",", " ", "a,")),
    Attack("<math><annotation ", "application/x-tex ", "</math>"),
    Attack("<math>", "<annotation application/x-tex>", "</math>"),
    *(Attack("", f"<{name}>") for name in (*_TAGS, "ul", "table", "select")),
    *(Attack("", f"<{name}>a") for name in _TAGS),
    *(Attack("", f"<{name}>a</{name}>") for name in _TAGS),
    *(Attack("", f"</{name}>") for name in ["div", "p", "table"]),
    *(Attack("<ul><li>" * 60, line) for line in ("<br>a", "a<br>- a", "<li>a")),
    *(Attack("<p>- a", f"<br>{line}") for line in ("  a", "- a", "1. a", "  - a", "a")),
    *(Attack("<table>", f"<tr><td>{row}</td><td>a</td></tr>") for row in ("a", "[1] Abc 2019", "")),
    Attack("<table><tr><td>" + "长" * 400 + "</td><td>b</td></tr>", "<tr><td>a</td><td>b</td></tr>"),
    Attack("<table><tr>", "<td>a", "</tr><tr><td>a</td></tr></table>"),
    *(Attack("<p>", f"{sign}a 2019", "</p>") for sign in ("【1，", "[1, ", "（见图1", "[^1]", "\\(", "$")),
    *(
        Attack("", f"<p>{entry}</p>")
        for entry in ("[1] A Title of a Paper, 2019.", "1. a", "图1：a", "本文提出了一种方法。")
    ),
    *(Attack("", f"<h{level}>a</h{level}>{text}") for level in (2, 6) for text in ("", "<p>a</p>")),
    Attack("<h2>参考文献</h2>", "<p>[1] A Title of a Paper, 2019.</p>"),
    Attack('<p class="', "a b ", '">a</p>'),
    Attack("<p ", "a='\"' ", ">a</p>"),
    Attack("<div ", "id=a ", ">a</div>"),
)
_AROUND_MARKDOWN = (
    *(
        ("", ""),
        ("```\n", "\n```"),
        ("## ", "\n\na"),
        ("- ", ""),
        ("> ", ""),
        ("**", "**"),
        ("| a | b |\n|-|-|\n| ", " | c |"),
    ),
    *(
        ("[", "](http://a.b)"),
        ("![", "](a.png)"),
        ("$$\n", "\n$$"),
        ("作者：", "\n\n## a"),
        ("## 摘要\n\n本文提出", "。"),
    ),
)
_MARKDOWN = (
    *(Attack("# a", pump, "a\n\na") for pump in (" ", " {#a", " #")),
    *(Attack("# a {#", pump, "\n\na") for pump in ("a", " ", "{")),
    *(
        Attack("", pump)
        for pump in ("# a\n\n", "## a {#b}\n\na\n\n", "- a\n", "1. a\n\n", "> a\n", "a  \n", "***\n", "`a`")
    ),
    *(
        Attack("", pump)
        for pump in ("[^1]: a\n", "[a](b)", "![a](b)", "$a$ ", "\\(a\\) ", "a | b\n-|-\n", "| a | b |\n", "{:a}\n")
    ),
    *(Attack("| a | b |\n|-|-|\n", pump) for pump in ("| a | b |\n", "| " + "a " * 50 + "| b |\n")),
    *(Attack("{% highlight ", pump, "%}\n") for pump in ("a", " ", "%")),
    Attack("", "{% highlight a %}\na\n{% endhighlight %}\n"),
    *(
        Attack("", pump)
        for pump in (
            "<!--",
            "a <!-- a\n",
            "%% a\n",
            "a %%a%% ",
            "{{< ",
            '{{< a "',
            "{{</* a */>}}",
            "{{/*",
            "{/* ",
            "{% a ",
        )
    ),
    *(
        Attack("", pump)
        for pump in (
            "{% raw %}",
            "{::comment}",
            "{:",
            "{: .a} ",
            "[//]: # (a\n",
            "#+begin_comment\n",
            "`a``",
            "~~~\n",
            "    a\n\n",
        )
    ),
    *(
        Attack("", pump)
        for pump in (
            "[[",
            "[[a|b]] ",
            "![[a]]",
            "![a](b c) ",
            "==a== ",
            "==",
            "^^a",
            "**a。**b",
            "**a **b ",
            "[@a] ",
            "[a]{.b}",
        )
    ),
    *(
        Attack("", pump)
        for pump in (
            "!!! a\n",
            "!!! a\n    ",
            '=== "a"\n',
            ":::a\n",
            "> [!a] b\n",
            "> ",
            "#标\n",
            "##a\n",
            "|a|b|\n",
            "|-|-|\n",
            "|",
        )
    ),
    *(
        Attack("", pump)
        for pump in (
            "- [ ] a\n",
            "- a\n  - b\n",
            "a:: b\n",
            "id:: a\n",
            "a #b ",
            "a ^b",
            "((a",
            "a\n: b\n",
            "*[a]: b\n",
            "[^a]: b\n",
        )
    ),
    *(
        Attack("", pump)
        for pump in (
            "\\begin{align}\n",
            "$$\n\\begin{align}\n",
            "$$$ ",
            "$`a`$",
            "\\[a=",
            "\\[ ",
            ":material-a: ",
            "- [pdf](a)\n",
        )
    ),
    *(Attack("| a | b |\n|-|-|\n| ", pump) for pump in ("`", "$", "``a`", "\\|", "[[a")),
    *(Attack("{{< a ", pump, ">}}") for pump in ("a=b ", '"a" ', "a", "`", "/ ", "< ")),
    *(Attack("{% img ", pump, "%}") for pump in ("a.png ", "1 ", '"', "a=", "a")),
)
_INDEX = (
    *(Attack("- **[2023-09] [", pump, "](/a/b.html)** - a\n") for pump in ("a", " ", "[", "*", "中\n")),
    *(Attack("- **[2023-09] [T](/a/b.html)** ", pump, "\n") for pump in ("-", " ", "a", "- ", "中 ", "|,")),
    *(Attack("- ", pump, "[2023-09] [T](/a/b.html)\n") for pump in ("[", " ", "(", "[2023-", "**")),
    *(
        Attack("", pump)
        for pump in ("- **[2023-09] [T](/a/b.html)** - a\n", "## a\n", "- [T](/a/b/c.html)\n", "{{site.url}}")
    ),
    *(
        Attack("- ", pump, "[pdf](https://arxiv.org/abs/2401.01234)\n")
        for pump in ("**a** ", "*A B*, ", "`a` ", "(2024) ", "A, ", "ICML ", "![a](b) ", "A. B ", "《", "中：", "a: A ")
    ),
    *(
        Attack("|Date|Title|Link|\n|-|-|-|\n", f"|{row}|\n")
        for row in ("2024|**A** a|[pdf](https://arxiv.org/abs/2401.01234)", "1/1/24|a|b", "|||", "a" * 50)
    ),
    *(
        Attack("", f"{pump}\n")
        for pump in ("- a\n  - [b](https://arxiv.org/abs/2401.01234)", "**A**\n\n- [pdf](http://a.b)\n")
    ),
    Attack("<table>", "<tr><td rowspan=9>a<td><a href='https://arxiv.org/abs/2401.01234'>b</a>", "</table>"),
    *(Attack("- [A][1]\n\n", pump) for pump in ("[1]: http://a.b\n", "<details><summary>a</summary>\n\n")),
    Attack("---\n", "a: b\n", "---\n- **[2023-09] [T](/a/b.html)** - a\n"),
    Attack("- **[2023-09] [T](/a/", "b/", "c.html)** - a\n"),
)
_KEYS = ("title", "authors", "summary", "permalink", "tag", "paper", "date", "slug", "category")
_PUMPS = (("中", "\\n", "a"), *(("", pump, "") for pump in ("a", "a ", ":a", "a/", "a, ", "¹")))
_VALUES = (
    *(Attack(f"{key}: {before}", pump, after) for key in _KEYS for before, pump, after in _PUMPS),
    *(Attack(f"{key}: [", pump, "]") for key in ("authors", "categories") for pump in ("a, ", "[], ", "[a], ")),
    *(Attack("authors: ", pump) for pump in ("[", "{a: ", "- ")),
)


def everything_done_with(root: Path) -> None:
    """Read a source, and do with its notes what indexing does but for the models."""
    with suppress(SourceError):
        for found in read_all(root)[0]:
            for chunk in chunk_note(found):
                Sentences.of(chunk.text)
                chunk_terms(found.paper, chunk)
                embedded_text(found.paper, chunk)


def offences(act: Act, tried: Sequence[Attack], form: Form, measure: Callable[..., float] = seconds) -> str:
    """Name the texts for which ``act`` takes more than linear time."""
    small, large = form.sizes if measure is seconds else form.profiled
    found = []
    for attack in tried if measure is seconds else tried[:: form.every]:

        def grown(size: int, attack: Attack = attack) -> Callable[[], object]:
            text = attack.text(size)
            return lambda: act(text)

        if measure(grown(large), 60) > _SUSPECT * large / small * measure(grown(small), 60):
            sizes = [small * 2**step for step in range(12) if small * 2**step <= form.largest]
            if times := superlinear(grown, sizes, form.enough, measure):
                grown_to = ", ".join(f"{size / 1000:.0f} KB {taken * 1000:.0f} ms" for size, taken in times)
                found.append(f"{attack} takes {grown_to}")
    return "\n".join(found)


def inside(around: Sequence[tuple[str, str]]) -> list[Attack]:
    """Return the general pumps, each inside of one of ``around``."""
    return [Attack(before, pump, after) for pump, (before, after) in zip(GENERAL, cycle(around), strict=False)]


def read_from(root: Path, name: str, opened: Path, **values: str) -> Act:
    """Return what reads a body as the file ``name`` below ``root``."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)

    def act(body: str) -> None:
        file.write_text(note(body, **values), "utf-8")
        everything_done_with(opened)

    return act


@both_forms
def test_html(tmp_path: Path, form: Form) -> None:
    act = read_from(tmp_path, "_posts/2023-01-01-a.html", tmp_path)
    assert not (found := offences(act, [*_HTML, *inside(_AROUND_HTML)], form)), found


@both_forms
@pytest.mark.parametrize("name", ["2023-01-01-a.md", "_posts/2023-01-01-a.md"])
def test_markdown(tmp_path: Path, name: str, form: Form) -> None:
    act = read_from(tmp_path, name, tmp_path)
    tried = [*_MARKDOWN, *inside(_AROUND_MARKDOWN)]
    # a site's posts are read as the notes of a folder are, but for their Liquid
    chosen = [attack for attack in tried if name.startswith("2") or "{" in attack.before + attack.pump]
    assert not (found := offences(act, chosen, form, own_seconds)), found


@both_forms
def test_front_matter(tmp_path: Path, form: Form) -> None:
    file = tmp_path / "_posts" / "2023-01-01-a.md"
    file.parent.mkdir()

    def act(value: str) -> None:
        file.write_text(f"---\ntitle: a\n{value}\n---\na\n", "utf-8")
        everything_done_with(tmp_path)

    assert not (found := offences(act, _VALUES, form, own_seconds)), found


@both_forms
def test_index_page(tmp_path: Path, form: Form) -> None:
    file = tmp_path / "index.md"

    def act(page: str) -> None:
        file.write_text(page, "utf-8")
        everything_done_with(file)

    assert not (found := offences(act, _INDEX, form, own_seconds)), found


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Fill a library with a note."""
    root = tmp_path_factory.mktemp("library")
    (root / "llm").mkdir()
    (root / "llm" / "2023-09-a.md").write_text(
        note("## 方法\n\n块表把逻辑块映射到物理块。", authors="[Ada Example]"), "utf-8"
    )
    with Library.open(
        root / "data", [open_source(root, SITE)], small_embedder(), glossary=[GLOSSARY], today=lambda: date(2026, 1, 1)
    ) as made:
        made.refresh()
        yield made


@both_forms
def test_asking(library: Library, form: Form) -> None:
    def act(text: str) -> None:
        library.ask(text)
        library.find(text)
        library.find_categories(text)
        library.score_papers(text, [library.papers()[0].id])

    words = (
        "关于",
        "请问 ",
        "please ",
        "有吗",
        "最新的",
        "2024年",
        "in 2024 ",
        "osdi ",
        "Ada ",
        "Example 2023",
        "llm",
        "the paper ",
        "MoE ",
        "爆显存",
        "記憶體",
    )
    tried = [
        *(Attack("", pump) for pump in (*GENERAL, *words)),
        *(Attack("a", pump, "吗?") for pump in ("?", " ?", "吗", "论文")),
    ]
    assert not (found := offences(act, tried, form)), found
