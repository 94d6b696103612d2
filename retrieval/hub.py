"""Whether the hub that models come from can be reached, so that a machine without a network need not wait for it."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

TIMEOUT_S = 5.0
"""Seconds in which the hub has to take a connection; the hub's own client tries for minutes."""


def only_local(name: str) -> bool:
    """Tell whether the model ``name`` can only come from this machine: its folder is here, or no hub is in reach."""
    if Path(name).exists():
        return True
    address = urlsplit(os.environ.get("HF_ENDPOINT") or "https://huggingface.co")
    if getproxies() or not address.hostname:
        return False
    try:
        port = address.port or (80 if address.scheme == "http" else 443)
        socket.create_connection((address.hostname, port), timeout=TIMEOUT_S).close()
    except OSError:
        return True
    return False
