"""Hard questions: fair papers, the sentence that answers among what a reader is shown, refusals by kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retrieval.evaluation import REFUSAL_TYPES, Evaluation, KindRow, Row, compare, evaluate, load_questions
from retrieval.evaluation.questions import bare
from retrieval.ranking.legs import LegName
from retrieval.types import Answer, Hit, Paper, Passage, Query

ROOT = Path(__file__).parents[2]


def hit(slug: str, *passages: str, shown: int = 0) -> Hit:
    """Make a hit of whose ``passages`` the first ``shown`` are shown."""
    marked = tuple(Passage(text, "", "", 1.0, shown=place < shown) for place, text in enumerate(passages))
    return Hit(Paper(slug, slug, slug, slug, "2024-01"), 1.0, marked, bool(shown))


ANSWERS = {
    "shown": (False, [hit("a", "第一段", "分页 **管理**\n 显存", shown=2), hit("b", "另一段", shown=1)]),
    "first": (False, [hit("b", "It `pages`.", shown=1), hit("a", "more", shown=1)]),
    "folded": (False, [hit("a", "short", "It pages.", shown=1), hit("b")]),
    "fourth": (False, [hit("c", "x", shown=1), hit("d"), hit("e"), hit("a", "It pages.")]),
    "refused": (True, [hit("a", "It pages.", shown=1)]),
    "nothing": (False, []),
}


class Scripted:
    """Answers with what is written above for the question, whatever words follow its first one."""

    def ask(self, text: str, *, passages: range) -> Answer:
        assert passages == range(3)
        abstained, hits = ANSWERS[text.split()[0]]
        return Answer(Query(text, "en"), tuple(hits), abstained, 0.5, 2.0)

    def rank_by_leg(self, text: str, leg: LegName) -> Sequence[Paper]:
        papers = [hit.paper for hit in ANSWERS[text.split()[0]][1]]
        return papers if leg == "dense" else papers[::-1]


GOLD = {"relevant": ["a"], "answers": ["no such", "It pages"]}
LINES: list[dict[str, Any]] = [
    {"id": "1", "type": "hard_zh", "kind": "how", "query": "shown", "relevant": ["a"], "answers": ["分页管理 #显存"]},
    {"id": "2", "type": "hard_en", "kind": "how", "query": "first", **GOLD, "acceptable": ["2024-05-01-b"]},
    {"id": "3", "type": "hard_en", "kind": "why", "query": "folded", **GOLD, "note": "told further down"},
    {"id": "4", "type": "hard_en", "kind": "why", "query": "fourth", **GOLD},
    {"id": "5", "type": "hard_en", "kind": "why", "query": "refused", **GOLD, "fresh": True},
    {"id": "6", "type": "off_near", "kind": "why", "query": "refused so", "relevant": []},
    {"id": "7", "type": "off_near", "kind": "define", "query": "first so"},
]


@pytest.fixture
def evaluated(tmp_path: Path) -> Evaluation:
    return run(tmp_path, LINES)


def run(folder: Path, lines: list[dict[str, Any]]) -> Evaluation:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return evaluate(Scripted(), load_questions(file))


def row(evaluation: Evaluation, name: str) -> Row:
    return next(row for row in evaluation.rows() if row.name == name)


def test_a_fair_paper_is_not_a_right_one(evaluated: Evaluation) -> None:
    assert row(evaluated, "all").first == pytest.approx(3 / 5)
    assert row(evaluated, "all").fair == pytest.approx(4 / 5)


def test_gold_counts_where_a_reader_sees_it(evaluated: Evaluation) -> None:
    found = row(evaluated, "all")
    assert found.gold_count == 5
    assert found.gold_first == pytest.approx(1 / 5), "question 2; in question 1 it is the second passage"
    assert found.gold_shown == pytest.approx(2 / 5), "not below a fold, not in a refusal"
    assert found.gold_in_three == pytest.approx(4 / 5), "also in a refusal, never in the fourth paper"
    assert found.answered == pytest.approx(2 / 5)
    assert row(evaluated, "hard_en").gold_shown == pytest.approx(1 / 4)


def test_gold_below_a_wrong_paper_is_no_answer(tmp_path: Path) -> None:
    found = row(run(tmp_path, [{**LINES[1], "acceptable": []}]), "all")
    assert (found.gold_shown, found.answered) == (1.0, 0.0)


def test_gold_is_found_across_markup_and_white_space_but_not_across_passages(tmp_path: Path) -> None:
    found = {
        piece: row(run(tmp_path, [{**LINES[0], "answers": [piece]}]), "all").gold_shown
        for piece in ("_分页_|管理", "第一段分页", "分页，管理")
    }
    assert found == {"_分页_|管理": 1.0, "第一段分页": 0.0, "分页，管理": 0.0}


def test_characters_are_those_of_all_passages_shown(evaluated: Evaluation, tmp_path: Path) -> None:
    lengths = [outcome.shown_characters for outcome in evaluated.outcomes]
    assert lengths == [19, 15, 5, 1, 9, None, None]
    assert (row(evaluated, "all").shown_median, row(evaluated, "all").shown_longest) == (9, 19)
    assert row(evaluated, "hard_en").shown_median == 9, "of an even number the larger one of the middle"
    empty = row(run(tmp_path, [{"id": "1", "type": "lookup", "query": "nothing", "relevant": ["a"]}]), "all")
    assert (empty.shown_median, empty.fair, empty.gold_count, empty.gold_shown) == (0, 0.0, 0, None)


def test_refusals_are_counted_by_kind(evaluated: Evaluation) -> None:
    assert evaluated.kinds() == (KindRow("why", 3, 1, 1, 1), KindRow("how", 2, 0, 0, 0), KindRow("define", 0, 0, 1, 0))
    why, how, define = (one.as_json() for one in evaluated.kinds())
    assert why["wrong_share"] == pytest.approx(1 / 3)
    assert (why["right_share"], how["right_share"], define["wrong_share"]) == (1.0, None, None)
    assert row(evaluated, "off_near").refused == 0.5
    assert row(evaluated, "off_near").wrongly_refused is row(evaluated, "off_near").gold_shown is None
    assert row(evaluated, "all").wrongly_refused == pytest.approx(1 / 5)


def test_the_type_tells_the_language_where_nothing_else_does(tmp_path: Path) -> None:
    lines = [*LINES[:2], {**LINES[2], "lang": "mixed"}, {**LINES[3], "type": "plain"}]
    assert [one.lang for one in run(tmp_path, lines).outcomes] == ["zh", "en", "mixed", ""]
    names = [one.name for one in run(tmp_path, lines).rows()]
    assert names == ["hard_zh", "hard_en", "plain", "all en", "all mixed", "all zh", "all"]


def test_the_example_of_the_form_is_one(tmp_path: Path) -> None:
    described = (ROOT / "tests" / "eval" / "README.md").read_text("utf-8")
    file = tmp_path / "example.jsonl"
    file.write_text(described.split("```json\n")[1].split("```")[0], "utf-8")
    answerable, absent = load_questions(file)
    notes = {path.stem: path for path in (ROOT / "notes").rglob("*.md")}
    assert answerable.relevant | answerable.acceptable <= notes.keys()
    assert answerable.answers[0] in bare(notes[next(iter(answerable.relevant))].read_text("utf-8"))
    assert absent.type in REFUSAL_TYPES


def test_the_day_before_the_name_of_a_post_does_not_count(tmp_path: Path) -> None:
    assert row(run(tmp_path, [{**LINES[0], "relevant": ["2024-06-01-a"]}]), "all").first == 1.0
    assert row(run(tmp_path, [{**LINES[0], "relevant": ["2024-06-a"]}]), "all").first == 0.0


def test_a_run_from_before_these_figures_is_compared_in_those_that_it_has(
    evaluated: Evaluation, tmp_path: Path
) -> None:
    data = evaluated.as_json()
    new = ("kind", "fair", "gold_first", "gold_shown", "gold_in_three", "shown_characters")
    for outcome in data["outcomes"]:
        for key in new:
            del outcome[key]
    data["outcomes"][6]["refused"] = True
    file = tmp_path / "old.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    old = Evaluation.read(file)
    before = row(old, "all")
    assert (before.fair, before.gold_shown, before.answered, before.shown_longest) == (None, None, None, None)
    assert before.first == row(evaluated, "all").first
    comparison = compare(evaluated, old)
    assert (comparison.better, [one.id for one in comparison.worse]) == ((), ["7"])
    assert comparison.kinds == ()


def test_a_gold_sentence_gained_is_an_answer_got_better(evaluated: Evaluation) -> None:
    lost = replace(evaluated.outcomes[1], gold_shown=False)
    comparison = compare(evaluated, Evaluation((evaluated.outcomes[0], lost, *evaluated.outcomes[2:])))
    assert ([one.id for one in comparison.better], comparison.worse) == (["2"], ())
    now, before = next(pair for pair in comparison.rows if pair[0].name == "all")
    assert (now.gold_shown or 0) - (before.gold_shown or 0) == pytest.approx(1 / 5)
    assert len(comparison.kinds) == 3
