"""Git pulls: a clone of the notes' repository is kept up to date by the git of the machine."""

from __future__ import annotations

import asyncio
import difflib
import logging
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import RepositoryError
from bot.ingest import submodules
from bot.ingest.clone_folder import CloneFolder, Kind
from bot.ingest.git_command import Git, GitError, telling_words
from bot.ingest.git_urls import fault_of, full_address, same_repository, shown, without_secrets
from bot.ingest.submodules import SubmodulesError

logger = logging.getLogger(__name__)

_WORDS_LIMIT = 300
_MAX_NAMED = 8
_ADVICE = (
    (": File exists", "another git is at work there; if none is, delete that file"),
    (
        "dubious ownership",
        "give the folder to the bot's user (chown -R), or delete it, and it is cloned anew",
    ),
    ("No space left", "make room on the disk"),
    ("Read-only file system", "make it writable, or name another folder"),
    ("Host key verification failed", "connect to the host once by ssh as this user, and accept its key"),
    ("Permission denied (", "give this user a key that the repository knows"),
    ("could not read Username", "put a user and a token into the address, or make the repository public"),
    ("Authentication failed", "correct the user and the token in the address"),
    ("not allowed", "use an address of https, ssh or git, or a folder"),
    ("Permission denied", "give this user the right to read and write there"),
)
"""What to do where git says so."""
_NOT_OF_THE_CLONE = ("dubious ownership", "No space left", "Read-only file system", "Permission denied", "no answer")
"""Words of git in faults that another clone would meet too."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The wanted state of the folder: the full name of a branch or a tag, and its commit."""

    ref: str
    commit: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The ``branch`` (or tag) of the repository at ``url``, cloned into ``folder``.

    The clone is the bot's own: it is brought to what the repository holds, whatever happened to either. A folder that
    the bot did not make is left alone, but for a clone of the same repository in which nobody has worked.
    """

    url: str
    branch: str
    folder: Path

    async def pull(self) -> bool:
        """Clone where there is no clone yet, else bring it up to date; return whether anything changed.

        A clone that is broken is made anew, and the old one stays until that is done. Raises RepositoryError with git's
        own words and what to do, without the secrets of the address; where only a submodule could not be filled, the
        rest is up to date all the same.
        """
        if fault := fault_of(self.url):
            raise RepositoryError(f"{self._shown} cannot be pulled: {fault} in repository.url.")
        place = CloneFolder(self.folder.resolve())
        try:
            async with place.held() as lock:
                return await _Pull(replace(self, url=full_address(self.url)), place, lock).run()
        except SubmodulesError as error:
            raise RepositoryError(
                f"The notes of {self._shown} are up to date, but submodules could not be filled: {self._told(error)}"
            ) from None
        except GitError as error:
            raise RepositoryError(
                f"{self._shown} could not be pulled into {self.folder}: {self._told(error)}"
            ) from None
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise RepositoryError(
                f"{self._shown} cannot be cloned into {self.folder}: {error.strerror}{where}; make it a folder that "
                "this user may write beside and that is no mount point, or name another in repository.folder."
            ) from None

    def _told(self, error: GitError) -> str:
        words = without_secrets(telling_words(error.words), self.url)
        advice = next((advice for said, advice in _ADVICE if said in words), "")
        words = words if len(words) <= _WORDS_LIMIT else f"{words[:_WORDS_LIMIT]}…"
        return f"{words} ({advice})" if advice else words

    @property
    def _shown(self) -> str:
        return shown(self.url)


class _Pull:
    """One pull, while the folder's lock is held."""

    def __init__(self, repository: Repository, place: CloneFolder, lock: int) -> None:
        self._repository = repository
        self._url = repository.url
        self._place = place
        self._lock = lock

    async def run(self) -> bool:
        await asyncio.to_thread(self._place.tidy)
        # a folder that is not there yet cannot be worked in, and nothing is asked of the clone
        wanted = await self._find(Git(self._place.path.parent, self._lock))
        match self._place.kind():
            case Kind.ABSENT:
                return await self._make_anew(wanted)
            case Kind.BROKEN:
                logger.warning("%s is no clone any more and is made anew", self._place.path)
                return await self._make_anew(wanted)
            case Kind.FOREIGN:
                raise RepositoryError(
                    f"{self._shown} cannot be cloned into {self._place.path}: it holds something else; empty it or "
                    "name another in repository.folder."
                )
            case Kind.FOREIGN_CLONE:
                await self._adopt(wanted)
        await self._place.remove_stale_locks()
        git = Git(self._place.path, self._lock)
        try:
            return await self._bring_up(git, wanted, fresh=False)
        except SubmodulesError:
            raise
        except GitError as error:
            if any(said in error.words for said in _NOT_OF_THE_CLONE) or await self._is_whole(git, wanted):
                raise
            words = without_secrets(telling_words(error.words), self._url)[:_WORDS_LIMIT]
            logger.warning("the clone in %s is broken and is made anew: %s", self._place.path, words)
            return await self._make_anew(wanted)

    async def _find(self, git: Git) -> _Wanted:
        """Find the branch, or else the tag, at the origin; raises RepositoryError naming the existing ones."""
        name = self._repository.branch
        refs = [name] if name.startswith("refs/") else [f"refs/heads/{name}", f"refs/tags/{name}"]
        # the second name of an annotated tag is that of its commit
        asked = [*refs, *(f"{ref}^{{}}" for ref in refs)]
        found = _by_name(await git("ls-remote", "--quiet", "--", self._url, *asked))
        for ref in refs:
            if commit := found.get(f"{ref}^{{}}") or found.get(ref):
                return _Wanted(ref, commit)
        every = await git("ls-remote", "--quiet", "--symref", "--", self._url)
        raise RepositoryError(
            f"{self._shown} could not be pulled: it has no branch or tag “{name}”; {_names(every, name)}"
        )

    async def _bring_up(self, git: Git, wanted: _Wanted, *, fresh: bool) -> bool:
        """Bring the clone in ``git``'s folder to the wanted commit, and return whether anything changed."""
        if await _or_nothing(git, "config", "--get", "remote.origin.url") != self._url:
            await git("config", "remote.origin.url", self._url)
        edited = set() if fresh else await self._edited(git)
        changed = fresh or await _or_nothing(git, "rev-parse", "--verify", "--quiet", "HEAD") != wanted.commit
        if changed:
            await git("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", self._url, wanted.ref)
            # what came may be newer than what was asked about
            commit = (await git("rev-parse", "--verify", "FETCH_HEAD^{commit}")).strip()
            await submodules.drop_those_without(git, commit)
            await git("update-ref", "--no-deref", "HEAD", commit)
        if changed or edited:
            await git("reset", "--quiet", "--hard")
        if edited:
            # files whose form git itself changes (line ends, say) never are as the commit has them
            edited -= await self._edited(git)
        if edited:
            names = ", ".join(sorted(edited)[:_MAX_NAMED])
            logger.warning("%s is as in the repository again, where it was not: %s", git.folder, names)
        await submodules.fill(git, self._url)
        return changed or bool(edited)

    async def _edited(self, git: Git) -> set[str]:
        """Return the files that are not as the commit has them."""
        status = await git("status", "--porcelain", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules")
        return {line[3:] for line in status.split("\0") if line}

    async def _make_anew(self, wanted: _Wanted) -> bool:
        """Clone beside the folder, then put that in its place: until then the old notes are there."""
        unfinished = self._place.unfinished
        logger.info("%s is cloned into %s; a large one takes minutes", shown(self._url), self._place.path)
        # no hard links: what breaks the files of one must not break those of the other
        options = ("--quiet", "--no-checkout", "--no-recurse-submodules", "--no-hardlinks")
        await Git(unfinished.parent, self._lock)("clone", *options, "--", self._url, str(unfinished))
        fault: SubmodulesError | None = None
        try:
            await self._bring_up(Git(unfinished, self._lock), wanted, fresh=True)
        except SubmodulesError as error:
            fault = error
        self._place.mark(unfinished)
        await asyncio.to_thread(self._place.replace)
        if fault is not None:
            raise fault
        return True

    async def _is_whole(self, git: Git, wanted: _Wanted) -> bool:
        """Return whether nothing in the clone is broken."""
        try:
            await git("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
            await git("fsck", "--no-dangling", "--no-progress")
            # a repository of another kind (of SHA-256) may have come to the same address
            return len(wanted.commit) == len((await git("rev-parse", "HEAD")).strip())
        except GitError as error:
            return "no answer" in error.words

    async def _adopt(self, wanted: _Wanted) -> None:
        """Make somebody else's clone ours if it is one of the same repository and holds nothing of its own."""
        git = Git(self._place.path, self._lock)
        try:
            origin = await _or_nothing(git, "config", "--get", "remote.origin.url")
            if not same_repository(origin, self._url):
                raise self._not_ours(f"it is a clone of {shown(origin) or 'no other'}")
            if (await git("status", "--porcelain")).strip():
                raise self._not_ours("there are changes in it")
            if await self._has_own_commits(git, wanted):
                raise self._not_ours("there are commits of its own in it")
        except GitError as error:
            words = without_secrets(telling_words(error.words), self._url)[:_WORDS_LIMIT]
            raise self._not_ours(f"it cannot be read ({words})") from None
        self._place.mark(self._place.path)
        logger.info("%s is a clone of %s without changes; from now on it is the bot's", git.folder, self._shown)

    def _not_ours(self, reason: str) -> RepositoryError:
        return RepositoryError(
            f"{self._shown} could not be pulled into {self._place.path}, a clone that the bot did not make: {reason}. "
            "Delete it, and it is cloned anew, or name another in repository.folder."
        )

    async def _has_own_commits(self, git: Git, wanted: _Wanted) -> bool:
        if await _or_nothing(git, "rev-parse", "--verify", "--quiet", "refs/stash"):
            return True
        await git("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", self._url, wanted.ref)
        others = ("--not", "--remotes", "--tags", "FETCH_HEAD")
        own = (await git("rev-list", "HEAD", "--branches", *others)).split()
        if not own:
            return False
        # of a branch that was rewritten since: what came by cloning and pulling was somebody's there
        log = await git("reflog", "show", "--format=%H %gs", "HEAD")
        came = {line.partition(" ")[0] for line in log.splitlines() if _is_of_a_pull(line.partition(" ")[2])}
        return bool(await git("rev-list", "--max-count=1", *own, *others, *came))

    @property
    def _shown(self) -> str:
        return shown(self._url)


async def _or_nothing(git: Git, *arguments: str) -> str:
    """Return what a command prints; empty where it fails, as it does without anything to print."""
    try:
        return (await git(*arguments)).strip()
    except GitError:
        return ""


def _is_of_a_pull(action: str) -> bool:
    return action.startswith("clone:") or action.endswith("Fast-forward")


def _by_name(listing: str) -> dict[str, str]:
    """Read what ``ls-remote`` prints: a commit, a tab and a name in each line."""
    lines = (line.partition("\t") for line in listing.splitlines())
    return {name: commit for commit, _, name in lines}


def _names(listing: str, wanted: str) -> str:
    """Say which branches and tags there are, the likeliest first, and which is the default."""
    found = [line.partition("\t")[2] for line in listing.splitlines() if not line.startswith("ref:")]
    prefixes = ("refs/heads/", "refs/tags/")
    names = [name.split("/", 2)[2] for name in found if name.startswith(prefixes) and not name.endswith("^{}")]
    if not names:
        return "it has none yet: commit something to it."
    default = next((line[5:].partition("\t")[0] for line in listing.splitlines() if line.startswith("ref:")), "")
    likely = difflib.get_close_matches(wanted, names, n=_MAX_NAMED)
    shown_names = list(dict.fromkeys([*likely, *names]))[:_MAX_NAMED]
    more = f" and {len(names) - len(shown_names)} more" if len(names) > len(shown_names) else ""
    default = f" (its default is {default.removeprefix('refs/heads/')})" if default else ""
    return f"there are {', '.join(shown_names)}{more}{default}: correct repository.branch."
