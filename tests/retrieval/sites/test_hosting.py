"""Notes in a clone of a repository lead to their files at its host, where nothing is known of a site."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from retrieval import Site
from tests.retrieval.sites.conftest import Links, Write
from tests.retrieval.sources.conftest import read_all

HEADINGS = """---
title: A Title
date: 2024-03-05
---

## 方法

甲。

## 方法

乙。

## KV-Cache & Paging: `x_y`

丙。

## [Link](https://e.org) 结果

丁。

## $x_1$ cost

戊。
"""


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def repository(folder: Path, origin: str, *options: str) -> None:
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", origin)
    git(folder, *options, "add", "-A")
    git(folder, "commit", "-qm", "notes")


@pytest.mark.parametrize(
    ("origin", "address"),
    [
        ("https://github.com/me/notes.git", "https://github.com/me/notes/blob/main/"),
        ("https://user:s3cret@github.com/me/notes", "https://github.com/me/notes/blob/main/"),
        ("git@github.com:me/notes.git", "https://github.com/me/notes/blob/main/"),
        ("ssh://git@ssh.github.com:443/me/notes.git", "https://github.com/me/notes/blob/main/"),
        ("https://gitlab.com/a/group/notes.git", "https://gitlab.com/a/group/notes/-/blob/main/"),
        ("git@gitlab.example.org:a/notes.git", "https://gitlab.example.org/a/notes/-/blob/main/"),
        ("https://gitee.com/me/notes.git", "https://gitee.com/me/notes/blob/main/"),
        ("https://git.example.org/me/notes.git", ""),
        ("https://github.com/me/notes.wiki.git", ""),
        ("/srv/git/notes.git", ""),
        ("file:///srv/github.com/me/notes.git", ""),
    ],
)
def test_the_remote_says_where_files_are_shown(
    write: Write, links: Links, tmp_path: Path, origin: str, address: str
) -> None:
    write("notes/推理/KV cache #1?.md")
    repository(tmp_path, origin)
    path = "notes/%E6%8E%A8%E7%90%86/KV%20cache%20%231%3F.md"
    for folder in (tmp_path, tmp_path / "notes"):
        assert links(folder) == {"KV cache #1?": address and address + path}


def test_the_configured_site_and_a_site_s_own_settings_go_first(write: Write, links: Links, tmp_path: Path) -> None:
    write("a.md")
    repository(tmp_path, "https://github.com/me/notes.git")
    assert links(site=Site("https://e.org", "/b")) == {"a": "https://e.org/b/a.html"}
    write("_config.yml", "url: https://own.example\n")
    assert links(site=Site("https://e.org", "/b")) == {"a": "https://own.example/a.html"}
    write("_config.yml", "title: without an address\n")
    assert links() == {"a": "https://github.com/me/notes/blob/main/a.md"}


def test_what_git_does_not_keep_is_at_no_host(write: Write, links: Links, tmp_path: Path) -> None:
    write("code.md")
    repository(tmp_path, "https://github.com/someone/program.git")
    write("mine/a.md")
    assert links(tmp_path / "mine") == {"a": ""}


@pytest.mark.parametrize("version", ["2", "4"])
def test_branches_commits_working_trees_and_submodules(
    write: Write, links: Links, tmp_path: Path, version: str
) -> None:
    whole = tmp_path / "whole"
    write("whole/llm/a.md")
    write("whole/llm/a-second.md")
    repository(whole, "https://github.com/me/notes.git", "-c", f"index.version={version}")
    git(whole, "checkout", "-qb", "draft/new")
    assert links(whole)["a"] == "https://github.com/me/notes/blob/draft/new/llm/a.md"
    git(whole, "config", "branch.draft/new.merge", "refs/heads/shown")
    assert links(whole / "llm")["a"] == "https://github.com/me/notes/blob/shown/llm/a.md"
    git(whole, "worktree", "add", "-q", "--detach", str(tmp_path / "beside"))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=whole, check=True, capture_output=True, text=True)
    assert links(tmp_path / "beside")["a"] == f"https://github.com/me/notes/blob/{commit.stdout.strip()}/llm/a.md"
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(whole), "sub")
    git(outer / "sub", "remote", "set-url", "origin", "git@gitee.com:me/sub.git")
    assert links(outer / "sub")["a"].startswith("https://gitee.com/me/sub/blob/")


@pytest.mark.parametrize(
    ("origin", "anchors"),
    [
        ("git@github.com:me/n.git", ["方法", "方法-1", "kv-cache--paging-x_y", "link-结果", ""]),
        ("git@gitlab.com:me/n.git", ["方法", "方法-1", "kv-cache-paging-x_y", "link-结果", ""]),
        ("git@gitee.com:me/n.git", ["方法", "", "", "", ""]),
    ],
)
def test_anchors_are_the_host_s(write: Write, tmp_path: Path, origin: str, anchors: list[str]) -> None:
    write("a.md", HEADINGS)
    repository(tmp_path, origin)
    (found,), _ = read_all(tmp_path, Site())
    assert [section.anchor for section in found.sections] == anchors


def test_a_broken_repository_is_no_hindrance(write: Write, links: Links, tmp_path: Path) -> None:
    write("a.md")
    write(".git/config", '[remote "origin"]\n\turl = https://github.com/me/notes\n')
    write(".git/HEAD", "ref: refs/heads/main\n")
    assert links() == {"a": ""}
    write(".git/index", "DIRC\0\0")
    assert links() == {"a": ""}
