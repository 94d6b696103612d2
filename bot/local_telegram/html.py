"""Telegram's HTML parse mode: text with tags in, text with entities out, or the very refusal that Telegram gives.

Written after the rules in tdlib's ``parse_html`` (``td/telegram/MessageEntity.cpp``): it works on the bytes of the
UTF-8 text, so that a refusal can name the byte offset; knows four named character references and the numeric ones;
takes attributes it does not know; and drops a tag that marks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.local_telegram.entities import Entity, FormattedText
from bot.local_telegram.links import checked_link, mentioned_user

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
}
"""What tags without attributes make of a text, in messages and in documents."""
_KINDS = {**STYLES, "span": "spoiler"}
_TAGS = frozenset(_KINDS) | {"a", "code", "pre", "blockquote", "tg-emoji"}
_REFERENCES = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACE = b" \t\r\n\0\v"
"""What tdlib's ``is_space`` takes for space; the end of the text, a zero byte, is one of them."""
_NAME_END = _SPACE + b"=>/\"'"
_TOKEN = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-")
_DIGITS = b"0123456789"
_HEX_DIGITS = b"0123456789abcdefABCDEF"
_LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_REFERENCE_BYTES = 10
_MAX_CODE_POINT = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


class HtmlError(ValueError):
    """The text does not parse; the message is Telegram's, without the words in front."""


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    piece: int


def parse_html(source: str) -> FormattedText:
    """Parse ``source``; the entities are as the tags stand, not yet tidied. Raises HtmlError."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        # the zero byte at the end stands for C's; every loop below stops at it
        self.bytes = source.encode() + b"\0"
        self.at = 0
        self.offset = 0
        self.pieces: list[str] = []
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> FormattedText:
        end = len(self.bytes) - 1
        while self.at < end:
            match self.bytes[self.at : self.at + 1]:
                case b"&" if (character := self._reference()) is not None:
                    self._add(character)
                case b"<" if self.bytes[self.at + 1 : self.at + 2] == b"/":
                    self._end_tag()
                case b"<":
                    self._start_tag()
                case _:
                    self._plain(end)
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.pieces)
        if any(ord(character) in _SURROGATES for character in text):
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate "
                "code units"
            )
        # a language that a code names is the surrounding pre's; without one it means nothing
        entities = (replace(entity, language="") if entity.kind == "code" else entity for entity in self.entities)
        return FormattedText(text, tuple(entities))

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.offset += len(text) + sum(character > "\uffff" for character in text)

    def _plain(self, end: int) -> None:
        start = self.at
        self.at += 1
        while self.at < end and self.bytes[self.at] not in b"&<":
            self.at += 1
        self._add(self.bytes[start : self.at].decode())

    def _reference(self) -> str | None:
        """Decode the character reference at hand and step over it; None if there is none."""
        start = self.at
        end = start + 1
        if self.bytes[end : end + 1] == b"#":
            end += 1
            base, digits = 10, _DIGITS
            if self.bytes[end : end + 1] == b"x":
                end += 1
                base, digits = 16, _HEX_DIGITS
            first = end
            while self.bytes[end] in digits and end - start <= _MAX_REFERENCE_BYTES:
                end += 1
            code = int(self.bytes[first:end] or b"0", base)
            if code == 0 or code >= _MAX_CODE_POINT or end - start >= _MAX_REFERENCE_BYTES:
                return None
            character = chr(code)
        else:
            while self.bytes[end] in _LETTERS:
                end += 1
            named = _REFERENCES.get(self.bytes[start + 1 : end])
            if named is None:
                return None
            character = named
        self.at = end + (self.bytes[end : end + 1] == b";")
        return character

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        while self.bytes[self.at] not in _SPACE + b">":
            self.at += 1
        if self._ended():
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        tag = self.bytes[begin + 1 : self.at].decode().lower()
        if tag not in _TAGS:
            raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while True:
            self._skip_space()
            if self.bytes[self.at : self.at + 1] == b">":
                break
            attribute, value = self._attribute(tag, begin)
            taken = _argument(tag, attribute, value)
            argument = argument if taken is None else taken
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Open(tag, argument, self.offset, len(self.pieces)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        start = self.at
        while self.bytes[self.at] not in _NAME_END:
            self.at += 1
        name = self.bytes[start : self.at].decode()
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        if self.bytes[self.at : self.at + 1] != b"=":
            if self._ended():
                raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
            return name, None
        self.at += 1
        self._skip_space()
        if self._ended():
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self.bytes[self.at] in b"\"'" else self._token()
        if self._ended():
            raise HtmlError(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _token(self) -> str:
        start = self.at
        while self.bytes[self.at] in _TOKEN:
            self.at += 1
        if self.bytes[self.at] not in _SPACE + b">":
            raise HtmlError(f"Unexpected end of name token at byte offset {start}")
        return self.bytes[start : self.at].decode().lower()

    def _quoted(self) -> str:
        quote = self.bytes[self.at]
        self.at += 1
        pieces: list[str] = []
        start = self.at
        while self.bytes[self.at] != quote and not self._ended():
            if self.bytes[self.at] == ord("&"):
                before = self.bytes[start : self.at].decode()
                if (character := self._reference()) is not None:
                    pieces += [before, character]
                    start = self.at
                    continue
            self.at += 1
        pieces.append(self.bytes[start : self.at].decode())
        if self.bytes[self.at] == quote:
            self.at += 1
        return "".join(pieces)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise HtmlError(f"Unexpected end tag at byte offset {begin}")
        while self.bytes[self.at] not in _SPACE + b">":
            self.at += 1
        name = self.bytes[begin + 2 : self.at].decode().lower()
        self._skip_space()
        if self.bytes[self.at : self.at + 1] != b">":
            raise HtmlError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        last = self.open[-1]
        if name and name != last.tag:
            raise HtmlError(f'Unmatched end tag at byte offset {begin}, expected "</{last.tag}>", found "</{name}>"')
        self.open.pop()
        if self.offset > last.offset:
            self._close(last)

    def _close(self, last: _Open) -> None:
        offset, length = last.offset, self.offset - last.offset
        previous = self.entities[-1] if self.entities else None
        same = previous is not None and (previous.offset, previous.length) == (offset, length)
        match last.tag:
            case "a":
                self._link(last)
            case "tg-emoji":
                if not last.argument.isdecimal() or not int(last.argument):
                    raise HtmlError("Invalid custom emoji identifier specified")
                self.entities.append(Entity("custom_emoji", offset, length, custom_emoji_id=last.argument))
            case "blockquote":
                kind = "expandable_blockquote" if last.argument else "blockquote"
                self.entities.append(Entity(kind, offset, length))
            case "pre" if same and previous and previous.kind == "code" and previous.language:
                self.entities[-1] = Entity("pre", offset, length, language=previous.language)
            case "code" if same and previous and previous.kind == "pre" and last.argument:
                self.entities[-1] = Entity("pre", offset, length, language=last.argument)
            case "pre" | "code":
                self.entities.append(Entity(last.tag, offset, length, language=last.argument))
            case tag:
                self.entities.append(Entity(_KINDS[tag], offset, length))

    def _link(self, last: _Open) -> None:
        offset, length = last.offset, self.offset - last.offset
        address = last.argument or "".join(self.pieces[last.piece :])
        if user := mentioned_user(address):
            self.entities.append(Entity("text_mention", offset, length, user_id=user))
        elif url := checked_link(address):
            self.entities.append(Entity("text_link", offset, length, url=url))

    def _skip_space(self) -> None:
        while not self._ended() and self.bytes[self.at] in _SPACE:
            self.at += 1

    def _ended(self) -> bool:
        return self.bytes[self.at] == 0


def _argument(tag: str, attribute: str, value: str | None) -> str | None:
    """Return what an attribute means for its tag, None for one without a meaning."""
    match tag, attribute:
        case "blockquote", "expandable":
            return "1"
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value and value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value and value.startswith("tg-"):
            return value.removeprefix("tg-")
    return None
