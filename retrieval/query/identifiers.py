"""Finding a paper named outright in a question: arXiv id or link, DOI, link to the site, short id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from retrieval.types import SHORT_ID_LENGTH, Paper

_ARXIV = re.compile(
    r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d+)?(?![\d])|(?<![a-z-])([a-z-]++(?:\.[a-z]{2})?/\d{7})(?:v\d+)?\b"
)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"'<>?#，。；]+)")
_LINK = re.compile(r"(?<![\w.-])(?:https?://)?[\w.-]++(?:/[^\s\"'<>，。；/]*+)+")
_SHORT = re.compile(rf"(?<![0-9a-z])[0-9a-f]{{{SHORT_ID_LENGTH}}}(?![0-9a-z])")


_ALONE = re.compile(
    r"(?:https?://)?(?>(?:[\w-]++\.)+)[a-z]{2,}/\S++|(?:arxiv:\s?)?\d{4}\.\d{4,5}(?:v\d+)?|(?:doi:\s?)?10\.\d{4,9}/\S++"
)


def is_identifier(text: str) -> bool:
    """Return whether ``text`` (in lower case) is nothing but an address, an arXiv number or a DOI."""
    return _ALONE.fullmatch(text.strip().rstrip("?？.。!！")) is not None


class Identifiers:
    """The identifiers of a library's papers, each leading to short ids."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        """Collect what identifies each of ``papers``."""
        self._ids: dict[str, list[str]] = {}
        for paper in papers:
            keys = {
                paper.id,
                paper.arxiv.casefold(),
                paper.doi.casefold(),
                paper.path.casefold(),
                paper.slug.casefold(),
            }
            keys |= {_address(url) for url in (paper.url, paper.paper_url) if url}
            for key in keys - {""}:
                self._ids.setdefault(key, []).append(paper.id)
        self._most_parts = max((key.count("/") + 1 for key in self._ids), default=0)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the short ids of the papers identified in ``text`` (in lower case)."""
        keys = [match[1] or match[2] for match in _ARXIV.finditer(text)]
        keys += [match[1].rstrip(".,;)") for match in _DOI.finditer(text)]
        keys += [match[0] for match in _SHORT.finditer(text)]
        for match in _LINK.finditer(text):
            address = _address(match[0])
            parts = address.split("/")
            # of a longer address no more parts at its end than the longest of a paper's has
            first = max(1, len(parts) - self._most_parts)
            keys += [address, *("/".join(parts[start:]) for start in range(first, len(parts)))]
        found = (paper for key in keys for paper in self._ids.get(key, ()))
        return tuple(dict.fromkeys(found))


def _address(url: str) -> str:
    """Return an address in the one form in which addresses are compared: no scheme, fragment or ending."""
    bare = re.sub(r"^[a-z]+://(?:www\.)?", "", unquote(url).casefold())
    return (
        re.split("[?#]", bare, maxsplit=1)[0]
        .removesuffix("/")
        .removesuffix(".html")
        .removesuffix(".htm")
        .removesuffix(".md")
    )
