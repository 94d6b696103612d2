"""Addresses that a link may lead to: all that pass are accepted by Telegram; what is reported of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.local_telegram.links import checked_link
from retrieval import Site
from retrieval.parsing.url_validation import MAX_ADDRESS, fault_of_address, web_address
from tests.retrieval.sources.conftest import Write, note, read_all

GOOD = (
    "https://arxiv.org/abs/2308.16369",
    "http://arxiv.org",
    "HTTPS://ArXiv.org/abs/1#s(2)",
    "https://arxiv.org:443/x",
    "https://arxiv.org./x",
    "https://a_b.some-host.io/~me/?q=1&r=[2]",
    "https://例子.测试/路径",
    "https://bücher.example/",
    "https://192.0.2.7:8080/paper.pdf",
    "https://[2001:db8::1]/paper",
    "https://[2001:db8::1]:8080/paper",
    "https://en.wikipedia.org/wiki/Attention_(machine_learning)",
)
BAD = (
    "https://arxi&#.org/abs/2308.16369",
    "https://arx\\v.org/abs/1",
    "https://arxiv.org\\@example.org/",
    "https://arxiv org/abs/1",
    "https://arxiv.org /abs/1",
    "https://arxiv.org/a b",
    "https://localhost/x",
    "https://localhost./x",
    "https://arxiv/abs/1",
    "https://arxiv..org/abs/1",
    "https://.org/abs/1",
    "https://./",
    "https:///abs/1",
    "https://",
    "https://?q",
    "https://arxiv.org:99999/x",
    "https://arxiv.org:0/x",
    "https://arxiv.org:/x",
    "https://arxiv.org:8o/x",
    "https://arxiv.org:-1/x",
    "https://arxiv.org:٤٤٣/x",
    "https://user@arxiv.org/x",
    "https://user:password@arxiv.org/x",
    "https://arxiv%2eorg/x",
    "https://%61rxiv.org/x",
    "https://arxiv。org/abs/1",
    "https://" + "a" * 64 + ".org/",
    "https://" + "a." * 130 + "org/",
    "https://999.1.1.1/x",
    "https://1.2.3/x",
    "https://[::1/x",
    "https://[fe80::1%25eth0]/x",
    "https://[arxiv.org]/x",
    "https://arxiv.org/" + "x" * MAX_ADDRESS,
    "https://arxiv.org/\u202egpj.exe",
    "https://arxiv.org/\u200b",
    "https://arxiv.org/\x07",
    "https://arxiv.org/<b>",
    'https://arxiv.org/"',
    "ftp://arxiv.org/x",
    "arxiv.org/abs/1",
    "//arxiv.org/abs/1",
    "javascript:alert(1)",
    "https:/arxiv.org",
    "2308.16369",
)


@pytest.mark.parametrize("address", GOOD)
def test_addresses_that_a_link_may_lead_to(address: str) -> None:
    assert web_address(address) == address
    assert fault_of_address(address) == ""
    assert checked_link(address)


@pytest.mark.parametrize("address", BAD)
def test_addresses_that_lead_nowhere(address: str) -> None:
    assert web_address(address) == ""
    assert fault_of_address(address)


_PARTS = st.sampled_from(
    [*"abz019.:/?#@[]%\\&<>\"' _-!$,~*();+=\n\t\x00\u200b\u202e。．üß例😀", "arxiv.org", "::1", "xn--"]
)


@given(
    st.builds(lambda scheme, parts: scheme + "".join(parts), st.sampled_from(["https://", "HTTP://"]), st.lists(_PARTS))
)
@example("https://arxi&#.org/abs/2308.16369")
def test_what_passes_is_taken_by_telegram(address: str) -> None:
    if web_address(address):
        assert checked_link(address)


@pytest.mark.parametrize("key", ["paper", "paper_url", "link"])
@pytest.mark.parametrize("address", BAD[:4])
def test_a_note_is_served_without_such_a_link(write: Write, tmp_path: Path, key: str, address: str) -> None:
    write("llm/good.md", note(paper=GOOD[0]))
    written = address.replace("\\", "\\\\")
    write("llm/bad.md", note(**{"tag": "osdi22", key: f'"{written}"'}))
    notes, (told,) = read_all(tmp_path)
    assert {one.paper.slug: one.paper.paper_url for one in notes} == {"good": GOOD[0], "bad": ""}
    assert (told.file, told.line, told.served) == ("llm/bad.md", 5, True)
    assert f"behind {key}:" in told.reason


def test_no_password_is_told(write: Write, tmp_path: Path) -> None:
    write("bad.md", note(paper="https://somebody:hunter2@arxiv.org/abs/1"))
    _, (told,) = read_all(tmp_path)
    assert "hunter2" not in told.reason


def test_an_index_page_with_such_a_link(write: Write) -> None:
    page = write(
        "index.md", f"- **[2023-09] [Bad]({'https://localhost/llm/a.html'})**\n- **[2023-09] [B](/llm/b.html)**\n"
    )
    notes, (told,) = read_all(page, Site("https://notes.example"))
    assert [bool(one.paper.url) for one in notes] == [False, True]
    assert (told.line, told.served) == (1, True)
