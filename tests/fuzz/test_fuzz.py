"""A short run of the fuzz, the same every time; and that it would report what breaks."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from retrieval.query.authors import Authors
from tests.fuzz.__main__ import NOTES
from tests.fuzz.campaign import Campaign, Collection
from tests.fuzz.mutations import MAX_NOTE, MUTATIONS, OF_CHARACTERS, mutated
from tests.real_site import REAL_SITE, needs_real_site

ONE = (
    "---\ntitle: A note\nauthors: [Ada Example]\npaper: https://arxiv.org/abs/2308.16369\n---\n# Method\n\nIt $x_i$.\n"
)


@pytest.mark.parametrize(
    ("folder", "seed"), [(NOTES, 2), (NOTES, 3), pytest.param(REAL_SITE, 1, marks=[needs_real_site, pytest.mark.slow])]
)
def test_spoiled_notes_are_indexed_asked_and_shown(tmp_path: Path, folder: Path, seed: int) -> None:
    campaign = Campaign([Collection(folder)], seed, tmp_path)
    assert campaign.run(0) == []
    assert campaign.tally.served > 1
    assert campaign.tally.questions > 50
    assert campaign.tally.messages > 50


@pytest.mark.parametrize("mutation", [*MUTATIONS, *OF_CHARACTERS])
def test_a_seed_always_does_the_same(mutation: object) -> None:
    for seed in range(20):
        spoiled = [mutation(ONE, Random(seed), [ONE, "other"]) for _ in range(2)]  # type: ignore[operator]
        assert spoiled[0] == spoiled[1]


@pytest.mark.parametrize("text", ["", "\n", "¹", ONE, "x" * 2 * MAX_NOTE])
def test_any_text_can_be_spoiled_and_written(text: str) -> None:
    for seed in range(50):
        spoiled = mutated(text, Random(seed), [text])
        assert len(spoiled) <= MAX_NOTE
        spoiled.encode()


def test_what_breaks_is_told_and_its_notes_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_people: Authors, _text: str) -> list[object]:
        raise IndexError("string index out of range")

    monkeypatch.setattr(Authors, "find", broken)
    failures = Campaign([Collection(NOTES)], 7, tmp_path).run(4)
    assert {failure.kind for failure in failures} == {"crash"}
    assert "IndexError" in failures[0].detail
    kept = tmp_path / "seed-7-round-4"
    assert list((kept / "notes").rglob("*.md"))
    assert "IndexError" in (kept / "failures.txt").read_text("utf-8")
