"""Lists, papers and categories on the command line, of whatever notes it is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval import venue_tag
from tests.bot.cli.program import ROOT, Papercache, told_in_process


def test_lists_can_be_narrowed(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    def papers(*arguments: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = json.loads(
            told_in_process(capsys, "--data", str(data), "list", "--json", *arguments)[0]
        )
        return found

    def titles(*arguments: str) -> list[str]:
        return [paper["title"] for paper in papers(*arguments)]

    assert len(titles()) == 23
    assert len(titles("--category", "推理优化")) == 10
    assert len(titles("--category", "llm")) == 21
    assert titles("--tag", "sosp") == titles("--tag", "sosp23")
    assert len(titles("--year", "2025", "--category", "llm/engineering/inference")) == 6
    dates = [paper["date"] for paper in papers()]
    assert dates == sorted(dates, reverse=True)


def test_an_empty_topic_shows_in_the_tree(papercache: Papercache) -> None:
    tree = json.loads(papercache("categories", "--json").stdout)
    assert {node["path"]: node["count"] for node in tree}.items() >= {"llm": 21, "mlsys": 2, "diffusion": 0}.items()
    assert "扩散模型" in papercache("categories", env={"LC_ALL": "zh_CN.UTF-8"}).stdout


@pytest.mark.parametrize("key", ["2309.06180", "PagedAttention", "https://arxiv.org/abs/2309.06180v2"])
def test_a_paper_is_shown_by_whatever_names_it(papercache: Papercache, key: str) -> None:
    result = papercache("show", key)
    assert result.returncode == 0
    assert "Efficient Memory Management" in result.stdout
    assert "主要贡献" in result.stdout


@pytest.mark.parametrize("written", ["sosp23", "SOSP 2023", "Sosp'23", "sosp  2023"])
def test_venues_are_taken_as_people_write_them(written: str) -> None:
    assert venue_tag(written) == "sosp23"


@pytest.mark.parametrize(("written", "tag"), [("OSDI", "osdi"), ("NeurIPS 2023", "nips23"), ("USENIX ATC", "atc")])
def test_venues_have_other_names(written: str, tag: str) -> None:
    assert venue_tag(written) == tag


def test_an_empty_collection_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for command in (("index",), ("ask", "分页"), ("list",)):
        _, told = told_in_process(capsys, "--notes", str(notes), "--data", str(tmp_path / "data"), *command)
        assert notes.name in told


def test_notes_that_changed_since_are_told_of(capsys: pytest.CaptureFixture[str], few: Path, tmp_path: Path) -> None:
    arguments = ("--notes", str(few), "--data", str(tmp_path / "data"))
    told_in_process(capsys, *arguments, "index")
    assert told_in_process(capsys, *arguments, "list")[1] == ""
    (few / "b.md").write_text((few / "a.md").read_text("utf-8"), "utf-8")
    assert "papercache index" in told_in_process(capsys, *arguments, "list")[1]


NAMES = "topics:\n  - {{path: llm, zh: {name}, en: {name}}}\n"


def test_names_beside_notes_given_on_the_command_line_are_read(
    capsys: pytest.CaptureFixture[str], few: Path, tmp_path: Path
) -> None:
    (few / "llm").mkdir()
    (few / "a.md").rename(few / "llm" / "a.md")
    (few / "llm" / "a.md").write_text("---\ntitle: A Paper\ndate: 2025-01\n---\n\nIt is about paper.\n", "utf-8")
    config = tmp_path / "config.yaml"
    config.write_text(f"sources: {ROOT / 'notes'}\ncategories: {tmp_path / 'own.yaml'}\ndata: data\n", "utf-8")
    (tmp_path / "own.yaml").write_text(NAMES.format(name="Configured"), "utf-8")
    arguments = ("--config", str(config), "--notes", str(few))

    def listed(*words: str) -> list[str]:
        out, _ = told_in_process(capsys, *arguments, "list", "--json", "--category", *words)
        return [paper["title"] for paper in json.loads(out)] if out else []

    assert listed("Configured") == ["A Paper"], "there are none beside the notes"
    (few / "categories.yaml").write_text(NAMES.format(name="Beside"), "utf-8")
    assert listed("Beside") == ["A Paper"]
    assert listed("Configured") == []
    assert listed("llm") == ["A Paper"]


def test_a_glossary_beside_notes_given_on_the_command_line_is_read(
    capsys: pytest.CaptureFixture[str], few: Path, tmp_path: Path
) -> None:
    (few / "a.md").write_text("---\ntitle: Frobnication of Tensors\ndate: 2025-01\n---\n\nIt frobnicates.\n", "utf-8")
    config = tmp_path / "config.yaml"
    config.write_text("data: data\n", "utf-8")

    def unmentioned() -> list[str]:
        out, _ = told_in_process(capsys, "--config", str(config), "--notes", str(few), "ask", "--json", "XFT 怎么做")
        found: list[str] = json.loads(out)["unmentioned"]
        return found

    assert unmentioned() == ["XFT"]
    (few / "glossary.yaml").write_text("stands_for: {XFT: Frobnication of Tensors}\n", "utf-8")
    assert unmentioned() == []
