"""Validation of addresses that a link may lead to: those that a browser and Telegram both accept.

Telegram refuses a message for a button whose address is not valid, so what passes here has to pass there. Its own rules
(tdlib's ``parse_url`` and ``LinkManager::check_link``) are wider: they let through hosts that no name server can know,
and users with passwords.
"""

from __future__ import annotations

import ipaddress
import re

MAX_ADDRESS = 1000
"""Characters; a longer address is no link: Telegram counts what a message's links lead to (some 9,500 bytes of it)."""
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_UNFIT = re.compile('[\\s\x00-\x20\x7f-\x9f"<>\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')
_END_OF_PLACE = re.compile(r"[/?#]")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}", re.IGNORECASE)
_MAX_HOST = 253
_MAX_PORT = 65535
_PORT_DIGITS = 5


def web_address(address: str) -> str:
    """Return ``address`` if a link may lead there, else an empty text."""
    return "" if fault_of_address(address) else address


def fault_of_address(address: str) -> str:
    """Return, as a clause, why no link may lead to ``address``; empty if one may."""
    scheme = _SCHEME.match(address)
    if scheme is None:
        return "does not begin with https:// or http://"
    if len(address) > MAX_ADDRESS:
        return f"is longer than {MAX_ADDRESS} characters"
    if _UNFIT.search(address):
        return "holds a space, a quotation mark or another sign that no address has"
    place = _END_OF_PLACE.split(address[scheme.end() :], maxsplit=1)[0]
    if "@" in place:
        return "names a user in front of its host"
    host, port = _split(place)
    if port is not None and not _is_port(port):
        return f"has the port {port[:20]!r}, which there is not"
    return "" if _is_host(host) else f"has the host {host[:60]!r}, which there cannot be in the web"


def _split(place: str) -> tuple[str, str | None]:
    """Part host and port; the port is None if none is named."""
    host, colon, port = place.rpartition(":")
    return (host, port) if colon and not place.endswith("]") else (place, None)


def _is_port(port: str) -> bool:
    return port.isascii() and port.isdigit() and len(port) <= _PORT_DIGITS and 0 < int(port) <= _MAX_PORT


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return host.endswith("]") and _is_number(ipaddress.IPv6Address, host[1:-1])
    # a name of one part is known in a house, not in the web; other signs for a point are none to Telegram
    if len(host) > _MAX_HOST or "." not in host.removesuffix("."):
        return False
    try:
        labels = host.removesuffix(".").encode("idna").decode().split(".")
    except UnicodeError:
        return False
    if not all(map(_LABEL.fullmatch, labels)):
        return False
    return not labels[-1].isdigit() or _is_number(ipaddress.IPv4Address, host)


def _is_number(kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address], host: str) -> bool:
    try:
        kind(host)
    except ValueError:
        return False
    # the zone behind a percent sign means something on one machine only
    return "%" not in host
