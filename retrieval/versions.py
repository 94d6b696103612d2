"""Version numbers by which what was made before is known to be out of date, and the versions of packages.

A change of what a number stands for without a new number leaves libraries half old, half new.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

STORE_FORMAT = 5
"""Bump when the tables of ``library.db``, or the meaning of a column, change: an older library is made anew."""

MODEL_FORMAT = 1
"""Bump when the form of the bundled model's files changes: a model of another one is not read."""

READER_VERSION = 7
"""Bump when the same file would be read as another note: every file counts as changed then."""

CHUNKER_VERSION = 6
"""Bump when the same note would be cut into other chunks: all chunks are made anew."""

CARD_VERSION = 2
"""Bump when the chunk that stands for a paper as a whole changes: all chunks are made anew."""

SENTENCES_VERSION = 6
"""Bump when a text would be cut into other sentences, or these judged otherwise: all chunks are made anew."""

TERMS_VERSION = 5
"""Bump when the lexical terms of a text change: all chunks are made anew."""

NEIGHBOURS_VERSION = 1
"""Bump when other pieces of the bundled model are near each other: what is near is found anew for all."""


def package_versions(*packages: str) -> str:
    """Return the versions of installed packages in one word; one installed without its record has none.

    Where a package does part of the work, what another version of it made counts as out of date too.
    """
    return "+".join(f"{package}-{_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
