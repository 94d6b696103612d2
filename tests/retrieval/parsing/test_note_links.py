"""The link to the paper that a note is about: which of its links that is, and that a survey has none."""

from __future__ import annotations

import pytest

from retrieval.parsing.front_matter import FrontMatter
from retrieval.parsing.note import NotePlace, make_note, markdown_pieces

PAPER = "https://arxiv.org/abs/2401.01234"
OTHER = "https://arxiv.org/abs/2402.0{}"
PROSE = "The cache keeps the keys that are asked for again and drops the others."


def link_of(body: str, **head: str) -> str:
    place = NotePlace(path="n", slug="n", url="", categories=(), date="")
    return make_note(FrontMatter("n.md", head, {}), place, markdown_pieces("n.md", body)).paper.paper_url


@pytest.mark.parametrize(
    "line",
    [
        f"Paper: {PAPER}",
        f"**Paper**: [Lazy Cache at Scale]({PAPER})",
        f"论文链接：{PAPER}",
        f"原文：[点这里]({PAPER})",
        f"arXiv: [2401.01234]({PAPER})",
        f"[Paper]({PAPER}) | [Code](https://github.com/a/b)",
        f"[code](https://github.com/a/b), [论文]({PAPER})",
        f"- Original paper: {PAPER}",
        f"<{PAPER}>",
    ],
)
@pytest.mark.parametrize("last", ["## 链接", "---", "## Resources"])
def test_a_line_that_names_the_paper_counts_wherever_it_stands(line: str, last: str) -> None:
    assert link_of(f"# Lazy Cache\n\n{PROSE}\n\n## Method\n\n{PROSE}\n\n{last}\n\n{line}\n") == PAPER


SURVEY = [
    f"**Cache Number {number}**. Beta et al. 2023\\\n<{OTHER.format(number)}>\\\n{PROSE}\n\n"
    for number in range(1001, 1007)
]


@pytest.mark.parametrize(
    "body",
    [
        "## Paging\n\n" + "".join(SURVEY),
        f"{PROSE}\n\n## Paging\n\n" + "".join(SURVEY) + "## Dropping\n\n" + "".join(SURVEY),
        "".join(
            f"## Cache {n}\n\n- Link: {OTHER.format(n)}\n- Authors: Ada Alpha\n\n{PROSE}\n\n" for n in range(1001, 1005)
        ),
        "".join(f"## Cache {n}\n\n[[paper]({OTHER.format(n)})]\n\n{PROSE}\n\n" for n in range(1001, 1005)),
        "".join(f"- [Cache {n}]({OTHER.format(n)}): {PROSE}\n" for n in range(1001, 1005)),
        f"As [Alpha et al.]({OTHER.format(1000)}) have shown, caches matter in more than one way, and so we ask.\n\n"
        "## Paging\n\n" + "".join(SURVEY),
    ],
)
def test_what_tells_of_many_papers_has_none_of_its_own(body: str) -> None:
    assert link_of(body, title="Works on Caches") == ""
    assert link_of(f"# Works on Caches\n\n{body}") == ""


def test_a_section_below_the_title_of_the_front_matter_is_no_head() -> None:
    body = f"{PROSE}\n\n## Background\n\nIt goes back to [an older cache]({PAPER}).\n\n## Method\n\n{PROSE}\n"
    assert link_of(body, title="Lazy Cache") == ""
    assert (
        link_of(f"## Introduction\n\n- [This short paper]({PAPER}) asks why.\n\n## Method\n\nx\n", title="A") == PAPER
    )
    assert link_of(f"{PROSE}\n\n## 论文信息\n\n{PAPER}\n\n## Method\n\n{PROSE}\n", title="Lazy Cache") == PAPER


def test_the_head_counts_where_the_rest_links_to_many() -> None:
    assert link_of(f"# Lazy Cache\n\n[arXiv]({PAPER})\n\n## Related\n\n" + "".join(SURVEY)) == PAPER
    assert link_of(f"# Lazy Cache\n\n<{PAPER}>\n\n## Related\n\n" + "".join(SURVEY)) == PAPER


def test_pages_of_one_paper_are_not_many() -> None:
    pages = (
        f"[arXiv]({PAPER}) [pdf](https://arxiv.org/pdf/2401.01234v2) [OpenReview](https://openreview.net/forum?id=a)"
    )
    assert link_of(f"# Lazy Cache\n\n{PROSE}\n\n## Method\n\n{pages}\n\n[ACL](https://aclanthology.org/2024.acl-1.1)\n")


def test_a_file_in_a_repository_at_the_end_is_no_paper() -> None:
    assert link_of(f"# Words\n\n{PROSE}\n\n## All\n\n[The list](https://github.com/a/b/blob/main/words.pdf)\n") == ""


@pytest.mark.parametrize("heading", ["Further reading", "Related work", "相关工作", "延伸阅读", "More papers"])
def test_the_only_link_is_not_the_papers_where_the_heading_says_else(heading: str) -> None:
    body = f"# Lazy Cache\n\n{PROSE}\n\n## {{}}\n\n- [Eager Cache]({PAPER})\n"
    assert link_of(body.format(heading)) == ""
    assert link_of(body.format("Here it is")) == PAPER
