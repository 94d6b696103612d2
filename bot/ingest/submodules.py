"""The submodules of a clone: filled as the commit says, and removed when it has them no longer."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.ingest.git_command import Git, GitError
from bot.ingest.git_urls import protocol_of

_KIND = "160000"
"""The mode of a submodule among the files of a commit."""


class SubmodulesError(GitError):
    """The notes are there, but not all submodules could be filled."""


async def drop_those_without(git: Git, commit: str) -> None:
    """Delete the folders of submodules that ``commit`` has no longer; git would leave them, with all their notes."""
    kept = _paths(await git("ls-tree", "-r", "-z", commit))
    for path in sorted(set(await _present(git)) - set(kept)):
        folder = git.folder / path
        inside = folder.parent.resolve().is_relative_to(git.folder.resolve())
        if inside and not folder.is_symlink() and (folder / ".git").exists():
            shutil.rmtree(folder)


async def fill(git: Git, url: str) -> None:
    """Bring the submodules, and those in them, to what the commit says; raises SubmodulesError, the others filled.

    A repository may name any address for them. So only those are asked that are reached as the repository itself at
    ``url`` is, or by https: notes from a server must not bring in what lies on this machine.
    """
    paths = await _present(git)
    if not paths:
        return
    careful = Git(git.folder, git.lock, tuple({protocol_of(url), "https"}))
    faults = []
    try:
        await careful("submodule", "--quiet", "sync", "--recursive")
    except GitError as error:
        faults.append(error.words)
    for path in paths:
        try:
            await careful(
                *("submodule", "--quiet", "update", "--init", "--recursive", "--force", "--checkout", "--", path)
            )
        except GitError as error:
            faults.append(f"fatal: {path}:\n{error.words}")
    if faults:
        raise SubmodulesError("\n".join(faults))


async def _present(git: Git) -> list[str]:
    return _paths(await git("ls-files", "--stage", "-z"))


def _paths(listing: str) -> list[str]:
    """Return the paths of the submodules in a listing, whose lines are ``mode … TAB path NUL``."""
    lines = (line.partition("\t") for line in listing.split("\0"))
    return [path for before, _, path in lines if before.startswith(_KIND) and path and not Path(path).is_absolute()]
