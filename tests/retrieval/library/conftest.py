"""Notes of two categories, and libraries over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from retrieval import Library, open_source
from tests.retrieval.library.sample_notes import SITE, write_note
from tests.retrieval.store.store_fixtures import small_embedder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Write three notes of two categories."""
    notes = tmp_path / "notes"
    write_note(
        notes,
        "llm/inference/2023-09-paged",
        title="Efficient Memory Management with PagedAttention",
        date="2023-09",
        more="tag: sosp23\npaper: https://arxiv.org/abs/2309.06180",
        zh="把键值缓存像虚拟内存那样分页管理，减少显存碎片。",
        en="Manages the KV cache in pages, as an operating system manages memory.",
        method="PagedAttention 把 KV 缓存切成固定大小的块，块表把逻辑块映射到物理块，因此没有外部碎片。" * 3,
        experiment="吞吐量比以前的系统高，显存浪费很少。" * 5,
    )
    write_note(
        notes,
        "llm/training/2024-01-zero-bubble",
        title="Zero Bubble Pipeline Parallelism",
        date="2024-01",
        zh="把反向传播拆成两部分，消除流水线气泡。",
        en="Splits the backward pass to remove pipeline bubbles.",
        method="反向传播分为对输入求梯度和对权重求梯度两步，后一步填进流水线的气泡。" * 3,
    )
    write_note(
        notes, "mlsys/compiler/2018-02-tvm", title="TVM: An Automated Compiler", date="2018-02", more="tag: osdi18"
    )
    return notes


@pytest.fixture
def opened(tmp_path: Path, notes: Path) -> Iterator[Callable[..., Library]]:
    """Open libraries over the notes, all in one data folder, and close them in the end."""
    made: list[Library] = []

    def make(seed: int = 0, categories: Path | None = None, loaded: Callable[[], None] = lambda: None) -> Library:
        sources = [open_source(notes, SITE)]
        library = Library.open(
            tmp_path / "data",
            sources,
            small_embedder(seed),
            categories,
            today=lambda: date(2024, 6, 1),
            loaded=loaded,
        )
        made.append(library)
        return library

    yield make
    for library in made:
        library.close()
