"""Link addresses: which ones Telegram takes, and its words about the others.

After tdlib's ``LinkManager::check_link`` and ``parse_url``: an address is kept with its host in small letters and with
a path, control characters and spaces after the host are written with percent signs, a host without a point
(``localhost``) is none, and ``tg:`` and ``ton:`` addresses have only a name and what follows it.
"""

from __future__ import annotations

import ipaddress
import re

_MENTION = re.compile(r"tg:(?://)?user\?(?:\w+=\w*&)*id=(\d+)", re.IGNORECASE)
_INNER = re.compile(r"(tg|tonsite|ton):(?://)?", re.IGNORECASE)
_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_HOST_PART = re.compile(r"(?:[0-9A-Za-z.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_USER_PART = re.compile(r"(?:[0-9A-Za-z.\-_!$,~*'();&+=:]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_INNER_NAME = re.compile(r"[0-9A-Za-z_-]+")
_SPACES = " \t\r\n\0\v"
_MAX_PORT = 65535


class LinkError(ValueError):
    """The address is no link; the message is Telegram's reason."""


def mentioned_user(address: str) -> int:
    """Return the user's id of a ``tg://user?id=…`` address, 0 for any other."""
    match = _MENTION.fullmatch(address)
    return int(match.group(1)) if match else 0


def checked_link(address: str) -> str:
    """Return the address as Telegram keeps it, empty where it is no link."""
    try:
        return _checked(address)
    except LinkError:
        return ""


def required_link(address: str) -> str:
    """Return the address as Telegram keeps it. Raises LinkError, in the words of a refusal, where it is no link."""
    try:
        return _checked(address)
    except LinkError as error:
        raise LinkError(f"URL '{address}' is invalid: {error}") from None


def _checked(address: str) -> str:
    inner = _INNER.match(address)
    rest = address[inner.end() :] if inner else address
    secure, user, host, port, path = _parsed(rest)
    if inner:
        scheme = inner.group(1).lower()
        if rest.lower().startswith("http://") or secure or user or port or host.startswith("["):
            raise LinkError(f"Wrong {'tg' if scheme == 'tg' else 'ton'} URL")
        if not _INNER_NAME.fullmatch(host.replace(".", "") if scheme == "tonsite" else host):
            raise LinkError("Unallowed characters in URL host")
        return f"{scheme}://{host}{path.removeprefix('/') if path.startswith('/?') else path}"
    if "." not in host and not host.startswith("["):
        raise LinkError("Wrong HTTP URL")
    return f"{'https' if secure else 'http'}://{user}{'@' if user else ''}{host}{f':{port}' if port else ''}{path}"


def _parsed(address: str) -> tuple[bool, str, str, int, str]:
    """Take an address apart: whether it is https, the user, the host, the port that is named (or 0), all the rest."""
    scheme = _SCHEME.match(address)
    if scheme and scheme.group(1).lower() not in {"http", "https"}:
        raise LinkError("Unsupported URL protocol")
    rest = address[scheme.end() :] if scheme else address
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path = rest[len(place) :].rstrip(_SPACES)
    place, port = _without_port(place)
    user, _, host = place.rpartition("@")
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise LinkError("Wrong IPv6 address specified in the URL") from None
    elif not host:
        raise LinkError("URL host is empty")
    elif host == ".":
        raise LinkError("Host is invalid")
    else:
        _check_part(host, _HOST_PART, "host")
        _check_part(user, _USER_PART, "userinfo")
    if not path.startswith("/"):
        path = f"/{path}"
    written = "".join(f"%{ord(character):02X}" if character <= " " else character for character in path)
    return bool(scheme and scheme.group(1).lower() == "https"), user, host.lower(), port, written


def _without_port(place: str) -> tuple[str, int]:
    before, colon, digits = place.rpartition(":")
    if not colon or not before or "]" in digits or "@" in digits:
        return place, 0
    stripped = digits.lstrip("0")
    if not (stripped.isascii() and stripped.isdigit()) or int(stripped) > _MAX_PORT:
        raise LinkError("Wrong port number specified in the URL")
    return before, int(stripped)


def _check_part(part: str, allowed: re.Pattern[str], name: str) -> None:
    if not allowed.fullmatch(part):
        percent = _BAD_PERCENT.search(part)
        reason = "Wrong percent-encoded symbol" if percent else "Disallowed character"
        raise LinkError(f"{reason} in URL {name}")
