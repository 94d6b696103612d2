"""Answer times of 200 readers while a note is being indexed that takes as long as it may. Printed, never judged."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
import time
from pathlib import Path

from retrieval import Library, Site, load_embedder, open_source
from tests.bot.conversation.test_costly_notes import COSTLY

ROOT = Path(__file__).parents[2]
READERS = 200
ROUNDS = 5


def bench_readers_beside_a_costly_note(tmp_path: Path) -> None:
    """Ask 200 questions, one after the other, alone and while the note is read, in turns."""
    notes = tmp_path / "notes"
    shutil.copytree(ROOT / "notes", notes)
    lines = itertools.chain.from_iterable(
        file.read_text("utf-8").splitlines() for file in sorted((ROOT / "tests" / "eval").glob("*_queries.jsonl"))
    )
    questions = [json.loads(line)["query"] for line in lines][:READERS]
    ratios = []
    with Library.open(tmp_path / "data", [open_source(notes, Site())], load_embedder()) as library:
        library.refresh()
        _ask(library, questions)
        for round_ in range(ROUNDS):
            alone = _ask(library, questions)
            (notes / "costly.md").write_text(COSTLY.format(name=round_), "utf-8")
            refresh = threading.Thread(target=library.refresh)
            refresh.start()
            # the first second is the start of the process; the note takes ten more
            time.sleep(2.0)
            beside = _ask(library, questions)
            still = refresh.is_alive()
            refresh.join()
            ratios.append(beside / alone)
            print(f"\np95 alone {alone:.2f} ms, beside {beside:.2f} ms, ratio {ratios[-1]:.2f}; to the end: {still}")
    print(f"median ratio {sorted(ratios)[ROUNDS // 2]:.2f}")


def _ask(library: Library, questions: list[str]) -> float:
    """Ask all and give the 95th percentile of the time, in milliseconds."""
    times = []
    for question in questions:
        began = time.perf_counter()
        library.ask(question)
        times.append((time.perf_counter() - began) * 1e3)
    return sorted(times)[int(len(times) * 0.95)]
