"""A clone survives what was done to it: changes, locks, broken files, processes that were killed."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import RepositoryError
from bot.ingest import clone_folder
from bot.ingest.git_pull import Repository
from tests.bot.ingest.origins import OWN_CHANGES, content, git, litter, ssh, write

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.usefixtures("locks_grow_stale_soon"),
]

PATIENCE = 30.0
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("change", OWN_CHANGES)
@pytest.mark.parametrize("moved_on", [True, False])
async def test_what_was_changed_in_the_clone_stops_nothing(
    origin: Path, repository: Repository, change: Callable[[Path], object], moved_on: bool
) -> None:
    await repository.pull()
    change(repository.folder)
    if moved_on:
        write(origin, "one.md", "theirs")
        write(origin, "two.md", "two")
    await repository.pull()
    expected = {"one.md": "theirs", "two.md": "two"} if moved_on else {"one.md": "one"}
    assert expected.items() <= content(repository.folder).items()
    assert git(repository.folder, "rev-parse", "HEAD") == git(origin, "rev-parse", "HEAD")


async def test_an_untracked_file_that_is_in_nobodys_way_stays(origin: Path, repository: Repository) -> None:
    await repository.pull()
    (repository.folder / "mine.txt").write_text("mine", "utf-8")
    write(origin, "two.md")
    await repository.pull()
    assert content(repository.folder)["mine.txt"] == "mine"


LOCKS = ("index.lock", "HEAD.lock", "shallow.lock", "config.lock", "packed-refs.lock", "FETCH_HEAD.lock")


@pytest.mark.parametrize("locks", [*((lock,) for lock in LOCKS), LOCKS, ("refs/heads/main.lock", "ORIG_HEAD.lock")])
async def test_a_lock_that_a_killed_git_left_is_removed(
    origin: Path, repository: Repository, locks: tuple[str, ...]
) -> None:
    await repository.pull()
    for lock in locks:
        (repository.folder / ".git" / lock).touch()
    (repository.folder / ".git" / "objects" / "pack" / "tmp_pack_XyZ").write_text("half", "utf-8")
    write(origin, "two.md")
    assert await repository.pull()
    assert "two.md" in content(repository.folder)
    assert list((repository.folder / ".git").rglob("*.lock")) == []
    assert list((repository.folder / ".git" / "objects").rglob("tmp_*")) == []


def truncated(folder: Path) -> None:
    """Cut the newest objects, as a power failure does."""
    objects = folder / ".git" / "objects"
    for path in objects.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


BREAKAGES: list[Callable[[Path], object]] = [
    truncated,
    lambda folder: [shutil.rmtree(path) for path in (folder / ".git" / "objects").iterdir()],
    lambda folder: (folder / ".git" / "HEAD").unlink(),
    lambda folder: (folder / ".git" / "HEAD").write_text("", "utf-8"),
    lambda folder: (folder / ".git" / "HEAD").write_text("ref: refs/heads/nowhere\n", "utf-8"),
    lambda folder: (folder / ".git" / "config").write_text("[core\n", "utf-8"),
    lambda folder: (folder / ".git" / "index").write_bytes(b"DIRC no index"),
    lambda folder: shutil.rmtree(folder / ".git" / "refs"),
    lambda folder: [path.unlink() for path in (folder / ".git").iterdir() if path.is_file()],
    lambda folder: shutil.rmtree(folder / ".git"),
    lambda folder: shutil.rmtree(folder / ".git") or (folder / ".git").mkdir(),
    lambda folder: shutil.rmtree(folder / ".git") or (folder / ".git").write_text("gitdir: ../elsewhere", "utf-8"),
    lambda folder: [shutil.rmtree(folder), folder.mkdir()],
    shutil.rmtree,
]


@pytest.mark.parametrize("breakage", BREAKAGES)
async def test_a_broken_clone_is_made_anew(
    origin: Path, repository: Repository, breakage: Callable[[Path], object]
) -> None:
    write(origin, "gone.md")
    await repository.pull()
    breakage(repository.folder)
    git(origin, "rm", "--quiet", "gone.md")
    write(origin, "two.md", "two")
    assert await repository.pull()
    assert content(repository.folder) == {"one.md": "one", "two.md": "two"}
    assert not await repository.pull()
    assert all("-aside-" in name for name in litter(repository))


async def test_the_old_notes_are_there_until_the_new_ones_are(origin: Path, repository: Repository) -> None:
    await repository.pull()
    (repository.folder / ".git" / "HEAD").unlink()
    away = origin.rename(origin.with_name("away"))
    with pytest.raises(RepositoryError):
        await repository.pull()
    assert content(repository.folder) == {"one.md": "one"}
    away.rename(origin)
    # as if it had been killed between taking the old clone away and putting the new one there
    repository.folder.rename(repository.folder.with_name(".clone-old"))
    assert await repository.pull()
    assert content(repository.folder) == {"one.md": "one"}
    assert litter(repository) == []


async def test_a_lock_that_is_held_is_named_with_what_to_do(
    origin: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    await repository.pull()
    lock = repository.folder / ".git" / "index.lock"
    lock.touch()
    write(origin, "two.md")

    async def somebody_is_at_work(_: object) -> None:
        """Leave the lock, as it is new again and again."""

    monkeypatch.setattr(clone_folder.CloneFolder, "remove_stale_locks", somebody_is_at_work)
    with pytest.raises(RepositoryError) as caught:
        await repository.pull()
    assert str(lock) in str(caught.value)
    assert "delete that file" in str(caught.value)


# ---- more than one process, and killed ones


def ended(process: int) -> bool:
    """Return whether a process that is nobody's child any more has ended; it may wait to be buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


async def test_two_pulls_at_once(origin: Path, repository: Repository) -> None:
    for name in ("two.md", "three.md", "four.md"):
        await asyncio.gather(*(repository.pull() for _ in range(3)))
        write(origin, name)
    await asyncio.gather(*(repository.pull() for _ in range(3)))
    assert len(content(repository.folder)) == 4
    assert litter(repository) == []


@pytest.mark.parametrize("has_clone", [False, True])
@pytest.mark.parametrize("how", ["given up", "process killed"])
async def test_one_that_is_killed_in_the_middle_leaves_nothing_that_stops_the_next(
    tmp_path: Path, origin: Path, monkeypatch: pytest.MonkeyPatch, has_clone: bool, how: str
) -> None:
    repository = Repository("ssh://host.example/notes.git", "main", tmp_path / "deep" / "clone")
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh(tmp_path, origin)))
    if has_clone:
        await repository.pull()
    write(origin, "two.md")
    # the first connection asks what there is, the second brings it: that one tells its number and hangs
    os.mkfifo(tmp_path / "begun")
    nth = 'n=$(ls "$0".* 2>/dev/null | wc -l); touch "$0.$n"'
    hang = f'{nth}\nif [ "$n" = 1 ]; then echo $$ >"{tmp_path / "begun"}"; exec sleep 1000; fi'
    ssh(tmp_path, origin, hang)
    begun = asyncio.to_thread((tmp_path / "begun").read_text, "utf-8")
    if how == "given up":
        pulling = asyncio.create_task(repository.pull())
        child = int(await asyncio.wait_for(begun, PATIENCE))
        pulling.cancel()
        await asyncio.wait({pulling}, timeout=PATIENCE)
        assert pulling.cancelled()
        async with asyncio.timeout(PATIENCE):
            while not ended(child):
                await asyncio.sleep(0.01)
    else:
        code = (
            "import asyncio; from pathlib import Path; from bot.ingest.git_pull import Repository\n"
            f"asyncio.run(Repository({repository.url!r}, 'main', Path({str(repository.folder)!r})).pull())"
        )
        process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
        child = int(await asyncio.wait_for(begun, PATIENCE))
        process.kill()
        process.wait()
        # its git lives on without it, and is waited for
        waiting = asyncio.create_task(repository.pull())
        done, _ = await asyncio.wait({waiting}, timeout=0.5)
        assert not done
        os.kill(child, signal.SIGKILL)
        await asyncio.wait_for(waiting, PATIENCE)
    await repository.pull()
    assert set(content(repository.folder)) == {"one.md", "two.md"}
    assert litter(repository) == []


async def test_a_clone_that_was_killed_half_way_is_made_anew(repository: Repository) -> None:
    unfinished = repository.folder.with_name(".clone-unfinished")
    (unfinished / ".git").mkdir(parents=True)
    assert await repository.pull()
    assert content(repository.folder) == {"one.md": "one"}
    assert litter(repository) == []


async def test_a_git_that_obeys_no_signal_is_ended(
    tmp_path: Path, origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.ingest import git_command as running

    monkeypatch.setattr(running, "END_SECONDS", 0.2)
    monkeypatch.setattr(running, "GIT_SECONDS", 0.5)
    (tmp_path / "bin").mkdir()
    deaf = tmp_path / "bin" / "git"
    deaf.write_text("#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n", "utf-8")
    deaf.chmod(0o755)
    monkeypatch.setenv("PATH", f"{deaf.parent}:{os.environ['PATH']}")
    with pytest.raises(RepositoryError, match="no answer within"):
        await asyncio.wait_for(Repository(str(origin), "main", tmp_path / "clone").pull(), PATIENCE)


async def test_a_clone_that_never_ends_is_ended(tmp_path: Path, origin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.ingest import git_command as running

    monkeypatch.setattr(running, "END_SECONDS", 0.2)
    monkeypatch.setattr(running, "TRANSFER_SECONDS", 0.5)
    (tmp_path / "bin").mkdir()
    stuck = tmp_path / "bin" / "git"
    real = shutil.which("git")
    stuck.write_text(f'#!/bin/sh\ncase "$*" in *" clone "*) sleep 600;; esac\nexec {real} "$@"\n', "utf-8")
    stuck.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stuck.parent}:{os.environ['PATH']}")
    with pytest.raises(RepositoryError, match="no answer within 0 s"):
        await asyncio.wait_for(Repository(str(origin), "main", tmp_path / "clone").pull(), PATIENCE)


PULL = """
import asyncio, resource, sys
from pathlib import Path
from bot.ingest.git_pull import Repository
asyncio.run(Repository(sys.argv[1], "main", Path(sys.argv[2])).pull())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_large_files_beside_the_notes_are_never_held_whole(tmp_path: Path, origin: Path) -> None:
    with (origin / "weights.bin").open("wb") as stream:
        stream.truncate(300 * 1024 * 1024)
    write(origin, "two.md", "two")
    command = [sys.executable, "-c", PULL, str(origin), str(tmp_path / "clone")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    assert (tmp_path / "clone" / "weights.bin").stat().st_size == 300 * 1024 * 1024
    assert int(done.stdout) < 150, "megabytes of any one process of git"
