"""Questions on the command line: answers, their JSON form, batches and conversations."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.cli.program import ROOT, Papercache, told_in_process

HIT_KEYS = {
    "id", "slug", "title", "date", "categories", "tag", "url", "paper_url", "summary", "score", "passages",
}  # fmt: skip


ANSWER_KEYS = {"query", "language", "intent", "filters", "abstained", "confidence", "elapsed_ms", "hits"}


def test_a_chinese_question_finds_its_paper(papercache: Papercache) -> None:
    result = papercache("ask", "KV 缓存像操作系统那样分页管理是怎么做的？")
    assert result.returncode == 0
    assert "PagedAttention" in result.stdout.splitlines()[0]
    assert "https://shenh10.github.io/papercache/llm/engineering/inference/2023-09-" in result.stdout
    assert "https://arxiv.org/abs/2309.06180" in result.stdout


def test_an_english_question_is_answered_in_english(papercache: Papercache) -> None:
    result = papercache("ask", "How does splitting the backward pass remove pipeline bubbles?")
    assert "Zero Bubble" in result.stdout.splitlines()[0]
    assert "From: " in result.stdout


def test_a_name_that_no_note_mentions_is_told(papercache: Papercache) -> None:
    question = "How does KIVI quantize the KV cache?"
    assert "The notes say nothing about KIVI." in papercache("ask", question).stdout.splitlines()
    assert json.loads(papercache("ask", "--json", question).stdout)["unmentioned"] == ["KIVI"]


def test_the_json_form_is_the_one_scripts_depend_on(papercache: Papercache) -> None:
    answer = json.loads(papercache("ask", "--json", "FlashAttention-3 怎么用 FP8？").stdout)
    assert set(answer) >= ANSWER_KEYS
    assert answer["language"] == "zh"
    assert answer["intent"] == "ask"
    assert len(answer["hits"]) == 10
    for hit in answer["hits"]:
        assert set(hit) >= HIT_KEYS
    assert set(answer["hits"][0]["passages"][0]) >= {"text", "section", "url", "score", "shown", "marks"}
    assert answer["hits"][0]["slug"].startswith("2024-07-FlashAttention-3")
    assert answer["unmentioned"] == []


def test_a_refusal_still_shows_its_hits_to_scripts(papercache: Papercache) -> None:
    answer = json.loads(papercache("ask", "--json", "红烧肉怎么做才好吃").stdout)
    assert answer["abstained"] is True
    assert answer["hits"]


def test_a_batch_gives_a_line_for_each_question(papercache: Papercache, tmp_path: Path) -> None:
    rows = [{"id": "a", "query": "什么是 PagedAttention"}, {"id": "b", "query": "papers from OSDI 2025"}]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", "utf-8")
    answers = [json.loads(line) for line in papercache("ask", "--batch", str(file), "--json").stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[1]["intent"] == "list"
    assert {hit["tag"] for hit in answers[1]["hits"]} == {"osdi25"}


def test_a_broken_batch_line_is_named(papercache: Papercache) -> None:
    result = papercache("ask", "--batch", "-", "--json", input='{"id": 1, "query": "x"}\n{"id": 2}\n')
    assert result.returncode == 1
    assert "-:2:" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_conversation_follows_up_within_its_papers(papercache: Papercache) -> None:
    result = papercache("chat", input="PagedAttention 是什么\n它的实验结果呢？\n/quit\n")
    assert result.returncode == 0
    assert result.stdout.count("1. Efficient Memory Management") == 2


def test_a_batch_may_hold_any_character_and_begin_with_a_mark(papercache: Papercache, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + '{"id": 1, "query": "分页\u2028管理"}\n'.encode())
    (line,) = papercache("ask", "--batch", str(file), "--json").stdout.split("\n")[:-1]
    assert json.loads(line)["hits"][0]["slug"].startswith("2023-09-")


def test_a_conversation_takes_no_slip_for_a_question(papercache: Papercache) -> None:
    result = papercache("chat", input="/nonsense\n/quit\n")
    assert result.returncode == 0
    assert "/nonsense" in result.stdout
    assert len(result.stdout.strip().splitlines()) == 1


def test_a_question_waits_for_no_parser_and_no_deep_learning(data: Path) -> None:
    heavy = ("torch", "sentence_transformers", "sqlalchemy", "telegram")
    names = (*heavy, "markdown_it", "selectolax", "fluent", "asyncio")
    code = (
        "import sys, contextlib, io; from bot.cli.main import main\n"
        f"with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main(['--data', {str(data)!r}, 'ask', '--json', '分页管理'])\n"
        f"print([name for name in {names!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


def test_a_conversation_with_a_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("PagedAttention 是什么\n\n它的实验结果呢？\n"))
    out, _ = told_in_process(capsys, "--data", str(data), "chat", "--json")
    first, second = map(json.loads, out.splitlines())
    assert first["query"] == "PagedAttention 是什么"
    assert first["hits"][0]["id"] in {hit["id"] for hit in second["hits"]}
    out, _ = told_in_process(capsys, "--data", str(data), "demo", "--json")
    assert [json.loads(line)["language"] for line in out.splitlines()] == ["zh", "en"]
