"""Normalising of a text with entities, against the cases of tdlib's tests of its own ``fix_formatted_text``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local_telegram.auto_entities import recognised
from bot.local_telegram.entities import FOUND_BY_CLIENTS, Entity, utf16_length
from bot.local_telegram.normalise_text import MAX_ENTITIES, tidy

LETTERS = {
    "b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "x": "spoiler", "c": "code", "p": "pre",
    "l": "text_link", "q": "blockquote", "e": "expandable_blockquote", "@": "mention",
}  # fmt: skip
URL = "http://e.org/"


def marks(written: str) -> list[Entity]:
    """Read ``b0+2 i1+1``: bold from 0 for 2 units, italic from 1 for 1."""
    found = []
    for word in written.split():
        offset, _, length = word[1:].partition("+")
        kind = LETTERS[word[0]]
        found.append(Entity(kind, int(offset), int(length), url=URL if kind == "text_link" else ""))
    return found


@pytest.mark.parametrize(
    ("text", "asked", "stored", "kept"),
    [
        # touching and overlapping ones of a kind are joined
        ("abc", "i1+1 i0+1", "abc", "i0+2"),
        ("abc", "i1+1 i1+1", "abc", "i1+1"),
        ("abc", "i0+2 i1+2", "abc", "i0+3"),
        ("abc", "i0+2 i2+1", "abc", "i0+3"),
        ("abc", "i0+1 i2+1", "abc", "i0+1 i2+1"),
        # others are cut where one begins, not where one ends
        ("abc", "i0+2 b1+2", "abc", "i0+1 b1+2 i1+1"),
        ("abc", "i0+2 b2+1", "abc", "i0+2 b2+1"),
        ("ab", "u0+2 s1+1", "ab", "u0+1 u1+1 s1+1"),
        ("ab", "s0+2 u1+1", "ab", "s0+1 u1+1 s1+1"),
        ("ab", "u0+2 x0+1", "ab", "u0+2 x0+1"),
        ("ab", "u0+1 u1+1 x0+1", "ab", "u0+2 x0+1"),
        # what is taken out or trimmed
        ("a \r", "b0+3 u2+1", "a", "b0+1"),
        ("a \r b", "b0+5 u2+1", "a  b", "b0+4"),
        ("a\rbc\r", "i0+1 b0+2 i3+2 b3+1", "abc", "b0+1 i0+1 b2+1 i2+1"),
        ("a ", "i0+2 b0+1", "a", "b0+1 i0+1"),
        ("  aba\n ", "", "aba", ""),
        ("  aba", "b1+3", " aba", "b0+3"),
        ("\t\r\n", "b0+2", "", ""),
        ("\n\n\nab cd ef gh   ", "b3+2 i5+1 b6+2", "ab cd ef gh", "b0+2 i2+1 b3+2"),
        # a link is whole or not at all; what can be split is cut around it
        ("abcd", "l0+2 l1+2", "abcd", "l0+2"),
        ("abcd", "b0+4 l1+2", "abcd", "b0+1 l1+2 b1+2 b3+1"),
        ("abcd", "l0+4 b1+2", "abcd", "l0+4 b1+2"),
        ("@tests @tests", "i0+13", "@tests @tests", "@0+6 i0+6 i6+1 @7+6 i7+6"),
        # nothing stands in code, and code in nothing but a quotation
        ("abcd", "c0+4 b1+2", "abcd", "c0+4"),
        ("abcd", "b0+4 c1+2", "abcd", "b0+1 c1+2 b3+1"),
        ("abcd", "q0+4 p1+2", "abcd", "q0+4 p1+2"),
        ("abcd", "p0+4 l1+2", "abcd", "p0+4"),
        # a quotation in none, and in no link
        ("abcd", "q0+4 e1+2", "abcd", "q0+4"),
        ("abcd", "l0+4 q1+2", "abcd", "q1+2"),
        ("abcd", "q0+4 b1+2 l2+1", "abcd", "q0+4 b1+1 l2+1 b2+1"),
        ("abcd", "b0+4 q1+2", "abcd", "b0+1 q1+2 b1+2 b3+1"),
    ],
)  # fmt: skip
def test_as_tdlib_does(text: str, asked: str, stored: str, kept: str) -> None:
    tidied = tidy(text, marks(asked))
    assert tidied.text == stored
    assert [*tidied.entities] == marks(kept)


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "\u3000", "\u2800 \u200d"])
def test_what_shows_nothing_is_empty(text: str) -> None:
    assert tidy(text, [Entity("bold", 0, 1)]).text == ""


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.data())
def test_whatever_is_asked_for_the_result_is_sound(text: str, data: st.DataObject) -> None:
    size = utf16_length(text)
    kinds = st.sampled_from(sorted(set(LETTERS.values()) - {"mention"}))
    spans = st.tuples(kinds, st.integers(0, max(size - 1, 0)), st.integers(1, 12))
    asked = [Entity(kind, at, min(length, size - at)) for kind, at, length in data.draw(st.lists(spans, max_size=6))]
    tidied = tidy(text, asked)
    assert tidied.text == tidied.text.rstrip(" \n")
    assert tidy(tidied.text, [entity for entity in tidied.entities if entity.kind not in FOUND_BY_CLIENTS]) == tidied
    for number, entity in enumerate(tidied.entities):
        assert 0 <= entity.offset < entity.end <= utf16_length(tidied.text)
        for other in tidied.entities[number + 1 :]:
            apart = other.offset >= entity.end
            assert apart or other.end <= entity.end, "one stands inside the other"
            assert apart or entity.kind not in {"code", "pre"}, "nothing stands in code"


def test_a_hundred_entities_are_kept() -> None:
    assert len(tidy("x " * 150, [Entity("bold", 2 * i, 1) for i in range(150)]).entities) == MAX_ENTITIES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start@my_bot hi @someone", [("bot_command", "/start@my_bot"), ("mention", "@someone")]),
        ("see https://e.org/a?b=c, or (https://e.org/x)", [("url", "https://e.org/a?b=c"), ("url", "https://e.org/x")]),
        ("论文见https://e.org/路径。下一句", []),
        ("论文见 https://e.org/路径。下一句", [("url", "https://e.org/路径")]),
        ("arxiv.org/abs/2309.06180 and github.com, not v1.ai2 or a.b", [
            ("url", "arxiv.org/abs/2309.06180"), ("url", "github.com"),
        ]),
        ("#注意力 #123 a#b $USD", [("hashtag", "#注意力"), ("cashtag", "$USD")]),
        ("write to a.b@c.org!", [("email", "a.b@c.org")]),
        ("http://localhost/x @abc a/b/c", []),
    ],
)  # fmt: skip
def test_what_clients_recognise(text: str, found: list[tuple[str, str]]) -> None:
    assert [(entity.kind, text[entity.offset : entity.end]) for entity in recognised(text)] == found
