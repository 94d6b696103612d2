"""A file of questions: one JSON object a line, with the papers and the pieces of text that answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import EvaluationError

LIST_TYPES = frozenset(("list", "category"))
"""Types of questions that expect exactly the papers given."""
REFUSAL_TYPES = frozenset(("off_topic", "off_near"))
"""Types that expect a refusal: of another field, or of this one but treated by no note."""
LANGUAGES_BY_ENDING = {"_zh": "zh", "_en": "en"}
_LEFT_OUT = re.compile(r"[\s*_`#>|\\]")
"""White space and the signs of Markdown, which are no part of what is said."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d-")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a file of questions.

    ``relevant`` and ``acceptable`` are notes that answer fully and in part, as :func:`slug_key` has them; ``answers``
    are pieces of the sentences that answer, as :func:`bare` has them.
    """

    id: str
    query: str
    type: str
    lang: str
    relevant: frozenset[str]
    kind: str = ""
    acceptable: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()


def is_search(kind: str) -> bool:
    """Return whether questions of the type ``kind`` expect one of their papers first."""
    return kind not in LIST_TYPES and kind not in REFUSAL_TYPES


def slug_key(slug: str) -> str:
    """Return ``slug`` without the day in front that the names of Jekyll's posts have."""
    day = _DAY.match(slug)
    return slug[day.end() :] if day else slug


def bare(text: str) -> str:
    """Return ``text`` without white space and signs of Markdown, as gold pieces and passages are compared."""
    return _LEFT_OUT.sub("", text)


def load_questions(file: Path) -> tuple[Question, ...]:
    """Read a file of questions; raises EvaluationError naming the file, the line and what is wrong with it."""
    try:
        # not splitlines, which also cuts at characters that JSON may hold
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise EvaluationError(f"{file} cannot be read ({error.strerror}); name a file of questions.") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{file} is not UTF-8; save it as UTF-8.") from error
    questions = tuple(_question(f"{file}:{number}", line) for number, line in enumerate(lines, 1) if line.strip())
    if not questions:
        raise EvaluationError(f"{file} holds no question; write one JSON object a line.")
    return questions


def _question(place: str, line: str) -> Question:
    try:
        data = json.loads(line)
        identity, query, type_ = str(data["id"]), data["query"], data["type"]
        kind = data.get("kind") or ""
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"lacks {error}" if isinstance(error, KeyError) else "is not a JSON object"
        raise EvaluationError(f"{place}: the line {reason}; give id, query, type, lang and relevant.") from error
    if not isinstance(query, str) or not query.strip() or not isinstance(type_, str) or not isinstance(kind, str):
        raise EvaluationError(f"{place}: query, type and kind have to be text; mend the line.")
    relevant = frozenset(map(slug_key, _texts(place, data, "relevant", "slugs")))
    if not relevant and is_search(type_):
        raise EvaluationError(
            f"{place}: relevant is empty, which only a list, off_topic or off_near question may have."
        )
    answers = tuple(map(bare, _texts(place, data, "answers", "pieces of text")))
    if "" in answers:
        raise EvaluationError(f"{place}: a piece of answers holds no letter; mend the line or leave the piece out.")
    acceptable = frozenset(map(slug_key, _texts(place, data, "acceptable", "slugs")))
    lang = str(data.get("lang") or LANGUAGES_BY_ENDING.get(type_[-3:], ""))
    return Question(identity, query, type_, lang, relevant, kind, acceptable, answers)


def _texts(place: str, data: dict[str, Any], key: str, of: str) -> list[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise EvaluationError(f"{place}: {key} has to be a list of {of}; mend the line.")
    return value
