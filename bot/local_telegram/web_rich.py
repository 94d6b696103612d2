"""Rich messages for the page: as the Bot API tells them, with every formula also in MathML, which browsers draw.

The clients of Telegram each draw TeX with a library of their own; what ``latex2mathml`` cannot read is shown as it is
written, as some of them do.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from inspect import getmembers, isclass
from typing import Any
from xml.etree.ElementTree import Element

from latex2mathml import exceptions
from latex2mathml.converter import convert_to_element

from bot.local_telegram.state import Json

MAX_DRAWN = 4000
"""Characters of a formula that is drawn; longer ones break clients."""
_NOT_TEX: tuple[type[Exception], ...] = (
    *(error for _, error in getmembers(exceptions, isclass) if issubclass(error, Exception)),
    RecursionError,
    ValueError,
    LookupError,
)
"""What the converter raises for a formula that it cannot read."""
_ALIGNED = re.compile(r"\\(begin|end)\{(?:aligned|alignedat|gathered)\}")
_ARGUMENT = re.compile(r"\\arg(?![A-Za-z])")


def rich_view(rich: Json) -> Json:
    """Return a rich message for the page."""
    viewed: Json = _with_formulas(rich)
    return viewed


def _with_formulas(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_formulas(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "mathematical_expression":
        drawn = _mathml(value["expression"])
        return value | {"mathml": drawn} if drawn else value
    return {name: _with_formulas(part) for name, part in value.items()}


@lru_cache(4096)
def _mathml(expression: str) -> Json | None:
    if len(expression) > MAX_DRAWN:
        return None
    # environments and a command that the converter does not know, by those that look alike
    known = _ARGUMENT.sub(r"\\operatorname{arg}", _ALIGNED.sub(r"\\\1{split}", expression))
    try:
        return _tree(convert_to_element(known))
    except _NOT_TEX:
        return None


def _tree(element: Element) -> Json:
    text = html.unescape(element.text or "")
    attributes = {name: value for name, value in element.attrib.items() if name not in {"xmlns", "display", "href"}}
    return {"tag": element.tag, "attributes": attributes, "text": text, "children": [_tree(child) for child in element]}
