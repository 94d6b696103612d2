"""Marks: the words of a passage that a question asks for, to be set in bold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from retrieval.text.chinese import begins_chinese
from retrieval.text.terms import LETTERS, fold, term_spans

MAX_SHARE = 0.4
"""Share of a passage that may be marked: where most is bold, nothing stands out."""
MAX_MARKS = 8
"""Places in a passage that may be marked; more would make it harder to read."""
MIN_JUDGED = 40
"""Characters from which a text is long enough for a share of it to say anything."""

_NAME = re.compile(
    rf"[{LETTERS}0-9]+(?:_[{LETTERS}0-9]+|(?<=[0-9])\.[0-9][{LETTERS}0-9]*|-[0-9][{LETTERS}0-9]*)*(?:\+\+|#)?"
)
"""A word with the numbers that belong to it: ``FlashAttention-2``, ``d_model``, ``3.5x``, ``ZeRO++``."""
_FORMULA = re.compile(r"\$\$[^$]{1,3000}\$\$|\$[^$\n]{1,400}\$")

Span = tuple[int, int]


def marks(
    text: str,
    terms: Mapping[str, float],
    same: Sequence[str] = (),
    cut: Callable[[str], Iterable[str]] = lambda _: (),
) -> tuple[Span, ...]:
    """Return the places in ``text`` of ``terms`` and of words that mean the ``same``, in order.

    Each is as many whole words as it touches; ``cut`` cuts a text into words, where no space does. Where that would be
    most of the text, or more than ``MAX_MARKS`` places, only the terms of the greatest value in ``terms`` are marked.
    There are none in a formula, nor where folding the text would shift the places.
    """
    folded = fold(text)
    lower = folded.lower()
    if not len(folded) == len(lower) == len(text):
        return ()
    words = _words(lower, cut)
    formulas = [match.span() for match in _FORMULA.finditer(text)] if "$" in text else []
    # each term with its places, what tells most first; of what tells alike, the rarer
    groups = [(-value, list(_term_spans(lower, term))) for term, value in terms.items()]
    groups += [(0.0, list(_word_spans(lower, word))) for word in same]
    groups.sort(key=lambda group: (group[0], len(group[1])))
    spans = list(chain.from_iterable(spans for _, spans in groups))
    marked = _outside(_whole(spans, words), formulas)
    if len(marked) <= MAX_MARKS and not _is_too_much(marked, text):
        return tuple(marked)
    chosen: list[Span] = []
    marked = []
    for _, spans in groups:
        more = _outside(_whole([*chosen, *spans], words), formulas)
        if _is_too_much(more, text):
            break
        chosen, marked = [*chosen, *spans], more
        if len(marked) >= MAX_MARKS:
            break
    return tuple(marked[:MAX_MARKS])


def _is_too_much(spans: Sequence[Span], text: str) -> bool:
    return len(text) >= MIN_JUDGED and _length(spans) > MAX_SHARE * len(text)


def _outside(spans: Sequence[Span], formulas: Sequence[Span]) -> list[Span]:
    """Return those of ``spans`` that touch none of ``formulas``."""
    if not formulas:
        return list(spans)
    return [span for span in spans if not any(start < span[1] and span[0] < end for start, end in formulas)]


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _term_spans(text: str, term: str) -> Iterator[Span]:
    """Yield the places of a term; with more digits behind it a number is another one, and a single digit says nothing.

    Only in a name it does: ``FlashAttention-3``.
    """
    for start, end in term_spans(text, (term,)):
        other = term[-1:].isdigit() and text[start + len(term) : end][:1].isdigit()
        alone = len(term) == 1 and term.isdigit() and text[start - 1 : start] != "-"
        if not other and not alone:
            yield start, end


def _word_spans(text: str, word: str) -> Iterator[Span]:
    """Yield the places of a whole ``word`` in ``text``, both in lower case; Chinese has no spaces between words."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not word.isascii() or not (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1])):
            yield start, end
        start = text.find(word, end)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _words(text: str, cut: Callable[[str], Iterable[str]]) -> dict[int, Span]:
    """Return the place of the word at every character that is in one of several characters."""
    found = [match.span() for match in _NAME.finditer(text)]
    end = 0
    for word in cut(text):
        start = text.find(word, end)
        end = start + len(word)
        if begins_chinese(word):
            found.append((start, end))
    return {place: span for span in found for place in range(*span)}


def _whole(spans: Iterable[Span], words: Mapping[int, Span]) -> list[Span]:
    """Join ``spans`` that touch and let them begin and end with words.

    A word is taken in where a span lies in it or it is Latin, and left out where only a pair of characters reaches into
    it that begins in one word and ends in the next (``存碎`` in ``内存碎片``).
    """
    spans = sorted(spans)
    within = {words[start] for start, end in spans if start in words and end <= words[start][1]}
    fitted = []
    for start, end in _joined(spans):
        first, last = words.get(start), words.get(end - 1)
        if first and first[0] < start:
            start = first[0] if first in within else first[1]
        if last and end < last[1]:
            end = last[1] if last in within else last[0]
        # what is left of a pair that reaches from one word into another was not asked for
        if any(start <= one and other <= end for one, other in spans):
            fitted.append((start, end))
    return _joined(fitted)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
