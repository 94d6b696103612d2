"""Keeps a clone of the notes' git repository up to date, by the git of the machine."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RepositoryError

GIT_SECONDS = 300.0
"""How long one git command may take: a first clone over a slow line."""
_SAFE = {
    # never ask a person, and never run a command that an address names
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
    "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
}
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_LAST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Repository:
    """The ``branch`` of the repository at ``url``, cloned into ``folder``."""

    url: str
    branch: str
    folder: Path

    async def pull(self) -> bool:
        """Clone where there is no clone yet, else bring it up to date; tell whether anything changed.

        Only ever moves forward: a clone with changes of its own, or a branch that was rewritten, is left alone. Raises
        RepositoryError with git's own words, without the credentials of the address.
        """
        if not (self.folder / ".git").exists():
            await self._clone()
            return True
        inside = ("-C", str(self.folder))
        before = await self._git(*inside, "rev-parse", "HEAD")
        await self._git(*inside, "fetch", "--quiet", "--", self.url, f"refs/heads/{self.branch}")
        await self._git(*inside, "merge", "--quiet", "--ff-only", "FETCH_HEAD")
        return await self._git(*inside, "rev-parse", "HEAD") != before

    async def _clone(self) -> None:
        # beside its place at first: a clone that was killed half-way must not look like one
        unfinished = self.folder.with_name(f".{self.folder.name}-unfinished")
        try:
            await asyncio.to_thread(shutil.rmtree, unfinished, ignore_errors=True)
            await asyncio.to_thread(unfinished.parent.mkdir, parents=True, exist_ok=True)
            await self._git("clone", "--quiet", "--branch", self.branch, "--", self.url, str(unfinished))
            unfinished.replace(self.folder)
        except OSError as error:
            raise RepositoryError(
                f"{self._shown} cannot be cloned into {self.folder}: {error.strerror}; empty it or name another."
            ) from None

    async def _git(self, *arguments: str) -> str:
        try:
            process = await asyncio.create_subprocess_exec(
                "git",
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=os.environ | _SAFE,
                # Ctrl-C in a terminal is for the bot, which lets git finish
                start_new_session=True,
            )
        except OSError as error:
            raise RepositoryError(
                f"git cannot be run: {error.strerror}; install it, or take out “repository”."
            ) from None
        try:
            async with asyncio.timeout(GIT_SECONDS):
                out, err = await process.communicate()
        except BaseException as error:
            process.kill()
            await process.wait()
            if isinstance(error, TimeoutError):
                raise RepositoryError(f"{self._shown} did not answer within {GIT_SECONDS:.0f} s.") from None
            raise
        if process.returncode:
            words = " ".join(_CREDENTIALS.sub("", err.decode("utf-8", "replace")).split())[-_LAST_WORDS:]
            raise RepositoryError(f"{self._shown} could not be pulled into {self.folder}: {words}")
        return out.decode("utf-8", "replace").strip()

    @property
    def _shown(self) -> str:
        return _CREDENTIALS.sub("", self.url)
