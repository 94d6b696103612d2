"""Figures of the library: indexing, a second look, a cold start, questions, memory. Printed, never judged.

Runs over the project's notes and, where the environment variable PAPERCACHE_TEST_SITE names one (by default the folder
``../shared/papercache/site``), over a Jekyll site. Set OMP_NUM_THREADS=1 and let the machine be idle for figures worth
quoting.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.real_site import NO_SITE, REAL_SITE

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "tests" / "eval").glob("*_queries.jsonl"))
FIRST = "KV 缓存为什么会有碎片，怎么解决？"
WARM_UP = 20

MEASURE = """
import json, resource, statistics, sys, time
from pathlib import Path
from bot.library import open_library
from bot.config.load import read_settings
from bot.process import use_one_thread
use_one_thread()
settings = read_settings(Path(sys.argv[1]), sources=[Path(sys.argv[2])], data=Path(sys.argv[3]))
lines = [line for file in sys.argv[5:] for line in Path(file).read_text("utf-8").splitlines()]
questions = list(dict.fromkeys(json.loads(line)["query"] for line in lines))
with open_library(settings) as library:
    times = []
    for question in questions:
        started = time.perf_counter()
        library.ask(question)
        times.append((time.perf_counter() - started) * 1e3)
    rss = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    times = sorted(times[int(sys.argv[4]):])
    print(f"{len(times)} different questions: median {statistics.median(times):.2f} ms, "
          f"p95 {times[int(len(times) * 0.95)]:.2f} ms; resident {rss:.0f} MB; "
          f"torch {'loaded' if 'torch' in sys.modules else 'not loaded'}")
"""


@pytest.mark.parametrize("source", [ROOT / "notes", REAL_SITE], ids=["notes", "site"])
def bench_library(source: Path, tmp_path: Path) -> None:
    """Index, index again, ask once from cold, ask each of many questions once."""
    if not source.exists():
        pytest.skip(NO_SITE)
    command = [sys.executable, "-m", "bot.cli.main", "--notes", str(source), "--data", str(tmp_path)]
    print(f"\n{source.name}")
    for label, arguments in (
        ("index", ["index"]),
        ("index again", ["index"]),
        ("cold question", ["ask", FIRST]),
    ):
        started = time.perf_counter()
        subprocess.run([*command, *arguments], check=True, capture_output=True, cwd=ROOT)
        print(f"{label}: {time.perf_counter() - started:.2f} s")
    result = subprocess.run(
        [sys.executable, "-c", MEASURE, ROOT / "config.yaml", source, tmp_path, str(WARM_UP), *QUESTIONS],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    print(result.stdout.strip())
