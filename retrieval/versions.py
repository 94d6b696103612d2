"""Versions of the packages whose work is kept in a library: another version may do it differently."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def versions(*packages: str) -> str:
    """Return the versions of installed packages in one word; one installed without its record has none."""
    return "+".join(f"{package}-{_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
