"""Change detection: the papers of the library compared with ``known_papers``, whoever refreshed it and whenever.

A paper's row in ``known_papers`` is ``pending`` from the moment the paper appears until it has stood still for long
enough to be told of; then it is ``known``. It is ``withdrawn`` once it left the library, and stays on record, so that
one that comes back is no news. A row follows its paper to another path.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.announce.moved_papers import redirect_to
from bot.state.schema import AnnouncementRow, KnownPaperRow, MarkRow, PaperState
from retrieval import READER_VERSION, Duplicate, Paper, title_key

logger = logging.getLogger(__name__)

FIRST_SEEN = "stock_taken"
"""The mark, in its stored name, that the library was seen before: its value is the moment of the first time."""
READER = "reader"
"""The mark that says which version of the reader of notes made the library that was looked at last."""
COLLECTION = 10
"""Papers from which on a library is a collection: so many at once in an empty one are its beginning and no news, and
when more than half of so many vanish at once, something is more likely broken than withdrawn."""
BROKEN_REST_SECONDS = 6 * 3600.0
"""How long more than half of a collection may be away before it counts as withdrawn: a night's copying, a disk that
was not mounted, a branch that was switched."""
_LOCK = 0x6E657773
"""Any number will do: PostgreSQL's lock that lets one process look for changes at a time."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in the library. Of ``new`` papers and those that now are ``with_note`` nobody was told yet.

    ``changed`` are the paths of announcements that show something else now, ``withdrawn`` and ``returned`` of those
    whose paper left and came back. ``next_moment`` is when something that still rests will be ready, if nothing
    happens to it.
    """

    new: tuple[Paper, ...] = ()
    with_note: tuple[Paper, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    first: bool = False
    next_moment: float | None = None


def content_of(paper: Paper) -> str:
    """Return the digest of what an announcement shows of ``paper``: another digest, another message."""
    shown = [
        *(paper.title, paper.title_zh, paper.summary.zh, paper.summary.en),
        *(paper.url, paper.paper_url, paper.category, paper.tag, paper.has_note),
    ]
    return hashlib.blake2b(json.dumps(shown).encode(), digest_size=16).hexdigest()


def one_at_a_time(session: Session) -> None:
    """Let one process at a time do what follows in this transaction; SQLite has no other way."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


def detect_changes(
    session: Session,
    papers: Sequence[Paper],
    now: float,
    settle_seconds: float,
    duplicates: Sequence[Duplicate] = (),
    *,
    up_to_date: bool = True,
) -> Changes:
    """Compare ``papers``, all that the library holds, with those that are known, and record the difference.

    ``duplicates`` are the files whose papers are among ``papers`` under other paths. ``up_to_date`` says that this
    version of the program has read all the notes since it was installed.

    After an upgrade notes may be read that could not be before: until the library is up to date, and the first time
    that it is, what appears becomes known and is no news. On the first call everything becomes known and nothing is
    new. What is returned as new is known from this transaction on, so whoever calls this announces it in the same one.
    An empty library says nothing: it is broken or not yet filled.
    """
    one_at_a_time(session)
    rows = {row.path: row for row in session.scalars(select(KnownPaperRow))}
    seen_before = session.get(MarkRow, FIRST_SEEN) is not None
    if not seen_before:
        session.add(MarkRow(name=FIRST_SEEN, value=str(now)))
    if not seen_before or (not rows and len(papers) >= COLLECTION):
        session.add_all(_row_of(paper, "known", now) for paper in papers if paper.path not in rows)
        _set_reader(session)
        return Changes(first=True)
    if not papers:
        if rows:
            logger.warning(
                "the library is empty, though %d papers are known: nothing is taken for withdrawn", len(rows)
            )
        return Changes()
    mark = session.get(MarkRow, READER)
    upgraded = mark is None or mark.value != str(READER_VERSION)
    changes = _ChangeDetection(session, rows, now, settle_seconds, upgraded=upgraded).of(papers, duplicates)
    if upgraded and up_to_date:
        _set_reader(session)
    return changes


def _set_reader(session: Session) -> None:
    session.merge(MarkRow(name=READER, value=str(READER_VERSION)))


class _ChangeDetection:
    """One comparison of the library with the known papers."""

    def __init__(
        self,
        session: Session,
        rows: dict[str, KnownPaperRow],
        now: float,
        settle_seconds: float,
        *,
        upgraded: bool = False,
    ) -> None:
        self._session = session
        self._rows = rows
        self._now = now
        self._settle_seconds = settle_seconds
        self._upgraded = upgraded
        self._moments: list[float] = []

    def of(self, papers: Sequence[Paper], duplicates: Sequence[Duplicate]) -> Changes:
        for row in self._rows.values():
            # the clock may have been set back: nothing rests longer for that than it has to
            row.since = min(row.since, self._now)
        while self._follow_moves(papers):
            pass  # a path that became free may be another paper's now
        self._join(duplicates, {paper.path: paper for paper in papers})
        self._mark_gone({paper.path for paper in papers})
        appeared = sum(paper.path not in self._rows for paper in papers)
        if self._upgraded and appeared:
            logger.info("%d papers that are there since an upgrade are not announced", appeared)
        for paper in papers:
            self._upsert(paper)
        told = list(self._session.scalars(select(AnnouncementRow).order_by(AnnouncementRow.id)))
        changed, withdrawn, returned = self._correct(told, {paper.path: paper.title for paper in papers})
        new, with_note = self._news(papers, {one.path for one in told})
        following = min(self._moments, default=None)
        return Changes(new, with_note, changed, withdrawn, returned, next_moment=following)

    def _join(self, duplicates: Iterable[Duplicate], present: Mapping[str, Paper]) -> None:
        """Merge the rows of papers that turned out to be one."""
        for duplicate in duplicates:
            row, paper = self._rows.get(duplicate.path), present.get(duplicate.served_path)
            if row is None or paper is None or duplicate.path in present:
                continue
            into = self._rows.get(paper.path)
            if into is None:
                self._move(row, paper)
                continue
            if row.state != "pending":
                if into.state == "pending":
                    into.state, into.has_note = "known", row.has_note
                redirect_to(self._session, row.path, paper)
            self._session.delete(self._rows.pop(row.path))

    def _follow_moves(self, papers: Sequence[Paper]) -> bool:
        """Move the rows and announcements of papers that lie elsewhere now; return whether there were any."""
        present = {paper.path: paper for paper in papers}
        appeared = [paper for paper in papers if paper.path not in self._rows]
        # a file may have become another paper's, while a copy of it goes on being the old one's
        free = [row for path, row in self._rows.items() if path not in present or _is_another(present[path], row)]
        moves = [*_moves(appeared, free)]
        for paper, row in moves:
            self._move(row, paper)
        return bool(moves)

    def _move(self, row: KnownPaperRow, paper: Paper) -> None:
        """Let ``row``, its announcements and subscriptions lead to ``paper``."""
        redirect_to(self._session, row.path, paper)
        self._rows[paper.path] = self._rows.pop(row.path)
        row.path, row.paper_id = paper.path, paper.id
        # another row may take the old path in this transaction
        self._session.flush()

    def _mark_gone(self, present: set[str]) -> None:
        """Record the papers that left; one that was never announced is forgotten."""
        left = [row for path, row in self._rows.items() if path not in present and row.state != "withdrawn"]
        for row in left:
            if row.state == "pending":
                self._session.delete(self._rows.pop(row.path))
            else:
                row.state, row.since = "withdrawn", self._now
        if left and self._is_broken():
            logger.warning(
                "%d of %d papers left the library at once: unless they come back, they count as withdrawn in %d hours",
                *(len(left), len(left) + len(present), BROKEN_REST_SECONDS / 3600),
            )

    def _upsert(self, paper: Paper) -> None:
        """Insert or update the row of a paper that is there."""
        row = self._rows.get(paper.path)
        if row is None:
            state: PaperState = "known" if self._upgraded else "pending"
            row = self._rows[paper.path] = _row_of(paper, state, self._now)
            self._session.add(row)
        if row.state == "withdrawn":
            row.state = "known"
        if row.content != (content := content_of(paper)):
            row.content, row.since = content, self._now
        if row.state == "pending":
            row.has_note = paper.has_note
        elif self._upgraded:
            row.has_note = row.has_note or paper.has_note
        row.title_key = title_key(paper.title)
        row.arxiv, row.doi = paper.arxiv or row.arxiv, paper.doi.casefold() or row.doi

    def _news(self, papers: Iterable[Paper], told: set[str]) -> tuple[tuple[Paper, ...], tuple[Paper, ...]]:
        """Return the papers never announced, and those announced without the note that they have now."""
        new: list[Paper] = []
        with_note: list[Paper] = []
        for paper in papers:
            row = self._rows[paper.path]
            # a row that once had a note keeps saying so: one that is mended is no news
            if (row.state == "pending" or (paper.has_note and not row.has_note)) and self._is_ready(
                row, self._settle_seconds
            ):
                row.state, row.has_note = "known", paper.has_note
                (with_note if paper.path in told else new).append(paper)
        return tuple(new), tuple(with_note)

    def _correct(
        self, told: Sequence[AnnouncementRow], titles: Mapping[str, str]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Bring announcements up to date; return the paths of those changed, withdrawn and returned."""
        changed, withdrawn, returned = dict[str, None](), dict[str, None](), dict[str, None]()
        rest_of_gone = BROKEN_REST_SECONDS if self._is_broken() else self._settle_seconds
        for one in told:
            row = self._rows.get(one.path)
            if row is None:
                continue
            if row.state == "withdrawn":
                if one.withdrawn_at is None and self._is_ready(row, rest_of_gone):
                    one.withdrawn_at = self._now
                    withdrawn[one.path] = None
                continue
            if one.withdrawn_at is not None:
                one.withdrawn_at = None
                returned[one.path] = None
            if one.content != row.content and self._is_ready(row, self._settle_seconds):
                one.content, one.title = row.content, titles[one.path]
                changed[one.path] = None
        return tuple(changed), tuple(withdrawn), tuple(returned)

    def _is_ready(self, row: KnownPaperRow, settle_seconds: float) -> bool:
        moment = row.since + settle_seconds
        if self._now < moment:
            self._moments.append(moment)
        return self._now >= moment

    def _is_broken(self) -> bool:
        """Return whether so many papers left lately that something must be wrong with the collection."""
        absent = [row for row in self._rows.values() if row.state == "withdrawn"]
        lately = sum(self._now < row.since + BROKEN_REST_SECONDS for row in absent)
        there = len(self._rows) - len(absent)
        return lately + there >= COLLECTION and lately > there


def _row_of(paper: Paper, state: PaperState, now: float) -> KnownPaperRow:
    return KnownPaperRow(
        path=paper.path,
        paper_id=paper.id,
        title_key=title_key(paper.title),
        arxiv=paper.arxiv,
        doi=paper.doi.casefold(),
        has_note=paper.has_note,
        content=content_of(paper),
        state=state,
        since=now,
        first_seen=now,
    )


def _moves(appeared: Sequence[Paper], absent: Iterable[KnownPaperRow]) -> Iterator[tuple[Paper, KnownPaperRow]]:
    """Return the papers that are ones that left, each with its row; surer identifiers come first."""
    # of several, the one that left last: those that leave just now are not gone yet
    free = sorted(absent, key=lambda row: (row.state == "withdrawn", -row.since, row.path))
    left = list(appeared)
    for place in range(len(_row_names(free[0])) if free else 0):
        rows: dict[str, KnownPaperRow] = {}
        for row in free:
            rows.setdefault(_row_names(row)[place], row)
        for paper in list(left):
            name = _paper_names(paper)[place]
            if name and (found := rows.pop(name, None)) is not None:
                left.remove(paper)
                free.remove(found)
                yield paper, found


def _is_another(paper: Paper, row: KnownPaperRow) -> bool:
    """Return whether ``paper`` has nothing in common with what is known of the one that lay at its path."""
    names, known = _paper_names(paper)[1:], _row_names(row)[1:]
    return not any(name and name == one for name, one in zip(names, known, strict=True))


def _paper_names(paper: Paper) -> tuple[str, ...]:
    return paper.id, paper.arxiv, paper.doi.casefold(), title_key(paper.title)


def _row_names(row: KnownPaperRow) -> tuple[str, ...]:
    return row.paper_id, row.arxiv, row.doi, row.title_key
