"""The sources on the real site, where it is at hand (``PAPERCACHE_TEST_SITE``, or beside the repository)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import cache

import pytest

from retrieval import Site
from retrieval.indexing.chunking import chunk_note
from retrieval.parsing.person_names import has_email
from retrieval.parsing.references import is_reference_heading
from retrieval.text.yaml import load_yaml
from retrieval.types import ChunkText, Note, Skipped
from tests.real_site import REAL_SITE, needs_real_site
from tests.retrieval.sources.conftest import read_all

ADDRESS = "https://shenh10.github.io/papercache"

pytestmark = needs_real_site


@cache
def read_site() -> tuple[list[Note], list[Skipped], list[list[ChunkText]], float]:
    """Read and chunk the site once for all tests; also give the processor's seconds it took."""
    start = time.process_time()
    notes, skipped = read_all(REAL_SITE, Site())
    chunks = [chunk_note(found) for found in notes]
    return notes, skipped, chunks, time.process_time() - start


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    return read_site()[0]


def pages(values: object) -> Iterator[dict[str, str]]:
    """Return the entries of all categories of the site's own list of its pages."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from value if key == "posts" else pages(value)


def test_every_post_is_read_in_little_time() -> None:
    notes, skipped, chunks, seconds = read_site()
    lengths = sorted(len(chunk.text) for found in chunks for chunk in found)
    usual = sum(250 <= length <= 560 for length in lengths) / len(lengths)
    print(f"{len(notes)} notes, {len(lengths)} chunks, {usual:.0%} of 250 to 560 characters, {seconds:.1f} s")
    assert not skipped
    assert len(notes) == len(list((REAL_SITE / "_posts").iterdir()))
    assert usual > 0.7
    assert seconds < 6


def test_every_link_is_the_sites_own(notes: list[Note]) -> None:
    listed = list(pages(load_yaml((REAL_SITE / "_data" / "collection_structure.yml").read_text("utf-8"))))
    addresses = {ADDRESS + page["url"] for page in listed}
    by_title = {page["title"]: ADDRESS + page["url"] for page in listed}
    assert [found.paper.title for found in notes if found.paper.url not in addresses] == []
    told = [found.paper for found in notes if found.paper.title in by_title]
    assert len(told) > 0.95 * len(notes)
    assert [paper.title for paper in told if by_title[paper.title] != paper.url] == []


def test_every_summary_is_whole_and_no_authors_or_caption(notes: list[Note]) -> None:
    for found in notes:
        text = found.paper.summary.zh
        assert 30 <= len(text) <= 225, found.paper.slug
        assert text.endswith(("。", "！")), found.paper.slug
        assert not re.match(r"图\s*\d|表\s*\d|(?:作者|机构)[/：:]|[-*•\d]", text), found.paper.slug
        assert not re.search(r"如下[：:]?。?$|\*\*|所示|\n", text), found.paper.slug


def test_no_author_line_and_no_list_of_references_is_in_a_chunk(notes: list[Note]) -> None:
    for found, chunks in zip(notes, read_site()[2], strict=True):
        for chunk in chunks:
            assert not re.match(r"(?:作者|机构|文章标题|论文标题)[/、：:]", chunk.text), found.paper.slug
            assert not any(is_reference_heading(heading) for heading in chunk.headings), found.paper.slug
            entries = re.findall(r"^(?:- )?\[\d+\] [A-Z][^\u4e00-\u9fff]{60,}$", chunk.text, re.MULTILINE)
            assert len(entries) < 3, found.paper.slug
        first = chunks[0].text.split("\n")[0]
        assert not has_email(first), found.paper.slug


def test_titles_and_authors_are_found_where_the_posts_give_them(notes: list[Note]) -> None:
    assert sum(bool(found.paper.title_zh) for found in notes) >= 65
    assert sum(bool(found.paper.authors) for found in notes) >= 120
    assert not any(re.search(r"标题|作者", found.paper.title_zh) for found in notes)


def test_most_sections_can_be_linked_to(notes: list[Note]) -> None:
    sections = [section for found in notes for section in found.sections if section.headings]
    assert sum(bool(section.anchor) for section in sections) > 0.99 * len(sections)
