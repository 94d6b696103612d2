"""Papers and categories by the names that people give them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Filters, Library, open_source
from tests.retrieval.library.sample_notes import SITE, write_note
from tests.retrieval.store.store_fixtures import small_embedder


@pytest.mark.parametrize(
    "name",
    [
        "2023-09-paged",
        "llm/inference/2023-09-paged",
        "2309.06180",
        "https://arxiv.org/abs/2309.06180v2",
        "https://notes.example/papers/llm/inference/2023-09-paged.html",
        "efficient memory management with PagedAttention!",
        "Ｅｆｆｉｃｉｅｎｔ Memory Management with PagedAttention",
        "pagedatention",
        "memory managment paged attention",
    ],
)
def test_a_paper_is_found_by_what_people_call_it(opened: Callable[..., Library], name: str) -> None:
    library = opened()
    library.refresh()
    assert [paper.slug for paper in library.find(name)][:1] == ["2023-09-paged"]
    assert library.find(library.find(name)[0].id) == library.find(name)[:1]


@pytest.mark.parametrize("name", ["", "?", "a recipe for soup", "2309.99999", "量子计算"])
def test_what_is_no_paper_is_not_found(opened: Callable[..., Library], name: str) -> None:
    library = opened()
    library.refresh()
    assert library.find(name) == ()


PATHS_NAMED = {
    "rl": {"llm/rl"},
    "RL": {"llm/rl"},
    "llm/rl": {"llm/rl"},
    "LLM": {"llm"},
    "speculative decoding": {"llm/speculative-decoding", "systems/speculative_decoding"},
    "llm/speculative decoding": {"llm/speculative-decoding"},
    "Speculative_Decoding": {"llm/speculative-decoding", "systems/speculative_decoding"},
    "强化学习": {"强化学习"},
    "强化学习/离线": {"强化学习/离线"},
    "离线": {"强化学习/离线"},
    "cookery": set(),
    "": set(),
}


@pytest.mark.parametrize("names", ["", "diffusion, zh: 扩散, en: Diffusion", "llm, zh: 大模型, en: Models"])
def test_a_category_is_found_by_its_path_and_last_part(tmp_path: Path, names: str) -> None:
    notes = tmp_path / "notes"
    for path in ("llm/rl", "llm/speculative-decoding", "systems/speculative_decoding", "强化学习/离线"):
        write_note(notes, f"{path}/a paper on {path.rsplit('/', 1)[-1]}")
    file = tmp_path / "categories.yaml"
    file.write_text(f"topics:\n  - {{path: {names}}}\n" if names else "", "utf-8")
    with Library.open(tmp_path / "data", [open_source(notes, SITE)], small_embedder(), file) as library:
        library.refresh()
        assert {word: set(library.find_categories(word)) for word in PATHS_NAMED} == PATHS_NAMED
        for paths in PATHS_NAMED.values():
            assert all(library.papers(Filters(categories=(path,))) for path in paths)


def test_a_category_file_that_cannot_be_read_takes_only_the_names(tmp_path: Path) -> None:
    notes, file = tmp_path / "notes", tmp_path / "categories.yaml"
    write_note(notes, "llm/rl/a")
    file.write_text("topics:\n  - {path: llm, zh: 大模型, en: Models}\n", "utf-8")
    with Library.open(tmp_path / "data", [open_source(notes, SITE)], small_embedder(), file) as library:
        library.refresh()
        assert library.find_categories("大模型") == ("llm",)
    file.write_text("topics: [", "utf-8")
    with Library.open(tmp_path / "data", [open_source(notes, SITE)], small_embedder(), file) as library:
        assert str(file) in str(library.faults[0])
        assert library.find_categories("大模型") == ()
        assert library.find_categories("rl") == ("llm/rl",)
        assert library.ask("rl 的笔记讲了一个方法", lists=False).hits
