"""Loading of models from the hub, in one way and without waiting for a hub that cannot be reached."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from retrieval.errors import ModelError

TIMEOUT_S = 5.0
"""Seconds in which the hub has to take a connection; the hub's own client tries for minutes."""


_HUB_NAME = re.compile(r"\w[\w.-]*(?:/[\w.-]+)?", re.ASCII)
"""Of a model: perhaps with its owner's name before it."""


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Silence the warnings of a library: our own error says what came of them."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def only_local(name: str) -> bool:
    """Return whether the model ``name`` can only come from this machine: its folder is here or no hub is reachable."""
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


def load_from_hub(kind: str, name: str, *, what: str, instead: str) -> Any:
    """Load the model ``name``, from the hub or a folder, with the class ``kind`` of sentence-transformers.

    The library is imported only now, which takes seconds. Raises ``ModelError``, which calls the model ``what`` and
    says what to do ``instead``.
    """
    if not _HUB_NAME.fullmatch(name) and not Path(name).exists():
        raise ModelError(f"{what} {name}: there is no such folder; name a folder or a model of the hub, or {instead}")
    try:
        import sentence_transformers
    except ImportError as error:
        raise ModelError(
            f"{what} {name}: sentence-transformers cannot be imported ({error}); install it, or {instead}"
        ) from error
    try:
        with _quiet("sentence_transformers"):
            return getattr(sentence_transformers, kind)(name, local_files_only=only_local(name))
    except Exception as error:  # the library and those under it raise many kinds
        raise ModelError(
            f"{what} {name} cannot be loaded ({reason_of(error)}); check the name and the network, download it "
            f"once where there is a network and give its folder, or {instead}"
        ) from error


def reason_of(error: Exception) -> str:
    """Return the first line of the message of an error of the library."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
