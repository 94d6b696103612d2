"""The folder that a repository is cloned into, where no git is needed: its owner, its lock, leftovers in it.

Beside a folder ``notes`` stand, while they are needed: ``.notes.lock``, which one process holds at a time;
``.notes-unfinished``, a clone that is being made; ``.notes-old``, the one in whose place it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import shutil
import stat
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.errors import RepositoryError

logger = logging.getLogger(__name__)

MARK = "papercache-clone"
"""The file inside ``.git`` by which a clone is known as the bot's own."""
LOCK_SECONDS = 600.0
"""How long another process's pull is waited for."""
STALE_SECONDS = 2.0
"""A lock of git that was held for so long is stale: no git of ours runs, and a person's own is brief."""
_POLL_SECONDS = 0.2
_FOLDER_MARK = "user.papercache.clone"
_MARK_TEXT = "The bot made this clone and pulls into it: what is changed here by hand is not kept.\n"


class Kind(Enum):
    """The kinds of folder that a clone may find in its place, by whose they are."""

    ABSENT = "nothing is there"
    OURS = "the bot cloned it"
    BROKEN = "the bot made the folder, but what is in it is no clone any more"
    FOREIGN_CLONE = "somebody else cloned it"
    FOREIGN = "it holds something else"


@dataclass(frozen=True, slots=True)
class CloneFolder:
    """The folder at ``path``, which is no link: its lock, its mark as the bot's own, and its replacement."""

    path: Path

    @property
    def unfinished(self) -> Path:
        """Where a clone is made."""
        return self.path.with_name(f".{self.path.name}-unfinished")

    @property
    def _old(self) -> Path:
        return self.path.with_name(f".{self.path.name}-old")

    @contextlib.asynccontextmanager
    async def held(self) -> AsyncIterator[int]:
        """Hold the folder's lock and yield its descriptor; raises RepositoryError if another process keeps it."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        lock.parent.mkdir(parents=True, exist_ok=True)
        try:
            opened = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError:
            # beside it nothing may be written: then the folder itself will do, if it is there
            opened = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            await _lock(opened, lock)
            try:
                yield opened
            finally:
                # also for whoever was started with it and still runs
                fcntl.flock(opened, fcntl.LOCK_UN)
        finally:
            os.close(opened)

    def kind(self) -> Kind:
        """Return whose the folder is."""
        inside = self.path / ".git"
        if not os.path.lexists(self.path) or (self.path.is_dir() and not any(self.path.iterdir())):
            return Kind.ABSENT
        if inside.is_dir() and not inside.is_symlink() and (inside / MARK).is_file():
            return Kind.OURS
        if self._is_marked():
            return Kind.BROKEN
        return Kind.FOREIGN_CLONE if inside.is_dir() else Kind.FOREIGN

    def mark(self, folder: Path) -> None:
        """Mark the clone in ``folder``, this one or the unfinished, as the bot's own."""
        (folder / ".git" / MARK).write_text(_MARK_TEXT, "utf-8")
        # a second mark that outlives .git; where the file system has no place for it, that is the only one
        with contextlib.suppress(OSError):
            os.setxattr(folder, _FOLDER_MARK, b"1")

    def tidy(self) -> None:
        """Clean up after a killed process: restore the folder and remove what is unfinished."""
        if self._old.exists():
            if self.path.exists():
                shutil.rmtree(self._old, ignore_errors=True)
            else:
                self._old.rename(self.path)
        if os.path.lexists(self.unfinished):
            shutil.rmtree(self.unfinished)

    def replace(self) -> None:
        """Put the unfinished clone in the folder's place; what was there goes only if it is marked inside ``.git``."""
        kind = self.kind()
        if kind is Kind.ABSENT:
            self.unfinished.replace(self.path)
            return
        sure = kind is Kind.OURS
        aside = self._old if sure else self.path.with_name(f".{self.path.name}-aside-{time.strftime('%Y%m%d-%H%M%S')}")
        self.path.rename(aside)
        try:
            self.unfinished.rename(self.path)
        except OSError:
            aside.rename(self.path)
            raise
        if sure:
            shutil.rmtree(aside, ignore_errors=True)
        else:
            logger.warning("what was in %s is kept in %s; delete it when it is not needed", self.path, aside)

    def _left_by_git(self) -> Iterator[Path]:
        """Return git's locks that lie about, and the objects that it had not finished writing."""
        for folder, _, files in os.walk(self.path / ".git"):
            among_objects = "objects" in Path(folder).parts
            for name in files:
                if name.endswith(".lock") or (among_objects and name.startswith("tmp_")):
                    yield Path(folder, name)

    async def remove_stale_locks(self) -> None:
        """Remove the locks that a killed git left; one so new that a person's git may hold it is waited for."""
        found = {path: state for path in self._left_by_git() if (state := _state(path)) is not None}
        if any(time.time() - state.st_mtime < STALE_SECONDS for state in found.values()):
            await asyncio.sleep(STALE_SECONDS)
        for path, before in found.items():
            now = _state(path)
            if now is not None and (now.st_ino, now.st_mtime_ns) == (before.st_ino, before.st_mtime_ns):
                path.unlink(missing_ok=True)
                logger.info("%s was left by a git that was killed, and is removed", path)

    def _is_marked(self) -> bool:
        try:
            return bool(os.getxattr(self.path, _FOLDER_MARK))
        except OSError:
            return False


async def _lock(opened: int, shown: Path) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise RepositoryError(
                    f"Another process has been pulling for {LOCK_SECONDS / 60:.0f} minutes and holds {shown}: end it."
                ) from None
            await asyncio.sleep(_POLL_SECONDS)
        except OSError as error:
            # some network file systems know no locks
            return logger.warning("%s cannot be locked (%s); let no other process pull", shown, error.strerror)


def _state(path: Path) -> os.stat_result | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None
