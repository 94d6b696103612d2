"""Addresses of git repositories, shown without passwords and tokens, wherever these stand in them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_BETWEEN_PARTS = re.compile(r"[/:?#&=;@\s]+")
_AFTER_THE_PATH = re.compile(r"[?#&;=]")
_SSH_SCHEMES = ("git+ssh", "ssh+git")
_MIN_TELLING = 4
"""Characters from which a secret is hidden also in the middle of a word; a shorter one may be a part of many."""
_HIDDEN = "…"


def protocol_of(url: str) -> str:
    """Return the protocol by which git reaches ``url``, in the words of GIT_ALLOW_PROTOCOL."""
    scheme, found, _ = url.partition("://")
    if found and _SCHEME.fullmatch(scheme):
        return "ssh" if scheme.lower() in _SSH_SCHEMES else scheme.lower()
    before, colon, after = url.partition(":")
    if colon and after.startswith(":"):
        return before
    return "ssh" if colon and "/" not in before else "file"


def full_address(url: str) -> str:
    """Return ``url`` in a form that means the same from every folder."""
    return str(Path(url).expanduser().absolute()) if protocol_of(url) == "file" and "://" not in url else url


def fault_of(url: str) -> str:
    """Say what cannot be right with the user and password in ``url``; empty where nothing is wrong."""
    _, found, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    # an address of IPv6 stands in brackets
    port = authority.rpartition("]")[2].rpartition(":")[2] if ":" in authority else ""
    if found and "@" in rest and "@" not in authority and port and not port.isdigit():
        return "the password in its address holds a / ? or #: write it as %2F, %3F or %23"
    return ""


def same_repository(one: str, other: str) -> bool:
    """Return whether two addresses lead to the same repository, whoever asks."""
    return _bare(one) == _bare(other)


def shown(url: str) -> str:
    """Return ``url`` as people may see it."""
    return without_secrets(url, url)


def without_secrets(text: str, url: str = "") -> str:
    """Return ``text``, words of git say, on one line and without secrets: those of ``url`` and of any other address."""
    for secret in sorted(_secrets_of(url), key=len, reverse=True):
        if len(secret) >= _MIN_TELLING:
            text = text.replace(secret, _HIDDEN)
        else:
            text = re.sub(rf"(?<![^\W_]){re.escape(secret)}(?![^\W_])", _HIDDEN, text)
    return " ".join(map(_hidden_in_word, text.split()))


def _hidden_in_word(word: str) -> str:
    head, found, rest = word.partition("://")
    if not found:
        before, at, after = word.rpartition("@")
        return f"{_HIDDEN}@{after}" if at and ":" in before else word
    rest = rest.rpartition("@")[2]
    end = _AFTER_THE_PATH.search(rest)
    return head + found + (rest if end is None else f"{rest[: end.start()]}{rest[end.start()]}{_HIDDEN}")


def _secrets_of(url: str) -> set[str]:
    """Return what must not be seen of ``url``: user and password, what stands behind the path, and their parts.

    A password may hold characters that ought to be escaped; git then takes a part of it for a host, a port or a path,
    and says so.
    """
    _, found, rest = url.partition("://")
    userinfo = (rest if found else url).rpartition("@")[0]
    user, _, password = userinfo.partition(":")
    secrets = {password, *_BETWEEN_PARTS.split(password)}
    if password:
        secrets.add(userinfo)
    # a token may stand in place of the user; but before an address of ssh without a protocol stands only a name
    if found and (not password or len(user) >= 2 * _MIN_TELLING) and user != "git":
        secrets |= {user, *_BETWEEN_PARTS.split(user)}
    if found and protocol_of(url) != "file":
        behind = _AFTER_THE_PATH.split(rest, maxsplit=1)[1:]
        secrets |= {part.partition("=")[2] or part for text in behind for part in re.split(r"[?#&;]", text)}
    return (secrets | set(map(unquote, secrets))) - {""}


def _bare(url: str) -> str:
    if protocol_of(url) == "file":
        path = url.partition("://")[2] if "://" in url else url
        return str(Path(path.rpartition("@")[2] if "://" in url else path).resolve()).removesuffix(".git")
    if "://" not in url:
        host, _, path = url.rpartition("@")[2].partition(":")
    else:
        parts = urlsplit(url)
        host, path = parts.netloc.rpartition("@")[2], parts.path
    return f"{host.lower()}/{path.strip('/').removesuffix('.git')}"
