"""One file that is named itself: a note, or a list of papers."""

from __future__ import annotations

import pytest

from retrieval.sources.single_note import SingleNote
from tests.retrieval.sources.conftest import Write, read_all

NOTE = """# [Lazy Cache: Loading Keys on Demand](https://arxiv.org/abs/2401.01234)

tl;dr: Keep rare keys on disk.

## Summary

Lazy Cache keeps the keys of rare tokens on the disk and loads them when a query needs them.

- It halves the memory.
- It costs a millisecond ([code](https://github.com/example/lazy)).

A second paragraph of text, which says what the loading costs.

A third, which says when not to use it.

## Related

- [Paged Cache](https://arxiv.org/abs/2402.01234)
- [Eager Cache](https://arxiv.org/abs/2403.01234)
"""
LIST = """# Awesome Caches

## Paging

- [Paged Cache](https://arxiv.org/abs/2402.01234)
  Pages the cache.
  Very fast.
- [Eager Cache](https://arxiv.org/abs/2403.01234)
  Keeps all of it.
- [Lazy Cache](https://arxiv.org/abs/2401.01234)
"""
TABLE = """| Title | Paper |
|---|---|
| Lazy Cache | [pdf](https://arxiv.org/abs/2401.01234) |
"""


@pytest.mark.parametrize(
    ("text", "is_note"), [(NOTE, True), (LIST, False), (TABLE, False), ("只有一段话的笔记。\n", True)]
)
def test_one_file_is_a_note_or_a_list(write: Write, text: str, is_note: bool) -> None:
    assert SingleNote.recognises(write("lazy.md", text)) is is_note


def test_a_note_is_read_alone(write: Write) -> None:
    write("other.md", NOTE.replace("Lazy", "Eager"))
    (found,), skipped = read_all(write("rl/lazy.md", NOTE))
    assert not skipped
    assert found.paper.title == "Lazy Cache: Loading Keys on Demand"
    assert found.paper.has_note
    assert found.paper.arxiv == "2401.01234"
    assert "Summary" in {heading for section in found.sections for heading in section.headings}
