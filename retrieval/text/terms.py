"""Normalising text and cutting it into lexical terms, for Chinese, English and the names that mix them.

Chinese runs become overlapping pairs of characters; English words are stemmed (Snowball); a compound name
gives its parts and its joined form, so that ``PagedAttention``, ``paged attention`` and ``paged-attention``
share terms, and so do ``ZeRO-3``, ``zero3`` and ``ZeRO 3``. ``C++`` and ``C#`` are words. Terms carry weights: what
stands in a title says more than a word of the body.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

from Stemmer import Stemmer

from retrieval.text.chinese import IDEOGRAPHS, begins_chinese, count_chinese, has_chinese
from retrieval.text.quantities import quantities
from retrieval.types import Chunk, ChunkText, Language, Paper
from retrieval.versions import package_versions

TITLE_WEIGHT = 1.0
HEADING_WEIGHT = 0.5
FIELD_WEIGHT = 1.0
"""Weights of a term in the title, in the headings, and in authors, tag and year; the body's is 1."""

PAIR_WEIGHT = 0.5
"""Weight of two adjoining English words taken as one term (``paged attention`` -> ``pagedattention``)."""
PART_WEIGHT = 0.5
"""Weight of a part of a compound name; the joined form has weight 1."""

STRADDLING_WEIGHT = 0.5
"""Weight, in a question, of a pair of Chinese characters that belong to two words (``样太`` of ``采样太慢``), which is
rare and would pass for significant. In ten-fold cross-validation over 758 questions, three shufflings, weights of
1, 0.5, 0.25 and 0 put 0.929, 0.933, 0.932 and 0.930 first."""

MAX_JOINED = 28
"""Characters of the longest joined term; longer ones are accidents of the text (paths, hashes)."""

LETTERS = r"A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
"""Letters of words, as a class of a regular expression holds them: Latin ones, Greek and Cyrillic."""
_WORD = re.compile(
    rf"(?:\d+(?:\.\d+)+|[{LETTERS}0-9])[{LETTERS}0-9]*(?:[-_/+'’&.][{LETTERS}0-9]+(?:\.\d+)*)*"
    rf"(?:(?<=[{LETTERS}])(?:\+\+?|#)(?![{LETTERS}+#]))?|[{IDEOGRAPHS}]+"
)
_LATIN_WORD = re.compile(f"[{LETTERS}]+")
_LATIN_REST = re.compile("[A-Za-z0-9]+")
_SEGMENT = re.compile(rf"\d+(?:\.\d+)+[{LETTERS}]*|[{LETTERS}0-9]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+(?:\.\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_GREEK = re.compile(r"[\u0370-\u03ff]")

_STOP_WORDS = (
    "a about above after again against all also although am an and any are as at be because been before "
    "being below between both but by can cannot could did do does doing done down during each either "
    "else etc ever every few for from further get gets give given had has have having he her here hers "
    "him his how however i if in instead into is it its itself just let like made make makes many may "
    "me might more most much must my near need no nor not of off often on once one only onto or other "
    "others our out over own per rather same shall she should since so some such than that the their "
    "them then there these they this those though through thus to together too toward towards under "
    "until up upon us use used uses using very via was we well were what when where whether which while "
    "who whom whose why will with within without would yet you your s t re ve ll d m don doesn isn aren "
    "didn won paper papers note notes explain tell show please article articles "
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words that say nothing of a subject: rare in Chinese notes, so idf would not mute them."""

_ASKING = re.compile(
    "怎么做的?|如何做的?|怎么实现|如何实现|工作原理|原理|什么意思|什么|怎么样|怎么|怎样|如何|为什么|为啥|为何|有没有|是不是|能不能|可不可以|哪些|哪个|哪篇|哪里|哪几|多少|几个|几种|是否|请问|"
    "介绍一下|解释一下|讲一下|说说|讲讲|一下|那篇|这篇|论文|文章|笔记|原文|是啥|干嘛|吗|呢|吧|啊|的|了|么"
)
"""Chinese question words, which the notes seldom use and pairs of characters would take for rare terms."""

_ACRONYMS = re.compile("(?:[bcdfghjklmnpqrstvwxz]{2,4}|[a-z]pu|cta)s")
"""Plurals of acronyms, which Snowball leaves alone: ``llms``, ``gpus``."""

ABBREVIATIONS = {"attn": "attention", "quant": "quantization", "spec": "speculative", "infer": "inference"}
"""Short forms that stand as parts of names in the field."""


def normalise(text: str) -> str:
    """Fold ``text`` to one spelling: NFKC, lower case, simplified Chinese, no control characters."""
    return fold(text).casefold()


def language_of(text: str) -> Language:
    """Return the language of a question: Chinese from one Chinese character to two Latin words on."""
    han = count_chinese(text)
    return "zh" if han and 2 * han >= len(_LATIN_WORD.findall(text)) else "en"


def chunk_terms(paper: Paper, chunk: ChunkText | Chunk) -> dict[str, float]:
    """Return the weighted terms by which ``chunk`` is found: of its text, its headings, its paper's fields."""
    weights: dict[str, float] = defaultdict(float)
    for term, count in terms(chunk.text):
        weights[term] += count
    fields = (
        (" \n".join(chunk.headings), HEADING_WEIGHT),
        (paper.title, TITLE_WEIGHT),
        (paper.title_zh, TITLE_WEIGHT),
        (" \n".join((*paper.authors, *tag_words(paper.tag), paper.date[:4])), FIELD_WEIGHT),
    )
    for text, weight in fields:
        for term, count in _shared_terms(text):
            weights[term] += weight * count
    return dict(weights)


@lru_cache(maxsize=64)
def _shared_terms(text: str) -> tuple[tuple[str, float], ...]:
    """Return the terms of a text that belongs to all chunks of a paper or of a section."""
    return tuple(terms(text))


def content(text: str) -> str:
    """Return ``text`` without question words and words that say nothing; all of it if nothing else is there."""
    bare = _ASKING.sub(" ", fold(text))
    bare = _LATIN_WORD.sub(lambda match: "" if match.group().lower() in STOP_WORDS else match.group(), bare)
    return bare if re.search(r"\w", bare) else text


def query_terms(text: str, cut: Callable[[str], Iterable[str]] = lambda text: (text,)) -> dict[str, float]:
    """Return the weighted terms of a question; question words and stop words are left out.

    ``cut`` cuts a text into words, so that pairs of Chinese characters that are in none can be recognised.
    """
    weights: dict[str, float] = {}
    bare = _ASKING.sub(" ", fold(text))
    # the same text as for late interaction, so that a tokenizer cuts it once
    words = cut(content(text)) if has_chinese(bare) else ()
    within = {first + second for word in words for first, second in pairwise(word)}
    for term, weight in terms(bare):
        if len(term) == 2 and term not in within and begins_chinese(term):
            weight *= STRADDLING_WEIGHT
        weights[term] = max(weight, weights.get(term, 0.0))
    # a Chinese character left alone between words of asking says nothing, unless it is all there is
    return {term: weight for term, weight in weights.items() if len(term) > 1 or not begins_chinese(term)} or weights


def tag_words(tag: str) -> tuple[str, ...]:
    """Return the spellings of a venue tag: ``sosp23`` -> ``sosp23``, ``sosp``, ``2023``."""
    match = re.fullmatch(r"([a-z][a-z ]*?)[ '-]?((?:19|20)?\d\d)", normalise(tag).strip())
    if not match:
        return (tag,) if tag else ()
    venue, year = match.group(1), match.group(2)
    return f"{venue}{year[-2:]}", venue, year if len(year) == 4 else f"20{year}"


def terms(text: str) -> Iterator[tuple[str, float]]:
    """Yield the weighted lexical terms of ``text`` in its order."""
    folded = _THOUSANDS.sub("", fold(text))
    yield from quantities(folded)
    previous, previous_end = "", -2
    for match in _WORD.finditer(folded):
        word = match.group()
        if begins_chinese(word):
            yield from _chinese_terms(word)
            previous = ""
            continue
        joined, parts = _compound(word)
        if joined not in STOP_WORDS:
            yield from parts
        if previous and match.start() == previous_end + 1 and folded[previous_end] in " -":
            both = previous + joined
            if len(both) <= MAX_JOINED and not (previous in STOP_WORDS or joined in STOP_WORDS):
                yield stem(both), PAIR_WEIGHT
        previous, previous_end = joined, match.end()


def term_spans(text: str, wanted: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of ``wanted`` terms in ``text``, which must be folded (see :func:`fold`) and in lower case.

    English words are found by the beginning that their stem leaves them, which is many times quicker than stemming
    the text; a word that goes on too long after it is another word.
    """
    for term in wanted:
        latin = term.isascii()
        sought = term[:-1] if latin and len(term) > 3 and term[-1] in "ie" else term
        start = text.find(sought)
        while start >= 0:
            end = start + len(sought)
            if not latin:
                yield start, end
            elif not _is_word_character(text[start - 1 : start]):
                rest = _LATIN_REST.match(text, end)
                longer = rest.end() - end if rest else 0
                if longer <= (1 if len(sought) < 3 else min(2 * len(sought) - 3, 6)):
                    yield start, end + longer
            start = text.find(sought, end)


def _chinese_terms(run: str) -> Iterator[tuple[str, float]]:
    if len(run) == 1:
        yield run, 1.0
    for first, second in pairwise(run):
        yield first + second, 1.0


def joined_form(word: str) -> str:
    """Return a run of Latin letters, digits and signs as one term, not yet stemmed: ``ZeRO-3`` as ``zero3``.

    Of several words the joined forms follow each other.
    """
    return "".join(_compound(one)[0] for one in word.split())


@lru_cache(maxsize=65536)
def _compound(word: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Cut one run of Latin letters and digits: its joined form, and the weighted terms it gives."""
    word = _GREEK.sub(_greek_name, word)
    segments = _SEGMENT.findall(word)
    letters = word.rstrip("+#")
    # C++ is another word than C, and ZeRO++ another one than ZeRO, though a relative of it
    joined = "".join(segments).casefold() + word[len(letters) :]
    found: dict[str, float] = {}
    if len(joined) <= MAX_JOINED:
        found[stem(joined)] = 1.0
    if letters != word:
        _add(found, (segment.casefold() for segment in segments if len(segment) > 2), PART_WEIGHT)
        return joined, tuple(found.items())
    if len(segments) > 1:
        _add(found, (segment.casefold() for segment in segments), 1.0)
    for segment in segments:
        pieces = _CAMEL.findall(segment)
        if len(pieces) > 1:
            _add(
                found,
                (piece.casefold() for piece in pieces if len(piece) > 2 and not piece[0].isdigit()),
                PART_WEIGHT,
            )
    return joined, tuple(found.items())


def _add(found: dict[str, float], words: Iterable[str], weight: float) -> None:
    for word in words:
        if word not in STOP_WORDS and len(word) <= MAX_JOINED:
            term = stem(ABBREVIATIONS.get(word, word))
            found[term] = max(weight, found.get(term, 0.0))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of an English word in lower case; acronyms lose only their plural."""
    if len(word) < 4 or not word.isalpha():
        return word
    if _ACRONYMS.fullmatch(word):
        return word[:-1]
    result: str = _stemmers.english.stemWord(word)
    return result


class _Stemmers(threading.local):
    """The stemmer of each thread: one is not to be shared between them. It keeps no words, as :func:`stem` does."""

    def __init__(self) -> None:
        self.english = Stemmer("english", 0)


_stemmers = _Stemmers()


def _is_word_character(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _greek_name(match: re.Match[str]) -> str:
    return unicodedata.name(match.group(), " ").rsplit(" ", 1)[-1].lower() or match.group()


def fold(text: str) -> str:
    """Return ``text`` in NFKC and simplified Chinese, without control characters; its case is kept."""
    folded = unicodedata.normalize("NFKC", text)
    # looking at one character after the other takes a hundred times as long
    if not folded.replace("\n", "").replace("\t", "").isprintable():
        folded = "".join(c if c.isprintable() or c in "\n\t" else " " for c in folded)
    try:
        folded.encode("gb2312")
    except UnicodeEncodeError:
        folded = _simplifier().simplify(folded)
    return folded


def terms_packages() -> str:
    """Return the versions of packages that help to make terms; like TERMS_VERSION, a new one may change terms."""
    return f"{package_versions('PyStemmer', 'opencc-python-reimplemented')}+unicode-{unicodedata.unidata_version}"


class _Simplifier:
    """Turns traditional characters into simplified ones, but for those that simplified text uses (GB 2312).

    OpenCC is asked for each character once: it looks at a text one after the other, and takes a hundred times as long
    as this. It goes by phrases too (乾 is 干 or stays), which pairs of characters do not need.
    """

    def __init__(self) -> None:
        # only a text with a character outside GB 2312 needs it: 4 ms once
        from opencc import OpenCC

        self._converter = OpenCC("t2s")
        self._seen: set[str] = set()
        self._table: dict[int, str] = {}

    def simplify(self, text: str) -> str:
        """Return ``text`` in simplified characters."""
        characters = set(text)
        for character in characters - self._seen:
            simplified = character if _in_gb2312(character) else self._converter.convert(character)
            if simplified != character:
                self._table[ord(character)] = simplified
            self._seen.add(character)
        # what lies outside is mostly a sign, and translating the text takes ten times as long as looking
        return text if self._table.keys().isdisjoint(map(ord, characters)) else text.translate(self._table)


@cache
def _simplifier() -> _Simplifier:
    return _Simplifier()


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
