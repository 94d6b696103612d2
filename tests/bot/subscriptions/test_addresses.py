"""Addresses in what readers write: found whole, told apart, and followed to the channel that they lead into."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.subscriptions.addresses import addresses, channel_at

FOUND = [
    ("https://t.me/some_ch/12", "telegram", "@some_ch"),
    ("http://t.me/some_ch/12?single", "telegram", "@some_ch"),
    ("t.me/some_ch/12", "telegram", "@some_ch"),
    ("T.ME/Some_Ch/3/12", "telegram", "@Some_Ch"),
    ("https://t.me/s/some_ch", "telegram", "@some_ch"),
    ("t.me/s/some_ch/5", "telegram", "@some_ch"),
    ("https://telegram.me/some_ch", "telegram", "@some_ch"),
    ("telegram.dog/some_ch/1", "telegram", "@some_ch"),
    ("https://some_ch.t.me/12", "telegram", "@some_ch"),
    ("tg://resolve?domain=some_ch&post=12", "telegram", "@some_ch"),
    ("tg:resolve?domain=some_ch", "telegram", "@some_ch"),
    ("https://t.me/c/1234567890/12", "telegram", "-1001234567890"),
    ("tg://privatepost?channel=1234567890&post=1", "telegram", "-1001234567890"),
    ("https://t.me/+AbCdEf0123", "telegram", ""),
    ("t.me/joinchat/AbCdEf0123", "telegram", ""),
    ("https://t.me/addlist/AbCd", "telegram", ""),
    ("https://t.me/some_bot?start=x", "telegram", ""),
    ("tg://join?invite=AbCd", "telegram", ""),
    ("t.me", "telegram", ""),
    ("https://export.arxiv.org/rss/cs.LG", "page", ""),
    ("https://example.org/feed.xml?a=b,c", "page", ""),
    ("HTTPS://EXAMPLE.ORG/FEED", "page", ""),
    ("feed://example.org/rss", "page", ""),
    ("example.org/feed", "page", ""),
    ("example.org:8080/feed", "page", ""),
    ("blog.example.co.uk/atom.xml", "page", ""),
    ("www.example.org", "page", ""),
    ("example.com", "page", ""),
    ("me@example.org", "page", ""),
    ("http://localhost:8000/feed", "page", ""),
    ("2309.06180", "paper", ""),
    ("2309.06180v2", "paper", ""),
    ("arXiv:2309.06180", "paper", ""),
    ("arxiv 2309.06180", "paper", ""),
    ("hep-th/9901001", "paper", ""),
    ("https://arxiv.org/abs/2309.06180", "paper", ""),
    ("arxiv.org/pdf/2309.06180v1.pdf", "paper", ""),
    ("https://huggingface.co/papers/2309.06180", "paper", ""),
    ("10.1145/3600006.3613165", "paper", ""),
    ("doi:10.1145/3600006.3613165", "paper", ""),
    ("https://doi.org/10.1145/3600006.3613165", "paper", ""),
    ("https://openreview.net/forum?id=abc", "paper", ""),
]


@pytest.mark.parametrize(
    "around", ["{}", "订阅{}的更新", "see ({}), please.", "“{}”", "kv cache, {} -survey", "《{}》！"]
)
@pytest.mark.parametrize(("address", "kind", "channel"), FOUND)
def test_an_address_is_found_whole_in_whatever_sentence(address: str, kind: str, channel: str, around: str) -> None:
    text = around.format(address)
    (found,) = addresses(text)
    assert (found.text, found.kind, channel_at(found.text)) == (address, kind, channel)
    assert text[found.start : found.end] == address


@pytest.mark.parametrize(
    "text",
    [
        "kv cache, 量化 -survey",
        "llm/engineering/inference",
        "Llama3.1/Qwen2.5 and/or e.g./i.e. v0.5/v0.6",
        "fast.ai, character.ai, Node.js, GPT-4.1, w.r.t.",
        "16/32 bits, 1.58-bit, 3.14159, 2024.10, 1999.12345678",
        "@some_channel",
        "why: because; 想法：更快",
        "osdi25",
        "",
    ],
)
def test_words_are_no_address(text: str) -> None:
    assert not addresses(text)


@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str) -> None:
    found = addresses(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
