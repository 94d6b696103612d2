"""The library, the entry point for callers: open it, refresh it, ask it, look things up in it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from types import TracebackType

from retrieval.categories import CategoryNames
from retrieval.errors import CategoriesError, RetrievalError, StoreDamagedError, StoreError
from retrieval.indexing.bounded_analyst import BoundedAnalyst
from retrieval.indexing.indexer import Models
from retrieval.indexing.refresh import Check, refresh
from retrieval.indexing.scan import Progress
from retrieval.models.embedding import Embedder, StaticEmbedder
from retrieval.models.reranking import Reranker
from retrieval.query.context import Context
from retrieval.query.glossary import Glossary
from retrieval.query.parse import understand
from retrieval.ranking.answerer import FIRST_HITS, Answerer
from retrieval.ranking.filters import meets
from retrieval.ranking.legs import LegName
from retrieval.ranking.lookup import find_papers
from retrieval.ranking.related import related_papers
from retrieval.sources import Source
from retrieval.sources.look import ANY_ENDING, Look, changed_below, look_below
from retrieval.store.base import Store
from retrieval.store.snapshot import Snapshot
from retrieval.store.sqlite import SqliteStore
from retrieval.types import (
    Answer,
    Bilingual,
    Category,
    Duplicate,
    Filters,
    Hit,
    MatchScore,
    Note,
    Paper,
    Query,
    RefreshReport,
    short_id,
)
from retrieval.view import View

LIBRARY_FILE = "library.db"


class Library:
    """Notes and papers, to be asked from any number of threads, also while it is being refreshed.

    Example::

        with Library.open(Path("data"), [open_source(Path("notes"), Site())], load_embedder()) as library:
            library.refresh()
            answer = library.ask("如何减少 KV cache 的显存浪费?")
    """

    def __init__(
        self,
        store: Store,
        sources: Sequence[Source],
        models: Models,
        categories: Path | None,
        glossary: Sequence[Path],
        today: Callable[[], date],
        reranker: Reranker | None = None,
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        """Use :meth:`open`."""
        self._store = store
        self._sources = tuple(sources)
        self._models = models
        self._reranker = reranker
        self._loaded = loaded
        self._categories_file = categories
        self._glossary_files = tuple(glossary)
        self._today = today
        self._glossary, faults = Glossary.load_readable(glossary)
        self.faults: tuple[RetrievalError, ...] = faults
        """Why the category file or a glossary file was left out at the opening."""
        try:
            self._names = CategoryNames.load(categories)
        except CategoriesError as error:
            self._names, self.faults = CategoryNames(), (error, *faults)
        self._swapping = threading.Lock()
        self._analyst: BoundedAnalyst | None = None
        self._ending = False
        self._stamp = store.stamp()
        snapshot, notice = store.open(self._names.tree)
        self._view: View | None = self._view_of(snapshot, self._glossary)
        self.notices: tuple[str, ...] = (notice,) if notice else ()
        """Notices of the opening for people, in whole sentences: a damaged file that was set aside."""

    @classmethod
    def open(
        cls,
        data: Path,
        sources: Sequence[Source],
        embedder: Embedder,
        categories: Path | None = None,
        *,
        glossary: Sequence[Path] = (),
        today: Callable[[], date] = date.today,
        reranker: Reranker | None = None,
        loaded: Callable[[], None] = lambda: None,
    ) -> Library:
        """Open the library kept in the folder ``data``, or make an empty one; nothing is read from ``sources`` yet.

        ``categories`` is the category file, ``glossary`` are the glossary files. A damaged library is set aside, as
        :attr:`notices` says, and is empty until the next :meth:`refresh`. A category or glossary file that cannot be
        read is left out until then, as :attr:`faults` says. ``reranker`` has the last word on the order of the best
        papers. ``loaded`` is called whenever the library was read or made ready to be asked, which frees much memory.
        Raises :class:`RetrievalError` where the folder or the bundled model cannot be used.
        """
        bundled = embedder if isinstance(embedder, StaticEmbedder) else StaticEmbedder.open()
        store = SqliteStore(data / LIBRARY_FILE)
        return cls(store, sources, Models(embedder, bundled), categories, glossary, today, reranker, loaded)

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the memory; the library cannot be used afterwards."""
        self._view = None

    @property
    def needs_refresh(self) -> str:
        """The reason why nothing can be asked before a refresh, as a clause; empty if there is none."""
        return self._current.outdated

    @property
    def generation(self) -> int:
        """The number of refreshes that had changed the library when it was last read; 0 before the first."""
        return self._current.snapshot.generation

    @property
    def changed_at(self) -> float:
        """When a refresh last changed the library, in seconds since 1970; 0 where none did."""
        return self._store.changed_at

    @property
    def being_refreshed(self) -> bool:
        """Whether a refresh is under way in another process, for which one of ours would wait."""
        return self._store.being_refreshed

    @property
    def notes_changed(self) -> bool:
        """Whether the notes seem changed since the last refresh; answers then come from the state before."""
        began = self._store.refreshed_at
        return began is not None and (
            any(source.changed_since(began) for source in self._sources)
            or any(changed_below(file, ANY_ENDING, began) for file in self._files_of_words)
        )

    def look(self, given_up: Callable[[], bool]) -> Look | None:
        """Take a quick look at all that a refresh reads: two looks differ where something may have changed.

        None if ``given_up`` returns true meanwhile.
        """
        looks = [source.look(given_up) for source in self._sources]
        looks += [look_below(file, given_up=given_up) for file in self._files_of_words]
        return Look.of_all(looks)

    def refresh(self, progress: Progress | None = None, *, asked: bool = True) -> RefreshReport:
        """Bring the library up to what the sources hold now, in one transaction, and report what changed.

        Notes are read in a process of their own, which bounds what each may take. Questions go on being answered from
        the library as it was until all is done and the result has answered samples: a note that would break it is
        skipped. Where nobody is asking meanwhile (not ``asked``), the library as it was is let go of before the new one
        is read, which takes half the memory. Raises :class:`StoreError` or a subclass, :class:`SourceError`,
        :class:`CategoriesError` and :class:`GlossaryError`; the library is then as before.
        """
        names, glossary = CategoryNames.load(self._categories_file), Glossary.load(self._glossary_files)
        made: list[View] = []

        def ask(snapshot: Snapshot) -> None:
            view = self._view_of(snapshot, glossary)
            view.ask_samples(self._today())
            made[:] = [view]

        def make_room() -> None:
            made.clear()
            if not asked:
                self._view = None
            self._loaded()

        check = Check(names.tree, ask, passed=self._can_be_asked(), make_room=make_room)
        try:
            with BoundedAnalyst(self._models.bundled) as analyst:
                self._analyst = analyst
                if self._ending:
                    analyst.stop()
                report = refresh(
                    self._store,
                    self._sources,
                    self._models,
                    progress,
                    analyst=analyst,
                    check=check,
                    today=self._today(),
                )
        except BaseException:
            if self._view is None:
                with self._swapping:
                    self._reload()
            raise
        with self._swapping:
            self._names, self._glossary = names, glossary
            self._reload(made)
        # a damaged file was set aside at opening, so this refresh found an empty one
        return replace(report, rebuilt=" ".join(self.notices)) if report.first and self.notices else report

    def stop_refreshing(self) -> None:
        """Stop a refresh in another thread at once, and every later one: the program is ending."""
        self._ending = True
        if self._analyst is not None:
            self._analyst.stop()

    def reload_if_changed(self) -> bool:
        """Load the library again if another process refreshed it, return whether it did; else takes microseconds.

        Raises :class:`StoreError` where the file cannot be used any more; the library then goes on as it was.
        """
        if self._view is None or self._store.stamp() == self._stamp:
            return False
        with self._swapping:
            return self._reload()

    def ask(
        self,
        text: str,
        *,
        limit: int = 10,
        within: Sequence[str] = (),
        previous: Answer | None = None,
        numbered: Mapping[int, str] | None = None,
        lists: bool = True,
        standalone: bool = False,
        passages: range = FIRST_HITS,
    ) -> Answer:
        """Answer a question with the best papers and their passages, or a list with all papers that belong to it.

        ``limit`` bounds the papers found (never a list), ``within`` names the papers to search (short ids),
        ``previous`` is the answer that a follow-up may refer back to, ``numbered`` are the papers (short ids) that the
        reader saw last, by their numbers (those of ``previous`` where it is None), and the papers at the ranks (from 0)
        in ``passages`` come with passages. Without ``lists`` a wish for a list is a search, too; a question that is
        ``standalone`` is searched as it is, though it names nothing. Raises :class:`StoreError` where the library
        has to be refreshed first because the model or the program changed.
        """
        started = time.perf_counter()
        answerer = self._ready
        # a question that may be a follow-up is scored to tell whether it is one, and then for its answer
        score = cache(answerer.score_text)
        score_papers = partial(answerer.score_papers, score=score)
        context = Context.after(previous, within, numbered, score_papers, standalone=standalone)
        query = understand(text, answerer.catalogue, today=self._today(), context=context, lists=lists)
        answer = answerer.answer(query, limit=limit, within=within, passages=passages, score=score)
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1e3)

    def ask_again(
        self, query: Query, *, limit: int = 10, within: Sequence[str] = (), passages: range = FIRST_HITS
    ) -> Answer:
        """Answer once more what :meth:`ask` understood as ``query``: other ``passages``, or after a refresh.

        A follow-up is thereby asked of the same papers, and in the same words; raises like :meth:`ask`.
        """
        return self._ready.answer(query, limit=limit, within=within, passages=passages)

    def score_papers(self, text: str, papers: Sequence[str]) -> dict[str, MatchScore]:
        """Return how well each of ``papers`` (short ids) answers a question; raises like :meth:`ask`."""
        answerer = self._ready
        return answerer.score_papers(understand(text, answerer.catalogue, today=self._today()), papers)

    def rank_by_leg(self, text: str, leg: LegName) -> tuple[Paper, ...]:
        """Return all papers as one ``leg`` alone ranks them for a question, best first: what an evaluation looks at."""
        answerer = self._current.answerer
        return answerer.ranker.rank_by_leg(understand(text, answerer.catalogue, today=self._today()), leg)

    def papers(self, filters: Filters | None = None) -> tuple[Paper, ...]:
        """Return the papers, newest first; those that meet ``filters`` only, where given."""
        papers = self._current.snapshot.papers
        if filters is None:
            return papers
        met = tuple(paper for paper in papers if meets(paper, filters))
        return met[: filters.latest] if filters.latest else met

    def categories(self) -> tuple[Category, ...]:
        """Return the category tree, with the topics that have no papers yet."""
        return self._current.snapshot.categories

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """The files whose papers are served from other files."""
        return self._current.snapshot.duplicates

    @property
    def files(self) -> int:
        """The number of files that the last refresh found."""
        return self._current.snapshot.files

    @property
    def refused(self) -> int:
        """How many of the :attr:`files` were not read, or not all of them."""
        return self._current.snapshot.refused

    def find_categories(self, word: str) -> tuple[str, ...]:
        """Return the category paths that ``word`` names: by path or its end, by name in either language, by alias."""
        return self._names.find(word, self.papers())

    def breadcrumb(self, path: str) -> tuple[Bilingual, ...]:
        """Name the categories from the topic down to ``path``, which may hold no papers (yet, or any more)."""
        return self._names.breadcrumb(path)

    def find(self, text: str) -> tuple[Paper, ...]:
        """Return the papers that ``text`` names (id, slug, path, arXiv id, DOI, address, title), likeliest first."""
        return find_papers(self.papers(), text)

    def note(self, paper_id: str) -> Note:
        """Return the whole note of a paper, section by section; a paper without a note has no sections.

        The id may be that of a duplicate. Raises :class:`KeyError` for a paper that the library does not hold.
        """
        snapshot = self._current.snapshot
        wanted = _served_id(snapshot, paper_id)
        for paper, row in zip(snapshot.papers, snapshot.paper_rows, strict=True):
            if paper.id == wanted:
                return self._store.note(row)
        raise KeyError(paper_id)

    def related(self, paper_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the papers whose notes are most like that of ``paper_id``, without passages; raises KeyError."""
        snapshot = self._current.snapshot
        return related_papers(snapshot, _served_id(snapshot, paper_id), limit)

    @property
    def _ready(self) -> Answerer:
        view = self._current
        if view.snapshot.generation and view.outdated:
            raise StoreError(f"{self._store.name} has to be refreshed before it can be asked: {view.outdated}.")
        try:
            return view.answerer
        except RetrievalError:
            raise
        except Exception as error:
            raise StoreDamagedError(
                f"{self._store.name} cannot be asked ({type(error).__name__}: {error}): refresh it (papercache index), "
                "which leaves out the note to blame."
            ) from error

    @property
    def _current(self) -> View:
        view = self._view
        if view is None:
            raise StoreError(f"{self._store.name} was closed.")
        return view

    @property
    def _files_of_words(self) -> tuple[Path, ...]:
        return (*((self._categories_file,) if self._categories_file else ()), *self._glossary_files)

    def _view_of(self, snapshot: Snapshot, glossary: Glossary) -> View:
        return View(snapshot, glossary, self._models, self._reranker, self._loaded)

    def _can_be_asked(self) -> bool:
        """Return whether the library as it is can be asked; an earlier version of this program may have made it."""
        try:
            self._current.ask_samples(self._today())
        except RetrievalError:
            raise
        except Exception:
            return False
        return True

    def _reload(self, made: Sequence[View] = ()) -> bool:
        """Swap the view where the file, the names of categories or the glossary changed; the caller holds the lock.

        ``made`` is what this process has read of the file already, if it has.
        """
        view = self._view
        stamp = self._store.stamp()
        state = self._store.state()
        if made and made[0].snapshot.state == state:
            self._view = made[0]
        elif view is None or state != view.snapshot.state:
            self._view = self._view_of(self._store.read(self._names.tree), self._glossary)
        else:
            categories = self._names.tree(view.snapshot.papers)
            if categories != view.snapshot.categories or self._glossary != view.glossary:
                self._view = self._view_of(replace(view.snapshot, categories=categories), self._glossary)
        self._stamp = stamp
        return self._view is not view


def _served_id(snapshot: Snapshot, paper_id: str) -> str:
    """Return the id of the paper that is served for the duplicate ``paper_id``; other ids as they are."""
    others = (one for one in snapshot.duplicates if short_id(one.path) == paper_id)
    return next((short_id(one.served_path) for one in others), paper_id)
