"""Repositories that are pulled from, what was changed in a clone, and what lies in one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from bot.ingest.git_pull import Repository

AUTHOR = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@localhost", "-c", "protocol.file.allow=always")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *AUTHOR, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(folder: Path, *options: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "a change", *options)


def write(folder: Path, name: str, text: str = "", *options: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text or name, "utf-8")
    commit(folder, *options)


def new_origin(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, "one.md", "one")
    return folder


def content(folder: Path) -> dict[str, str]:
    """Return the files below a folder, without git's."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files if path.name != ".gitmodules"
    }


def litter(repository: Repository) -> list[str]:
    """Return what lies beside the clone and is no lock."""
    beside = repository.folder.parent.iterdir()
    return [path.name for path in beside if path.name not in ("clone", ".clone.lock")]


def ssh(folder: Path, origin: Path, wait: str = "") -> Path:
    """Make a program that stands in for ssh to a host on which the origin lies; it may wait before it answers."""
    script = folder / "ssh.sh"
    script.write_text(f'#!/bin/sh\n{wait}\nexec git-upload-pack "{origin}"\n', "utf-8")
    script.chmod(0o755)
    return script


def staged(folder: Path) -> None:
    (folder / "one.md").write_text("mine", "utf-8")
    git(folder, "add", "one.md")


def conflicting(folder: Path) -> None:
    """Leave a merge half done."""
    git(folder, "checkout", "--quiet", "-b", "mine")
    write(folder, "one.md", "mine")
    git(folder, "checkout", "--quiet", "-b", "other", "HEAD~1")
    write(folder, "one.md", "other")
    subprocess.run(["git", "-C", str(folder), *AUTHOR, "merge", "mine"], capture_output=True, check=False)


OWN_CHANGES: list[Callable[[Path], object]] = [
    lambda folder: (folder / "one.md").write_text("mine", "utf-8"),
    lambda folder: (folder / "one.md").unlink(),
    lambda folder: (folder / "two.md").write_text("untracked, in the way", "utf-8"),
    lambda folder: (folder / "two.md" / "deep").mkdir(parents=True) or (folder / "two.md/deep/x").write_text("x"),
    lambda folder: (folder / "one.md").rename(folder / "two.md"),
    lambda folder: git(folder, "rm", "--quiet", "one.md"),
    lambda folder: write(folder, "own.md"),
    lambda folder: git(folder, "checkout", "--quiet", "-b", "elsewhere"),
    staged,
    conflicting,
]
