"""A git repository of notes: the clone becomes what the origin holds, whatever was done to either of them."""

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

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

_AUTHOR = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@localhost", "-c", "protocol.file.allow=always")
PATIENCE = 30.0
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clone_folder, "STALE_SECONDS", 0.05)


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *_AUTHOR, *arguments], check=True, capture_output=True, text=True)
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


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    return new_origin(tmp_path / "origin")


@pytest.fixture
def repository(origin: Path, tmp_path: Path) -> Repository:
    return Repository(str(origin), "main", tmp_path / "deep" / "clone")


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


async def test_a_commit_arrives(origin: Path, repository: Repository) -> None:
    assert await repository.pull()
    assert content(repository.folder) == {"one.md": "one"}
    assert not await repository.pull()
    write(origin, "two.md", "two")
    assert await repository.pull()
    assert content(repository.folder) == {"one.md": "one", "two.md": "two"}
    assert litter(repository) == []


async def test_a_branch_that_was_rewritten_is_followed(origin: Path, repository: Repository) -> None:
    write(origin, "two.md")
    await repository.pull()
    write(origin, "two.md", "amended", "--amend")
    assert await repository.pull()
    assert content(repository.folder)["two.md"] == "amended"
    git(origin, "reset", "--quiet", "--hard", "HEAD~1")
    write(origin, "three.md")
    assert await repository.pull()
    assert set(content(repository.folder)) == {"one.md", "three.md"}
    # a history that has nothing to do with the old one
    git(origin, "checkout", "--quiet", "--orphan", "fresh")
    commit(origin)
    git(origin, "branch", "--quiet", "--force", "main")
    write(origin, "aside.md")
    assert await repository.pull()
    assert "aside.md" not in content(repository.folder)


@pytest.mark.parametrize("annotated", [False, True])
async def test_a_tag_is_taken_and_followed_when_it_moves(origin: Path, repository: Repository, annotated: bool) -> None:
    options = ("--annotate", "-m", "a release") if annotated else ()
    tagged = Repository(repository.url, "v1.0", repository.folder)
    git(origin, "tag", *options, "v1.0")
    write(origin, "later.md")
    assert await tagged.pull()
    assert set(content(tagged.folder)) == {"one.md"}
    assert not await tagged.pull()
    git(origin, "tag", "--force", *options, "v1.0")
    assert await tagged.pull()
    assert set(content(tagged.folder)) == {"one.md", "later.md"}
    # and a setting that was changed is followed too
    write(origin, "newest.md")
    assert await repository.pull()
    assert "newest.md" in content(repository.folder)


async def test_a_branch_goes_before_a_tag_of_its_name(origin: Path, repository: Repository) -> None:
    git(origin, "tag", "main")
    write(origin, "two.md")
    await repository.pull()
    assert "two.md" in content(repository.folder)


async def test_a_branch_that_is_not_there_any_more_is_told_with_those_that_are(
    origin: Path, repository: Repository
) -> None:
    await repository.pull()
    git(origin, "branch", "--move", "main", "papers/2025")
    git(origin, "tag", "v1")
    for folder in (repository.folder, repository.folder.with_name("clone2")):
        with pytest.raises(RepositoryError) as caught:
            await Repository(repository.url, "main", folder).pull()
        for part in ("“main”", "papers/2025", "v1", "its default is papers/2025", "repository.branch"):
            assert part in str(caught.value)
    assert content(repository.folder) == {"one.md": "one"}


async def test_of_many_branches_the_likeliest_are_named(origin: Path, repository: Repository) -> None:
    for number in range(40):
        git(origin, "branch", f"topic-{number}")
    git(origin, "branch", "maintenance")
    with pytest.raises(RepositoryError, match=r"maintenance.* and 34 more"):
        await Repository(repository.url, "maintenace", repository.folder).pull()


async def test_an_empty_repository_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    with pytest.raises(RepositoryError, match="it has none yet"):
        await Repository(str(tmp_path / "bare.git"), "main", tmp_path / "clone").pull()


def staged(folder: Path) -> None:
    (folder / "one.md").write_text("mine", "utf-8")
    git(folder, "add", "one.md")


def conflicting(folder: Path) -> None:
    """Leave a merge half done."""
    git(folder, "checkout", "--quiet", "-b", "mine")
    write(folder, "one.md", "mine")
    git(folder, "checkout", "--quiet", "-b", "other", "HEAD~1")
    write(folder, "one.md", "other")
    subprocess.run(["git", "-C", str(folder), *_AUTHOR, "merge", "mine"], capture_output=True, check=False)


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


async def test_a_clone_inside_another_repository_never_touches_that_one(tmp_path: Path, origin: Path) -> None:
    around = new_origin(tmp_path / "around")
    (around / "one.md").write_text("being worked on", "utf-8")
    repository = Repository(str(origin), "main", around / "clone")
    await repository.pull()
    (repository.folder / ".git" / "HEAD").unlink()
    head = git(around, "rev-parse", "HEAD")
    await repository.pull()
    assert (around / "one.md").read_text("utf-8") == "being worked on"
    assert git(around, "rev-parse", "HEAD") == head


async def test_a_changed_address_is_followed(tmp_path: Path, origin: Path, repository: Repository) -> None:
    await repository.pull()
    other = new_origin(tmp_path / "other")
    write(other, "other.md")
    moved = Repository(str(other), "main", repository.folder)
    assert await moved.pull()
    assert set(content(moved.folder)) == {"one.md", "other.md"}
    # one that cannot be reached takes nothing away
    with pytest.raises(RepositoryError):
        await Repository(str(tmp_path / "nowhere"), "main", repository.folder).pull()
    assert "other.md" in content(moved.folder)
    assert await repository.pull()
    assert set(content(moved.folder)) == {"one.md"}


async def test_a_repository_of_another_kind_at_the_address_is_followed(
    tmp_path: Path, origin: Path, repository: Repository
) -> None:
    await repository.pull()
    shutil.rmtree(origin)
    origin.mkdir()
    git(origin, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    write(origin, "other.md")
    assert await repository.pull()
    assert set(content(repository.folder)) == {"other.md"}


# ---- folders that the bot did not make


async def test_a_folder_with_something_else_in_it_is_left_alone(repository: Repository) -> None:
    repository.folder.mkdir(parents=True)
    (repository.folder / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(RepositoryError, match="name another"):
        await repository.pull()
    assert content(repository.folder) == {"mine.txt": "mine"}


@pytest.mark.parametrize("rewritten", [False, True])
async def test_somebodys_clone_without_changes_is_taken_over(
    origin: Path, repository: Repository, rewritten: bool
) -> None:
    repository.folder.parent.mkdir(parents=True)
    git(repository.folder.parent, "clone", "--quiet", str(origin), "clone")
    write(origin, "two.md")
    git(repository.folder, "pull", "--quiet", "--ff-only")
    if rewritten:
        write(origin, "two.md", "amended", "--amend")
    await repository.pull()
    assert content(repository.folder)["two.md"] == ("amended" if rewritten else "two.md")
    write(origin, "one.md", "again", "--amend")
    assert await repository.pull()


def stashed(folder: Path) -> None:
    (folder / "one.md").write_text("mine", "utf-8")
    git(folder, "stash", "--quiet")


@pytest.mark.parametrize(
    "change",
    [
        *(change for change in OWN_CHANGES if "elsewhere" not in (change.__code__.co_consts or ())),
        stashed,
        lambda folder: git(folder, "remote", "set-url", "origin", "https://ada:s3cret@host.example/other.git"),
        lambda folder: git(folder, "remote", "remove", "origin"),
        lambda folder: (folder / ".git" / "HEAD").unlink(),
    ],
)
async def test_somebodys_clone_with_anything_of_its_own_is_left_alone(
    origin: Path, repository: Repository, change: Callable[[Path], object]
) -> None:
    repository.folder.parent.mkdir(parents=True)
    git(repository.folder.parent, "clone", "--quiet", str(origin), "clone")
    change(repository.folder)
    before = content(repository.folder)
    write(origin, "one.md", "theirs")
    with pytest.raises(RepositoryError, match="Delete it, and it is cloned anew, or name another") as caught:
        await repository.pull()
    assert "s3cret" not in str(caught.value)
    assert content(repository.folder) == before


# ---- submodules


@pytest.fixture
def sub(tmp_path: Path, origin: Path) -> Path:
    """Make a repository that is a submodule of the origin, by an address relative to it."""
    made = new_origin(tmp_path / "sub")
    write(made, "sub.md", "sub")
    git(origin, "submodule", "--quiet", "add", "../sub", "more/sub")
    commit(origin)
    return made


async def test_submodules_are_filled_updated_and_taken_away(
    tmp_path: Path, origin: Path, repository: Repository, sub: Path
) -> None:
    inner = new_origin(tmp_path / "inner")
    await repository.pull()
    assert content(repository.folder)["more/sub/sub.md"] == "sub"
    git(sub, "submodule", "--quiet", "add", "../inner", "inner")
    write(sub, "new.md")
    git(origin / "more" / "sub", "pull", "--quiet")
    commit(origin)
    await repository.pull()
    assert content(repository.folder)["more/sub/new.md"] == "new.md"
    assert content(repository.folder)["more/sub/inner/one.md"] == "one"
    # what was changed in it by hand does not stay either
    (repository.folder / "more" / "sub" / "sub.md").write_text("mine", "utf-8")
    await repository.pull()
    assert content(repository.folder)["more/sub/sub.md"] == "sub"
    git(origin, "rm", "--quiet", "more/sub")
    commit(origin)
    await repository.pull()
    assert set(content(repository.folder)) == {"one.md"}
    # and it may come back as another one
    git(origin, "submodule", "--quiet", "add", "--force", "--name", "more/sub", str(inner), "more/sub")
    commit(origin)
    await repository.pull()
    assert content(repository.folder)["more/sub/one.md"] == "one"


async def test_a_submodule_that_became_a_folder_of_files(origin: Path, repository: Repository, sub: Path) -> None:
    await repository.pull()
    git(origin, "rm", "--quiet", "more/sub")
    write(origin, "more/sub/plain.md")
    await repository.pull()
    assert set(content(repository.folder)) == {"one.md", "more/sub/plain.md"}


async def test_a_submodule_that_cannot_be_filled_is_told_and_the_rest_is_there(
    tmp_path: Path, origin: Path, repository: Repository, sub: Path
) -> None:
    other = new_origin(tmp_path / "other")
    git(origin, "submodule", "--quiet", "add", "../other", "also")
    commit(origin)
    other.rename(tmp_path / "gone")
    for _ in range(2):
        with pytest.raises(RepositoryError, match="submodules could not be filled: fatal: also:"):
            await repository.pull()
        assert {"one.md", "more/sub/sub.md"} <= set(content(repository.folder))
    (tmp_path / "gone").rename(other)
    await repository.pull()
    assert "also/one.md" in content(repository.folder)


async def test_a_repository_within_that_is_no_submodule_is_told(origin: Path, repository: Repository) -> None:
    new_origin(origin / "inner")
    commit(origin)
    with pytest.raises(RepositoryError, match=r"submodules could not be filled: .*inner"):
        await repository.pull()
    assert "one.md" in content(repository.folder)


async def test_a_submodule_brings_in_nothing_of_this_machine_unless_the_repository_lies_there(
    tmp_path: Path, origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = new_origin(tmp_path / "private")
    git(origin, "submodule", "--quiet", "add", str(secret), "sub")
    commit(origin)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh(tmp_path, origin)))
    with pytest.raises(RepositoryError, match="transport 'file' not allowed"):
        await Repository("ssh://host.example/notes.git", "main", tmp_path / "clone").pull()
    assert set(content(tmp_path / "clone")) == {"one.md"}


# ---- more than one process, and killed ones


def ssh(folder: Path, origin: Path, wait: str = "") -> Path:
    """Make a program that stands in for ssh to a host on which the origin lies; it may wait before it answers."""
    script = folder / "ssh.sh"
    script.write_text(f'#!/bin/sh\n{wait}\nexec git-upload-pack "{origin}"\n', "utf-8")
    script.chmod(0o755)
    return script


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


# ---- what is said


@pytest.mark.parametrize("branch", ["main", "absent"])
async def test_what_is_not_there_is_named(tmp_path: Path, origin: Path, branch: str) -> None:
    url = str(origin) if branch == "absent" else f"file://reader:hush@{tmp_path}/nowhere"
    with pytest.raises(RepositoryError, match="could not be pulled") as caught:
        await Repository(url, branch, tmp_path / "clone").pull()
    assert "hush" not in str(caught.value)
    assert not (tmp_path / "clone" / "one.md").exists()


async def test_an_address_runs_no_command(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not allowed"):
        await Repository(f"ext::touch {tmp_path / 'harm'}", "main", tmp_path / "clone").pull()
    assert not (tmp_path / "harm").exists()


async def test_a_repository_runs_no_hook(
    tmp_path: Path, origin: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    await repository.pull()
    for name in ("post-checkout", "post-merge", "reference-transaction", "post-index-change"):
        hook = repository.folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'harm'}\n", "utf-8")
        hook.chmod(0o755)
    write(origin, "two.md")
    # a bot that is started by a hook of another repository has these
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert await repository.pull()
    assert "two.md" in content(repository.folder)
    assert not (tmp_path / "harm").exists()


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


async def test_a_password_that_breaks_its_address_is_told_how_to_write(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="%2F") as caught:
        await Repository("https://ada:ss/w0rd@host.example/x.git", "main", tmp_path / "clone").pull()
    assert "w0rd" not in str(caught.value)


async def test_a_repository_that_belongs_to_somebody_else_is_told(
    origin: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    await repository.pull()
    # git's own way to have its tests believe so
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(RepositoryError, match=r"dubious ownership.*chown"):
        await repository.pull()
    assert content(repository.folder) == {"one.md": "one"}
