"""Submodules are filled, updated and taken away with the repository that names them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import RepositoryError
from bot.ingest.git_pull import Repository
from tests.bot.ingest.origins import commit, content, git, new_origin, ssh, write

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.usefixtures("locks_grow_stale_soon"),
]


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
