"""Ids of headings as kramdown makes them: Jekyll's Markdown (kramdown 2.4, kramdown-parser-gfm 1.1).

Where kramdown may read a heading otherwise than the CommonMark parser does, it gets no id, and neither do those whose
number would depend on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.parsing.headings import Heading
from retrieval.sites.slugs import is_word

if TYPE_CHECKING:
    from markdown_it.token import Token

_OWN_ID = re.compile(r"[\t ]\{#([^\W\d][\w.:·-]*)\}")
_ATTRIBUTE_LINE = re.compile(r" {0,3}\{:(?![:/])((?:\\\}|[^}])+)\}\s*")
_ATTRIBUTE_ID = re.compile(r"(?:^|[\s\w-])#([A-Za-z][\w:-]*)")
_GIVEN_ID = re.compile(r"\{:?[^{}\n]*?#([\w:.·-]+)")
_REFERENCE = re.compile(r"(?:^|\s)\w[\w-]*(?=\s|$)")
_REFERENCED = re.compile(r"^ {0,3}\{:\w[\w-]*:", re.MULTILINE)
_TIGHT_HEADING = re.compile(r"^#{1,6}[^#\s]", re.MULTILINE)
_OPTIONS = re.compile(r"\{::options\b")
_FOOTNOTE = re.compile(r"\[\^(\w[\w-]*)\]")
_FOOTNOTE_TEXT = re.compile(r"^ {0,3}\[\^(\w[\w-]*)\]:", re.MULTILINE)
_ATX = re.compile(r"#{1,6}[\t ]")
_CODE_SIGN = re.compile(r"`+")
_TYPOGRAPHY = re.compile(r"---?|<< | >>|<<|>>")
_ODD_ESCAPE = re.compile(r"\\[-<>`]")
_SPAN_ATTRIBUTES = "{:"
_MARKUP_IN_FORMULA = re.compile(r"[`]|\]\(|<[a-zA-Z/!]|&#?\w+;")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_USUAL_NAMES = (
    "a abbr b bdi bdo big cite del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var"
)
_USUAL_TAGS = frozenset(_USUAL_NAMES.split())
_VOID = frozenset(("br", "img", "wbr"))
_OPENED, _CLOSED = "\ue000", "\ue001"
"""Stand for underscores that CommonMark takes for the signs of emphasis."""
_ODD_EMPHASIS = re.compile(rf"[\w\-{_OPENED}]{_OPENED}|{_CLOSED}[\w{_CLOSED}]")
_EMPHASIS_OPENS = re.compile(r"(?<![^\W\d_])(?<![^\W\d_]-)_(?=\S)")
_EMPHASIS_CLOSES = re.compile(r"(?<=\S)_")
_NOT_CLASSIC_START = re.compile(r"^[^a-zA-Z]+", re.MULTILINE)
_NOT_CLASSIC = re.compile(r"[^a-zA-Z0-9 -]")


@dataclass(frozen=True, slots=True)
class KramdownIds:
    """The ids with the settings of ``_config.yml``: ``gfm`` is the input, ``quirks`` GFM's at a paragraph's end."""

    gfm: bool = True
    auto_ids: bool = True
    prefix: str = ""
    transliterated: bool = False
    stripped: bool = False
    quirks: bool = True

    def __call__(self, headings: Sequence[Heading], text: str) -> list[str]:
        """Return the ids of the ``headings`` of ``text``."""
        # kramdown's own dialect numbers also headings without a space behind their signs
        if _OPTIONS.search(text) or (not self.gfm and _TIGHT_HEADING.search(text)):
            return [""] * len(headings)
        given = Counter(_GIVEN_ID.findall(text))
        twice = frozenset(name for name, count in given.items() if count > 1)
        page = _Page(self, frozenset(_FOOTNOTE_TEXT.findall(text)), twice, bool(_REFERENCED.search(text)))
        return [page.id_of(heading) for heading in headings]


class _Page:
    """The headings of one page, in their order."""

    def __init__(
        self, settings: KramdownIds, footnotes: frozenset[str], twice: frozenset[str], referenced: bool
    ) -> None:
        self._settings = settings
        self._footnotes = footnotes
        self._twice = twice
        self._referenced = referenced
        self._counts: Counter[str] = Counter()
        self._uncertain: set[str] = set()

    def id_of(self, heading: Heading) -> str:
        if heading.in_html:
            # whether it is read is not certain, and of GFM's ids it never has one
            if not self._settings.gfm and (base := self._base(heading)):
                self._uncertain.add(base)
            return ""
        is_heading = self._is_heading(heading)
        own, certain = self._own_id(heading)
        if own:
            return own if certain and is_heading and not heading.nested else ""
        if not self._settings.auto_ids:
            return ""
        base = self._base(heading)
        if base is None or is_heading is False:
            return ""
        if not certain or heading.nested or base in self._uncertain:
            self._uncertain.add(base)
            return ""
        count = self._counts[base]
        self._counts[base] += 1
        numbered = f"{base}-{count}" if count else base
        return self._settings.prefix + numbered if numbered else ""

    def _is_heading(self, heading: Heading) -> bool:
        """Return whether kramdown takes it for a heading."""
        line = heading.lines[heading.begin] if heading.begin < len(heading.lines) else ""
        if heading.nested:
            return True
        atx = _ATX.match(line) is not None
        if not atx and (heading.end - heading.begin != 2 or line[:1] in " \t#<"):
            return False
        if atx and self._settings.gfm and self._settings.quirks:
            return True
        above = heading.lines[heading.begin - 1] if heading.begin else ""
        return not above.strip() or bool(_ATTRIBUTE_LINE.fullmatch(above))

    def _own_id(self, heading: Heading) -> tuple[str, bool]:
        """Return the id that the page's writer gave it, empty if none; and whether that is certain."""
        in_line = _OWN_ID.fullmatch(heading.attributes)
        given = [in_line[1]] if in_line else []
        certain = True
        for attributes in _attribute_lines(heading):
            given += _ATTRIBUTE_ID.findall(attributes)
            certain = certain and not (self._referenced and _REFERENCE.search(attributes))
        # of two ids of one heading, and of two headings with one id, it is not certain which counts
        own = given[-1] if given else ""
        return own, certain and len(given) <= 1 and own not in self._twice

    def _base(self, heading: Heading) -> str | None:
        """Return the id without a number; None where it is not certain."""
        attributes = "" if _OWN_ID.fullmatch(heading.attributes) else heading.attributes.rstrip()
        if _SPAN_ATTRIBUTES in heading.text + attributes:
            return None
        if not self._settings.gfm and not self._settings.stripped:
            return self._classic(heading.text + attributes)
        if any(code[0] == " " or code[-1] == " " for code in _code_spans(heading.text)):
            return None
        if _ODD_ESCAPE.search(heading.text) or (attributes and heading.text.endswith("<")):
            return None
        text = _text(heading.spans, self._footnotes)
        if text is None:
            return None
        if self._settings.gfm:
            return self._gfm(text + attributes)
        # what kramdown strips leaves no code and no formula
        is_plain = all(span.type != "code_inline" and not span.type.startswith("math") for span in heading.spans)
        return self._classic(text + attributes) if is_plain else None

    def _classic(self, text: str) -> str | None:
        if self._settings.transliterated and not text.isascii():
            return None
        made = _NOT_CLASSIC.sub("", _NOT_CLASSIC_START.sub("", text)).replace(" ", "-").lower()
        return made or "section"

    def _gfm(self, text: str) -> str:
        kept = (character for character in text.lower() if is_word(character) or character in " \t-")
        return "".join(kept).replace(" ", "-").replace("\t", "-")


def _attribute_lines(heading: Heading) -> Iterator[str]:
    """Yield what its lines of attributes hold: those right below it, and those above it after an empty line."""
    lines = heading.lines
    above = heading.begin
    while above and _ATTRIBUTE_LINE.fullmatch(lines[above - 1]):
        above -= 1
    if not above or not lines[above - 1].strip():
        yield from (line.strip()[2:-1] for line in lines[above : heading.begin])
    below = heading.end
    while below < len(lines) and _ATTRIBUTE_LINE.fullmatch(lines[below]):
        yield lines[below].strip()[2:-1]
        below += 1


def _text(spans: Sequence[Token], footnotes: frozenset[str]) -> str | None:
    """Return the text of ``spans`` from which kramdown makes an id; None where it may read them otherwise."""
    if any(span.type == "math_inline" and _MARKUP_IN_FORMULA.search(span.content) for span in spans):
        return None
    if not _tags_match([span.content for span in spans if span.type == "html_inline"]):
        return None
    flat = "".join(_pieces(spans, footnotes))
    if _OPENED in flat and "_" in flat:
        return None
    if _ODD_EMPHASIS.search(flat) or _may_be_emphasis(_without_code(spans, footnotes)):
        return None
    return flat.replace(_OPENED, "").replace(_CLOSED, "")


def _code_spans(text: str) -> Iterator[str]:
    """Yield what stands in code spans: up to the next run of backticks that holds the opening one."""
    position, unclosed = 0, len(text) + 1
    while opening := _CODE_SIGN.search(text, position):
        position = opening.end()
        if len(opening[0]) < unclosed:
            end = text.find(opening[0], position + 1)
            if end < 0:
                unclosed = len(opening[0])
            else:
                yield text[position:end]
                position = end + len(opening[0])


def _may_be_emphasis(text: str) -> bool:
    """Return whether a line of ``text`` has a sign that may open emphasis, and one behind it that may close it."""
    for line in text.split("\n"):
        opens = _EMPHASIS_OPENS.search(line)
        closes = [sign.start() for sign in _EMPHASIS_CLOSES.finditer(line)] if opens else []
        if opens and closes and closes[-1] > opens.end():
            return True
    return False


def _without_code(spans: Sequence[Token], footnotes: frozenset[str]) -> str:
    plain = [span for span in spans if span.type not in ("code_inline", "math_inline_double")]
    # to Python such a number as ² is a letter
    return "".join("." if one.isnumeric() and not one.isalpha() else one for one in "".join(_pieces(plain, footnotes)))


def _pieces(spans: Sequence[Token], footnotes: frozenset[str]) -> Iterator[str]:
    for place, span in enumerate(spans):
        if span.content[:1] == "^" and span.content[1:] in footnotes and spans[place - 1].type == "link_open":
            # CommonMark takes a footnote for a link
            continue
        if span.type in ("em_open", "strong_open") and span.markup.startswith("_"):
            yield _OPENED
        elif span.type in ("em_close", "strong_close") and span.markup.startswith("_"):
            yield _CLOSED
        elif span.type in ("text", "math_inline"):
            text = _FOOTNOTE.sub(lambda match: "" if match[1] in footnotes else match[0], span.content)
            yield _TYPOGRAPHY.sub("", text)
        elif span.type == "math_inline_double":
            yield span.content.strip()
        elif span.type not in ("html_inline", "image", "footnote_ref"):
            yield span.content


def _tags_match(tags: Sequence[str]) -> bool:
    """Return whether each of the ``tags`` is usual, and closed where it has to be."""
    open_tags: list[str] = []
    for tag in tags:
        if tag.startswith("<!--"):
            continue
        match = _TAG.match(tag)
        name = match[2].lower() if match else ""
        if name in _VOID:
            continue
        if match is None or name not in _USUAL_TAGS:
            return False
        if not match[1]:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags
