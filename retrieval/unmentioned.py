"""Names in a question that no note mentions: what is found for it is about something else, and its reader should know.

Only what looks like a name counts, so that a word that the notes happen not to use is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from retrieval.lexical import LexicalIndex
from retrieval.papers import Language
from retrieval.text import MAX_JOINED, STOP_WORDS, fold, joined_form, stem

MOST = 3
"""Names that are told; a question with more of them is a text, and its reader knows by then."""
SHORTEST = 3
"""Characters of the shortest name; two letters are as often a variable, a unit or an initial."""

_ADDRESS = re.compile(r"\S+://\S+|\S*@\S+")
_WORD = re.compile(r"[A-Za-z0-9\u0370-\u03ff]+(?:[-_.][A-Za-z0-9\u0370-\u03ff]+)*")
_SHAPED = re.compile(r"[a-z0-9][A-Z]|[A-Z].*[A-Z]|[A-Za-z]-?\d")
"""A capital within, or a number: ``vLLM``, ``KIVI``, ``Llama-4``."""
_ORDINARY = re.compile(r"[a-z]{2,}|\d+(?:\.\d+)*[A-Za-z]{0,4}")
"""A part of a compound that is a word or a quantity: ``PPO-style``, ``H100-80GB``. Such a compound is no name."""
_CAPITALISED = re.compile("[A-Z][a-z]+")
_MORE_OF_IT = re.compile("(?: [A-Z][A-Za-z0-9]*){0,3}")
_SENTENCE_END = re.compile(r"[.?!:;。？！：；\n]")
_ATTACHED = (" ", "-")


def unmentioned_names(
    text: str,
    language: Language,
    lexical: LexicalIndex,
    mended: Callable[[str], str],
    ordinary: Callable[[str], bool],
) -> tuple[str, ...]:
    """Give the names in a question of ``language`` that no chunk of ``lexical`` holds, at most :data:`MOST`.

    In an English question a name is told by its capitals and numbers; in a Chinese one any Latin word is one that is
    not ``ordinary``. ``mended`` gives the spelling of the library, so that a misspelt name counts as mentioned.
    """
    folded = _ADDRESS.sub(" ", fold(text))
    found: dict[str, None] = {}
    previous, end = "", 0
    for word in _WORD.finditer(folded):
        between = folded[end : word.start()]
        first = _SENTENCE_END.search(between) is not None or not (end or between.strip())
        proper = not first and not (previous[:1].isupper() and between == " ")
        before = joined_form(previous) if between in _ATTACHED else ""
        for part in _parts(word.group()):
            shaped = _SHAPED.search(part) is not None
            capitalised = proper and part[0].isupper()
            latin = language == "zh" and not ordinary(part.lower())
            if (shaped or capitalised or latin) and _can_be_name(part):
                spellings = (joined_form(part), before + joined_form(part), joined_form(mended(part)))
                if not any(stem(one) in lexical for one in spellings):
                    more = _MORE_OF_IT.match(folded, word.end()) if capitalised and not shaped else None
                    found[part + (more.group() if more else "")] = None
            # the next part follows a capital, or a word that the hyphen makes one with it
            proper = False
        previous, end = word.group(), word.end()
    return tuple(found)[:MOST]


def _parts(word: str) -> Iterator[str]:
    """Give a word as the one name that it may be, or the parts of a compound that is none."""
    parts = re.split("[-_]", word)
    apart = any(map(_ORDINARY.fullmatch, parts)) or all(map(_CAPITALISED.fullmatch, parts))
    # a version belongs to its name: no quantity is a number alone
    versioned = len(parts) == 2 and not _ORDINARY.fullmatch(parts[0]) and re.fullmatch(r"\d+(?:\.\d+)*", parts[1])
    yield from parts if apart and not versioned else (word,)


def _can_be_name(part: str) -> bool:
    name = joined_form(part)
    return SHORTEST <= len(name) <= MAX_JOINED and name not in STOP_WORDS and not re.fullmatch(r"\d+[a-z.\d]*", name)
