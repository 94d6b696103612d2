"""Passages from the part of a note that was asked for, also where its words are not in it."""

from __future__ import annotations

from pathlib import Path

from retrieval.library import Library
from retrieval.models.embedding import StaticEmbedder
from retrieval.sources import Site, open_source

NOTE = """---
title: "Braising pork"
date: 2024-05
categories: [llm]
---

## 食材

五花肉切块，冷水下锅焯一遍。

## 实验

### 第一锅

小火炖了很久，肉皮软糯。FIRST

### 第二锅

大火煮了一会儿，肉皮发硬。SECOND
"""
TALK = "汤汁收得很浓，颜色红亮，闻起来有八角和桂皮的香气，盛在青花碗里端上桌来。"
SMOKE = "锅里冒出白汽，邻居都说闻到了焦味，只好把它全部倒掉，洗了锅又重新来过。"


def passages_of(folder: Path, first: str, second: str, question: str) -> dict[str, str]:
    """Ask the one note there is, and give its passages by section."""
    (folder / "notes").mkdir()
    (folder / "notes" / "pork.md").write_text(NOTE.replace("FIRST", first).replace("SECOND", second), "utf-8")
    with Library.open(folder / "data", [open_source(folder / "notes", Site())], StaticEmbedder.open()) as library:
        library.refresh()
        (paper,) = library.papers()
        (hit,) = library.ask(question, within=[paper.id]).hits
    return {passage.section: passage.text for passage in hit.passages}


def test_a_part_whose_words_are_not_those_of_the_question_is_shown_from_its_beginning(tmp_path: Path) -> None:
    found = passages_of(tmp_path, TALK * 9, SMOKE * 6, "the evaluation?")
    assert {section: text[:12] for section, text in found.items()} == {
        "实验 › 第一锅": "小火炖了很久，肉皮软糯。",
        "实验 › 第二锅": "大火煮了一会儿，肉皮发硬",
    }


def test_a_passage_of_a_part_holds_the_figure_that_was_asked_for(tmp_path: Path) -> None:
    found = passages_of(tmp_path, TALK * 4 + "称下来轻了 37.6%。" + TALK * 4, SMOKE * 6, "results: how much lighter?")
    assert "称下来轻了 37.6%。" in found["实验 › 第一锅"]
