"""Forms in which notes have their front matter: YAML, TOML, JSON, Hexo's without a first line, ``key:: value`` lines.

What is nearly of such a form is read line by line, and the line that is wrong is reported: a slip in one value does not
lose the note.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from retrieval.errors import NoteError
from retrieval.parsing.merge_conflicts import conflict_line
from retrieval.text.cleaning import clean_text
from retrieval.text.yaml import LinedMapping, YamlError, load_yaml

FRONT_MATTER_LIMIT = 64 * 1024
"""Characters of front matter that are read; real ones take under a thousand."""

_OPENING = re.compile(r"\A\s*?(?P<fence>---|\+\+\+|;;;)[ \t]*\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$\n?", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$\n?", re.MULTILINE),
    ";;;": re.compile(r"^;;;[ \t]*$\n?", re.MULTILINE),
}
_FORMS = {"---": "YAML", "+++": "TOML", ";;;": "JSON"}
_JSON_OPENING = re.compile(r'\A\s*\{\s*"')
_KEY = r"[^\W\d_][\w .\-]{0,40}?"
_KEY_LINE = re.compile(rf"""^["']?(?P<key>{_KEY})["']?[ \t]*(?P<sign>[:：=])(?:[ \t]+(?P<value>.*)|[ \t]*)$""")
_UNFENCED = re.compile(r"\A\s*(?:\w[\w-]{0,40}:(?:[ \t].*)?\n)")
_PROPERTY = re.compile(rf"^\s{{0,8}}(?:[-*]\s+)?(?P<key>{_KEY})::(?:[ \t]+(?P<value>.*)|[ \t]*)$")
_SET_IN = re.compile(r"\A\s*+[-*][ \t]++`{0,3}+---[ \t]*+\n")
_LISTED = frozenset(("aliases", "alias", "tags", "tag", "keywords", "标签", "关键词"))
"""Keys of which a bare head has one with a list in brackets: else it is text."""
_ITEM = re.compile(r"^\s*-\s+(?P<value>.*)$")
_BLOCK_SIGN = re.compile(r"[|>][+-]?\d?")
_YAML_SIGN = re.compile(r"^(?:!!?\w*|&\w+)\s+")
_WIKI_LINKS = re.compile(r"\[\[([^\[\]]+)\]\]")
_INNER_TABLES = frozenset(("taxonomies", "params", "extra"))
"""Tables of Hugo's and Zola's front matter that hold what stands at the top in others."""
_TELLING = frozenset(("title", "date", "tags", "categories", "category", "author", "authors", "layout", "标题", "日期"))
"""Keys of which an unfenced head has one: else it is text."""


@dataclass(frozen=True, slots=True)
class Head:
    """The front matter of a file, as written: its ``form``, values and the lines of their keys; and the body behind it.

    ``faults`` are what is wrong with it, each with its line.
    """

    form: str
    values: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    faults: tuple[tuple[int, str], ...] = field(default=())


def read_head(file: str, text: str) -> Head:
    """Read the front matter of ``text`` (line ends ``LF``), whatever its form; of one without, all is body.

    Raises NoteError for one that holds a merge conflict or is too long.
    """
    if opening := _OPENING.match(text):
        return _fenced(file, text, opening)
    if _JSON_OPENING.match(text) and (head := _json_object(text)):
        return head
    if (set_in := _SET_IN.match(text)) and (whole := _dedented(text, set_in)):
        return read_head(file, whole)
    if _UNFENCED.match(text) and (head := _unfenced(file, text) or _bare(text)):
        return head
    return _properties(text)


def _fenced(file: str, text: str, opening: re.Match[str]) -> Head:
    fence, start = opening["fence"], opening.end()
    closing = _CLOSING[fence].search(text, start, start + FRONT_MATTER_LIMIT)
    if closing is None:
        return _unclosed(file, text, fence, start)
    return _between(file, text, fence, start, closing)


def _between(file: str, text: str, fence: str, start: int, closing: re.Match[str]) -> Head:
    """Read the head from ``start`` to the line that closes it; all is body where that is a text between two rules."""
    inside, body = text[start : closing.start()], text[closing.end() :]
    before = text.count("\n", 0, start)
    found = _parsed(fence, inside)
    if not isinstance(found, _Fault):
        values, lines = found
        return Head(_FORMS[fence], values, {key: line + before for key, line in lines.items()}, body)
    if line := conflict_line(text[: closing.start()]):
        raise NoteError(file, "has front matter with the marks of a merge conflict; decide for one side", line)
    values, lines = _by_lines(inside, before + 1)
    if not values or (_TELLING.isdisjoint(map(str.casefold, values)) and not _is_all_keys(inside)):
        return Head("", {}, {}, text)
    reason = f"has front matter that is not {found.reason}; it was read line by line"
    return Head(_FORMS[fence], values, lines, body, ((found.line + before, reason),))


def _is_all_keys(inside: str) -> bool:
    return all(_KEY_LINE.match(line) or not line.strip() or line[0] in " \t-#" for line in inside.split("\n"))


def _unclosed(file: str, text: str, fence: str, start: int) -> Head:
    """Read a head that nothing closes: the lines of keys at its front, if there are any."""
    end = start
    for at, line in _lines(text[start : start + FRONT_MATTER_LIMIT]):
        if not _is_all_keys(line) or not line.strip():
            break
        end = start + at + len(line) + 1
    block = text[start:end]
    if not _KEY_LINE.match(block.partition("\n")[0]):
        return Head("", {}, {}, text)
    if len(text) > start + FRONT_MATTER_LIMIT:
        raise NoteError(file, f"has front matter of more than {FRONT_MATTER_LIMIT // 1024} KB", 1)
    values, lines = _by_lines(block, text.count("\n", 0, start) + 1)
    reason = f"has front matter that no second {fence} line closes; its first lines were read"
    return Head(_FORMS[fence], values, lines, text[end:], ((1, reason),))


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a head is not what it is written as, and the line (from 1) within it."""

    reason: str
    line: int


_Read = tuple[Mapping[str, Any], Mapping[str, int]]


def _parsed(fence: str, inside: str) -> _Read | _Fault:
    if fence == "+++":
        return _toml(inside)
    if fence == ";;;":
        head = _json_object(f"{{{inside.strip().rstrip(',')}}}")
        return (head.values, head.lines) if head else _Fault("valid JSON", 1)
    try:
        values = load_yaml(inside)
    except YamlError as fault:
        return _Fault(f"valid YAML: {clean_text(fault.reason)}", max(fault.line, 1))
    if values is None:
        return {}, {}
    if not isinstance(values, LinedMapping):
        return _Fault("a list of keys and values", 1)
    return _flattened(values), values.lines


def _toml(inside: str) -> _Read | _Fault:
    try:
        values = tomllib.loads(inside, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        return _Fault(f"valid TOML: {clean_text(str(error))}", int(line[1]) if line else 1)
    except (RecursionError, ValueError) as error:
        return _Fault(f"valid TOML: {clean_text(str(error))}", 1)
    return _flattened({key: _as_text(value) for key, value in values.items()}), _lines_of(inside)


def _json_object(text: str) -> Head | None:
    start = len(text) - len(text.lstrip())
    try:
        values, end = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode(
            text[: FRONT_MATTER_LIMIT + start], start
        )
    except (ValueError, RecursionError):
        return None
    return Head("JSON", _flattened(values), _lines_of(text[:end]), text[end:])


def _as_text(value: object) -> Any:
    """Make what TOML has types for the text that YAML leaves it: numbers, dates."""
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if isinstance(value, bool | str) else str(value)


def _flattened(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lift what stands in a table of its own to the top, where nothing of that name is."""
    inner = {
        name: value
        for key, table in values.items()
        if key.casefold() in _INNER_TABLES and isinstance(table, dict)
        for name, value in table.items()
    }
    return {**inner, **values}


def _lines_of(inside: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(inside.split("\n"), 1):
        if match := re.match(r"""\s*["']?([\w.-]+)["']?\s*[=:]""", line):
            lines.setdefault(match[1], number)
    return lines


def _unfenced(file: str, text: str) -> Head | None:
    """Read a head that begins without ``---`` and is closed by it, as Hexo takes it; None if it is none."""
    start = len(text) - len(text.lstrip())
    closing = _CLOSING["---"].search(text, start, start + FRONT_MATTER_LIMIT)
    if closing is None or not _is_all_keys(text[start : closing.start()]):
        return None
    head = _between(file, text, "---", start, closing)
    return None if _TELLING.isdisjoint(map(str.casefold, head.values)) else head


def _dedented(text: str, opening: re.Match[str]) -> str:
    """Return ``text`` with the head that is set in as the first item of an outline taken out of it; else nothing."""
    inside: list[str] = []
    for at, line in _lines(text[opening.end() : opening.end() + FRONT_MATTER_LIMIT]):
        if not line.startswith((" ", "\t")):
            return ""
        if line.strip() == "---":
            body = text[opening.end() + at + len(line) + 1 :]
            return "\n".join((*text[: opening.end() - 1].count("\n") * [""], "---", *inside, "---", body))
        inside.append(line.strip())
    return ""


def _bare(text: str) -> Head | None:
    """Read a head that lost its ``---`` lines: a run of keys at the front, one with a list; None if it is none."""
    start = len(text) - len(text.lstrip())
    end = start
    for at, line in _lines(text[start : start + FRONT_MATTER_LIMIT]):
        if not _KEY_LINE.match(line):
            break
        end = start + at + len(line) + 1
    values, lines = _by_lines(text[start:end].rstrip("\n"), text.count("\n", 0, start) + 1)
    if not any(key.casefold() in _LISTED and isinstance(value, list) for key, value in values.items()):
        return None
    return Head("YAML", values, lines, text[end:])


def _properties(text: str) -> Head:
    """Read the run of ``key:: value`` lines at the front of ``text``, as Logseq and Obsidian's Dataview have them."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    end = 0
    for number, (start, line) in enumerate(_lines(text), 1):
        match = _PROPERTY.match(line)
        if match:
            values.setdefault(match["key"], _value(match["value"] or ""))
            lines.setdefault(match["key"], number)
            end = start + len(line) + 1
        elif line.strip():
            break
    return Head("properties" if values else "", values, lines, text[end:])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        start = end + 1


def _by_lines(inside: str, first: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Read ``key: value`` lines, and the items or the text set in below a key, as far as they go."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    key = ""
    for number, line in enumerate(inside.split("\n"), first):
        if match := _KEY_LINE.match(line.strip("\t") if line[:1] == "\t" else line):
            key = match["key"]
            values[key], lines[key] = _value(match["value"] or ""), number
        elif key and (item := _ITEM.match(line)):
            values[key] = [*_listed(values[key]), *_listed(_value(item["value"]))]
        elif key and line[:1] in (" ", "\t") and isinstance(values[key], str):
            values[key] = f"{values[key]} {line.strip()}".strip()
    return {name: value for name, value in values.items() if value not in ("", [])}, lines


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _value(written: str) -> Any:
    """Read a value that is a text, or a list in brackets or of links to other notes."""
    text = _YAML_SIGN.sub("", html.unescape(written).strip())
    if _BLOCK_SIGN.fullmatch(text):
        return ""
    if links := _WIKI_LINKS.findall(text):
        return [link.rpartition("|")[2].strip() for link in links]
    if text.startswith("[") and text.endswith("]"):
        return [part.strip(" \t\"'") for part in text[1:-1].split(",")]
    if text.casefold() in ("true", "false", "yes", "no"):
        return text.casefold() in ("true", "yes")
    return text[1:-1] if text[:1] in ("'", '"') and text[-1:] == text[:1] and len(text) > 1 else text.strip("\"'")
