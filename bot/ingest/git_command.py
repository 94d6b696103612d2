"""The git command of the machine: asks nobody, runs no command that a URL or a repository names, and can be ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import RepositoryError

GIT_SECONDS = 300.0
"""How long one git command may take, and how long a server may send nothing."""
TRANSFER_SECONDS = 3 * 3600.0
"""How long one that fetches may take: a first clone of some gigabytes over a slow line."""
END_SECONDS = 2.0
"""How long git may take to tidy up after it was told to end."""
PROTOCOLS = ("file", "git", "http", "https", "ssh")
_WORDS_LIMIT = 20_000
_SETTINGS = (
    # file names as they are in what it says; no hooks; and nothing that goes on when it has ended
    *("-c", "core.quotePath=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    *("-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false"),
    # a model or a data set beside the notes is written piece by piece, and never held whole
    *("-c", "core.bigFileThreshold=16m", "-c", "core.packedGitWindowSize=16m", "-c", "core.packedGitLimit=64m"),
    *("-c", "http.lowSpeedLimit=1", "-c", f"http.lowSpeedTime={GIT_SECONDS:.0f}"),
)
_FETCHING = frozenset(("clone", "fetch", "submodule"))
_SSH_OPTIONS = f" -oBatchMode=yes -oServerAliveInterval={GIT_SECONDS / 5:.0f} -oServerAliveCountMax=5"
_ELSEWHERE = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_NAMESPACE", "GIT_PREFIX"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
)
"""Variables that lead git to another repository, as they are set where the bot is started by a hook of one."""


class GitError(Exception):
    """Git failed; ``words`` are what it said, with all the secrets that it knows."""

    def __init__(self, words: str) -> None:
        """Fail with these words."""
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Git:
    """Git in ``folder``, a repository or a folder without one; never in one around it.

    ``lock`` is a file descriptor that git holds as long as it lives, also when this process is killed.
    """

    folder: Path
    lock: int
    protocols: tuple[str, ...] = field(default=PROTOCOLS)

    async def __call__(self, *arguments: str) -> str:
        """Run one command and return what it printed; raises GitError, and RepositoryError where there is no git."""
        try:
            process = await asyncio.create_subprocess_exec(
                "git",
                *_SETTINGS,
                *arguments,
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=self._environment(),
                pass_fds=(self.lock,),
                # Ctrl-C in a terminal is for the bot, which ends git; and git's own children end with it
                start_new_session=True,
            )
        except OSError as error:
            if error.filename not in (None, "git"):
                raise GitError(f"fatal: {error.filename}: {error.strerror}") from None
            raise RepositoryError(
                f"git cannot be run: {error.strerror}; install it, or take out “repository”."
            ) from None
        seconds = TRANSFER_SECONDS if arguments[0] in _FETCHING else GIT_SECONDS
        try:
            async with asyncio.timeout(seconds):
                out, err = await process.communicate()
        except BaseException as error:
            await asyncio.shield(_end(process))
            if isinstance(error, TimeoutError):
                raise GitError(f"fatal: there was no answer within {seconds:.0f} s") from None
            raise
        if process.returncode:
            words = err[:_WORDS_LIMIT].decode("utf-8", "replace")
            raise GitError(words if words.strip() else f"fatal: git {arguments[0]} ended with {process.returncode}")
        return out.decode("utf-8", "surrogateescape")

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in _ELSEWHERE and not name.startswith("GIT_TRACE")
        }
        return kept | {
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSH_COMMAND": os.environ.get("GIT_SSH_COMMAND", "ssh") + _SSH_OPTIONS,
            "GIT_ALLOW_PROTOCOL": ":".join(self.protocols),
            "GIT_CEILING_DIRECTORIES": str(self.folder.resolve().parent),
            # its words are parsed
            "LC_ALL": "C",
            "LANGUAGE": "",
        }


def telling_words(words: str) -> str:
    """Return what matters of git's ``words``: the lines of errors first, and neither hints nor progress."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("fatal:", "error:"))]
    others = [line for line in lines if line not in errors and not line.startswith(_NOISE)]
    return " ".join(dict.fromkeys([*errors, *others]))


_NOISE = ("hint:", "warning:", "Cloning into", "Please make sure", "and the repository exists", "Submodule '")


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let git and its children tidy up, and end them where they do not end."""
    _tell(process, signal.SIGTERM)
    try:
        async with asyncio.timeout(END_SECONDS):
            await process.wait()
    except TimeoutError:
        _tell(process, signal.SIGKILL)
        await process.wait()


def _tell(process: asyncio.subprocess.Process, what: signal.Signals) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, what)
