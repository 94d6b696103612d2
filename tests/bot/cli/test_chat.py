"""Conversations in a terminal, and what scripts are told of words that are no question."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.bot.cli.test_main import run, told_in_process


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library of the project's notes once, by the program itself."""
    folder = tmp_path_factory.mktemp("data")
    run("--data", str(folder), "index", check=True)
    return folder


def _said(data: Path, *lines: str) -> str:
    return run("--data", str(data), "chat", input="\n".join((*lines, "/quit", ""))).stdout


def test_a_number_opens_the_note_and_an_ordinal_the_paper(data: Path) -> None:
    question = "KV 缓存太占显存，有什么办法？"
    opened = _said(data, question, "2").removeprefix(_said(data, question))
    assert opened.startswith("CacheGen")
    assert "算术编码" in opened
    card = _said(data, question, "第二篇讲了什么？").removeprefix(_said(data, question))
    assert card.startswith("1. CacheGen")
    assert len(card) < 2000 < len(opened), "the whole note is for who opens it"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *(
            ("谢谢", "不客气"),
            ("thanks", "You're welcome"),
            ("hello", "PaperCache"),
            ("help", "Any line is a question"),
        ),
        *(
            ("2", "Which paper do you mean?"),
            ("第二篇讲了什么？", "你说的是哪一篇"),
            ("换成英文", "English or Chinese"),
        ),
        *(("bibtex of PagedAttention", "@inproceedings{kwon2023efficient"), ("FA3 的作者是谁", "Jay Shah")),
        *(("who wrote the vLLM paper?", "Woosuk Kwon"), ("10.1145/3600006.3613199", "no note on that paper")),
        *(("papers on inference", "category inference"), ("x", "The notes don't answer this.")),
    ],
)
def test_what_is_no_question_is_answered(capsys: pytest.CaptureFixture[str], data: Path, words: str, said: str) -> None:
    assert said in told_in_process(capsys, "--data", str(data), "ask", words)[0]


def test_what_is_no_question_is_a_refusal_to_scripts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    acts = {"谢谢": "thanks", "help": "help", "2": "unclear", "1707.06347": "unknown_paper", "q": "empty"}
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(acts)))
    out, _ = told_in_process(capsys, "--data", str(data), "chat", "--json")
    for answer, act in zip(map(json.loads, out.splitlines()), acts.values(), strict=True):
        assert (answer["abstained"], answer["act"], answer["hits"]) == (True, act, [])
