"""Reading a folder of pairs: its files, the fields of a record, and which records are held out of training.

The forms are those of the package's docstring. Whatever the file, a record becomes *fields*, each a list of sentences
in one language, since every view of a record that training uses is cut from whole sentences or short spans of them.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from typing import Any

from retrieval.errors import ModelError


class RecordKind(StrEnum):
    """The kind of a record; of all but the last also the stem of the file it comes from."""

    ENGLISH_PAPER = "en_title_abstract"
    FACETS = "zh_en_paper_facets"
    PARALLEL = "zh_en_parallel"
    TERMS = "zh_en_terms"
    CHINESE_PAPER = "zh_title_abstract"
    CHINESE_SECTION = "zh_heading_text"
    QUESTIONS = "questions"


#: The kinds that are read from the folder of pairs.
KINDS_OF_PAIRS: tuple[RecordKind, ...] = tuple(kind for kind in RecordKind if kind is not RecordKind.QUESTIONS)

#: Records of each kind that training never sees, at most; of a small folder a tenth of the kind.
HELD_OUT = {RecordKind.ENGLISH_PAPER: 1000, RecordKind.FACETS: 1000, RecordKind.CHINESE_PAPER: 1000}

_ENGLISH_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\"'])")
_CHINESE_END = re.compile(r"(?<=[。！？；!?])\s*|(?<=\.)\s+")
_MIN_SENTENCE = 12


@dataclass(frozen=True, slots=True)
class Record:
    """One record: ``fields`` are texts cut into sentences, ``source`` names where they come from.

    Their meaning by kind: ``FACETS`` is (English title, English abstract, Chinese summary, further Chinese facets …);
    ``QUESTIONS`` is (questions, each as one sentence; then the fields of the paper that answers them);
    every other kind is (short or Chinese side, long or English side).
    """

    kind: RecordKind
    fields: tuple[tuple[str, ...], ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The records of a folder, split once by seed."""

    training: list[Record]
    held_out: dict[RecordKind, list[Record]]


def sentences(text: str, *, chinese: bool) -> tuple[str, ...]:
    """Cut ``text`` at sentence ends; a sentence under 12 characters stays with the one before it."""
    found: list[str] = []
    for part in (_CHINESE_END if chinese else _ENGLISH_END).split(text.strip()):
        if not part:
            continue
        if found and len(part) < _MIN_SENTENCE:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return tuple(found)


def read_pairs(folder: Path, seed: int) -> Pairs:
    """Read every known file of ``folder`` and hold records out at random by ``seed``.

    A title or an abstract that was held out is kept out of every other kind too, since the same paper may come in
    several files. Raises ``ModelError`` where the folder has no file of pairs or a line is not of its form.
    """
    by_kind: dict[RecordKind, list[Record]] = {}
    for kind in KINDS_OF_PAIRS:
        path = next((p for p in (folder / f"{kind}.jsonl.gz", folder / f"{kind}.jsonl") if p.is_file()), None)
        if path is not None:
            by_kind[kind] = list(_records(kind, path))
    if not any(by_kind.values()):
        names = ", ".join(f"{kind}.jsonl.gz" for kind in KINDS_OF_PAIRS)
        raise ModelError(f"{folder}: no file of pairs here; expected at least one of {names}")
    random = Random(seed)  # noqa: S311  (a split, not a secret)
    held_out: dict[RecordKind, list[Record]] = {}
    for kind, most in HELD_OUT.items():
        records = by_kind.get(kind, [])
        random.shuffle(records)
        count = min(most, len(records) // 10)
        held_out[kind], by_kind[kind] = records[:count], records[count:]
    known = {key for records in held_out.values() for record in records for key in _keys(record)}
    training = [r for records in by_kind.values() for r in records if known.isdisjoint(_keys(r))]
    return Pairs(training, held_out)


def read_origins(folder: Path) -> dict[str, tuple[str, str]]:
    """Read licence and remark of each source from the tables of ``SOURCES.md``; empty if there is no such file.

    A row's first cell is the source as the records name it, its second the licence, its last a remark.
    """
    path = folder / "SOURCES.md"
    if not path.is_file():
        return {}
    rows = ([cell.strip() for cell in line.strip("| ").split("|")] for line in path.read_text("utf-8").splitlines())
    return {row[0]: (row[1], row[-1] if len(row) > 2 else "") for row in rows if len(row) > 1}


def _keys(record: Record) -> set[str]:
    """Return the keys by which two records are known to be of the same paper: the letters of each field's beginning."""
    if record.kind is RecordKind.TERMS:
        return set()
    starts = ("".join(c for c in " ".join(f)[:120].lower() if c.isalnum())[:60] for f in record.fields)
    return {start for start in starts if len(start) >= _MIN_SENTENCE}


def _records(kind: RecordKind, path: Path) -> Iterator[Record]:
    """Read the records of one file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                fields = tuple(_fields(kind, row))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ModelError(f"{path}, line {number}: not a record of this file's form ({error!r})") from error
            if len(fields) > 1 and all(fields):
                yield Record(kind, fields, str(row.get("src", "unnamed")))


def _fields(kind: RecordKind, row: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """Cut the fields of one row into sentences."""
    if kind is RecordKind.FACETS:
        return (
            (row["title"],),
            sentences(row["abstract"], chinese=False),
            *(sentences(facet, chinese=True) for facet in row["zh"] if facet.strip()),
        )
    if kind is RecordKind.TERMS:
        return (row["a"],), (row["b"],)
    first_chinese = kind is not RecordKind.ENGLISH_PAPER
    second_chinese = kind in (RecordKind.CHINESE_PAPER, RecordKind.CHINESE_SECTION)
    return sentences(row["a"], chinese=first_chinese), sentences(row["b"], chinese=second_chinese)
