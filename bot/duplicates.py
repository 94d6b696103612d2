"""How a person is told of a file whose paper is served from another one."""

from __future__ import annotations

from bot.locales import Texts
from retrieval import Duplicate


def duplicate_line(duplicate: Duplicate, texts: Texts) -> str:
    """Say of which paper a file is, how that is known, and which file is served."""
    why = texts("duplicate-by", by=duplicate.by, value=duplicate.value)
    return texts("duplicate-line", file=duplicate.file, served=duplicate.served_file, why=why)
