"""Real notes in real files: what ``papercache announce`` finds, shows and queues."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.announce.plan import plan, preview
from bot.cli.main import main
from bot.config.load import read_settings
from bot.config.settings import AnnouncementSettings
from bot.library import open_library
from bot.state import open_database
from bot.subscriptions.filters import SubscriptionFilter
from bot.subscriptions.semantic_match import SemanticMatch
from tests.bot.announce.papers import HandClock
from tests.bot.announce.recipients import deliveries, subscribe

NOTES = Path(__file__).parents[3] / "notes"
PAGED, ZERO_BUBBLE = (next(NOTES.rglob(name)) for name in ("2023-09-*Paged*.md", "*ZERO-BUBBLE*.md"))
SEEN = ("2022-07-FlashAttention*.md", "*CacheGen*.md", "*UCX*.md")

Announce = Callable[..., str]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a configuration over a folder with a few of the project's notes."""
    for name in [one for one in os.environ if one.startswith("PAPERCACHE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for pattern in SEEN:
        add(tmp_path, next(NOTES.rglob(pattern)))
    shutil.copy(NOTES / "categories.yaml", tmp_path / "notes")
    file = tmp_path / "config.yaml"
    file.write_text("announcements: {settle_seconds: 0}\n", "utf-8")
    return file


@pytest.fixture
def announce(config: Path, capsys: pytest.CaptureFixture[str]) -> Announce:
    def call(*options: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["--config", str(config), "announce", *options])
        assert ended.value.code == 0
        return capsys.readouterr().out

    return call


def add(folder: Path, note: Path) -> Path:
    """Copy one of the project's notes into the collection in ``folder``."""
    file = folder / "notes" / note.relative_to(NOTES)
    file.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(note, file))


def test_a_dry_run_shows_who_would_get_what_and_the_real_one_queues_it(announce: Announce, tmp_path: Path) -> None:
    assert "3 papers are known" in announce("--dry-run")
    assert not (tmp_path / "bot.db").exists()
    assert "nothing is announced" in announce()
    with open_database(tmp_path / "bot.db") as database:
        target = subscribe(database, 4711, SubscriptionFilter("idea", "KV 缓存怎么像操作系统那样分页管理"))
        subscribe(database, 4712, SubscriptionFilter("category", "diffusion"))
        add(tmp_path, PAGED)
        shown = announce("--dry-run")
        assert "queued for 1, missed by 0" in shown
        assert "4711" in shown
        assert "an idea" in shown
        assert "4712" not in shown
        (delivery,) = json.loads(announce("--dry-run", "--json"))["deliveries"]
        assert (delivery["chat_id"], delivery["because"]) == (4711, {"kind": "idea", "value": ""})
        assert "PagedAttention" in delivery["title"]
        assert deliveries(database) == []
        assert "New: Efficient Memory Management" in announce()
        assert [row[2:] for row in deliveries(database, target)] == [
            ("idea", "KV 缓存怎么像操作系统那样分页管理", "queued", target)
        ]


async def test_a_preview_over_real_notes_is_what_was_sent(config: Path, tmp_path: Path) -> None:
    filters = [
        SubscriptionFilter("idea", "怎么让流水线并行没有气泡？"),
        SubscriptionFilter("words", "pagedattention, -survey"),
        SubscriptionFilter("category", "llm/engineering/inference"),
        SubscriptionFilter("paper", "llm/engineering/inference/" + next(NOTES.rglob("*CacheGen*.md")).stem),
    ]
    rules, clock = AnnouncementSettings(settle_seconds=60), HandClock()
    with open_library(read_settings(config)) as library, open_database(tmp_path / "bot.db") as database:
        library.refresh()
        assert (await plan(database, library, clock, rules)).first
        targets = [subscribe(database, number, one) for number, one in enumerate(filters, start=1)]
        files = [add(tmp_path, note) for note in (PAGED, ZERO_BUBBLE)]
        # a note that is being written does not read well at first
        text = files[0].read_text("utf-8")
        files[0].write_text(text[: text.index("title:") + 8], "utf-8")
        for content in (None, text, None):
            if content is not None:
                files[0].write_text(content, "utf-8")
            library.refresh()
            await plan(database, library, clock, rules)
            clock.moment += 60
        await plan(database, library, clock, rules)
        sent = [{row[1] for row in deliveries(database, target)} for target in targets]
        assert sent[0] == {path_of(ZERO_BUBBLE)}
        assert sent[1] == sent[2] == {path_of(PAGED)}
        for target, paths in zip(targets, sent, strict=True):
            shown = await preview(database, library, target, clock.now())
            assert {paper.path for paper, _ in shown} == paths
        # moved and renamed, it is no news, and the preview finds it where it lies
        moved = tmp_path / "notes" / "llm" / "elsewhere" / "2023-10-another-name.md"
        moved.parent.mkdir(parents=True)
        files[0].rename(moved)
        library.refresh()
        for _ in range(2):
            assert (await plan(database, library, clock, rules)).news == ()
            clock.moment += 60
        assert "llm/elsewhere/2023-10-another-name" in {row[1] for row in deliveries(database)}


def path_of(note: Path) -> str:
    return note.relative_to(NOTES).with_suffix("").as_posix()


def test_an_idea_is_met_by_the_paper_it_is_about_and_by_nothing_else(tmp_path: Path) -> None:
    ideas = {
        "投机采样之外，怎样把解码成本压到每个 token 最低：模型结构和推理系统协同设计": "*Step-3*",
        "quantized attention in 8 bits that plugs into existing models": "*SAGEATTENTION*",
        "怎么让流水线并行没有气泡": "*ZERO-BUBBLE*",
        "fuse knowledge from cached text chunks for retrieval-augmented generation": "*CacheBlend*",
        "周末去哪里爬山": "",
        "hello": "",
        "a recipe for sourdough bread": "",
    }
    settings = read_settings(NOTES.parent / "config.yaml", data=tmp_path)
    with open_library(settings) as library:
        library.refresh()
        papers = library.papers()
        semantic_match = SemanticMatch()
        semantic_match.ask(library, [SubscriptionFilter("idea", idea) for idea in ideas], papers)
        for idea, pattern in ideas.items():
            met = {paper.path for paper in papers if semantic_match.meets(SubscriptionFilter("idea", idea), paper)}
            expected = {path_of(note) for note in NOTES.rglob(f"{pattern}.md")} if pattern else set()
            assert met == expected, idea
