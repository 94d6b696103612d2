"""Mutations of notes, as by accident or malice; each takes its random choices from ``rng`` alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

MAX_NOTE = 60_000
"""Characters of a mutated note: larger ones are slow in the Markdown parser, which is no fault of ours."""
MAX_REPEATED = 10_000
_MAX_MUTATIONS = 6

CHARACTERS = [
    *"0123456789,.;:!?-–—_=+*/\\|@#$%^&~`'\"()[]{}<> \t\n",
    *"¹²³½¼⁴ⁿ①⑽⒈Ⅷ㈠㊗〇፩༳৴ª℡™…·•、。，；：！？（）【】「」《》“”‘’￥％＆＃｜〜",
    *"\u0300\u0301\u0308\u0345\u20dd\u0e47\u0333",  # combining marks
    *"\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x85\u2028\u2029\r",  # controls and other line ends
    *"\u00a0\u00ad\u034f\u115f\u200b\u200c\u200d\u200e\u200f\u2060\u3164\ufeff\ufffc\ufffd\ufffe\uffff",  # hidden
    *"\u202a\u202e\u2066\u2069\u061c",  # direction
    *"éßİıſŁø\u01c5ﬁ\u1e9eΣςЖ\u0590א\u0627ب\u0915あカ한𝐀𝟘𠀀\U0001f600\U000e0041\U0010ffff中国龘",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
]
WORDS = [
    "---", "...", "```", "~~~", "<div>", "</div>", "<table><tr><td>", "<!--", "-->", "<![CDATA[", "<script>",
    "<a href=", "<img alt='", "<sup>", "<math>", "&#x202e;", "&#0;", "&amp;", "&nosuch;", "&#xD800;", "$", "$$",
    "\\(", "\\[", "\\]", "\\frac{", "\\begin{aligned}", "$x_i$", "^{", "_{", "}", "{%", "{{", "}}", "{% highlight",
    "{{ site.baseurl }}", "| ", "|-|-|", "# ", "###### ", "{#id}", "- ", "1. ", "> ", "  - ", "![", "](", "[^1]",
    "[1] ", "参考文献", "摘要：", "作者：", "图 1：", "表 1", "贡献", "本文提出", "et al.", "arXiv:2309.06180",
    "10.1145/3600006.3613165", "title: ", "date: ", "? ", "&a ", "*a", "!!python/object ", "!!int ", "|\n", ">\n",
    "1,", "a=b ", "（“", "https://", "http://a.b:99999/", "2024-13-99", "1e999", "0x10", "null", "true", "~", "[]",
    "{}", "- - - a", "\\ud800", "%zz", "C:\\new\\table", "a@b.c",
]  # fmt: skip
KEYS = [
    "title", "title_zh", "authors", "author", "date", "categories", "category", "tag", "tags", "paper", "paper_url",
    "link", "summary", "description", "arxiv", "doi", "layout", "permalink", "published", "<<", "0", "null", "键",
    "a b",
]  # fmt: skip
VALUES = [
    "", "null", "~", "true", "3", "3.5", "1e999", "0o17", "2024-01-01", "2024-01-01T00:00:00Z", "0000-00-00",
    "9999-12-31", "[]", "{}", "[[[[a]]]]", "{zh: a, en: b}", "{zh: [a]}", "[null, 3, {a: b}]", "'", '"', "|",
    ">-\n  a\n  b", "*a", "&a [*a]", "!!set {a}", "!!binary aGk=", "¹", "²", "½ ①", ",,,", "and",
    "https://arxi&#.org/abs/2308.16369", "http://", "https://a", "https://[::1", "https://a.b:0x10/", "https://a..b/",
    "https://user:pw@a.b/", "javascript:alert(1)", "http://例子.中国/路", "https://a.b/\u202ec", "https://.../",
    "https://-a.b/%zz", "arxiv: 2309.06180", "osdi99", "nips'23", "OSDI 2025", "二〇二四", "a: b: c", "[a, b",
    "llm/engineering", "/", "//", "a//b", "../..", "llm\\a", ".",
]  # fmt: skip

_NESTED = (
    ("<div>", "</div>"),
    ("<ul><li>", "</li></ul>"),
    ("<table><tr><td>", ""),
    ("<b>", ""),
    ("> ", ""),
    ("- ", ""),
    ("*", "*"),
    ("[", "](a)"),
    ("((", "))"),
    ("{", "}"),
)

Mutation = Callable[[str, Random, Sequence[str]], str]


def mutated(text: str, rng: Random, others: Sequence[str]) -> str:
    """Spoil ``text`` in up to six ways; ``others`` are the notes that pieces may come from."""
    for _ in range(rng.randint(1, _MAX_MUTATIONS)):
        text = rng.choice(MUTATIONS)(text, rng, others)[:MAX_NOTE]
    # half a character of UTF-16 is none of UTF-8
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def mutated_line(text: str, rng: Random, most: int = 3) -> str:
    """Spoil a title, a name or a question, which then is in one line or not."""
    for _ in range(rng.randint(1, most)):
        text = rng.choice(OF_CHARACTERS)(text, rng, ())
    return text


def _place(text: str, rng: Random) -> int:
    """Choose a place, often in the front matter, which is short beside the rest."""
    return rng.randint(0, min(len(text), 400) if rng.random() < 0.25 else len(text))


def _insert_character(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    return text[:at] + rng.choice(CHARACTERS) + text[at:]


def _insert_any_character(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    return text[:at] + chr(rng.randint(0, 0x2FFFF)) + text[at:]


def _insert_word(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    return text[:at] + rng.choice(WORDS) + text[at:]


def _insert_many(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    unit = "".join(rng.choices([*CHARACTERS, *WORDS], k=rng.randint(1, 3)))
    return text[:at] + unit * rng.choice((3, 30, 300, MAX_REPEATED)) + text[at:]


def _replace_characters(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    return text[:at] + "".join(rng.choices(CHARACTERS, k=rng.randint(1, 8))) + text[at + rng.randint(1, 8) :]


def _replace_every(text: str, rng: Random, _others: Sequence[str]) -> str:
    """Write one character of the text differently wherever it stands."""
    return text.replace(rng.choice(text), rng.choice(CHARACTERS)) if text else text


def _cut_out(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    return text[:at] + text[at + rng.choice((1, 2, 5, 20, 100, 1000)) :]


def _cut_off(text: str, rng: Random, _others: Sequence[str]) -> str:
    return text[: _place(text, rng)]


def _repeat_piece(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    piece = text[at : at + rng.choice((1, 3, 10, 50))]
    return text[:at] + piece * rng.choice((2, 10, 100)) + text[at:]


def _swap_case(text: str, rng: Random, _others: Sequence[str]) -> str:
    at = _place(text, rng)
    return text[:at] + text[at : at + 40].swapcase() + text[at + 40 :]


def _lines(change: Callable[[list[str], int, Random], None]) -> Mutation:
    """Make a mutation of one that changes a list of lines, given a place in it."""

    def mutation(text: str, rng: Random, _others: Sequence[str]) -> str:
        lines = text.split("\n")
        at = rng.randrange(min(len(lines), 12) if rng.random() < 0.25 else len(lines))
        change(lines, at, rng)
        return "\n".join(lines)

    return mutation


def _duplicate_line(lines: list[str], at: int, rng: Random) -> None:
    lines[at:at] = [lines[at]] * rng.choice((1, 1, 5, 200))


def _drop_lines(lines: list[str], at: int, rng: Random) -> None:
    del lines[at : at + rng.choice((1, 1, 3, 20))]


def _move_line(lines: list[str], at: int, rng: Random) -> None:
    lines.insert(rng.randrange(len(lines)), lines.pop(at))


def _shuffle_lines(lines: list[str], at: int, rng: Random) -> None:
    some = lines[at : at + 20]
    rng.shuffle(some)
    lines[at : at + 20] = some


def _join_lines(lines: list[str], at: int, rng: Random) -> None:
    lines[at : at + 200] = [rng.choice((" ", "", "\t", ", ")).join(lines[at : at + 200])]


def _indent_lines(lines: list[str], at: int, rng: Random) -> None:
    indent = rng.choice((" ", "    ", "\t", "> ", "- ", "# ", "  - ", "\u3000"))
    lines[at : at + 9] = [indent * rng.randint(1, 9) + line for line in lines[at : at + 9]]


def _set_key(lines: list[str], at: int, rng: Random) -> None:
    """Write a line of the front matter anew, beside or instead of another."""
    written = f"{rng.choice(KEYS)}: {rng.choice(VALUES)}"
    if rng.random() < 0.5:
        lines.insert(min(at, len(lines)), written)
    else:
        lines[at] = written


def _set_value(lines: list[str], at: int, rng: Random) -> None:
    """Return a key of the front matter a value of another kind."""
    keyed = [place for place, line in enumerate(lines[:30]) if re.match(r"\w+:", line)]
    if keyed:
        place = rng.choice(keyed)
        lines[place] = f"{lines[place].partition(':')[0]}: {rng.choice(VALUES)}"


def _rename_key(lines: list[str], at: int, rng: Random) -> None:
    lines[at] = re.sub(r"^\w+(?=:)", lambda _: rng.choice(KEYS), lines[at])


def _mark_words(lines: list[str], at: int, rng: Random) -> None:
    """Set a mark beside words of the front matter, as footnotes' numbers stand beside the names of authors."""
    at = rng.randrange(min(len(lines), 12))
    mark = rng.choice(CHARACTERS)
    before, after = rng.choice(((f"{mark} ", ""), (mark, ""), ("", mark), ("", f" {mark}"), (mark, mark)))
    chance = rng.choice((0.2, 1.0))
    lines[at] = re.sub(
        r"\w[\w.-]*(?![\w:])", lambda word: before + word[0] + after if rng.random() < chance else word[0], lines[at]
    )


def _long_list(lines: list[str], at: int, rng: Random) -> None:
    """Return a key very many values, or values within values."""
    value = rng.choice((mutated_line("Ada Example", rng), "llm", "¹", "a, b", "2024", "[a]"))
    count = rng.choice((2, 17, 100, MAX_REPEATED))
    nested = "[" * min(count, 50) + value + "]" * min(count, 50)
    written = rng.choice(
        (f"[{', '.join([value] * count)}]", nested, ", ".join(f"{value}{one}" for one in range(count)))
    )
    lines.insert(min(at, 2), f"{rng.choice(('authors', 'categories', 'tag', 'title', 'summary'))}: {written}")


def _table(lines: list[str], at: int, rng: Random) -> None:
    columns, rows = rng.choice(((2, 3), (2, 300), (300, 2), (40, 40), (1, 1)))
    cells = ["".join(rng.choices([*CHARACTERS, "word ", "字"], k=rng.randint(0, 6))) for _ in range(columns)]
    lines[at:at] = ["", "|" + "|".join(cells), "|-" * columns + "|", *["|" + "|".join(cells)] * rows, ""]


def _nesting(lines: list[str], at: int, rng: Random) -> None:
    depth = rng.choice((3, 30, 300))
    opening, closing = rng.choice(_NESTED)
    lines.insert(at, opening * depth + "text 文" + closing * depth)


def _code(lines: list[str], at: int, rng: Random) -> None:
    fence = rng.choice(("```", "~~~", "``", "```python", "    "))
    data = rng.choice(("1,", "a=b ", "0x00, ", "if (a) {", "# x\n", "| a | b |\n", "\t", "中文 "))
    lines[at:at] = [fence, data * rng.choice((1, 50, MAX_REPEATED)), *([fence] if rng.random() < 0.7 else [])]


def _headings(lines: list[str], at: int, rng: Random) -> None:
    words = rng.choice(("方法", "A1 贡献", "Contributions", "参考文献", "", "x" * 900, "{#a}", "$x_i$", "¹", "\u202e"))
    lines[at:at] = [f"{'#' * rng.randint(1, 7)} {words}" for _ in range(rng.choice((1, 3, 100)))]


def _cut_tag(text: str, rng: Random, _others: Sequence[str]) -> str:
    """Take away the end of an HTML tag, of a link or of a formula."""
    ends = [match.start() for match in re.finditer(r"[>)\]}$]", text)]
    at = rng.choice(ends) if ends else 0
    return text[:at] + text[at + 1 :]


def _break_address(text: str, rng: Random, _others: Sequence[str]) -> str:
    found = list(re.finditer(r"https?://[^\s\"'<>)]+", text))
    if not found:
        return text
    start, end = rng.choice(found).span()
    address = text[start:end]
    at = rng.randint(0, len(address))
    broken = address[:at] + rng.choice([*CHARACTERS, "//", "..", "%", "@", ":", ":99999", "[", " "]) + address[at:]
    return text[:start] + rng.choice((broken, address[:at], address * 40, broken.replace(".", ""))) + text[end:]


def _splice(text: str, rng: Random, others: Sequence[str]) -> str:
    """Go on with another note in the middle of a word."""
    other = rng.choice(others) if others else ""
    return text[: _place(text, rng)] + other[_place(other, rng) :]


def _insert_from(text: str, rng: Random, others: Sequence[str]) -> str:
    other = rng.choice(others) if others else ""
    start, at = _place(other, rng), _place(text, rng)
    return text[:at] + other[start : start + rng.choice((30, 300, 3000))] + text[at:]


OF_CHARACTERS: tuple[Mutation, ...] = (
    _insert_character, _insert_any_character, _insert_word, _insert_many, _replace_characters, _replace_every, _cut_out,
    _cut_off, _repeat_piece, _swap_case,
)  # fmt: skip
OF_LINES = (
    _duplicate_line, _drop_lines, _move_line, _shuffle_lines, _join_lines, _indent_lines, _set_key, _rename_key, _table,
    _nesting, _code, _headings,
)  # fmt: skip
OF_FRONT_MATTER = (_set_value, _mark_words, _long_list)
MUTATIONS: tuple[Mutation, ...] = (
    *OF_CHARACTERS, *map(_lines, OF_LINES), *map(_lines, OF_FRONT_MATTER * 2), _cut_tag, _break_address, _splice,
    _insert_from,
)  # fmt: skip
