"""Telegram's rules for HTML, written down a second time and in another way, to compare the server's parser with.

The server reads bytes one by one as tdlib does; this reads characters with regular expressions, and counts bytes and
UTF-16 units only where they are asked for.
"""

import re
from dataclasses import dataclass, field

from bot.local_telegram.links import checked_link, mentioned_user

Mark = tuple[str, int, int, str]
"""Kind, offset and length in UTF-16 units, and what the kind needs: an address, a language, an id."""

MARKS = {
    "bold": ["b", "strong"],
    "italic": ["i", "em"],
    "underline": ["u", "ins"],
    "strikethrough": ["s", "strike", "del"],
    "spoiler": ["tg-spoiler", "span"],
    "code": ["code"],
    "pre": ["pre"],
    "blockquote": ["blockquote"],
    "custom_emoji": ["tg-emoji"],
    "text_link": ["a"],
}
KIND_OF = {tag: kind for kind, tags in MARKS.items() for tag in tags}

REFERENCE = re.compile(r"&(?:(lt|gt|amp|quot)(?![A-Za-z])|#([0-9]+)(?![0-9])|#x([0-9A-Fa-f]+)(?![0-9A-Fa-f]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
NAME = re.compile(r"[^ \t\r\n\v>]*")
BLANK = re.compile(r"[ \t\r\n\v]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\v=>/\"']*")
TOKEN = re.compile(r"[0-9A-Za-z.-]*")
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")


class RefusedError(Exception):
    """The words of the refusal."""


@dataclass
class Open:
    tag: str
    offset: int
    inner: int
    attributes: dict[str, str | None]


@dataclass
class Reading:
    source: str
    text: list[str] = field(default_factory=list)
    units: int = 0
    open: list[Open] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def at(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode())}"

    def add(self, text: str) -> None:
        self.text.append(text)
        self.units += len(text.encode("utf-16-le", "surrogatepass")) // 2


def read(source: str) -> tuple[str, list[Mark]]:
    """Return the text and its marks. Raises RefusedError."""
    reading, position = Reading(source), 0
    while position < len(source):
        if source.startswith("</", position):
            position = end_tag(reading, position)
        elif source[position] == "<":
            position = start_tag(reading, position)
        elif character := referred(source, position):
            reading.add(character[0])
            position = character[1]
        else:
            reading.add(source[position])
            position += 1
    if reading.open:
        raise RefusedError(f'Can\'t find end tag corresponding to start tag "{reading.open[-1].tag}"')
    text = "".join(reading.text)
    if re.search("[\ud800-\udfff]", text):
        raise RefusedError(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code "
            "units"
        )
    return text, with_languages(reading.marks)


def referred(source: str, position: int) -> tuple[str, int] | None:
    match = REFERENCE.match(source, position)
    if not match:
        return None
    if match[1]:
        return NAMED[match[1]], match.end()
    code = int(match[2]) if match[2] else int(match[3], 16)
    # nine characters with the & and without the semicolon are the most
    if len(match[0].rstrip(";")) > 9 or not 0 < code < 0x10FFFF:
        return None
    return chr(code), match.end()


def start_tag(reading: Reading, begin: int) -> int:
    source = reading.source
    name = NAME.match(source, begin + 1)
    assert name
    if name.end() == len(source):
        raise RefusedError(f"Unclosed start tag {reading.at(begin)}")
    tag = name[0].lower()
    if tag not in KIND_OF:
        raise RefusedError(f'Unsupported start tag "{tag}" {reading.at(begin)}')
    attributes: dict[str, str | None] = {}
    position = after_blank(source, name.end())
    while not source.startswith(">", position):
        key, value, position = attribute(reading, tag, begin, position)
        attributes[key] = value if value is not None or key not in attributes else attributes[key]
        position = after_blank(source, position)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise RefusedError(f'Tag "span" must have class "tg-spoiler" {reading.at(begin)}')
    reading.open.append(Open(tag, reading.units, len(reading.text), attributes))
    return position + 1


def attribute(reading: Reading, tag: str, begin: int, position: int) -> tuple[str, str | None, int]:
    source = reading.source
    name = ATTRIBUTE_NAME.match(source, position)
    assert name
    if not name[0]:
        raise RefusedError(f'Empty attribute name in the tag "{tag}" {reading.at(begin)}')
    position = after_blank(source, name.end())
    if not source.startswith("=", position):
        if position == len(source):
            raise RefusedError(f'Unclosed start tag "{tag}" {reading.at(begin)}')
        return name[0], None, position
    position = after_blank(source, position + 1)
    if position == len(source):
        raise RefusedError(f'Unclosed start tag "{tag}" {reading.at(begin)}')
    if source[position] in "\"'":
        quoted = QUOTED.match(source, position)
        if not quoted or quoted.end() == len(source):
            raise RefusedError(f"Unclosed start tag {reading.at(begin)}")
        return name[0], unescaped(quoted[1] or quoted[2] or ""), quoted.end()
    token = TOKEN.match(source, position)
    assert token
    if source[token.end() : token.end() + 1] not in {"", " ", "\t", "\r", "\n", "\v", ">"}:
        raise RefusedError(f"Unexpected end of name token {reading.at(position)}")
    if token.end() == len(source):
        raise RefusedError(f"Unclosed start tag {reading.at(begin)}")
    return name[0], token[0].lower(), token.end()


def end_tag(reading: Reading, begin: int) -> int:
    source = reading.source
    if not reading.open:
        raise RefusedError(f"Unexpected end tag {reading.at(begin)}")
    name = NAME.match(source, begin + 2)
    assert name
    position = after_blank(source, name.end())
    if not source.startswith(">", position):
        raise RefusedError(f"Unclosed end tag {reading.at(begin)}")
    last = reading.open[-1]
    if name[0] and name[0].lower() != last.tag:
        words = f'expected "</{last.tag}>", found "</{name[0].lower()}>"'
        raise RefusedError(f"Unmatched end tag {reading.at(begin)}, {words}")
    reading.open.pop()
    if reading.units > last.offset:
        reading.marks += mark(reading, last)
    return position + 1


def mark(reading: Reading, last: Open) -> list[Mark]:
    kind, offset, length = KIND_OF[last.tag], last.offset, reading.units - last.offset
    if kind == "text_link":
        address = last.attributes.get("href") or "".join(reading.text[last.inner :])
        if user := mentioned_user(address):
            return [("text_mention", offset, length, str(user))]
        url = checked_link(address)
        return [("text_link", offset, length, url)] if url else []
    if kind == "custom_emoji":
        identifier = last.attributes.get("emoji-id") or ""
        if not re.fullmatch(r"\d+", identifier, re.ASCII) or int(identifier) == 0:
            raise RefusedError("Invalid custom emoji identifier specified")
        return [(kind, offset, length, identifier)]
    if kind == "blockquote" and "expandable" in last.attributes:
        kind = "expandable_blockquote"
    language = ""
    if kind == "code" and (written := last.attributes.get("class")) and written.startswith("language-"):
        language = written.removeprefix("language-")
    return [(kind, offset, length, language)]


def with_languages(marks: list[Mark]) -> list[Mark]:
    """Make one of a pre and a code that names a language, where the one fills the other; drop other languages."""
    kept: list[Mark] = []
    for kind, offset, length, extra in marks:
        before = kept[-1] if kept else ("", 0, 0, "")
        fills = before[1:3] == (offset, length)
        if fills and kind == "pre" and before[0] == "code" and before[3]:
            kept[-1] = ("pre", offset, length, before[3])
        elif fills and kind == "code" and before[0] == "pre" and extra:
            kept[-1] = ("pre", offset, length, extra)
        else:
            kept.append((kind, offset, length, extra))
    return [(kind, offset, length, "" if kind == "code" else extra) for kind, offset, length, extra in kept]


def after_blank(source: str, position: int) -> int:
    match = BLANK.match(source, position)
    assert match
    return match.end()


def unescaped(written: str) -> str:
    pieces, position = [], 0
    while position < len(written):
        character = referred(written, position)
        pieces.append(character[0] if character else written[position])
        position = character[1] if character else position + 1
    return "".join(pieces)
