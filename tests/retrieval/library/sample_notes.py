"""Markdown notes for the tests of the library."""

from __future__ import annotations

from pathlib import Path

from retrieval import Site

SITE = Site("https://notes.example", "/papers")


NOTE = """---
title: "{title}"
authors: [{author}]
date: "{date}"
categories: [{categories}]
{more}
summary:
  zh: {zh}
  en: {en}
---

## 方法

{method}

## 实验

{experiment}
"""


def write_note(notes: Path, path: str, **fields: str) -> Path:
    """Write a Markdown note; what is not given has nothing to say."""
    file = notes / f"{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    given = {
        "title": file.stem,
        "author": "Ada Lovelace",
        "date": "2024-05",
        "categories": ", ".join(Path(path).parts[:-1]),
        "more": "",
        "zh": "一份笔记。",
        "en": "A note.",
        "method": "讲了一个方法。",
        "experiment": "做了一些实验。",
        **fields,
    }
    file.write_text(NOTE.format(**given), encoding="utf-8")
    return file
