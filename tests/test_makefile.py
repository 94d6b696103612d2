"""The Makefile: what ``make`` does before there is a Python to run anything with."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

SHIM = """#!/bin/sh
echo "$0" >> {calls}
echo "pyenv: $(basename $0): command not found" >&2
echo "The command exists in these Python versions: 3.11.7" >&2
exit 127
"""
OLD = """#!/bin/sh
echo "$0" >> {calls}
case "$1" in --version) echo Python 3.9;; *) exit 1;; esac
"""
GOOD = """#!/bin/sh
case "$1" in
    --version) echo Python 3.11.7;;
    -m) mkdir -p "$3/bin" && touch "$3/bin/python";;
esac
"""


def make(folder: Path, *arguments: str, **programs: str) -> subprocess.CompletedProcess[str]:
    """Run make where the only programs called python are ``programs``."""
    shims = folder / "shims"
    shims.mkdir()
    for name, script in programs.items():
        file = shims / name.replace("_", ".")
        file.write_text(script.format(calls=folder / "calls"), "utf-8")
        file.chmod(0o755)
    for name in ("python3_13", "python3_12", "python3_11", "python3"):
        if name not in programs:
            (shims / name.replace("_", ".")).write_text("not executable", "utf-8")
    for tool in ("mkdir", "touch", "basename", "id", "rm", "sh", "bash", "make", "echo"):
        (shims / tool).symlink_to(str(shutil.which(tool)))
    # nothing of a make that runs these tests
    outer = ("PYTHON", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if name not in outer} | {"PATH": str(shims)}
    venv = folder / "venv"
    command = [str(shutil.which("make")), "-f", str(ROOT / "Makefile"), f"VENV={venv}", str(venv / "bin" / "python")]
    return subprocess.run(
        [*command, *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )


def test_names_that_do_not_run_are_passed_over_in_silence(tmp_path: Path) -> None:
    done = make(tmp_path, python3_13=SHIM, python3_12=OLD, python3=GOOD)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.strip() == f"Setting up {tmp_path / 'venv'} with Python 3.11.7 …"
    assert len((tmp_path / "calls").read_text("utf-8").splitlines()) == 2, "each is tried once"
    assert (tmp_path / "venv" / "bin" / "python").exists()


def test_one_may_be_named(tmp_path: Path) -> None:
    done = make(tmp_path, "PYTHON=mine", python3=SHIM, mine=GOOD)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_any_it_says_what_is_needed(tmp_path: Path) -> None:
    done = make(tmp_path, python3_13=SHIM, python3=OLD)
    assert done.returncode != 0
    assert "PaperCache needs Python 3.11 or newer" in done.stderr
    assert "pyenv" not in done.stderr


def test_a_question_to_one_s_own_notes_arrives_as_it_was_typed(tmp_path: Path) -> None:
    program = tmp_path / "venv" / "bin" / "papercache"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\n', "utf-8")
    program.chmod(0o755)
    (tmp_path / "venv" / "bin" / "python").touch()
    (tmp_path / "venv" / "runtime").touch()
    command = ["make", "-f", str(ROOT / "Makefile"), f"VENV={tmp_path / 'venv'}", "ask"]
    outer = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if name not in outer}

    def ask(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )

    asked = ask("NOTES=/my notes", 'Q=why is "x" `y`; better?')
    assert asked.stdout.splitlines() == ["<--notes>", "</my notes>", "<ask>", '<why is "x" `y`; better?>']
    assert ask("NOTES=/my notes").stdout.splitlines()[-1] == "<chat>"
    nameless = ask()
    assert nameless.returncode != 0
    assert "NOTES=FOLDER" in nameless.stderr
