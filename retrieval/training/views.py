"""Views: the two sides of a training pair, cut anew from a record each time it is drawn.

A note's chunk is Chinese text under an English title, and a question is a sentence, a few words or a pattern with a
few words in it, in either language. The views imitate that with what the corpus has: one sentence against the rest of
its paper, a short span against the facets of its paper, a facet against the abstract in the other language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from retrieval.training.pairs import RecordKind
from retrieval.training.tokens import TokenStore

#: A stretch of the store's flat array: first and one past the last.
Range = tuple[int, int]
Side = list[Range]
Pair = tuple[Side, Side]

#: Document sides are cut near this many tokens; a note's chunk has some 200, more cost time and gained nothing.
DOCUMENT_TOKENS = 128

#: Questions put around spans, so that words which only ask learn to weigh little.
CHINESE_PATTERNS = (
    ("", "是什么"), ("什么是", ""), ("", "是怎么做的"), ("", "怎么实现"), ("如何", ""), ("怎样", ""),
    ("为什么", ""), ("", "为什么有效"), ("哪篇论文", ""), ("哪篇笔记讲了", ""), ("有没有关于", "的论文"),
    ("", "的原理"), ("", "有什么作用"), ("", "和以前的方法有什么区别"), ("", "有哪些优点和缺点"),
    ("", "效果怎么样"), ("谁提出了", ""), ("介绍一下", ""), ("解释", ""), ("请问", "的实验结果如何"),
    ("想了解", ""), ("能不能", "？"), ("", "具体是怎么回事"), ("为了", "，作者做了什么"), ("", "提升了多少"),
    ("", "用的是什么方法"), ("当", "时会发生什么"), ("", "要解决什么问题"), ("最早提出", "的是哪篇"),
)  # fmt: skip
ENGLISH_PATTERNS = (
    ("what is", ""), ("how does", "work"), ("how to", ""), ("why does", ""), ("why is", "important"),
    ("which paper", ""), ("which paper introduced", ""), ("who proposed", ""), ("explain", ""),
    ("is there a paper about", ""), ("paper on", ""), ("what are the benefits of", ""), ("can", ""),
    ("the difference between", ""), ("how much faster is", ""), ("what happens when", ""), ("notes on", ""),
    ("what problem does", "solve"), ("how do they", ""), ("what did the authors find about", ""),
    ("how well does", "perform"), ("where does", "fail"), ("tell me about", ""), ("when should one use", ""),
    ("how is", "done"), ("what makes", "possible"), ("first work to", ""), ("in which work is", "described"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Patterns:
    """Token ranges of the question patterns: (before, after) for each."""

    chinese: Sequence[tuple[Side, Side]]
    english: Sequence[tuple[Side, Side]]


class Cutter:
    """Cuts sides out of one record of a store."""

    def __init__(self, store: TokenStore, patterns: Patterns, random: Random) -> None:
        """Keep the store's offsets as plain lists, which single look-ups read quicker."""
        self._sentence = store.sentence.tolist()
        self._field = store.field.tolist()
        self._record = store.record.tolist()
        self._patterns = patterns
        self.random = random

    def fields(self, record: int) -> range:
        """Return the numbers of the record's fields."""
        return range(self._record[record], self._record[record + 1])

    def sentences(self, field: int) -> list[Range]:
        """Return the ranges of the field's sentences, empty ones left out."""
        edges = self._sentence[self._field[field] : self._field[field + 1] + 1]
        return [(a, b) for a, b in pairwise(edges) if b > a]

    def document(self, sentences: Sequence[Range], first: Sequence[Range] = ()) -> Side:
        """``first``, then ``sentences`` in random order up to ``DOCUMENT_TOKENS``."""
        side, left = list(first), DOCUMENT_TOKENS - sum(b - a for a, b in first)
        for a, b in self.random.sample(sentences, len(sentences)):
            if left <= 0:
                break
            side.append((a, min(b, a + left)))
            left -= b - a
        return side

    def span(self, sentences: Sequence[Range], shortest: int, longest: int) -> Side:
        """Cut a few tokens in a row out of one sentence."""
        if not sentences:
            return []
        a, b = self.random.choice(sentences)
        length = self.random.randint(shortest, longest)
        start = self.random.randint(a, max(a, b - length))
        return [(start, min(b, start + length))]

    def asked(self, side: Side, *, chinese: bool) -> Side:
        """Put a question's pattern around ``side``, half of the time."""
        if not side or self.random.random() < 0.5:
            return side
        before, after = self.random.choice(self._patterns.chinese if chinese else self._patterns.english)
        return [*before, *side, *after]


def _title_abstract(cut: Cutter, record: int) -> Pair:
    title, body = list(cut.fields(record))[:2]
    return cut.document(cut.sentences(title)), cut.document(cut.sentences(body))


def _sentence_rest(cut: Cutter, record: int) -> Pair:
    """One sentence of the last field against its other sentences, the title before them half of the time."""
    title, body = list(cut.fields(record))[:2]
    sentences = cut.sentences(body)
    if len(sentences) < 2:
        return _title_abstract(cut, record)
    chosen = sentences.pop(cut.random.randrange(len(sentences)))
    return [chosen], cut.document(sentences, cut.sentences(title) if cut.random.random() < 0.5 else ())


def _english_span(cut: Cutter, record: int) -> Pair:
    """Cut a short English question against the abstract that its words come from."""
    title, body = list(cut.fields(record))[:2]
    side = cut.asked(cut.span(cut.sentences(body), 3, 10), chinese=False)
    return side, cut.document(cut.sentences(body), cut.sentences(title) if cut.random.random() < 0.5 else ())


def _chinese_span(cut: Cutter, record: int) -> Pair:
    """Cut a short Chinese question against the Chinese text that its words come from."""
    title, body = list(cut.fields(record))[:2]
    side = cut.asked(cut.span(cut.sentences(body), 3, 10), chinese=True)
    return side, cut.document(cut.sentences(body), cut.sentences(title) if cut.random.random() < 0.5 else ())


def _facets(cut: Cutter, record: int) -> tuple[list[Range], list[Range], list[list[Range]]]:
    """Title, abstract and the Chinese facets of a record."""
    title, abstract, *facets = cut.fields(record)
    return cut.sentences(title), cut.sentences(abstract), [cut.sentences(facet) for facet in facets]


def _note(cut: Cutter, title: list[Range], facets: Sequence[list[Range]]) -> Side:
    """Cut what stands for a note's chunk: sentences of the facets, under the English title more often than not."""
    return cut.document([s for facet in facets for s in facet], title if cut.random.random() < 0.6 else ())


def _facet_abstract(cut: Cutter, record: int) -> Pair:
    title, abstract, facets = _facets(cut, record)
    return cut.document(cut.random.choice(facets)), cut.document(abstract, title if cut.random.random() < 0.3 else ())


def _facet_facets(cut: Cutter, record: int) -> Pair:
    """One Chinese facet against the others, or one sentence where there is no other."""
    title, _, facets = _facets(cut, record)
    chosen = cut.random.randrange(len(facets))
    rest = facets[:chosen] + facets[chosen + 1 :]
    return cut.document(facets[chosen]), _note(cut, title, rest) if rest else cut.document(title)


def _chinese_sentence_note(cut: Cutter, record: int) -> Pair:
    """One Chinese sentence, as a question may be, against all other sentences."""
    title, _, facets = _facets(cut, record)
    sentences = [s for facet in facets for s in facet]
    chosen = sentences.pop(cut.random.randrange(len(sentences)))
    return cut.asked([chosen], chinese=True), _note(cut, title, [sentences]) if sentences else cut.document(title)


def _chinese_span_note(cut: Cutter, record: int) -> Pair:
    """Cut a short Chinese question; half of the time the facet that it was cut from is kept out of the note."""
    title, _, facets = _facets(cut, record)
    chosen = cut.random.randrange(len(facets))
    side = cut.asked(cut.span(facets[chosen], 2, 12), chinese=True)
    if len(facets) > 1 and cut.random.random() < 0.5:
        facets = facets[:chosen] + facets[chosen + 1 :]
    return side, _note(cut, title, facets)


def _chinese_span_abstract(cut: Cutter, record: int) -> Pair:
    title, abstract, facets = _facets(cut, record)
    side = cut.span(cut.random.choice(facets), 3, 14)
    return cut.asked(side, chinese=True), cut.document(abstract, title if cut.random.random() < 0.5 else ())


def _english_sentence_note(cut: Cutter, record: int) -> Pair:
    """One English sentence against the Chinese facets: an English question over Chinese notes."""
    title, abstract, facets = _facets(cut, record)
    side = cut.asked([cut.random.choice(abstract)] if abstract else [], chinese=False)
    return side, _note(cut, title if cut.random.random() < 0.5 else [], facets)


def _english_span_note(cut: Cutter, record: int) -> Pair:
    title, abstract, facets = _facets(cut, record)
    side = cut.asked(cut.span(abstract, 3, 12), chinese=False)
    return side, _note(cut, title if cut.random.random() < 0.5 else [], facets)


def _title_note(cut: Cutter, record: int) -> Pair:
    title, _, facets = _facets(cut, record)
    return title, cut.document([s for facet in facets for s in facet])


def _question_note(cut: Cutter, record: int) -> Pair:
    """Draw a question of a reader against the paper that answers it: all of it, or its title and one field."""
    questions, title, *fields = map(cut.sentences, cut.fields(record))
    chosen = [cut.random.choice(fields)] if cut.random.random() < 0.4 else fields
    return [cut.random.choice(questions)] if questions else [], cut.document([s for f in chosen for s in f], title)


def _whole(cut: Cutter, record: int) -> Pair:
    first, second = list(cut.fields(record))[:2]
    return cut.document(cut.sentences(first)), cut.document(cut.sentences(second))


@dataclass(frozen=True, slots=True)
class View:
    """One way to cut records of ``kind``; ``share`` of them is drawn in an epoch."""

    name: str
    kind: RecordKind
    share: float
    cut: Callable[[Cutter, int], Pair]


VIEWS = (
    View("en title, abstract", RecordKind.ENGLISH_PAPER, 0.7, _title_abstract),
    View("en sentence, rest", RecordKind.ENGLISH_PAPER, 0.7, _sentence_rest),
    View("en span, text", RecordKind.ENGLISH_PAPER, 0.3, _english_span),
    View("zh facet, abstract", RecordKind.FACETS, 1.0, _facet_abstract),
    View("zh facet, other facets", RecordKind.FACETS, 0.7, _facet_facets),
    View("zh sentence, note", RecordKind.FACETS, 1.0, _chinese_sentence_note),
    View("zh span, note", RecordKind.FACETS, 1.0, _chinese_span_note),
    View("zh span, abstract", RecordKind.FACETS, 0.7, _chinese_span_abstract),
    View("en sentence, note", RecordKind.FACETS, 1.0, _english_sentence_note),
    View("en span, note", RecordKind.FACETS, 1.0, _english_span_note),
    View("en title, facets", RecordKind.FACETS, 0.7, _title_note),
    View("parallel", RecordKind.PARALLEL, 0.8, _whole),
    View("zh title, abstract", RecordKind.CHINESE_PAPER, 1.0, _title_abstract),
    View("zh sentence, rest", RecordKind.CHINESE_PAPER, 1.0, _sentence_rest),
    View("zh heading, text", RecordKind.CHINESE_SECTION, 1.0, _title_abstract),
    View("zh span, section", RecordKind.CHINESE_SECTION, 0.5, _chinese_span),
    View("terms", RecordKind.TERMS, 1.0, _whole),
    View("question, note", RecordKind.QUESTIONS, 1.0, _question_note),
)
