"""The program as people and scripts start it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main

ROOT = Path(__file__).parents[3]


Papercache = Callable[..., "subprocess.CompletedProcess[str]"]


def run(*arguments: str, check: bool = False, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PAPERCACHE_")}
    environment.pop("TELEGRAM_BOT_TOKEN", None)
    environment |= {"LC_ALL": "C.UTF-8", "COLUMNS": "100"} | options.pop("env", {})
    options.setdefault("stdin", subprocess.DEVNULL)
    if "input" in options:
        options.pop("stdin")
    return subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "--config", str(ROOT / "config.yaml"), *arguments],
        capture_output=True, text=True, timeout=60, check=check, env=environment, cwd=ROOT, **options,
    )  # fmt: skip


def told_in_process(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """Run the command line without a process of its own, which would take a second or two."""
    with pytest.raises(SystemExit):
        main(list(arguments))
    output = capsys.readouterr()
    return output.out, output.err
