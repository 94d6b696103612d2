"""Addresses: of a note on its site, of a heading on its page, of the paper that a note is about.

Which of them a link may lead to is decided by :mod:`.url_validation`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from urllib.parse import quote, unquote, urlsplit

_SAFE_IN_PATH = "/-._~!$&'()*+,;=:@"
"""Characters that Jekyll leaves unescaped in an address (``Jekyll::URL.escape_path``)."""

_PLACEHOLDER = re.compile(r":([a-z_]+)")
_ENDING = re.compile(r"\.(?:html?|md|markdown)$", re.IGNORECASE)
_NOT_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+")
_NOT_WORD_OR_DIGIT = re.compile(r"[\W_]+")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- \t]")
_ARXIV_NUMBER = r"(\d{4}\.\d{4,5}|[a-z-]{2,12}+(?:\.[a-z]{2})?+/\d{7})"
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/|ar5iv\.org/(?:abs|html)/|alphaxiv\.org/(?:abs|overview|pdf)/|"
    rf"huggingface\.co/papers/|arxiv[:\s]++){_ARXIV_NUMBER}",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(rf"{_ARXIV_NUMBER}(?:v\d+)?(?:\s*\[[^\]]*\])?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"^10\.48550/arxiv\.{_ARXIV_NUMBER}", re.IGNORECASE)
_DOI = re.compile(r"(?:doi\.org/|doi[:\s]++|/doi/(?:[a-z]+/)?|^)(10\.\d{4,9}/[^\s?#\"<>]+)", re.IGNORECASE)

JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""Jekyll's built-in permalink styles (jekyllrb.com/docs/permalinks)."""


def fill_permalink(pattern: str, fields: Mapping[str, str]) -> str:
    """Put ``fields`` into a permalink pattern; what it does not know stays as written, double slashes become one."""
    filled = _PLACEHOLDER.sub(lambda match: _field(match, fields), pattern)
    return re.sub(r"/{2,}", "/", "/" + filled)


def _field(match: re.Match[str], fields: Mapping[str, str]) -> str:
    """Fill one placeholder; a longer run of letters may begin with a name (``:title_x``)."""
    name = match[1]
    for end in range(min(len(name), max(map(len, fields))), 0, -1):
        if name[:end] in fields:
            return fields[name[:end]] + name[end:]
    return match[0]


def date_fields(day: date) -> dict[str, str]:
    """Return the fields of Jekyll's permalinks that come from a post's date, at midnight."""
    year, week, weekday = day.isocalendar()
    return {
        "year": f"{day.year:04}",
        "short_year": day.strftime("%y"),
        "month": f"{day.month:02}",
        "i_month": str(day.month),
        "short_month": day.strftime("%b"),
        "long_month": day.strftime("%B"),
        "day": f"{day.day:02}",
        "i_day": str(day.day),
        "y_day": day.strftime("%j"),
        "w_year": str(year),
        "week": f"{week:02}",
        "w_day": str(weekday),
        "short_day": day.strftime("%a"),
        "long_day": day.strftime("%A"),
        "hour": "00",
        "minute": "00",
        "second": "00",
    }


def pretty_slug(text: str) -> str:
    """Make ``text`` what Jekyll's ``slugify`` in mode ``pretty`` makes it, case kept."""
    return _NOT_PRETTY.sub("-", text.replace("_", "_")).strip("-")


def plain_slug(text: str) -> str:
    """Make ``text`` what Jekyll's ``slugify`` makes it: words in lower case joined by hyphens."""
    return _NOT_WORD_OR_DIGIT.sub("-", text).strip("-").lower()


def escape_path(path: str) -> str:
    """Escape ``path`` for an address."""
    return quote(path, safe=_SAFE_IN_PATH)


def paper_path(address: str, baseurl: str = "") -> str:
    """Return the path that identifies a paper from the address of its page: no host, base, slashes around or ending."""
    path = unquote(urlsplit(address).path)
    base = "/" + baseurl.strip("/")
    if base != "/" and (path == base or path.startswith(base + "/")):
        path = path[len(base) :]
    return _ENDING.sub("", path.strip("/"))


class Anchors:
    """Anchors of a page's headings as kramdown's GFM parser makes them (``generate_gfm_header_id``)."""

    def __init__(self) -> None:
        """Begin a page."""
        self._used: Counter[str] = Counter()

    def of(self, heading: str) -> str:
        """Return the anchor for a heading's raw text: lower case, punctuation dropped, repetitions numbered from -1."""
        anchor = _NOT_IN_ANCHOR.sub("", heading.strip().lower()).replace(" ", "-").replace("\t", "-")
        count = self._used[anchor]
        self._used[anchor] += 1
        return f"{anchor}-{count}" if count else anchor


def arxiv_id(address: str) -> str:
    """Return the arXiv identifier, without version, in the address of a paper, or that it is; else empty."""
    if match := _ARXIV.search(address) or _BARE_ARXIV.fullmatch(address.strip()):
        return match[1]
    by_doi = _ARXIV_DOI.match(doi(address))
    return by_doi[1] if by_doi else ""


def doi(address: str) -> str:
    """Return the DOI in the address of a paper, or that it is; empty if there is none."""
    match = _DOI.search(unquote(address).strip())
    return match[1].rstrip(".,;)") if match else ""
