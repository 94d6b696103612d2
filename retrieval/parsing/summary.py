"""Summary of a note: the one that it gives itself, else one or two whole sentences that say what its paper does.

These come from the contributions, else the abstract, else the introduction, else any section that says plainly what is
done, else the note's opening: a sentence out of its middle would be no summary. Every sentence there is weighed: one
that proposes something before background; what leads in to a list, stands under a picture or hangs on what went before
is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.parsing import summary_patterns as patterns
from retrieval.parsing.elements import without_numbering
from retrieval.parsing.opening_summary import opening_summary
from retrieval.parsing.own_summary import own_summary
from retrieval.text.chinese import by_language, is_chinese_text
from retrieval.text.cleaning import one_line
from retrieval.text.sentences import sentences
from retrieval.types import Bilingual, Block, Section


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Bounds of a summary in characters: at least, at most, and how long one sentence alone may be."""

    least: int
    enough: int
    most: int


_PLAINLY = 4.0
"""Weight of a sentence with ``本文提出`` in it, against which the other weights are set (by reading 140 summaries)."""
_TOLD = 2.5
"""Weight from which on a sentence says what is done or studied, or what the work is."""
_LAST_OF_ANY = {True: 60, False: 20}
"""Sentences among which one of any section may begin the summary, by whether it proposes: further down is detail."""
_SUBJECT_REACH = 24
"""Characters before the subject of a sentence in any section: further behind it is not what the sentence is on."""
_EARLY = 2
_MIN_ITEM = 20
_UNFIT = (patterns.LEADS_IN, patterns.REFERS, patterns.PLACEHOLDER, patterns.ABOUT_WRITER)
_NUMBERED = re.compile(r"^[\d.]{1,8}(?:\s[-–—])?\s")
_DASH = re.compile(r"\s[-–—]{1,2}\s|——")
_MAX_NAME = 4
_LABEL_REACH = 45
_LOOKED_AHEAD = 24
_MAX_LINE = 5000
_CHINESE_BOUNDS = _Bounds(least=60, enough=110, most=220)
_ENGLISH_BOUNDS = _Bounds(least=110, enough=220, most=450)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, the number of the run of prose that it belongs to, and whether its label makes it background.

    ``item`` says that it is the last one of an item in a list, which need not end as a sentence.
    """

    text: str
    run: int
    background: bool
    item: bool = False


def summarise(sections: Sequence[Section], title: str) -> Bilingual:
    """Return the summary of ``sections`` in their language; empty when no sentence of them reads as one.

    ``title`` says by what name the paper calls its work.
    """
    if own := own_summary(sections):
        return by_language(own)
    names = _names(title)
    # what a paper lacks is not what it does
    fit = [section for section in sections if not any(map(patterns.LIMITS.search, section.headings))] or sections
    # a list of points late in a note, under whatever name, is what is to be remembered of it
    early = [
        one for place, one in enumerate(fit) if place < _EARLY or any(block.kind == "paragraph" for block in one.blocks)
    ]
    for chosen in (_below(patterns.CONTRIBUTIONS, fit), _below(patterns.ABSTRACT, early)):
        if text := _Candidates(list(_sentences(chosen)), names).summary():
            return by_language(text)
    introduction = _below(patterns.INTRODUCTION, fit)
    text = (
        _Candidates(list(_sentences(introduction)), names, plainly=True).summary()
        or _Candidates(list(_sentences(fit)), names, plainly=True).summary()
        or opening_summary(introduction, title)
        or opening_summary(sections, title)
    )
    return by_language(text) if text else Bilingual()


def _below(heading: re.Pattern[str], sections: Sequence[Section]) -> list[Section]:
    return [one for one in sections if any(heading.search(without_numbering(name)) for name in one.headings)]


def _names(title: str) -> tuple[str, ...]:
    """Return the names that a title gives to its work: what stands before a colon, and what is written like a name."""
    before, colon, _ = _NUMBERED.sub("", title).partition(":")
    first = _DASH.split(before, maxsplit=1)[0].strip()
    # a short title is the name itself
    own = [first] if len(first.split()) <= _MAX_NAME else []
    found = [] if title.isupper() else patterns.SYSTEM_NAME.findall(before if colon else title)
    return tuple(name.casefold() for name in (*own, *found) if len(name) > 1)


def _sentences(sections: Sequence[Section]) -> Iterator[_Sentence]:
    run = 0
    for section in sections:
        under_background = False
        for block in section.blocks:
            for text in _runs(block):
                run += 1
                background = patterns.BACKGROUND_LABEL.match(text) is not None
                if patterns.ANY_LABEL.match(text):
                    # "核心问题：" alone in its line makes all behind it background, up to the next such line
                    under_background = background
                whole = sentences(_without_label(text))
                for place, sentence in enumerate(whole):
                    last = block.kind == "list" and place == len(whole) - 1
                    yield _Sentence(_without_lead_in(sentence.strip()), run, background or under_background, last)


def _runs(block: Block) -> Iterator[str]:
    """Yield the runs of prose of a block: a paragraph's lines, a list's items; none of other blocks."""
    if block.kind not in ("paragraph", "list"):
        return
    for line in block.text.split("\n"):
        if len(line) > _MAX_LINE:
            continue
        text = one_line(patterns.MARKUP.sub("", patterns.CITATION.sub("", patterns.SIGN.sub("", line))))
        if text:
            yield text


def _without_label(text: str) -> str:
    """Take off what only names the sentence behind it: ``核心贡献：``, or a bold name before ``本文提出…``."""
    text = patterns.LABEL.sub("", text)
    label = patterns.OWN_LABEL.match(text)
    if label is None:
        return text
    rest = text[label.end() :]
    proposes = patterns.PROPOSES.search(rest)
    return (
        rest if patterns.STANDS_WITHOUT_LABEL.match(rest) or (proposes and proposes.start() <= _LABEL_REACH) else text
    )


def _without_lead_in(text: str) -> str:
    """Take the clause that leads in to a list off a sentence that proposes something: ``，其贡献如下：``."""
    match = patterns.LEAD_IN_CLAUSE.match(text)
    return match[1] + "。" if match and patterns.PROPOSES.search(match[1]) else text


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The sentences that a summary may be made of, in order, and the names of the work.

    With ``plainly`` only a sentence that says plainly what is done begins it: these may be of any section.
    """

    sentences: Sequence[_Sentence]
    names: tuple[str, ...]
    plainly: bool = False

    def summary(self) -> str:
        """Return the best sentence, and one or two more where it is short; empty if none is fit."""
        bounds = self._bounds()
        worths = [self._worth(place, bounds) for place in range(len(self.sentences))]
        for place in sorted(range(len(worths)), key=lambda place: -worths[place]):
            if worths[place] <= 0:
                break
            text = self._grown(place, bounds)
            if len(text) >= bounds.least / 2:
                return text
        return ""

    def _bounds(self) -> _Bounds:
        return _CHINESE_BOUNDS if is_chinese_text("".join(one.text for one in self.sentences[:40])) else _ENGLISH_BOUNDS

    def _worth(self, place: int, bounds: _Bounds) -> float:
        """Weigh a sentence as the beginning of a summary; 0 or less where it must not be."""
        one = self.sentences[place]
        text = patterns.HANGING_CLAUSE.sub("", one.text)
        told = self._tells(text)
        if not _stands(text, item=one.item and told > 0) or len(text) > bounds.most or patterns.NEVER.search(text):
            return 0.0
        if told <= 0 and patterns.POINT.match(text):
            return 0.0
        plain = told >= _TOLD or self._begins_with_name(text)
        if self.plainly and (not plain or place > _LAST_OF_ANY[told >= _PLAINLY] or patterns.HANGS.match(text)):
            return 0.0
        worth = (3.0 if len(text) >= bounds.least / 3 else 0.5) + told + (1.5 if self._is_named(one) else 0.0)
        if told >= _PLAINLY and patterns.NAMES.search(text):
            worth += 0.7
        if _is_background(one) or patterns.BACKGROUND.match(text):
            worth -= 2.5 if told < _PLAINLY else 1.5
        if patterns.HANGS.match(text) or patterns.CITES.search(text):
            worth -= 4.0
        if patterns.PURPOSE.match(text):
            worth -= 1.0
        # what a paper is about stands early
        return worth - min(place, 30) * 0.05

    def _tells(self, text: str) -> float:
        """Weigh how plainly a sentence says what the paper does."""
        if (found := patterns.PROPOSES.search(text)) and (not self.plainly or found.start() <= _SUBJECT_REACH):
            return _PLAINLY
        if patterns.DEFINES.search(text):
            return 3.5 if self._begins_with_name(text) else 2.0
        studies = patterns.STUDIES.search(text)
        if studies and (not self.plainly or studies.start() <= _SUBJECT_REACH):
            return 2.5
        if self.plainly and patterns.OF_PAPER.match(text):
            return 2.5
        if patterns.PROPOSES_WITHOUT_SUBJECT.match(text):
            return 2.5
        return -1.5 if patterns.RESULT.search(text) or patterns.GAIN.search(text) else 0.0

    def _grown(self, place: int, bounds: _Bounds) -> str:
        """Add what the sentence lacks: what is proposed, the sentence that goes on from it, a result."""
        text = _ended(patterns.HANGING_CLAUSE.sub("", self.sentences[place].text))
        run = self.sentences[place].run
        behind = self.sentences[place + 1 : place + 1 + _LOOKED_AHEAD]
        if behind and len(text) < bounds.enough and behind[0].run == run and _proposes(text):
            text = self._joined(text, behind[0], bounds)
        if not _proposes(text) and not patterns.DEFINES.search(text):
            text = self._with_first(text, [one for one in behind if _proposes(one.text)], bounds)
        if len(text) < bounds.enough:
            text = self._with_first(
                text, [one for one in behind if patterns.RESULT.search(one.text) or self._is_gain(one)], bounds
            )
        if len(text) < bounds.least:
            text = self._with_first(text, [one for one in behind if one.run == run or self._is_named(one)], bounds)
        if len(text) < bounds.least:
            text = self._with_first(text, [one for one in behind if self._tells(one.text) > 0], bounds)
        return text

    def _with_first(self, text: str, among: Sequence[_Sentence], bounds: _Bounds) -> str:
        """Add the first sentence that fits and does not hang on one left out."""
        for one in among:
            if not patterns.HANGS.match(one.text) and (joined := self._joined(text, one, bounds)) != text:
                return joined
        return text

    def _joined(self, text: str, one: _Sentence, bounds: _Bounds) -> str:
        """Add a sentence, without its label where it stands without; the text alone where it does not fit."""
        added = patterns.HANGING_CLAUSE.sub("", one.text)
        label = patterns.OWN_LABEL.match(added)
        if label and (
            patterns.STANDS_WITHOUT_LABEL.match(added[label.end() :]) or self._begins_with_name(added[label.end() :])
        ):
            added = added[label.end() :]
        if not _stands(added) or _is_background(one) or added in text or len(text) + len(added) > bounds.most:
            return text
        return text + ("" if is_chinese_text(text) else " ") + added

    def _begins_with_name(self, text: str) -> bool:
        return text.casefold().startswith(self.names)

    def _is_named(self, one: _Sentence) -> bool:
        return any(name in one.text.casefold() for name in self.names)

    def _is_gain(self, one: _Sentence) -> bool:
        return self._is_named(one) and patterns.GAIN.search(one.text) is not None


def _stands(text: str, *, item: bool = False) -> bool:
    """Return whether a sentence is whole, leads in to nothing, points at no picture and is of the paper.

    The ``item`` of a list need not end as a sentence.
    """
    whole = patterns.WHOLE.search(text) is not None or (item and len(text) >= _MIN_ITEM and text[-1].isalnum())
    return whole and not any(pattern.search(text) for pattern in _UNFIT)


def _ended(text: str) -> str:
    """Return ``text`` with the full stop that the item of a list may lack."""
    if patterns.WHOLE.search(text):
        return text
    return f"{text}。" if is_chinese_text(text) else f"{text}."


def _proposes(text: str) -> bool:
    return patterns.PROPOSES.search(text) is not None or patterns.PROPOSES_WITHOUT_SUBJECT.match(text) is not None


def _is_background(one: _Sentence) -> bool:
    if _proposes(one.text):
        return False
    return one.background or bool(patterns.BACKGROUND.match(one.text) or patterns.PROBLEM.search(one.text))
