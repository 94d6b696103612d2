"""BibTeX and BibLaTeX: the entries of a bibliography with their fields as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pylatexenc.latex2text import LatexNodes2Text

from retrieval.text.cleaning import one_line

_ENTRY = re.compile(r"^[ \t]*@(?P<kind>\w{1,40})\s*[{(]", re.MULTILINE)
_KEY = re.compile(r"\s*(?P<key>[^\s,{}=\"]{1,300})\s*,")
_FIELD = re.compile(r"[\s,]*+(?P<name>[\w-]{1,60})\s*+=\s*+")
_WORD = re.compile(r"[^\s,#{}\"=()]{1,300}")
_JOINT = re.compile(r"\s*+#\s*+")
_BRACE = re.compile(r"[{}]")
_QUOTE = re.compile(r'["{}]')
_MACRO_SIGNS = re.compile(r"\\[a-zA-Z]+|\\.|\$")
_ESCAPED = re.compile(r"\\([#%&_~])|[{}]")
_UNESCAPED_SIGN = re.compile(r"(?<!\\)#")
_VERBATIM = frozenset(("url", "doi", "eprint", "file"))
_MAX_VALUE = 20_000
_NO_ENTRIES = frozenset(("comment", "preamble", "string"))
_MONTHS = {
    name: str(number)
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}


@dataclass(frozen=True, slots=True)
class BibEntry:
    """An entry: the number of its line, its kind, its key, and its fields by their names in lower case."""

    line: int
    kind: str
    key: str
    fields: dict[str, str]


def read_bibtex(text: str) -> Iterator[BibEntry]:
    """Yield the entries of a bibliography; what is broken in one ends no other."""
    macros = dict(_MONTHS)
    starts = [*_ENTRY.finditer(text)]
    line, counted = 1, 0
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        line += text.count("\n", counted, start.start())
        counted = start.start()
        kind = start["kind"].casefold()
        body = text[start.end() : end]
        if kind == "string":
            macros |= _fields(body, 0, macros)
        elif kind not in _NO_ENTRIES:
            key = _KEY.match(body)
            yield BibEntry(line, kind, key["key"] if key else "", _fields(body, key.end() if key else 0, macros))


def _fields(body: str, position: int, macros: dict[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    while field := _FIELD.match(body, position):
        value, position = _value(body, field.end(), macros)
        if position < 0:
            break
        name = field["name"].casefold()
        fields.setdefault(name, _ESCAPED.sub(r"\1", value).strip() if name in _VERBATIM else as_text(value))
    return fields


def _value(body: str, position: int, macros: dict[str, str]) -> tuple[str, int]:
    """Return the value at ``position`` and where it ends; -1 where it does not."""
    parts: list[str] = []
    while True:
        sign = body[position : position + 1]
        if sign == "{":
            end = _closing(body, position)
        elif sign == '"':
            end = _closing_quote(body, position)
        else:
            word = _WORD.match(body, position)
            if word is None:
                return "", -1
            parts.append(macros.get(word[0].casefold(), word[0]))
            end = word.end() - 1
        if end < 0:
            return "", -1
        if sign in ("{", '"'):
            parts.append(body[position + 1 : end])
        position = end + 1
        joint = _JOINT.match(body, position)
        if joint is None:
            return "".join(parts), position
        position = joint.end()


def _closing(body: str, position: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(body, position):
        if body[brace.start() - 1] == "\\":
            continue
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return -1


def _closing_quote(body: str, position: int) -> int:
    depth = 0
    for sign in _QUOTE.finditer(body, position + 1):
        if sign[0] == '"' and depth == 0:
            return sign.start()
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    return -1


def as_text(value: str) -> str:
    """Return a value without TeX: braces that keep capitals, accents, dashes."""
    value = value[:_MAX_VALUE]
    if _MACRO_SIGNS.search(value):
        # a number sign and a per cent sign mean something to TeX, and a bibliography has them in addresses
        converter = LatexNodes2Text(math_mode="verbatim", keep_comments=True)
        value = converter.latex_to_text(_UNESCAPED_SIGN.sub(r"\\#", value), tolerant_parsing=True)
    return one_line(value.replace("{", "").replace("}", "").replace("~", " ").replace("---", "—").replace("--", "–"))


def people(value: str) -> tuple[str, ...]:
    """Return the names in a list of authors (``Alpha, Ada and Bo Beta``), each as it is spoken."""
    names = (_spoken(name) for name in " ".join(value.split()).split(" and "))
    return tuple(dict.fromkeys(name for name in names if name and name.casefold() != "others"))


def _spoken(name: str) -> str:
    last, comma, first = name.partition(",")
    if not comma:
        return name.strip()
    # "Beta, Jr., Bo" has what belongs to the last name in the middle
    junior, second, given = first.partition(",")
    return f"{given.strip()} {last.strip()} {junior.strip()}" if second else f"{first.strip()} {last.strip()}".strip()
