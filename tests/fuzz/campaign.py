"""Rounds of the fuzz: notes are spoiled and indexed, the library is asked, and all that it returns is shown."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from bot.local_telegram.html import HtmlError
from bot.local_telegram.refusals import Refusal
from retrieval import Library, Site, load_embedder, open_source
from retrieval.types import Answer, Skipped
from tests.fuzz.asking import asked
from tests.fuzz.mutations import MAX_NOTE, mutated
from tests.fuzz.showing import shown_answers, shown_lists, shown_papers

QUESTION_SECONDS = 2.0
"""CPU time that a question, or showing something, may take."""
NOTES, QUESTIONS = 12, 40
"""Of one round."""
TODAY = date(2030, 1, 1)
"""The day of every round, so that it goes the same way on any day."""

_PICTURE = re.compile(r"data:[a-zA-Z]+/[-\w.+]+;base64,[A-Za-z0-9+/=%]*")
_FAULT = re.compile(r"cannot be read: \w+: |nothing could be asked|takes more than|ended the program|takes too much")
"""How a reason begins for which a note was skipped that should have been read, or refused for a fault that is named."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in a round."""

    round: int
    kind: str
    what: str
    detail: str


@dataclass(slots=True)
class Tally:
    """What was tried, and how long the slowest took."""

    rounds: int = 0
    notes: int = 0
    served: int = 0
    questions: int = 0
    messages: int = 0
    slowest: tuple[float, str] = (0.0, "")
    failures: list[Failure] = field(default_factory=list)

    def __str__(self) -> str:
        """Return it in one line."""
        return (
            f"{self.rounds} rounds, {self.notes} notes ({self.served} served), {self.questions} questions, "
            f"{self.messages} messages, {len(self.failures)} failures, "
            f"slowest {self.slowest[0]:.2f} s: {self.slowest[1]}"
        )


class Collection:
    """The notes that are spoiled: those of a folder, or the posts of a Jekyll site."""

    def __init__(self, folder: Path) -> None:
        """Read all notes below ``folder``."""
        self.folder = folder
        files = sorted(file for file in folder.rglob("*") if file.suffix in {".md", ".html", ".markdown"})
        posts = [file for file in files if "_posts" in file.parts]
        self.notes = {
            file.relative_to(folder).as_posix(): _PICTURE.sub("", file.read_text("utf-8"))[:MAX_NOTE]
            for file in posts or files
            if not {part for part in file.relative_to(folder).parts if part[0] in "._"} - {"_posts"}
        }
        if not self.notes:
            raise SystemExit(f"{folder} holds no notes.")

    def spoil(self, folder: Path, rng: Random) -> int:
        """Write some of the notes into ``folder``, spoiled, and give their number."""
        for name in ("_config.yml", "categories.yaml", "glossary.yaml"):
            if (self.folder / name).is_file():
                shutil.copy(self.folder / name, folder / name)
        texts = list(self.notes.values())
        names = rng.sample(list(self.notes), min(NOTES, len(self.notes)))
        for name in names:
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            content = mutated(self.notes[name], rng, texts).encode()
            if rng.random() < 0.02:
                at = rng.randrange(len(content) + 1)
                content = content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]
            file.write_bytes(content)
        return len(names)


class Campaign:
    """Rounds with one seed; each depends on the seed and its number alone."""

    def __init__(self, collections: Iterable[Collection], seed: int, kept: Path) -> None:
        """Take notes of the ``collections`` in turn; the input of a round that fails goes into the folder ``kept``."""
        self._collections = list(collections)
        self._seed = seed
        self._kept = kept
        self._embedder = load_embedder()
        self.tally = Tally()

    def run(self, round_: int) -> list[Failure]:
        """Run one round and give what went wrong."""
        rng = Random(f"{self._seed}:{round_}")
        collection = self._collections[round_ % len(self._collections)]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "notes"
            folder.mkdir()
            self.tally.rounds += 1
            self.tally.notes += collection.spoil(folder, rng)
            failures = []
            try:
                for found in self._failures(folder, Path(name) / "data", rng):
                    failures.append(Failure(round_, *found))
            except Exception:  # where the library itself gives out
                failures.append(Failure(round_, "crash", "the library", traceback.format_exc()))
            if failures:
                self._keep(folder, round_, failures)
        self.tally.failures += failures
        return failures

    def _failures(self, notes: Path, data: Path, rng: Random) -> Iterator[tuple[str, str, str]]:
        names, glossary = notes / "categories.yaml", notes / "glossary.yaml"
        source = open_source(notes, Site("https://host.example", "/notes"), today=lambda: TODAY)
        with Library.open(
            data,
            [source],
            self._embedder,
            names if names.exists() else None,
            glossary=[glossary] if glossary.exists() else [],
            today=lambda: TODAY,
        ) as library:
            skipped: list[Skipped] = []
            yield from self._tried("index", lambda: skipped.extend(library.refresh().skipped), limit=float("inf"))
            yield from (("note", f"{one.file}:{one.line}", one.reason) for one in skipped if _FAULT.match(one.reason))
            self.tally.served += len(library.papers())
            answers: list[Answer] = []
            for text, ask in asked(library, rng, QUESTIONS):
                self.tally.questions += 1

                def noted(ask: Callable[[], object] = ask) -> None:
                    if isinstance(found := ask(), Answer):
                        answers.append(found)

                yield from self._tried(f"question {text!r}", noted)
            for show in (shown_answers(library, answers, rng), shown_papers(library), shown_lists(library)):
                for what, make in show:
                    self.tally.messages += 1
                    yield from self._tried(what, make)

    def _tried(
        self, what: str, act: Callable[[], object], limit: float = QUESTION_SECONDS
    ) -> Iterator[tuple[str, str, str]]:
        begun = time.thread_time()
        try:
            act()
        except (Refusal, HtmlError, AssertionError):
            yield "refused", what, traceback.format_exc()
        except Exception:  # whatever it is, it is what is looked for
            yield "crash", what, traceback.format_exc()
        seconds = time.thread_time() - begun
        if limit < float("inf"):
            self.tally.slowest = max(self.tally.slowest, (seconds, what[:100]))
        if seconds > limit:
            yield "slow", what, f"{seconds:.1f} s of CPU time"

    def _keep(self, notes: Path, round_: int, failures: list[Failure]) -> None:
        """Keep the notes of a round with all that failed."""
        folder = self._kept / f"seed-{self._seed}-round-{round_}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(notes, folder / "notes")
        told = "\n\n".join(f"{one.kind}: {one.what}\n{one.detail}" for one in failures)
        (folder / "failures.txt").write_text(told, "utf-8", "surrogateescape")
