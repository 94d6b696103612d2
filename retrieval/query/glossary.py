"""Glossary: what the abbreviations and everyday words of a question stand for, and Taiwan's words in the mainland's.

A glossary file lists under ``same`` groups of words that mean the same, under ``stands_for`` words with what they stand
for, and under ``replaced`` words with the one that is read in their place. Words are compared as the lexical terms
are: without regard to case, width, traditional characters and English endings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from retrieval.errors import GlossaryError
from retrieval.text.chinese import IDEOGRAPHS
from retrieval.text.terms import LETTERS, fold, language_of, stem
from retrieval.text.yaml import LinedMapping, YamlError, load_yaml
from retrieval.types import Language

MAX_BYTES = 200_000
"""Bytes of a glossary file; a larger one is something else, and reading it would take seconds."""
MAX_WORD = 60
"""Characters of a word or phrase in it."""
MAX_GROUP = 16
"""Words that mean the same, or that one word stands for; each makes every question with one of them longer."""

_KEYS = ("same", "stands_for", "replaced")
_TOKEN = re.compile(rf"[{LETTERS}0-9]+|[{IDEOGRAPHS}]|[^\s_/-]")
"""A Latin word, a Chinese character, or a sign that does not merely join words."""
_PLURAL = re.compile("[A-Z]{2,}s")
_LETTER = re.compile(r"[^\W_]")

_Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A word of the glossary as a question has it ``written``, and the ``meanings`` that it stands for."""

    written: str
    meanings: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """The words of glossary files, folded as questions are; immutable.

    ``meanings`` has what each word stands for, ``replacements`` what is read in the place of one.
    """

    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    replacements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, files: Sequence[Path]) -> Glossary:
        """Read ``files``, each adding to those before; raises GlossaryError naming file, line and fault."""
        return cls._joined(list(map(_read, files)))

    @classmethod
    def load_readable(cls, files: Sequence[Path]) -> tuple[Glossary, tuple[GlossaryError, ...]]:
        """Read those of ``files`` that can be read, and return the faults of the others."""
        read, faults = [], []
        for file in files:
            try:
                read.append(_read(file))
            except GlossaryError as fault:
                faults.append(fault)
        return cls._joined(read), tuple(faults)

    @classmethod
    def _joined(cls, glossaries: Sequence[Glossary]) -> Glossary:
        meanings: dict[str, tuple[str, ...]] = {}
        replacements: dict[str, tuple[str, ...]] = {}
        for one in glossaries:
            for word, meant in one.meanings.items():
                meanings[word] = tuple(dict.fromkeys((*meanings.get(word, ()), *meant)))
            replacements |= one.replacements
        return cls(meanings, replacements)

    def replaced(self, text: str) -> str:
        """Return ``text`` (folded) with the words that have another in their place replaced by it."""
        pieces: list[str] = []
        end = 0
        for (start, stop), words in self._replacing.find(text):
            pieces += text[end:start], words[0]
            end = stop
        return "".join((*pieces, text[end:]))

    def mentions(self, text: str) -> list[Mention]:
        """Return the words in ``text`` (folded) that stand for others, each once, the longest at each place.

        A word of two letters is one in English text only where it is written in capitals.
        """
        found = {text[slice(*span)]: meant for span, meant in self._standing.find(text, language_of(text))}
        return [Mention(written, meant) for written, meant in found.items()]

    def meanings_of(self, word: str) -> tuple[str, ...]:
        """Return what a whole ``word`` stands for; nothing for a word that the glossary lacks."""
        return next((meant for span, meant in self._standing.find(word) if span == (0, len(word))), ())

    def knows(self, word: str) -> bool:
        """Return whether a Latin ``word`` is, or is part of, one that stands for another."""
        return stem(word.lower()) in self._tokens

    @cached_property
    def _standing(self) -> _Phrases:
        return _Phrases(self.meanings)

    @cached_property
    def _replacing(self) -> _Phrases:
        return _Phrases(self.replacements)

    @cached_property
    def _tokens(self) -> frozenset[str]:
        return frozenset(token for word in self.meanings for token in _tokens(word))


NO_GLOSSARY = Glossary()


class _Phrases:
    """Words and phrases, found in a text by their tokens: Chinese characters, stems of Latin words, and signs."""

    def __init__(self, meant: Mapping[str, tuple[str, ...]]) -> None:
        self._by_tokens: dict[_Tokens, tuple[str, ...]] = {}
        lengths: dict[str, set[int]] = {}
        for word, words in meant.items():
            if tokens := _tokens(word):
                self._by_tokens[tokens] = tuple(dict.fromkeys((*self._by_tokens.get(tokens, ()), *words)))
                lengths.setdefault(tokens[0], set()).add(len(tokens))
        self._lengths = {first: sorted(some, reverse=True) for first, some in lengths.items()}

    def find(self, text: str, language: Language = "zh") -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
        """Yield the span and the meaning of each phrase in ``text``, the longest at each place, left to right."""
        matches = list(_TOKEN.finditer(text))
        tokens = [_token(match.group()) for match in matches]
        at = 0
        while at < len(tokens):
            for length in self._lengths.get(tokens[at], ()):
                phrase = tuple(tokens[at : at + length])
                meant = self._by_tokens.get(phrase) if len(phrase) == length else None
                # "cp" and "sm" in English text may be anything
                if meant and (length > 1 or language == "zh" or not _is_short_and_small(matches[at].group())):
                    yield (matches[at].start(), matches[at + length - 1].end()), meant
                    at += length
                    break
            else:
                at += 1


def _tokens(word: str) -> _Tokens:
    return tuple(map(_token, _TOKEN.findall(word)))


def _token(word: str) -> str:
    return stem((word[:-1] if _PLURAL.fullmatch(word) else word).lower())


def _is_short_and_small(word: str) -> bool:
    return len(_token(word)) == 2 and not word[:2].isupper()


def _read(file: Path) -> Glossary:
    reader = _Reader(file)
    meanings: dict[str, tuple[str, ...]] = {}
    for word, meant in reader.meanings():
        meanings[word] = tuple(dict.fromkeys((*meanings.get(word, ()), *meant)))
    return Glossary(meanings, reader.replacements())


class _Reader:
    """Checks the entries of a glossary file."""

    def __init__(self, file: Path) -> None:
        """Read ``file``; raises GlossaryError."""
        self._file = file
        try:
            if file.exists() and not file.is_file():
                raise self._fault(0, "is no file")
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise self._fault(0, f"has more than {MAX_BYTES:,} bytes, too many for a glossary")
            values = load_yaml(content.decode("utf-8-sig"))
        except YamlError as fault:
            raise self._fault(fault.line, f"is not valid YAML: {fault.reason}") from None
        except UnicodeDecodeError:
            raise self._fault(0, "is not UTF-8 text") from None
        except OSError as error:
            raise self._fault(0, f"cannot be read: {error.strerror}") from None
        if values is None:
            values = LinedMapping(1)
        if not isinstance(values, LinedMapping):
            raise self._fault(1, f"holds no keys {', '.join(_KEYS)}")
        self._values = values
        self._no_key_twice(values)
        for key in values:
            if key not in _KEYS:
                raise self._fault(values.lines[key], f"has the unknown key {key!r} (known: {', '.join(_KEYS)})")

    def meanings(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every word that stands for others, with these; raises GlossaryError."""
        groups = self._values.get("same")
        if groups is not None and not isinstance(groups, list):
            raise self._fault(self._values.lines["same"], "has same: that is not a list of lists")
        for group, line in zip(groups or (), self._values.item_lines.get("same", ()), strict=True):
            words = self._words(group, line)
            if len(words) < 2:
                raise self._fault(line, "has a group of fewer than two words under same:")
            for word in words:
                yield word, tuple(other for other in words if other != word)
        for word, meant, line in self._entries("stands_for"):
            yield word, self._words(meant if isinstance(meant, list) else [meant], line)

    def replacements(self) -> dict[str, tuple[str, ...]]:
        """Return every word that another one replaces, with this; raises GlossaryError."""
        return {word: self._words([meant], line) for word, meant, line in self._entries("replaced")}

    def _entries(self, key: str) -> Iterator[tuple[str, object, int]]:
        written = self._values.get(key)
        if written is None:
            return
        if not isinstance(written, LinedMapping):
            raise self._fault(self._values.lines[key], f"has {key}: that is not a list of “word: …” lines")
        self._no_key_twice(written)
        for word, meant in written.items():
            line = written.lines[word]
            yield self._words([word], line)[0], meant, line

    def _no_key_twice(self, written: LinedMapping) -> None:
        for key, line in written.repeated:
            raise self._fault(line, f"has {key!r} twice")

    def _words(self, written: object, line: int) -> tuple[str, ...]:
        if not isinstance(written, list):
            raise self._fault(line, "has a group that is not a list of words: put it in square brackets")
        if len(written) > MAX_GROUP:
            raise self._fault(line, f"has {len(written)} words together; {MAX_GROUP} are the most")
        return tuple(dict.fromkeys(self._word(word, line) for word in written))

    def _word(self, written: object, line: int) -> str:
        if not isinstance(written, str):
            raise self._fault(line, "has an entry that is not a text: put it in quotes")
        word = " ".join(fold(written[: MAX_WORD + 1]).split())
        if len(word) > MAX_WORD:
            raise self._fault(line, f"has a word of more than {MAX_WORD} characters")
        if not _LETTER.search(word):
            raise self._fault(line, f"has the entry {word!r}, which is no word")
        return word

    def _fault(self, line: int, reason: str) -> GlossaryError:
        return GlossaryError(f"{self._file}:{line}: {reason}" if line else f"{self._file}: {reason}")
