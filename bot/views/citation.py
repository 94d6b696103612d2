"""Citations of papers: BibTeX, made from what the note says of the paper."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup

from bot.locales import Texts
from bot.views.message import Button, Message
from bot.views.render import clean
from bot.views.telegram_html import fit, units
from bot.views.venues import venue_name
from retrieval import Paper, venue_of, venue_year, web_address

MAX_COPY = 256
"""UTF-16 units that a button may put on the clipboard."""
MAX_FIELD = 600
_ORDINARY = frozenset(["a", "an", "the", "on", "of", "for", "in", "to", "towards", "and", "with", "is", "are"])
_SPECIAL = re.compile(r"[&%$#_]")
_BRACES = re.compile(r"[{}\\]")
_PREPRINT, _JOURNALS = "misc", frozenset(("jmlr", "jpdc", "tmlr", "pvldb", "tacl", "sigarch"))


def citation(paper: Paper, texts: Texts) -> Message:
    """Show a paper's BibTeX, with a button that copies it where it is short enough."""
    entry = bibtex(paper)
    title = Markup("<b>{}</b>").format(texts("citation-title"))
    code = Markup('<pre><code class="language-bibtex">{}</code></pre>').format(entry)
    keyboard = ((copy_button(entry, texts),),) if units(entry) <= MAX_COPY else ()
    return Message(fit(f"{title}\n{code}"), keyboard)


def copy_button(entry: str, texts: Texts) -> Button:
    """Return the button that puts ``entry`` on the reader's clipboard."""
    return Button(texts("citation-copy"), copy=entry)


def bibtex(paper: Paper) -> str:
    """Return the BibTeX entry of a paper: of its venue where the tag names one, else as a preprint or a web page."""
    year = venue_year(paper.tag)
    venue = venue_name(venue_of(paper.tag)) if year else ""
    year = year or paper.date[:4]
    kind = _PREPRINT if not venue else "article" if venue_of(paper.tag) in _JOURNALS else "inproceedings"
    address = web_address(paper.paper_url) or web_address(paper.url)
    fields = {
        "title": f"{{{_value(paper.title)}}}",
        "author": " and ".join(filter(None, map(_value, paper.authors))),
        "journal" if kind == "article" else "booktitle": _value(venue),
        "year": year,
        "eprint": _value(paper.arxiv),
        "archiveprefix": "arXiv" if paper.arxiv else "",
        "doi": _value(paper.doi),
        "url": "" if paper.arxiv or paper.doi else _BRACES.sub("", address),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value and value != "{}"]
    return f"@{kind}{{{_key(paper, year)},\n" + ",\n".join(lines) + "\n}"


def _key(paper: Paper, year: str) -> str:
    """Return a citation key as Google Scholar makes it: first author's family name, year, a word of the title."""
    names = map(_ascii, reversed(paper.authors[0].split()) if paper.authors else ())
    # a footnote's mark behind the name is none
    author = next((name for name in names if name.strip("0123456789")), "")
    words = [word for word in (_ascii(word) for word in re.split(r"[\s:\-–—/]+", paper.title)) if word]
    word = next((word for word in words if word not in _ORDINARY), paper.id)
    return f"{author}{year}{word}"[:60]


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", decomposed.lower())


def _value(text: str) -> str:
    """Make a text safe inside braces."""
    plain = " ".join(_BRACES.sub("", clean(text)).split())[:MAX_FIELD]
    return _SPECIAL.sub(r"\\\g<0>", plain)
