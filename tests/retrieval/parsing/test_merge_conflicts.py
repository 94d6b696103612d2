"""Marks of a merge conflict are reported; what only looks like them is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Library, Site, load_embedder, open_source
from tests.retrieval.sources.conftest import Write, note, read_all

CONFLICT = "<<<<<<< HEAD\n显存少了一半。\n=======\n显存少了三分之二。\n>>>>>>> feature\n"
DIFF3 = "<<<<<<< ours\na\n||||||| base\nb\n=======\nc\n>>>>>>> theirs\n"
POST = "---\ntitle: A Title\ndate: '2023-09-05'\n---\n\n"


@pytest.mark.parametrize("conflict", [CONFLICT, DIFF3, CONFLICT.replace("\n", "\r\n"), CONFLICT.replace(" HEAD", "")])
@pytest.mark.parametrize("name", ["llm/note.md", "_posts/2023-09-05-note.md", "_posts/2023-09-05-note.html"])
def test_a_conflict_is_told_with_its_line_and_the_note_is_served(
    write: Write, tmp_path: Path, conflict: str, name: str
) -> None:
    head = POST if name.startswith("_posts") else note(body="")
    write(name, f"{head}## 方法\n\n前文。\n\n{conflict}\n后文。\n")
    notes, (told,) = read_all(tmp_path)
    assert len(notes) == 1
    assert (told.file, told.served) == (name, True)
    assert told.line == head.count("\n") + 5
    assert "merge conflict" in told.reason


@pytest.mark.parametrize(
    "body",
    [
        f"```\n{CONFLICT}```\n",
        f"~~~~ text\n```\n{CONFLICT}~~~~\n",
        f"- a list:\n\n  ```diff\n{CONFLICT}  ```\n",
        f"<pre>\n{CONFLICT}</pre>\n",
        f"<pre><code class='x'>\n{CONFLICT}</code></pre>\n",
        f"{{% highlight text %}}\n{CONFLICT}{{% endhighlight %}}\n",
        "Title\n=======\n\ntext\n",
        "<<<<<<< HEAD\nonly begun\n",
        ">>>>>>> a\n=======\n<<<<<<< b\n",
        "a <<<<<<< HEAD\n=======\n>>>>>>> b\n",
        "<<<<<<<< eight\n=======\n>>>>>>>> eight\n",
        ">>>>>>> a quotation of a quotation\n",
    ],
)
def test_what_only_looks_like_one(write: Write, tmp_path: Path, body: str) -> None:
    write("note.md", note(body=f"## 方法\n\n正文。\n\n{body}"))
    notes, told = read_all(tmp_path)
    assert (len(notes), told) == (1, [])


def test_around_code(write: Write, tmp_path: Path) -> None:
    """A conflict may lie behind a block of code, and hold the ends of one."""
    write("behind.md", note(body=f"```\ncode\n```\n\n{CONFLICT}"))
    write("within.md", note(body="<<<<<<< HEAD\n```python\n=======\n```py\n>>>>>>> b\ncode\n```\n"))
    _, told = read_all(tmp_path)
    assert [one.file for one in told] == ["behind.md", "within.md"]


def test_in_the_front_matter_it_keeps_the_note_away(write: Write, tmp_path: Path) -> None:
    write("note.md", "---\ntitle: A\n<<<<<<< HEAD\ndate: 2023-09\n=======\ndate: 2023-10\n>>>>>>> b\n---\n\ntext\n")
    notes, (told,) = read_all(tmp_path)
    assert (notes, told.line, told.served) == ([], 3, False)
    assert "merge conflict" in told.reason


def test_the_library_serves_it_and_tells_at_every_refresh(write: Write, tmp_path: Path) -> None:
    write("notes/note.md", note(body=f"## 方法\n\n{CONFLICT}"))
    sources = [open_source(tmp_path / "notes", Site())]
    with Library.open(tmp_path / "data", sources, load_embedder("bundled")) as library:
        for _ in range(2):
            report = library.refresh()
            assert [(one.file, one.line, one.served) for one in report.skipped] == [("note.md", 8, True)]
            assert len(library.papers()) == 1
        write("notes/note.md", note(body="## 方法\n\n显存少了一半。\n"))
        assert library.refresh().skipped == ()
