"""Comparison of the product's links with the pages that a generator really wrote."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from retrieval import Site, open_source
from retrieval.errors import NoteError
from retrieval.sources import SourceFile
from retrieval.types import Note

TODAY = date(2026, 11, 30)
_HEADINGS = "h1,h2,h3,h4,h5,h6"
_SPACES = re.compile(r"\s+")


def marked(name: str, text: str) -> str:
    """Return the ``text`` of the file ``name`` with a word at its end by which its page is known."""
    return f"{text.rstrip()}\n\n{mark(name)}\n"


def mark(name: str) -> str:
    """Return the word that stands in no other file."""
    return f"mark{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def write_site(folder: Path, files: Mapping[str, str], documents: tuple[str, ...]) -> None:
    """Write the ``files`` of a site below ``folder``, those with endings of ``documents`` marked."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(marked(name, text) if name.endswith(documents) else text, "utf-8")


@dataclass(slots=True)
class Comparison:
    """What came out: links that lead to the right page, those that do not, pages without link, notes without page."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    anchors: int = 0
    dead: list[str] = field(default_factory=list)
    headings: int = 0


def read_notes(folder: Path) -> dict[str, list[Note]]:
    """Read the notes of ``folder`` by their file's name."""
    source = open_source(folder, Site(), today=lambda: TODAY)
    found: dict[str, list[Note]] = {}
    for file in source.scan():
        if isinstance(file, SourceFile):
            try:
                found[file.name] = list(source.read(file).notes)
            except NoteError:
                found[file.name] = []
    return found


def compare(folder: Path, pages: Path, address: str, files: Mapping[str, str], *, copied: str = "\0") -> Comparison:
    """Compare the links to the notes in ``folder`` with the ``pages`` that the generator wrote for ``address``.

    A page that ends as ``copied`` is none: the generator copied the note's file.
    """
    written = {file: file.read_text("utf-8", "replace") for file in _pages(pages, copied)}
    result = Comparison()
    notes = {name: note for name, several in read_notes(folder).items() for note in several}
    for name in files:
        mine = [file for file, text in written.items() if mark(name) in text]
        note = notes.get(name)
        if note is None:
            continue
        where = f"{folder.name}: {name}"
        if not note.paper.url:
            if mine:
                result.unlinked.append(where)
        elif not mine:
            result.unpublished.append(f"{where} -> {note.paper.url}")
        elif (page := _page_at(note.paper.url, pages, address, mine)) is None:
            result.wrong.append(
                f"{where} -> {note.paper.url}, written: {[str(one.relative_to(pages)) for one in mine]}"
            )
        else:
            result.right += 1
            _compare_anchors(note, written[page], where, result)
    return result


def _pages(pages: Path, copied: str) -> Iterator[Path]:
    for file in sorted(pages.rglob("*")):
        if file.is_file() and not file.name.endswith(copied) and file.suffix not in (".xml", ".json", ".js"):
            yield file


def _page_at(url: str, pages: Path, address: str, mine: list[Path]) -> Path | None:
    """Return the file that a server shows at ``url``, if it is one of ``mine``."""
    base = urlsplit(address)
    place = urlsplit(url)
    if (place.scheme, place.netloc) != (base.scheme, base.netloc) or not place.path.startswith(base.path):
        return None
    below = unquote(place.path.removeprefix(base.path)).lstrip("/")
    file = pages / below
    shown = (
        [file / "index.html"] if url.endswith("/") else [file, file.with_name(f"{file.name}.html"), file / "index.html"]
    )
    found = next((one for one in shown if one.is_file()), None)
    return found if found in mine else None


def _compare_anchors(note: Note, page: str, where: str, result: Comparison) -> None:
    places: dict[str, str] = {}
    tree = LexborHTMLParser(page)
    for element in tree.css("[id]"):
        is_heading = element.tag in _HEADINGS.split(",")
        places.setdefault(element.attributes.get("id") or "", _plain(element.text()) if is_heading else "\0")
    for section in note.sections:
        if not section.headings:
            continue
        result.headings += 1
        if not section.anchor:
            continue
        result.anchors += 1
        shown = places.get(unquote(section.anchor))
        if shown is None:
            result.dead.append(f"{where}: {section.headings[-1]!r} #{section.anchor}")
        elif not _alike(shown, section.headings[-1]):
            result.dead.append(f"{where}: #{section.anchor} leads to {shown!r}, not to {section.headings[-1]!r}")


def _plain(text: str) -> str:
    return _SPACES.sub(" ", unescape(text)).strip()


def _alike(shown: str, heading: str) -> bool:
    """Return whether two texts are of the same heading: the same words, whatever became of signs and formulas."""
    one, other = ("".join(sign for sign in text.lower() if sign.isalnum()) for text in (shown, heading))
    # the number of a footnote is no part of the text
    letters, others = ("".join(filter(str.isalpha, text)) for text in (one, other))
    return one == other or (letters == others != "") or (one != "" != other and (one in other or other in one))
