"""Category names from the category file, and the tree of the categories that papers are in.

The category file lists ``topics`` (with their areas and subjects, papers or none) and ``categories`` (a path, names in
Chinese and English, aliases). Paths are compared without regard to case; a path of papers that the file does not list
is named by its last part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import CategoriesError
from retrieval.text.yaml import LinedMapping, YamlError, load_yaml
from retrieval.types import Bilingual, Category, Paper

DEEPEST = 16
"""Levels of the tree; papers further down belong to their category at the last one. Whoever walks the tree recurses."""

_KEYS = frozenset(("path", "zh", "en", "aliases", "areas", "subjects"))
_PATH = re.compile(r"[^/\s]+(?:/[^/\s]+)*")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A topic, an area or a category as the file gives it; an area may have no path."""

    path: str
    name: Bilingual
    aliases: tuple[str, ...] = ()
    subjects: tuple[Bilingual, ...] = ()
    areas: tuple[_Entry, ...] = ()
    always_shown: bool = False


class CategoryNames:
    """Names and aliases of category paths and topics, from the category file."""

    def __init__(self, topics: Sequence[_Entry] = (), categories: Sequence[_Entry] = ()) -> None:
        """Hold what the file says; use :meth:`load`."""
        self._topics = tuple(topics)
        entries = [*topics, *(area for topic in topics for area in topic.areas if area.path), *categories]
        self._entries = {entry.path.casefold(): entry for entry in entries}

    @classmethod
    def load(cls, file: Path | None) -> CategoryNames:
        """Read ``file`` (None: no names are known); raises CategoriesError naming file, line and fault."""
        if file is None:
            return cls()
        try:
            values = load_yaml(file.read_text("utf-8-sig"))
        except YamlError as fault:
            raise _fault(file, fault.line, f"is not valid YAML: {fault.reason}") from None
        except UnicodeDecodeError:
            raise _fault(file, 0, "is not UTF-8 text") from None
        except OSError as error:
            raise _fault(file, 0, f"cannot be read: {error.strerror}") from None
        if values is None:
            return cls()
        if not isinstance(values, LinedMapping):
            raise _fault(file, 1, "holds no keys topics: and categories:")
        if unknown := sorted(values.keys() - {"topics", "categories"}):
            raise _fault(
                file, values.lines[unknown[0]], f"has the unknown key {unknown[0]!r} (known: topics, categories)"
            )
        reader = _Reader(file)
        topics = [reader.topic(written) for written in reader.listed(values, "topics")]
        return cls(topics, [reader.entry(written) for written in reader.listed(values, "categories")])

    def tree(self, papers: Iterable[Paper]) -> tuple[Category, ...]:
        """Return the tree of the categories of ``papers``, with counts of the papers at or below each.

        Topics and their areas are in it without papers too. The file's order comes first, the rest follows by path.
        """
        written: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for paper in papers:
            paths = {part.casefold(): part for path in paper.category_paths for part in _paths_down_to(path)}
            counts.update(paths.keys())
            for key, path in paths.items():
                written.setdefault(key, path)
        shown = [key for key, entry in self._entries.items() if counts[key] or entry.always_shown]
        keys = dict.fromkeys([*(part.casefold() for key in shown for part in _paths_down_to(key)), *sorted(written)])
        children: dict[str, list[str]] = {}
        for key in keys:
            children.setdefault(key.rpartition("/")[0], []).append(key)

        def branch(parent: str) -> tuple[Category, ...]:
            return tuple(
                self._category(key, written.get(key, key), counts[key], branch(key)) for key in children.get(parent, ())
            )

        return branch("")

    def find(self, word: str, papers: Iterable[Paper] = ()) -> tuple[str, ...]:
        """Return the category paths that ``word`` names: by path or its end, by name in either language or by alias.

        Case, width, spaces, hyphens and underscores do not matter. With ``papers`` their paths count as well. Several
        categories may share a name.
        """
        wanted = _key(word)
        if not wanted:
            return ()
        found = {entry.path: None for entry in self._entries.values() if self._is_named(entry, wanted)}
        known = {path.casefold() for path in found}
        for whole in dict.fromkeys(path for paper in papers for path in paper.category_paths):
            for path in _paths_down_to(whole):
                if path.casefold() not in known and path.casefold() not in self._entries and _ends_with(path, wanted):
                    known.add(path.casefold())
                    found[path] = None
        return tuple(found)

    def breadcrumb(self, path: str) -> tuple[Bilingual, ...]:
        """Name the categories from the top down to ``path``; by the last part of their path where the file does not."""
        names = []
        for part in _paths_down_to(path):
            entry = self._entries.get(part.casefold())
            last = _BETWEEN_WORDS.sub(" ", part.rsplit("/", 1)[-1])
            names.append(entry.name if entry else Bilingual(zh=last, en=last))
        return tuple(names)

    def _is_named(self, entry: _Entry, wanted: str) -> bool:
        names = [entry.name.zh, entry.name.en, *entry.aliases]
        if not self._has_categories_below(entry):
            # an area without a path stands for its topic while the topic holds nothing else
            for area in entry.areas:
                names += [area.name.zh, area.name.en, *area.aliases]
        return _ends_with(entry.path, wanted) or wanted in map(_key, names)

    def _has_categories_below(self, entry: _Entry) -> bool:
        return any(path.startswith(entry.path.casefold() + "/") for path in self._entries)

    def _category(self, key: str, path: str, count: int, children: tuple[Category, ...]) -> Category:
        entry = self._entries.get(key)
        if entry is None:
            last = _BETWEEN_WORDS.sub(" ", path.rsplit("/", 1)[-1])
            return Category(path, Bilingual(zh=last, en=last), count=count, children=children)
        return Category(entry.path, entry.name, entry.aliases, count, entry.subjects, children)


class _Reader:
    """Checks the entries of a category file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lines: dict[str, int] = {}

    def topic(self, written: LinedMapping) -> _Entry:
        """Read a topic with its areas."""
        areas = tuple(self.entry(area, path_needed=False, always_shown=True) for area in self.listed(written, "areas"))
        topic = self.entry(written, always_shown=True)
        pathless = [
            _subject(area.name, one) for area in areas if not area.path for one in area.subjects or (Bilingual(),)
        ]
        return _Entry(topic.path, topic.name, topic.aliases, (*topic.subjects, *pathless), areas, always_shown=True)

    def entry(self, written: LinedMapping, *, path_needed: bool = True, always_shown: bool = False) -> _Entry:
        """Read one entry; raises CategoriesError for an unknown key, a path given twice or a value of wrong type."""
        if unknown := sorted(written.keys() - _KEYS):
            raise self._fault(
                written, unknown[0], f"has the unknown key {unknown[0]!r} (known: {', '.join(sorted(_KEYS))})"
            )
        path = self._text(written, "path")
        if not path and path_needed:
            raise self._fault(written, "path", "has an entry without a path")
        if path and not _PATH.fullmatch(path):
            raise self._fault(written, "path", f"has the path {path!r}, which is not of the form llm/engineering")
        if path.casefold() in self._lines:
            raise self._fault(
                written, "path", f"has the path {path!r} twice, first in line {self._lines[path.casefold()]}"
            )
        if path:
            self._lines[path.casefold()] = written.lines["path"]
        name = Bilingual(zh=self._text(written, "zh"), en=self._text(written, "en"))
        if not name:
            raise self._fault(written, "zh", f"gives {path or 'an entry'} no name: add zh: and en:")
        return _Entry(
            path, name, tuple(self._texts(written, "aliases")), tuple(self._subjects(written)), (), always_shown
        )

    def listed(self, written: LinedMapping, key: str) -> Iterator[LinedMapping]:
        """Yield the mappings of a list; raises CategoriesError for an entry of another type."""
        for item in self._list(written, key):
            if not isinstance(item, LinedMapping):
                raise self._fault(written, key, f"has an entry under {key}: that is not a list of keys and values")
            yield item

    def _subjects(self, written: LinedMapping) -> Iterator[Bilingual]:
        given = written.get("subjects")
        if given is None:
            return
        if not isinstance(given, LinedMapping):
            raise self._fault(written, "subjects", "has subjects: without zh: and en: lists")
        chinese, english = list(self._texts(given, "zh")), list(self._texts(given, "en"))
        for place in range(max(len(chinese), len(english))):
            yield Bilingual(zh=_at(chinese, place), en=_at(english, place))

    def _texts(self, written: LinedMapping, key: str) -> Iterator[str]:
        for item in self._list(written, key):
            if not isinstance(item, str):
                raise self._fault(written, key, f"has an entry under {key}: that is not a text")
            yield item.strip()

    def _list(self, written: LinedMapping, key: str) -> list[Any]:
        value = written.get(key)
        if value is not None and not isinstance(value, list):
            raise self._fault(written, key, f"has {key}: that is not a list")
        return value or []

    def _text(self, written: LinedMapping, key: str) -> str:
        value = written.get(key)
        if value is not None and not isinstance(value, str):
            raise self._fault(written, key, f"has {key}: that is not a text")
        return (value or "").strip()

    def _fault(self, written: LinedMapping, key: str, reason: str) -> CategoriesError:
        return _fault(self._file, written.lines.get(key, written.line), reason)


def _fault(file: Path, line: int, reason: str) -> CategoriesError:
    return CategoriesError(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _subject(area: Bilingual, subject: Bilingual) -> Bilingual:
    """Name an area that has no path of its own together with what belongs to it."""
    return Bilingual(
        zh="：".join(filter(None, (area.zh, subject.zh))),
        en=": ".join(filter(None, (area.en, subject.en))),
    )


def _paths_down_to(path: str) -> Iterator[str]:
    """Yield ``a``, ``a/b`` and ``a/b/c`` for ``a/b/c``, as deep as the tree goes; none for the empty path."""
    parts = path.split("/", DEEPEST)[:DEEPEST] if path else []
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])


def _key(word: str) -> str:
    return _BETWEEN_WORDS.sub("", unicodedata.normalize("NFKC", word).casefold().strip().strip("/"))


def _ends_with(path: str, wanted: str) -> bool:
    return _key(path) == wanted or _key(path).endswith("/" + wanted)
