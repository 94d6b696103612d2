"""The title in a line of a list: what is bold, linked or quoted in it, or stands before its links.

What a line may have in front of it is read on the way: numbers, pictographs, a date, a venue, a short name in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from retrieval.parsing.paper_links import is_link_label, leads_to_paper
from retrieval.parsing.paper_list.details import authors_in
from retrieval.parsing.paper_list.segments import Segment, joined
from retrieval.parsing.person_names import names_in
from retrieval.parsing.venues import find_venue, venue_tag
from retrieval.parsing.written_date import find_year, looks_like_date, whole_date
from retrieval.text.chinese import has_chinese
from retrieval.text.cleaning import one_line

_SIGNS = (
    r"[\s\u2022\u25cf\u25cb\u25aa\u25a0\u25b6\u00b7\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3"
    r"\U0001f000-\U0001faff*_>|:：,，;；~+=#✓✔-]"
)
_FRONT = re.compile(rf"{_SIGNS}+|\[[ xX]?\]\s|\(?\d{{1,4}}[.)、:：](?=\s|[^\d\s])\s?|\[\d{{1,4}}\]\s|TODO\b")
_BRACKETED = re.compile(r"[\[【(（]\s?([^\[\]【】()（）]{0,60}?)\s?[\]】)）]\s?")
_TITLE_LABEL = re.compile(
    r"(?:(?:paper\s)?title|paper(?:\sname)?|name|论文(?:标题|题目|名称?)?|标题|题目)\s?[:：]\s?", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“「《]([^\"”」》\n]{8,300})[\"”」》]")
_SEPARATOR = re.compile(r"\n|\s{2,}| [-–—|｜:] |——|：|\s?\|\s?")
_END = " \t\n\u3000[(（【<{,，;；:：|/·•–—-"
_PARENTHESIS = re.compile(r"\s?[\[(（【]([^\[\]()（）【】]{1,200})[\])）】]\s?$")
_AFFILIATION = re.compile(r"\s?[(（]\s?@[^()（）]{0,200}[)）]")
_CREDITED = re.compile(r"(?P<title>[^()]{8,250}?)\s?\((?P<year>(?:19|20)\d\d)\)\s?[,.]\s(?P<authors>.{3,300})$")
_ET_AL = re.compile(r"(?:\set\.?\sal\.?|等人?)\s?$")
_SENTENCE = re.compile(r"(?<=[a-z\d?!)])[.?]\s(?=[A-Z\"“])")
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_WIDE_GAP = re.compile(r"\s{2,}")
_GOES_ON = re.compile(r"(?!by\s|et\s|https?:)[a-z]")
"""Stands behind two spaces that were not meant to part anything."""
_PROCEEDINGS = re.compile(r"[\s,.](?:in:?\s)?(?:Proceedings|Proc\.)(?:\s(?:of|the)\b|\s[A-Z]).{0,200}$", re.IGNORECASE)
_BREAK = re.compile(r" [-–—|] |——|: (?=[a-z])|。|(?<=[a-z])\. ")
_DATE_IN_FRONT = re.compile(r"[\d年月./-]{4,12}(?=[\s:：|,])")
_INITIAL = re.compile(r"[A-Z]\.")
_ACRONYM = re.compile(r"[A-Z]{3}")
_OPENING, _CLOSING = ("[", "(", "（", "【"), ("]", ")", "）", "】")
_SHORT_NAME_WORDS = 4
_MAX_TITLE = 300
_MAX_NAMES = 20
_MIN_TITLE_WORDS = 3
_LONG = 110


@dataclass(slots=True)
class Reading:
    """A line as read so far: its title, the link that it is, what stood before it and what follows."""

    title: str = ""
    link: str = ""
    date: str = ""
    written_date: str = ""
    venue: str = ""
    authors: tuple[str, ...] = ()
    rest: list[Segment] = field(default_factory=list)


def read_title(parts: Sequence[Segment], *, cell: bool = False) -> Reading:
    """Read the title of the line that ``parts`` make; ``cell`` says that they fill a cell of a table for it."""
    reading = Reading()
    badges = [part for part in parts if part.image]
    parts, alias = _without_front([part for part in parts if not part.image], reading)
    _take_title(parts, reading, cell=cell)
    if not reading.title and alias:
        reading.title, reading.rest = alias, parts
    reading.title = _clean(reading.title, reading)
    reading.rest = [*reading.rest, *badges]
    return reading


def _without_front(parts: list[Segment], reading: Reading) -> tuple[list[Segment], str]:
    """Take off what stands before the title, and return the short name that stood in brackets there."""
    alias = ""
    while parts:
        first = parts[0]
        if first.link and not first.text.strip():
            break
        text = first.text
        if match := None if first.link else (_FRONT.match(text) or _TITLE_LABEL.match(text)):
            parts[0] = replace(first, text=text[match.end() :])
        elif (
            not first.link and (tagged := _whole_mark(first)) is not None and (first.code or first.italic or first.bold)
        ):
            _note(tagged, reading)
            parts = parts[1:]
            continue
        elif (bracketed := _bracketed(parts)) is not None:
            inside, rest = bracketed
            if not _note(inside, reading):
                if not (is_link_label(inside) or (not alias and _goes_on(rest))):
                    break
                alias = alias or inside
            parts = rest
            continue
        elif not first.link and (dated := _DATE_IN_FRONT.match(text)) and whole_date(dated[0]):
            _note(dated[0], reading)
            parts[0] = replace(first, text=text[dated.end() :])
        else:
            break
        if not parts[0].text:
            parts = parts[1:]
    return parts, alias


def _whole_mark(part: Segment) -> str | None:
    """Return the text of a mark before a title: a date, a venue, a subject in code; None for anything else."""
    text = part.text.strip()
    if part.code or whole_date(text) or venue_tag(text) or is_link_label(text):
        return text
    return None


def _note(text: str, reading: Reading) -> bool:
    """Take ``text`` for a date or a venue, or both; return whether it is one."""
    if looks_like_date(text):
        reading.written_date = reading.written_date or text
        reading.date = reading.date or whole_date(text)
        return True
    taken = False
    for piece in re.split(r"[,，;；/|]\s?", text) if len(text) < 60 else [text]:
        if looks_like_date(piece):
            reading.written_date = reading.written_date or piece
            reading.date = reading.date or whole_date(piece)
            taken = True
        elif tag := venue_tag(piece):
            reading.venue = reading.venue or tag
            taken = True
    return taken


def _bracketed(parts: list[Segment]) -> tuple[str, list[Segment]] | None:
    """Return what is in the brackets that a line begins with, whatever it looks like, and the parts behind them."""
    if parts[0].link or not parts[0].text.startswith(("[", "【", "(", "（")):
        return None
    count = next((place for place, part in enumerate(parts) if part.link), len(parts))
    match = _BRACKETED.match(joined(parts[:count]))
    if match is None:
        return None
    end, rest = match.end(), parts
    while rest and end >= len(rest[0].text) and not rest[0].link:
        end -= len(rest[0].text)
        rest = rest[1:]
    if rest and end and not rest[0].link:
        rest = [replace(rest[0], text=rest[0].text[end:]), *rest[1:]]
    return match[1], list(rest)


def _goes_on(parts: Sequence[Segment]) -> bool:
    """Return whether a title stands in ``parts``: text before the first label, or a link that names one."""
    for part in parts:
        if part.link:
            return not part.is_label
        if len(part.text.strip(" \n[](){}").rstrip(_END)) > 2:
            return True
    return False


def _take_title(parts: list[Segment], reading: Reading, *, cell: bool) -> None:
    if not parts:
        return
    first = parts[0]
    if first.link and not first.is_label:
        reading.title, reading.link, reading.rest = first.text, first.link, parts[1:]
        if joined_title := _with_subtitle(first.text, parts[1:]):
            reading.title, reading.rest = joined_title
        return
    count = next((place for place, part in enumerate(parts) if part.link and part.is_label), len(parts))
    named, rest = parts[:count], parts[count:]
    if not first.link and first.bold and (title := _bold_title(named)):
        reading.title, used = title
        reading.rest = [*used, *rest]
        return
    linked = next((place for place, part in enumerate(named) if part.link), None)
    if linked is not None:
        before = joined(named[:linked])
        if not cell and len(before) > _LONG and not leads_to_paper(named[linked].link):
            reading.rest = parts
            return
        behind = joined(named[linked + 1 : linked + 2])
        in_brackets = before.rstrip().endswith(_OPENING) and behind.lstrip().startswith(_CLOSING)
        if _names_something(before) and (in_brackets or not leads_to_paper(named[linked].link)):
            count = linked if in_brackets else len(named)
            if in_brackets:
                # whatever it says, it names the place where the paper is
                named = [*named[:linked], replace(named[linked], text="link"), *named[linked + 1 :]]
            _plain_title(named[:count], [*named[count:], *rest], reading)
            return
        reading.title, reading.link = named[linked].text, named[linked].link
        reading.authors = authors_in(before)
        reading.rest = [*named[linked + 1 :], *rest]
        return
    _plain_title(named, rest, reading)


def _bold_title(named: Sequence[Segment]) -> tuple[str, list[Segment]] | None:
    """Return the title that a line begins with in bold, with what belongs to it, and the rest; None for a label."""
    count = next((place for place, part in enumerate(named) if not part.bold), len(named))
    bold, rest = joined(named[:count]), list(named[count:])
    if is_link_label(bold) or not bold.strip(" :："):
        return None
    after = rest[0].text if rest and not (rest[0].link or rest[0].italic or rest[0].code) else ""
    separator = _SEPARATOR.search(after)
    if with_subtitle := _with_subtitle(bold, rest):
        return with_subtitle
    if after and (after[0].isalnum() or (after[0] == " " and after[1:2].isalpha() and not after.startswith(" by "))):
        own = after[: separator.start()] if separator else after
        own = own.rstrip(_END)
        if _is_titled(own) and not names_in(own):
            return bold + own, [replace(rest[0], text=after[len(own) :]), *rest[1:]]
    return bold, rest


def _with_subtitle(name: str, rest: Sequence[Segment]) -> tuple[str, list[Segment]] | None:
    """Join a short name with the title behind a colon; None where there is none."""
    after = rest[0].text if rest and not (rest[0].link or rest[0].italic or rest[0].code) else ""
    colon = name.rstrip().endswith((":", "：")) or after.lstrip().startswith((":", "："))
    if not colon or len(_WORD.findall(name)) > _SHORT_NAME_WORDS:
        return None
    subtitle = after.lstrip(":： ")
    own = _PARENTHESIS.sub("", _SEPARATOR.split(subtitle)[0]).rstrip(_END)
    if not _is_titled(own):
        return None
    return f"{name.rstrip(' :：')}: {own}", [replace(rest[0], text=subtitle[len(own) :]), *rest[1:]]


def _is_titled(text: str) -> bool:
    """Return whether ``text`` is written as titles are: most of its longer words with a capital, no sentence in it."""
    words = [word for word in _WORD.findall(text) if len(word) > 3]
    if not words or len(text) > _MAX_TITLE or text.rstrip().endswith((".", "。")) or has_chinese(text):
        return False
    return sum(1 for word in words if word[0].isupper()) >= 0.6 * len(words)


def _plain_title(named: Sequence[Segment], rest: Sequence[Segment], reading: Reading) -> None:
    text = joined(named)
    quoted = _QUOTED.search(text)
    if quoted and not _names_something(text[: quoted.start()]):
        reading.title = quoted[1]
        reading.authors = authors_in(text[: quoted.start()])
        reading.rest = [*_behind(named, quoted.end()), *rest]
        return
    if bold := next((part for part in named if part.bold and len(part.text) > 8 and not venue_tag(part.text)), None):
        place = list(named).index(bold)
        reading.title, reading.rest = bold.text, [*named[place + 1 :], *rest]
        reading.authors = authors_in(joined(named[:place]))
        return
    end = _end_of_title(text)
    title, behind = text[:end], text[end:]
    sentences = _SENTENCE.split(title)
    if len(sentences) > 1 and (authors := authors_in(sentences[0])):
        reading.authors = authors
        behind = ". ".join(sentences[2:]) + behind
        title = sentences[1]
    reading.title, reading.rest = title, [Segment(behind), *_marked(named, end), *rest]


def _names_something(before: str) -> bool:
    """Return whether the text in front of a link or a quotation may be the title itself, not who wrote the paper."""
    told = before.strip(_END).strip(":：")
    people = bool(authors_in(told)) or names_in(told) == (told.strip(),)
    return (has_chinese(told) or len(_WORD.findall(told)) > 1) and not people


def _end_of_title(text: str) -> int:
    """Return where the title that a plain text begins with ends."""
    line = text.find("\n")
    end = line if line >= 0 else len(text)
    for wide in _WIDE_GAP.finditer(text, 0, end):
        if wide.start() > 1 and not _GOES_ON.match(text, wide.end()):
            return wide.start()
    if end > _LONG and (cut := _BREAK.search(text, 0, end)):
        return cut.start()
    return end


def _behind(named: Sequence[Segment], place: int) -> list[Segment]:
    """Return the parts, or what of one is left, behind the first ``place`` characters."""
    found = []
    for part in named:
        if place < len(part.text):
            found.append(replace(part, text=part.text[max(place, 0) :]))
        place -= len(part.text)
    return found


def _marked(named: Sequence[Segment], end: int) -> list[Segment]:
    """Return the parts in italics or code behind the title, whose look says what they are."""
    place, found = 0, []
    for part in named:
        if place >= end and (part.italic or part.code):
            found.append(part)
        place += len(part.text)
    return found


def _clean(title: str, reading: Reading) -> str:
    """Take what is no part of a title off its end: an affiliation, a year, a venue, brackets left open."""
    whole = one_line(_AFFILIATION.sub(" ", title)).rstrip(_END)
    title = _without_proceedings(whole, reading)
    if (credited := _CREDITED.match(title)) and (authors := authors_in(credited["authors"], labelled=True)):
        title, reading.authors, reading.date = (
            credited["title"],
            reading.authors or authors,
            reading.date or credited["year"],
        )
    for _ in range(4):
        before = title
        title = title.rstrip(_END).strip()
        if (match := _PARENTHESIS.search(title)) and match.start() and _is_mark(match[1], reading):
            title = title[: match.start()]
        head, comma, tail = title.rpartition(",")
        if comma and (day := whole_date(tail)):
            reading.date, title = reading.date or day, head
            continue
        if comma and _ET_AL.search(tail) and (credits := _credits(title)):
            reading.authors, title = reading.authors or credits[1], credits[0]
            continue
        if comma and len(tail) < 40 and (tag := venue_tag(tail) or (find_year(tail) and find_venue(tail))):
            reading.venue, title = reading.venue or tag, f"{head}{_before_venue(tail)}"
        if title == before:
            break
    if "," in title and (credits := _credits(title)) and _are_certain(credits, cited=title != whole):
        title, reading.authors = credits[0], reading.authors or credits[1]
    if title.count("]") > title.count("[") and title.endswith("]"):
        title = title[:-1]
    if title.count("[") > title.count("]") and title.startswith("["):
        title = title[1:]
    return title.strip(' *_`"“”「」《》').removesuffix(".") if not title.endswith("...") else title


def _without_proceedings(title: str, reading: Reading) -> str:
    published = _PROCEEDINGS.search(title)
    year = find_year(published[0].rstrip(" .")) if published else ""
    if published is None or not published.start() or not year:
        return title
    reading.date = reading.date or year
    reading.venue = reading.venue or find_venue(published[0], year)
    return title[: published.start()]


def _are_certain(credits: tuple[str, tuple[str, ...]], *, cited: bool) -> bool:
    """Return whether what ends a title are people, not parts of it: a citation goes on with a venue, or has many."""
    title, people = credits
    cited = cited or all(map(_INITIAL.match, people))
    return len(_WORD.findall(title)) >= _MIN_TITLE_WORDS and len(people) >= (2 if cited else 3)


def _before_venue(tail: str) -> str:
    """Return what stands before the venue that ends the last part of a list, which may be a person."""
    words = tail.split()
    for count in range(1, len(words)):
        if names_in(" ".join(words[:count])) and venue_tag(" ".join(words[count:])):
            return f", {' '.join(words[:count])}"
    return ""


def _credits(title: str) -> tuple[str, tuple[str, ...]] | None:
    """Part a title from the list of names behind it; None where there is none."""
    pieces = title.split(",")
    for place in range(max(1, len(pieces) - _MAX_NAMES), len(pieces)):
        authors = authors_in(",".join(pieces[place:]))
        if authors and not any(map(_ACRONYM.search, authors)):
            return ",".join(pieces[:place]), authors
    return None


def _is_mark(text: str, reading: Reading) -> bool:
    """Take the text of a parenthesis for a date or a venue; return whether it is no part of the title."""
    return (
        _note(text, reading)
        or text.startswith("@")
        or (is_link_label(text) and text.isascii() and not any(map(str.isdigit, text)))
    )
