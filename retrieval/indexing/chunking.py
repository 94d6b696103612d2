"""Chunking of the sections of a note into the runs of text that are embedded and searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.text.sentences import sentences
from retrieval.types import Block, Chunk, ChunkText, Note, Paper, Section

MAX_CHUNK = 500
"""Characters of a chunk, unless one sentence, list, table, formula or piece of code alone is longer."""

MAX_WHOLE = 2000
"""Characters up to which a list, a table, a formula or code stays whole, and a sentence or a line of these uncut."""

_USUAL_CHUNK = 410
"""Characters aimed at when a section has to be cut: the middle of the 300 to 500 that retrieval works best with."""

_SLACK = 60
"""Characters by which a section may exceed a chunk before it is cut: no cut is worth so short a rest."""

_TINY_SECTION = 140
"""Characters below which a section is joined with a neighbour: too few to tell what it is about."""

_MIN_REST = 100
"""Characters below which what is left of a section stays with the chunk before."""

_LEAD_IN = 160
"""Characters of a beginning that goes with the long list or table which it introduces."""

_MAX_HEAD = MAX_CHUNK
"""Characters of the first row of a table up to which it is repeated in every part."""

_MAX_OVERLAP = 160
_CLAUSE_MARKS = "；;，, "
_HEADINGS_JOINED = " · "
_HEADINGS_EMBEDDED = 2


@dataclass(frozen=True, slots=True)
class _Unit:
    """A text that is never cut: a sentence or a whole block. ``begins`` is true if a block starts with it."""

    text: str
    begins: bool
    is_sentence: bool


def chunk_note(note: Note) -> list[ChunkText]:
    """Cut ``note`` into chunks of about 300 to 500 characters, none across sections unless tiny ones are joined.

    Sentences, formulas, tables, lists and code stay whole up to :data:`MAX_WHOLE` characters; longer lists are cut
    between items, tables between rows (the first row repeated if it is no longer than a chunk), code between lines.
    Where a section is cut, the last sentence before the cut is repeated after it.
    """
    return [
        ChunkText(section.headings, section.anchor, text)
        for section in _join_tiny(note.sections)
        for text in _cut(list(_units(section.blocks)))
    ]


def embedded_text(paper: Paper, chunk: ChunkText | Chunk) -> str:
    """Return the text that is embedded for ``chunk``: the paper's titles, the last headings, the chunk's own text."""
    headings = " ".join(chunk.headings[-_HEADINGS_EMBEDDED:])
    return "\n".join(part for part in (paper.title, paper.title_zh, headings, chunk.text) if part)


def _join_tiny(sections: Sequence[Section]) -> list[Section]:
    """Join neighbours under one parent of which one is tiny; the last heading of the two names both."""
    joined: list[Section] = []
    for section in sections:
        before = joined[-1] if joined else None
        if before is not None and _may_join(before, section):
            last = _HEADINGS_JOINED.join(dict.fromkeys((before.headings[-1], section.headings[-1])))
            joined[-1] = replace(before, headings=(*before.headings[:-1], last), blocks=before.blocks + section.blocks)
        else:
            joined.append(section)
    return joined


def _may_join(before: Section, section: Section) -> bool:
    lengths = _length(before), _length(section)
    return (
        bool(before.headings and section.headings)
        and before.headings[:-1] == section.headings[:-1]
        and min(lengths) < _TINY_SECTION
        and sum(lengths) <= MAX_CHUNK
    )


def _length(section: Section) -> int:
    return sum(len(block.text) + 1 for block in section.blocks)


def _units(blocks: Sequence[Block]) -> Iterator[_Unit]:
    for block in blocks:
        if block.kind in ("paragraph", "caption"):
            for place, sentence in enumerate(_uncut_sentences(block.text)):
                yield _Unit(sentence, begins=place == 0, is_sentence=True)
        elif len(block.text) <= MAX_WHOLE:
            yield _Unit(block.text, begins=True, is_sentence=False)
        else:
            for part in _parts(block):
                yield _Unit(part, begins=True, is_sentence=False)


def _uncut_sentences(text: str) -> Iterator[str]:
    for sentence in sentences(text):
        begin = 0
        while len(sentence) - begin > MAX_WHOLE:
            within = begin + MAX_CHUNK // 2, begin + MAX_CHUNK
            cut = 1 + max(sentence.rfind(mark, *within) for mark in _CLAUSE_MARKS)
            cut = cut or begin + MAX_CHUNK
            yield sentence[begin:cut]
            begin = cut
        yield sentence[begin:]


def _parts(block: Block) -> Iterator[str]:
    """Cut a block that is too long to stay whole."""
    if block.kind == "table":
        head, _, rest = block.text.partition("\n")
        if len(head) > _MAX_HEAD:
            yield from _packed(list(_lines(block.text)))
        else:
            yield from (f"{head}\n{rows}" for rows in _packed(list(_lines(rest))))
    elif block.kind == "list":
        yield from _packed(list(_items(block.text)))
    else:
        yield from _packed(list(_lines(block.text)))


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a table, a formula or code; one too long to stay whole in parts."""
    for line in text.split("\n"):
        if len(line) <= MAX_WHOLE:
            yield line
        else:
            yield from _uncut_sentences(line)


def _items(text: str) -> Iterator[str]:
    """Yield the items of a list with what is nested in them; an item too long for that, line by line."""
    item: list[str] = []
    for line in text.split("\n"):
        if item and not line.startswith(" "):
            yield from _whole_or_lines(item)
            item = []
        item.append(line)
    yield from _whole_or_lines(item)


def _whole_or_lines(lines: Sequence[str]) -> Iterator[str]:
    item = "\n".join(lines)
    if len(item) <= MAX_WHOLE:
        yield item
    else:
        for line in lines:
            yield from _uncut_sentences(line)


def _packed(pieces: Sequence[str]) -> Iterator[str]:
    """Join pieces, line by line, up to a chunk's length."""
    packed: list[str] = []
    length = 0
    for piece in pieces:
        if packed and length + len(piece) > MAX_CHUNK:
            yield "\n".join(packed)
            packed, length = [], 0
        packed.append(piece)
        length += len(piece) + 1
    if packed:
        yield "\n".join(packed)


def _cut(units: Sequence[_Unit]) -> list[str]:
    """Pack units into chunks of like length; a chunk after a cut begins with the sentence before the cut."""
    whole = sum(len(unit.text) + unit.begins for unit in units)
    parts = 1 if whole <= MAX_CHUNK + _SLACK else max(2, round(whole / _USUAL_CHUNK))
    aim = whole / parts
    chunks: list[list[_Unit]] = []
    chunk: list[_Unit] = []
    length = repeated = repeated_length = 0
    for unit in units:
        added = len(unit.text) + unit.begins
        grown = length + added
        full = length - repeated_length >= aim or (grown > MAX_CHUNK and (unit.is_sentence or length > _LEAD_IN))
        if len(chunk) > repeated and parts > 1 and full:
            chunks.append(chunk)
            last = chunk[-1]
            chunk = [last] if last.is_sentence and len(last.text) <= _MAX_OVERLAP else []
            length = repeated_length = sum(len(one.text) for one in chunk)
            repeated = len(chunk)
        chunk.append(unit)
        length += added
    rest = chunk[repeated:]
    if chunks and sum(len(unit.text) for unit in rest) < _MIN_REST:
        chunks[-1].extend(rest)
    elif rest:
        chunks.append(chunk)
    return [text for text in map(_text, chunks) if text]


def _text(units: Sequence[_Unit]) -> str:
    return "".join(("\n" if unit.begins else "") + unit.text for unit in units).strip()
