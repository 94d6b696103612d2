from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.errors import EvaluationError
from retrieval.evaluation import Evaluation, compare, evaluate, load_questions
from retrieval.ranking.legs import LegName
from retrieval.types import Answer, Hit, Intent, Paper, Query


def paper(slug: str) -> Paper:
    return Paper(id=slug, path=slug, slug=slug, title=slug, date="2024-01")


PAPERS = {slug: paper(slug) for slug in "abcdefghijkl"}


class Scripted:
    """Answers every question with the slugs written in it, ``list:`` for a list, ``no:`` for a refusal."""

    def ask(self, text: str, *, passages: range) -> Answer:
        assert 0 in passages
        kind, _, slugs = text.rpartition(":")
        intent: Intent = "list" if kind == "list" else "ask"
        hits = tuple(Hit(PAPERS[slug], 1.0) for slug in slugs)
        return Answer(Query(text, "en", intent), hits, kind == "no", 0.5, 2.0)

    def rank_by_leg(self, text: str, leg: LegName) -> Sequence[Paper]:
        slugs = text.rpartition(":")[2]
        return [PAPERS[slug] for slug in (slugs if leg == "dense" else reversed(slugs))]


LINES = [
    {"id": "1", "query": "abc", "type": "lookup", "lang": "en", "relevant": ["a"]},
    {"id": "2", "query": "abc", "type": "lookup", "lang": "zh", "relevant": ["b", "c"]},
    {"id": "3", "query": "no:bcdefghijkla", "type": "lookup", "lang": "zh", "relevant": ["a"]},
    {"id": "4", "query": "list:ab", "type": "list", "lang": "en", "relevant": ["b", "a"]},
    {"id": "5", "query": "list:", "type": "list", "lang": "en", "relevant": []},
    {"id": "6", "query": "abc", "type": "list", "lang": "en", "relevant": ["a", "b", "c"]},
    {"id": "7", "query": "no:abc", "type": "off_topic", "lang": "en", "relevant": []},
    {"id": "8", "query": "abc", "type": "off_topic", "lang": "en", "relevant": []},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return path


def test_figures_are_what_they_say(file: Path) -> None:
    told: list[tuple[int, int]] = []
    rows = {row.name: row for row in evaluate(Scripted(), load_questions(file), lambda *at: told.append(at)).rows()}
    lookup = rows["lookup"]
    assert lookup.count == 3
    assert lookup.first == pytest.approx(1 / 3)
    assert lookup.first_three == pytest.approx(2 / 3)
    assert lookup.mrr == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert lookup.refused == pytest.approx(1 / 3)
    assert lookup.legs == {"lexical": pytest.approx(2 / 3), "dense": pytest.approx(1 / 3), "late": pytest.approx(2 / 3)}
    assert rows["list"].exact == pytest.approx(2 / 3)
    assert rows["off_topic"].refused == 0.5
    assert rows["off_topic"].first is None
    assert rows["all zh"].count == 2
    assert rows["all"].count == 3
    assert told == [(step, 16) for step in range(1, 17)], "each question once, and once more for its legs"


def test_a_run_can_be_kept_and_compared_with(file: Path, tmp_path: Path) -> None:
    now = evaluate(Scripted(), load_questions(file))
    kept = tmp_path / "run.json"
    kept.write_text(json.dumps(now.as_json()), encoding="utf-8")
    assert Evaluation.read(kept) == now
    data = json.loads(kept.read_text(encoding="utf-8"))
    data["outcomes"][0]["rank"] = 0
    data["outcomes"][6]["refused"] = False
    data["outcomes"][7]["refused"] = True
    kept.write_text(json.dumps(data), encoding="utf-8")
    comparison = compare(now, Evaluation.read(kept))
    assert {outcome.id for outcome in comparison.better} == {"1", "7"}
    assert {outcome.id for outcome in comparison.worse} == {"8"}
    assert len(comparison.rows) == len(now.rows())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"id": "1", "type": "lookup"}', "lacks 'query'"),
        ('{"id": "1", "query": "  ", "type": "lookup"}', "have to be text"),
        ('{"id": "1", "query": "a", "type": "lookup", "relevant": "a"}', "list of slugs"),
        ('{"id": "1", "query": "a", "type": "lookup"}', "relevant is empty"),
        ('{"id": "1", "query": "a", "type": "lookup", "relevant": ["a"], "kind": 3}', "have to be text"),
        ('{"id": "1", "query": "a", "type": "lookup", "relevant": ["a"], "acceptable": "b"}', "list of slugs"),
        ('{"id": "1", "query": "a", "type": "lookup", "relevant": ["a"], "answers": [1]}', "list of pieces"),
        ('{"id": "1", "query": "a", "type": "lookup", "relevant": ["a"], "answers": ["** "]}', "holds no letter"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(json.dumps(LINES[0]) + "\n\n" + line, encoding="utf-8")
    with pytest.raises(EvaluationError, match=rf"bad\.jsonl:3: .*{reason}"):
        load_questions(file)


def test_a_file_that_is_missing_empty_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"none\.jsonl cannot be read"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(EvaluationError, match="holds no question"):
        load_questions(tmp_path / "empty.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("论文".encode("gbk"))
    with pytest.raises(EvaluationError, match="not UTF-8"):
        load_questions(tmp_path / "gbk.jsonl")
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(EvaluationError, match="not the JSON of an earlier run"):
        Evaluation.read(tmp_path / "other.json")
