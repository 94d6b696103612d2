"""Addresses: of a note's page, and of the paper that a note is about.

Which of them a link may lead to is decided by :mod:`.url_validation`.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

_SAFE_IN_PATH = "/-._~!$&'()*+,;=:@"
"""Characters that Jekyll leaves unescaped in an address (``Jekyll::URL.escape_path``)."""

_ENDING = re.compile(r"\.(?:html?|md|markdown)$", re.IGNORECASE)
_ARXIV_NUMBER = r"(\d{4}\.\d{4,5}|[a-z-]{2,12}+(?>(?:\.[a-z]{2})?)/\d{7})"
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/|ar5iv\.org/(?:abs|html)/|alphaxiv\.org/(?:abs|overview|pdf)/|"
    rf"huggingface\.co/papers/|arxiv[:\s]++){_ARXIV_NUMBER}",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(rf"{_ARXIV_NUMBER}(?:v\d+)?(?:\s*\[[^\]]*\])?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"^10\.48550/arxiv\.{_ARXIV_NUMBER}", re.IGNORECASE)
_DOI = re.compile(r"(?:doi\.org/|doi[:\s]++|/doi/(?:[a-z]+/)?|^)(10\.\d{4,9}/[^\s?#\"<>]+)", re.IGNORECASE)


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
