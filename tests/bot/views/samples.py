"""Strategies and samples for views: hostile notes, and what a strict server makes of a message."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st

from bot.local_telegram.entities import FormattedText, utf16_length
from bot.local_telegram.html import parse_html
from bot.local_telegram.markup import checked_markup
from bot.local_telegram.normalise_text import tidy
from bot.views import Button, Message
from retrieval.types import (
    Answer,
    Bilingual,
    Block,
    BlockKind,
    Category,
    Filters,
    Hit,
    Note,
    Paper,
    Passage,
    Query,
    Section,
    short_id,
)

_NASTY = [
    "<b>",
    "</b>",
    "<script>alert(1)</script>",
    "&lt;",
    "&",
    '"',
    "'",
    "{{ 7*7 }}",
    "{% raw %}",
    "😀",
    "\u202e",
    "\x00",
    "\ud800",
    "👩‍👩‍👧‍👦",
    "é",
    "注意力机制",
    "$\\frac{a}{b}$",
    "\\frac{1}{2}",
    "$$\\sum_{i=1}^N x_i$$",
    "$",
    "\\",
    "{",
    "}",
    "\n",
    " ",
    "]]>",
    "<a href=",
    "x" * 300,
    "长" * 300,
    "😀" * 200,
]
_texts = st.lists(st.one_of(st.sampled_from(_NASTY), st.text(max_size=20)), max_size=40).map("".join)
hostile = st.shared(st.lists(_texts, min_size=3, max_size=12), key="hostile").flatmap(st.sampled_from)
"""Any of an example's few hostile texts: drawing one for each of the hundred names in a tree takes most of a test."""
urls = st.one_of(
    st.just("https://host.example/a/b.html"),
    st.just("javascript:alert(1)"),
    st.just('https://x.example/"><b>'),
    st.just("https://x.example/" + "a" * 5000),
    hostile,
)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    path = draw(st.text("abc/", min_size=1, max_size=20))
    return Paper(
        id=short_id(path),
        path=path,
        slug="slug",
        # a note without a title has its file's name
        title=draw(hostile.map(lambda text: text if any(map(str.isalnum, text)) else f"{text}A")),
        date=draw(st.sampled_from(["", "2022", "2023-09", "2024-01-31"])),
        categories=tuple(draw(st.lists(hostile, max_size=3))),
        title_zh=draw(hostile),
        authors=tuple(draw(st.lists(hostile, max_size=30))),
        tag=draw(hostile),
        url=draw(urls),
        paper_url=draw(urls),
        summary=Bilingual(draw(hostile), draw(hostile)),
        has_note=draw(st.booleans()),
    )


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    text = draw(hostile)
    places = st.integers(-5, len(text) + 5)
    marks = draw(st.lists(st.tuples(places, places), max_size=60))
    return Passage(text, draw(hostile), draw(urls), 0.5, tuple(marks), draw(st.booleans()))


@st.composite
def sections(draw: st.DrawFn) -> Section:
    kinds = st.sampled_from(get_args(BlockKind))
    texts = st.one_of(hostile, st.lists(hostile, max_size=12).map(lambda lines: "- " + "\n  - ".join(lines)))
    headings = st.lists(st.one_of(hostile, st.sampled_from(["A1 主要贡献", "方法"])), max_size=3)
    blocks = st.lists(st.builds(Block, kinds, texts), max_size=6)
    return Section(tuple(draw(headings)), draw(hostile), tuple(draw(blocks)))


@st.composite
def notes(draw: st.DrawFn) -> Note:
    return Note(draw(papers()), tuple(draw(st.lists(sections(), max_size=5))))


@st.composite
def categories(draw: st.DrawFn, depth: int = 0) -> Category:
    children = draw(st.lists(categories(depth=depth + 1), max_size=3)) if depth < 3 else []
    return Category(
        path=draw(st.text("abc/", max_size=20)),
        name=Bilingual(draw(hostile), draw(hostile)),
        count=draw(st.integers(0, 10_000)),
        subjects=tuple(Bilingual(draw(hostile), draw(hostile)) for _ in range(draw(st.integers(0, 3)))),
        children=tuple(children),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    hits = st.builds(
        lambda paper, found, shown: Hit(paper, 0.5, tuple(found), shown),
        papers(),
        st.lists(passages(), max_size=2),
        st.booleans(),
    )
    return Answer(
        Query(draw(hostile), draw(st.sampled_from(["zh", "en"])), draw(st.sampled_from(["ask", "list"])), Filters()),
        tuple(draw(st.lists(hits, max_size=12))),
        draw(st.booleans()),
        0.5,
        1.0,
        tuple(draw(st.lists(categories(depth=3), max_size=8))),
        tuple(draw(st.lists(papers(), max_size=2))),
        tuple(draw(st.lists(st.sampled_from(["KIVI", "S-LoRA", "<b>&", "A" * 60]), max_size=3))),
    )


def _button(button: Button) -> dict[str, object]:
    if button.url:
        return {"text": button.text, "url": button.url}
    if button.copy:
        return {"text": button.text, "copy_text": {"text": button.copy}}
    if button.share:
        return {"text": button.text, "switch_inline_query": button.share}
    return {"text": button.text, "callback_data": button.data}


def accepted(message: Message) -> FormattedText:
    """Take a message as the strict server would, and give what a reader sees; fails where it would be refused."""
    assert len(message.text.encode()) <= 1 << 15
    parsed = parse_html(message.text)
    assert len(parsed.entities) <= 100
    shown = tidy(parsed.text, parsed.entities)
    assert shown.text
    assert utf16_length(shown.text) <= 4096
    rows = [[{"text": button.text, **_action(button)} for button in row] for row in message.keyboard]
    checked_markup({"inline_keyboard": rows})
    return shown


def _action(button: Button) -> dict[str, object]:
    if button.url:
        return {"url": button.url}
    if button.copy:
        return {"copy_text": {"text": button.copy}}
    if button.share:
        return {"switch_inline_query": button.share}
    return {"callback_data": button.data}


def paper(number: int = 1, **changes: object) -> Paper:
    """Return an ordinary paper."""
    values: dict[str, object] = {
        "id": short_id(f"llm/inference/{number}"),
        "path": f"llm/inference/{number}",
        "slug": f"{number}",
        "title": f"Paper {number} on <KV> & caches",
        "date": "2023-09",
        "categories": ("llm", "inference"),
        "authors": ("Ada Lovelace", "Alan Turing"),
        "tag": "sosp23",
        "url": f"https://host.example/{number}.html",
        "paper_url": "https://arxiv.org/abs/2309.06180",
        "summary": Bilingual("分页管理 $x_i$ 缓存。", "Pages the $x_i$ cache."),
    }
    return Paper(**{**values, **changes})  # type: ignore[arg-type]


TREE = (
    Category(
        "llm",
        Bilingual("大语言模型", "Large language models"),
        count=20,
        children=(
            Category("llm/inference", Bilingual("推理", "Inference"), count=19),
            Category("llm/train", Bilingual("训练", "Training"), count=1),
            Category("llm/empty", Bilingual("空", "Empty"), count=0),
        ),
    ),
    Category(
        "diffusion",
        Bilingual("扩散模型", "Diffusion models"),
        children=(Category("", Bilingual("应用领域", "Applications"), subjects=(Bilingual("图像", "Images"),)),),
    ),
)
