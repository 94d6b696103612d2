"""Readers' questions as records: what is asked of each paper, and the text of the paper from the folder of pairs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from retrieval.errors import ModelError
from retrieval.training.pairs import Record, RecordKind

#: The questions that come with the project; the README beside them says how they were written.
QUESTIONS = Path(__file__).parent / "questions" / "questions.jsonl"

_HELD_OUT_OF = 10


def read_questions(path: Path, papers: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Read the questions of ``path`` with the texts of their papers; return records to train on, and held-out ones.

    A record's fields are its questions, the English title, the abstract and the Chinese facets. Papers that are not
    among ``papers`` are left out. Raises ``ModelError`` where a line is not of its form or no paper is found.
    """
    asked: dict[str, list[str]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                asked.setdefault(row["title"], []).append(row["question"])
            except (ValueError, KeyError, TypeError) as error:
                raise ModelError(f"{path}, line {number}: not a question with its title ({error!r})") from error
    texts: dict[str, Record] = {}
    for record in papers:
        if record.kind in (RecordKind.ENGLISH_PAPER, RecordKind.FACETS):
            title = " ".join(record.fields[0])
            # a paper with facets says more than the same one without
            if title in asked and (title not in texts or record.kind is RecordKind.FACETS):
                texts[title] = record
    if not texts:
        raise ModelError(f"{path}: none of its papers is in the folder of pairs")
    training: list[Record] = []
    held_out: list[Record] = []
    for title, record in texts.items():
        with_questions = Record(RecordKind.QUESTIONS, (tuple(asked[title]), *record.fields), str(path.name))
        (held_out if is_held_out(title) else training).append(with_questions)
    return training, held_out


def is_held_out(title: str) -> bool:
    """Return whether the questions of the paper with this ``title`` are never trained on."""
    return int.from_bytes(hashlib.blake2b(title.encode(), digest_size=4).digest(), "big") % _HELD_OUT_OF == 0
