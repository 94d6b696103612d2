"""The program computes in one thread; the library by itself leaves its process as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

COUNT_THREADS = """
from pathlib import Path
import sys
import faiss, numpy
from threadpoolctl import threadpool_info

def threads():
    return [pool["num_threads"] for pool in threadpool_info()]

before = threads()
from retrieval import Library, Site, StaticEmbedder, open_source
with Library.open(Path(sys.argv[1]), [open_source(Path("notes/mlsys"), Site())], StaticEmbedder.open()) as library:
    library.ask("attention")
assert threads() == before, "the library set threads"
from bot.process import give_back_freed_memory, use_one_thread
use_one_thread()
give_back_freed_memory()
assert set(threads()) == {1}, "the program did not"
assert max(before) == 2, "there was nothing to set"
"""


def test_the_program_sets_its_threads_and_the_library_does_not(tmp_path: Path) -> None:
    two = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
    command = [sys.executable, "-c", COUNT_THREADS, str(tmp_path)]
    done = subprocess.run(command, env=os.environ | two, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
