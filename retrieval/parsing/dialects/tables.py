"""Tables as people write them: without a header, with rows of any length, with bars in code and formulas."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_RULE = re.compile(r"[ \t]*+\|?[ \t]*+[:=+-][-:|=+ \t]*+$")
_BARRED = re.compile(r"[ \t]*+\|[^\n]*\|[ \t]*+$")
_PART = re.compile(r"\\.|`+|\$\$?|\[\[[^\[\]\n]*+\]\]|\|")


def table_plugin(parser: MarkdownIt) -> None:
    """Read tables with every cell that is written."""
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    first, second = _line(state, start_line, end_line), _line(state, start_line + 1, end_line)
    if "|" not in first or not second:
        return False
    has_header = _is_rule(second) and not _is_rule(first) and ("|" in second or len(_cells(first, 0)) == 1)
    if not has_header and not (_BARRED.match(first) and _BARRED.match(second)):
        return False
    if silent:
        return True
    columns = len(_cells(second, 0)) if has_header else 0
    state.push("table_open", "table", 1)
    line = start_line
    while text := _line(state, line, end_line):
        if "|" not in text or (not has_header and not _BARRED.match(text)):
            break
        if not _is_rule(text):
            _push_row(state, _cells(text, columns), line)
        line += 1
    state.push("table_close", "table", -1)
    state.line = line
    return True


def _push_row(state: StateBlock, cells: list[str], line: int) -> None:
    state.push("tr_open", "tr", 1)
    for cell in cells:
        state.push("td_open", "td", 1)
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = cell, [line, line + 1], []
        state.push("td_close", "td", -1)
    state.push("tr_close", "tr", -1)


def _is_rule(line: str) -> bool:
    return "-" in line + line.replace("=", "-") and _RULE.match(line) is not None


def _cells(line: str, columns: int) -> list[str]:
    """Cut a row at its bars; those in code and formulas do not cut, unless the row has too few ``columns`` else."""
    line = line.strip()
    cells = _cut(line, inside=True)
    if len(cells) < columns:
        plain = _cut(line, inside=False)
        cells = plain if len(plain) == columns else cells
    return cells


def _cut(line: str, *, inside: bool) -> list[str]:
    cells: list[str] = []
    begin, opened = 0, ""
    ahead = _last_places(line) if inside else {}
    for part in _PART.finditer(line):
        sign = part[0]
        if sign == "|" and not opened:
            cells.append(line[begin : part.start()])
            begin = part.end()
        elif opened:
            opened = "" if sign == opened else opened
        elif ahead.get(sign, -1) > part.start():
            opened = sign
    cells.append(line[begin:])
    if not cells[0].strip() and len(cells) > 1:
        cells.pop(0)
    if not cells[-1].strip() and len(cells) > 1:
        cells.pop()
    return [cell.strip().replace("\\|", "|") for cell in cells]


def _last_places(line: str) -> dict[str, int]:
    """Return where each kind of sign that opens code or a formula stands last."""
    return {part[0]: part.start() for part in _PART.finditer(line) if part[0][0] in "`$"}


def _line(state: StateBlock, line: int, end_line: int) -> str:
    if line >= end_line or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return ""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
