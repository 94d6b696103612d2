"""A git repository of notes: the clone becomes what the origin holds, whatever became of that."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import RepositoryError
from bot.ingest.git_pull import Repository
from tests.bot.ingest.origins import OWN_CHANGES, commit, content, git, litter, new_origin, write

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.usefixtures("locks_grow_stale_soon"),
]


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
