"""Notes in other formats than Markdown: title, date, authors, link, summary and sections as far as each has them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.types import Note
from tests.retrieval.sources.conftest import Write, read_all

NOTEBOOK = json.dumps(
    {
        "cells": [
            {
                "cell_type": "markdown",
                "metadata": {},
                "source": ["# Lazy Cache\n", "\n", "Paper: <https://arxiv.org/abs/2401.01234>\n"],
            },
            {"cell_type": "markdown", "metadata": {}, "source": "## Method\n\nIt keeps rare keys on the disk."},
            {
                "cell_type": "code",
                "execution_count": 1,
                "metadata": {},
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "a secret output"}],
                "source": "keys = load()\nprint(keys)",
            },
        ],
        "metadata": {"authors": [{"name": "Ada Alpha"}], "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)
ORG = """#+TITLE: Lazy Cache
#+DATE: <2024-03-02 Sat>
#+AUTHOR: Ada Alpha
#+FILETAGS: :cache:disk:
# a private comment
* TODO [#A] Method                                                :reading:
:PROPERTIES:
:ID: 0a1b
:PAPER: https://arxiv.org/abs/2401.01234
:END:
SCHEDULED: <2024-03-03 Sun>
It keeps /rare/ keys on the *disk*, see [[https://arxiv.org/abs/2401.01234][the paper]].
#+begin_src python :results output
keys = load()
#+end_src
| Model | Hits |
|-------+------|
| Lazy  | 9    |
* COMMENT Private
Nobody sees this.
* Results
It is faster by 30 %.
"""
RESTRUCTURED = """==========
Lazy Cache
==========

:Author: Ada Alpha
:Date: 2024-03-02
:arxiv: 2401.01234

Method
======

It keeps *rare* keys on the **disk**, see `the paper <https://arxiv.org/abs/2401.01234>`_ and :ref:`below <results>`.

.. a private comment

.. code-block:: python

   keys = load()

Results
=======

It is faster by 30 %.
"""
QUARTO = """---
title: "Lazy Cache"
author: "Ada Alpha"
date: "2024-03-02"
---

## Method

::: {.callout-note}
It keeps rare keys on the disk.
:::

```{r setup, include=FALSE}
library(secret)
```

```{python}
#| label: fig-keys
#| echo: true
keys = load()
```
"""
PAGE = """<!DOCTYPE html><html><head><title>Lazy Cache - My notes</title>
<meta name="author" content="Ada Alpha"><meta name="date" content="2024-03-02"></head>
<body><nav><a href="/">Home</a></nav><h1>Lazy Cache</h1>
<p><a href="https://arxiv.org/abs/2401.01234">Paper</a></p>
<h2>Method</h2><p>It keeps rare keys on the disk.</p><pre><code>keys = load()</code></pre>
<footer>Made by a tool</footer></body></html>
"""
PLAIN = """Lazy Cache

Authors: Ada Alpha
Date: 2024-03-02
https://arxiv.org/abs/2401.01234

METHOD

It keeps rare keys on the disk.
"""
NOTION = """# Lazy Cache

Authors: Ada Alpha
Date: March 2, 2024
Tags: cache, disk
URL: https://arxiv.org/abs/2401.01234

## Method

It keeps rare keys on the disk.
"""


def only(notes: list[Note]) -> Note:
    (note,) = notes
    return note


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lazy.ipynb", NOTEBOOK),
        ("lazy.org", ORG),
        ("lazy.rst", RESTRUCTURED),
        ("lazy.qmd", QUARTO),
        ("lazy.Rmd", QUARTO),
        ("lazy.html", PAGE),
        ("lazy.txt", PLAIN),
        ("Lazy Cache 0a1b2c3d4e5f60718293a4b5c6d7e8f9.md", NOTION),
    ],
)
def test_what_a_note_says_in_each_format(write: Write, tmp_path: Path, name: str, text: str) -> None:
    write(f"systems/{name}", text)
    notes, skipped = read_all(tmp_path)
    note, paper = only(notes), only(notes).paper
    assert not skipped
    assert (paper.title, paper.authors, paper.categories) == ("Lazy Cache", ("Ada Alpha",), ("systems",))
    assert paper.date == ("2024-01" if name == "lazy.ipynb" else "2024-03-02")
    if "arxiv" in text:
        assert paper.arxiv == "2401.01234"
    assert "keys on the disk" in note.text
    assert any(section.headings and section.headings[-1].casefold() == "method" for section in note.sections)
    if "load()" in text:
        (code,) = (block for section in note.sections for block in section.blocks if block.kind == "code")
        assert code.text.startswith("keys = load()")
    for hidden in ("private", "Nobody sees", "secret", "Home", "Made by", "0a1b", "SCHEDULED", "{", "::", "#|", "[["):
        assert hidden not in note.text


def test_a_folder_of_several_formats_is_one_source(write: Write, tmp_path: Path) -> None:
    write("a.md", "# Alpha Cache\n\nIt keeps keys.\n")
    write("a.ipynb", NOTEBOOK)
    write("b.org", ORG)
    write("c.rst", RESTRUCTURED.replace("Lazy Cache", "Beta Cache"))
    write("c.html", PAGE)
    write("requirements.txt", "numpy\n")
    notes, skipped = read_all(tmp_path)
    assert [note.paper.path for note in notes] == ["a", "b", "c"], (
        "the notebook is the Markdown file's, the page nobody's"
    )
    assert not skipped


def test_plain_text_is_read_where_there_are_no_other_notes(write: Write, tmp_path: Path) -> None:
    write("lazy.txt", PLAIN)
    write("requirements.txt", "numpy\n")
    write("robots.txt", "User-agent: *\n")
    assert [note.paper.title for note in read_all(tmp_path)[0]] == ["Lazy Cache"]


def test_a_notebook_is_as_long_as_its_text(write: Write, tmp_path: Path) -> None:
    written = json.loads(NOTEBOOK)
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo" * 400_000}}
    written["cells"][2]["outputs"].append(picture)
    write("plots.ipynb", json.dumps(written))
    write("long.ipynb", json.dumps(written | {"cells": [{"cell_type": "markdown", "source": "Much text. " * 100_000}]}))
    (found,), (fault,) = read_all(tmp_path)
    assert found.paper.title == "Lazy Cache"
    assert "rare keys" in found.text
    assert fault.file == "long.ipynb"
    assert "holds more than 1 million characters" in fault.reason


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 1}', '{"cells": [{"cell_type": "markdown", "source": '])
def test_a_broken_notebook_is_reported(write: Write, tmp_path: Path, text: str) -> None:
    write("broken.ipynb", text)
    notes, skipped = read_all(tmp_path)
    assert not notes
    assert [fault.file for fault in skipped] == ["broken.ipynb"]


def test_restructured_text_reads_nothing_outside_its_file(write: Write, tmp_path: Path) -> None:
    secret = write("secret.dat", "the secret")
    text = (
        RESTRUCTURED
        + f"\n.. include:: {secret}\n\n.. raw:: html\n   :file: {secret}\n\n.. csv-table::\n   :file: {secret}\n"
    )
    write("lazy.rst", text)
    assert "the secret" not in only(read_all(tmp_path)[0]).text


@pytest.mark.parametrize("marks", ["*a ", "`a ", "|a|_ ", "a_ ", ".. a::\n", "[a]_ ", "=a= ", "[[a][b]] ", "/a/ "])
def test_marks_without_end_cost_little(write: Write, tmp_path: Path, marks: str) -> None:
    write("a.rst", "Cache\n=====\n\n" + marks * 300)
    write("b.org", "* Cache\n" + marks * 3000)
    notes, _ = read_all(tmp_path)
    assert len(notes) == 2
