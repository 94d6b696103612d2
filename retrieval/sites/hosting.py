"""Pages of files at GitHub, GitLab and Gitee, for notes in a clone of a repository there."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from retrieval.parsing.headings import NO_IDS, HeadingIds
from retrieval.parsing.urls import escape_path
from retrieval.sites.base import NoteFile, Page
from retrieval.sites.slugs import GiteeIds, GithubIds, GitlabIds

_SECTION = re.compile(r"\s*+\[\s*+([\w.-]++)\s*+(?:\"((?>(?:[^\"\\]|\\.)*))\"\s*+)?\]")
_SETTING = re.compile(r"\s*+([a-zA-Z][\w-]*+)\s*+=(.*)")
_LIKE_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!/)(.+)")
_SCHEMES = ("https", "http", "ssh", "git", "git+ssh")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PAGES = {
    "github.com": ("https://github.com/{repository}/blob/{branch}/", GithubIds()),
    "gitlab.com": ("https://gitlab.com/{repository}/-/blob/{branch}/", GitlabIds()),
    "gitee.com": ("https://gitee.com/{repository}/blob/{branch}/", GiteeIds()),
}
_SUBDOMAINS = ("www.", "ssh.", "altssh.")
_SHOWN_AS_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".mdown")
_LIMIT = 4 * 1024 * 1024
_INDEX_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Hosting:
    """The pages of files at ``address``, below which the folder of the notes is ``below``."""

    address: str
    below: PurePosixPath
    ids: HeadingIds
    name: str = ""

    def page(self, note: NoteFile) -> Page:
        """Return the page of the file of ``note``."""
        path = self.below / note.path
        ids = self.ids if path.suffix.lower() in _SHOWN_AS_MARKDOWN else NO_IDS
        return Page(self.address + escape_path(path.as_posix()), heading_ids=ids)

    @classmethod
    def of(cls, root: Path) -> Hosting | None:
        """Return where the files below ``root`` are shown; None where that is not known, or none of them is in git."""
        real = root.resolve()
        for folder in (real, *real.parents):
            if (folder / ".git").exists():
                below = PurePosixPath(real.relative_to(folder).as_posix())
                try:
                    return _hosting(folder / ".git", below)
                except (OSError, ValueError, struct.error):
                    return None
        return None


def _hosting(git: Path, below: PurePosixPath) -> Hosting | None:
    own, common = _folders(git)
    settings = dict(_settings(_read(common / "config")))
    host, repository = _place(settings.get(("remote", "origin", "url"), ""))
    shown = _PAGES.get(host)
    if shown is None and host.startswith("gitlab."):
        shown = (f"https://{host}/{{repository}}/-/blob/{{branch}}/", GitlabIds())
    branch = _branch(own, common, settings)
    if shown is None or not branch or not _is_tracked(own / "index", below):
        return None
    pattern, ids = shown
    return Hosting(pattern.format(repository=escape_path(repository), branch=escape_path(branch)), below, ids)


def _folders(git: Path) -> tuple[Path, Path]:
    """Return the folder of a working tree's own state and that of the repository, from its ``.git``."""
    if git.is_file():
        # a submodule, or a further working tree
        named = _read(git).partition("gitdir:")[2].strip()
        git = git.parent / named
    common = _read(git / "commondir").strip() if (git / "commondir").is_file() else ""
    return git, git / common


def _read(file: Path) -> str:
    with file.open("rb") as stream:
        return stream.read(_LIMIT).decode("utf-8", "replace")


def _settings(text: str) -> Iterator[tuple[tuple[str, str, str], str]]:
    """Yield the settings of a git repository by section, its name and key."""
    section = name = ""
    for line in text.splitlines():
        if heading := _SECTION.match(line):
            section, name = heading[1].lower(), heading[2] or ""
        elif setting := _SETTING.fullmatch(line):
            yield (section, name, setting[1].lower()), setting[2].strip().strip('"')


def _place(url: str) -> tuple[str, str]:
    """Return the host of a repository and its path there; empty where it is on no host."""
    if "://" in url:
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES:
            return "", ""
        # a user and a password before the host go into no link
        host, path = parts.hostname or "", parts.path
    else:
        match = _LIKE_SCP.fullmatch(url)
        if match is None:
            return "", ""
        host, path = match[1].lower(), match[2]
    for start in _SUBDOMAINS:
        host = host.removeprefix(start)
    path = path.strip("/").removesuffix(".git")
    return (host, path) if "/" in path and not path.endswith(".wiki") else ("", "")


def _branch(own: Path, common: Path, settings: dict[tuple[str, str, str], str]) -> str:
    """Return the branch at the host that the working tree follows, or the commit where it follows none."""
    head = _read(own / "HEAD").strip()
    if not head.startswith("ref:"):
        return head if _COMMIT.fullmatch(head) else ""
    branch = head.partition("refs/heads/")[2]
    if upstream := settings.get(("branch", branch, "merge"), "").partition("refs/heads/")[2]:
        return upstream
    default = common / "refs" / "remotes" / "origin" / "HEAD"
    if default.is_file() and (main := _read(default).partition("refs/remotes/origin/")[2].strip()):
        return main
    return branch


def _is_tracked(index: Path, below: PurePosixPath) -> bool:
    """Return whether git keeps a file below the folder: what it does not keep is at no host."""
    wanted = b"" if below == PurePosixPath() else f"{below.as_posix()}/".encode()
    if index.stat().st_size > _INDEX_LIMIT:
        return False
    return any(name.startswith(wanted) for name in _tracked(index.read_bytes()))


def _tracked(index: bytes) -> Iterator[bytes]:
    """Yield the names of the files in git's index (gitformat-index)."""
    signature, version, count = struct.unpack_from(">4sLL", index)
    if signature != b"DIRC" or version not in (2, 3, 4):
        return
    position, name = 12, b""
    for _ in range(count):
        (flags,) = struct.unpack_from(">H", index, position + 60)
        begin = position + (64 if flags & 0x4000 else 62)
        if version == 4:
            taken, begin = _number(index, begin)
            end = index.index(b"\0", begin)
            name = name[: len(name) - taken] + index[begin:end]
            position = end + 1
        else:
            end = index.index(b"\0", begin)
            name = index[begin:end]
            position += (end - position + 8) // 8 * 8
        yield name


def _number(index: bytes, position: int) -> tuple[int, int]:
    """Read a number of variable width; return it and the place behind it."""
    byte = index[position]
    value = byte & 0x7F
    while byte & 0x80:
        position += 1
        byte = index[position]
        value = ((value + 1) << 7) | (byte & 0x7F)
    return value, position + 1
