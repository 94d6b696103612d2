"""A git repository of notes: cloned, moved forward, and never harmed; what fails is said without credentials."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.announce.repository import Repository
from bot.errors import RepositoryError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

_AUTHOR = ("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@localhost")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *_AUTHOR, *arguments], check=True, capture_output=True)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", name)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, "one.md", "one")
    return folder


@pytest.fixture
def repository(origin: Path, tmp_path: Path) -> Repository:
    return Repository(str(origin), "main", tmp_path / "deep" / "clone")


async def test_a_commit_arrives(origin: Path, repository: Repository) -> None:
    assert await repository.pull()
    assert (repository.folder / "one.md").read_text("utf-8") == "one"
    assert not await repository.pull()
    write(origin, "two.md", "two")
    assert await repository.pull()
    assert (repository.folder / "two.md").read_text("utf-8") == "two"


async def test_changes_of_ones_own_are_not_lost(origin: Path, repository: Repository) -> None:
    await repository.pull()
    (repository.folder / "one.md").write_text("mine", "utf-8")
    write(origin, "one.md", "theirs")
    with pytest.raises(RepositoryError, match="could not be pulled"):
        await repository.pull()
    assert (repository.folder / "one.md").read_text("utf-8") == "mine"


async def test_a_branch_that_was_rewritten_is_reported(origin: Path, repository: Repository) -> None:
    write(origin, "two.md", "two")
    await repository.pull()
    git(origin, "reset", "--quiet", "--hard", "HEAD~1")
    write(origin, "three.md", "three")
    with pytest.raises(RepositoryError):
        await repository.pull()
    assert (repository.folder / "two.md").exists()


@pytest.mark.parametrize("branch", ["main", "absent"])
async def test_what_is_not_there_is_named(tmp_path: Path, origin: Path, branch: str) -> None:
    url = str(origin) if branch == "absent" else f"file://reader:hush@{tmp_path}/nowhere"
    with pytest.raises(RepositoryError, match="could not be pulled") as caught:
        await Repository(url, branch, tmp_path / "clone").pull()
    assert "hush" not in str(caught.value)
    assert not (tmp_path / "clone" / "one.md").exists()


async def test_an_address_runs_no_command(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError):
        await Repository(f"ext::touch {tmp_path / 'harm'}", "main", tmp_path / "clone").pull()
    assert not (tmp_path / "harm").exists()


async def test_a_folder_with_something_else_in_it_is_left_alone(repository: Repository) -> None:
    repository.folder.mkdir(parents=True)
    (repository.folder / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(RepositoryError, match="name another"):
        await repository.pull()
    assert [file.name for file in repository.folder.iterdir()] == ["mine.txt"]


async def test_a_clone_that_was_killed_half_way_is_made_anew(repository: Repository) -> None:
    unfinished = repository.folder.with_name(".clone-unfinished")
    (unfinished / ".git").mkdir(parents=True)
    assert await repository.pull()
    assert (repository.folder / "one.md").exists()
    assert not unfinished.exists()
