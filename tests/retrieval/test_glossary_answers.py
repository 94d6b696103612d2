"""Answers with a glossary, over small notes and the bundled model: other words find what the notes' own do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval import GlossaryError, Library, Site, load_embedder, open_source
from tests.retrieval.sources.conftest import Write

SHIPPED = Path(__file__).parents[2] / "notes" / "glossary.yaml"
SITE = Site("https://notes.example", "")

NOTES = {
    "memory": ("Paging the Cache", "推理时减少显存和内存占用：把键值缓存分页，按需分配内存，内存占用降低一半。"),
    "threads": ("Warp Scheduling on GPUs", "线程调度：调度器把线程分到各个处理器，线程切换的开销很小。"),
    "prefix": (
        "Sharing Prefixes",
        "前缀缓存让相同的前缀只算一次，KV 缓存的命中率因此很高。缓存命中率低时先做 KV 缓存压缩，压缩后的缓存更省。",
    ),
    "vectors": ("Searching Vectors", "向量数据库用图索引做近似最近邻搜索，数据库支持增量写入。"),
    "parallel": ("Planning the Splits", "并行计算策略：在张量、流水线和数据三种并行之间自动搜索并行策略。"),
    "code": ("Models that Program", "代码生成模型按单元测试的结果训练，生成的代码可以直接运行。"),
    "network": (
        "Bandwidth of Clusters",
        "集群的网络带宽是瓶颈，服务器之间的通信算法要和硬件一起优化。算法的优化先看硬件。",
    ),
}
TAIWAN = [
    ("如何減少推理時的記憶體佔用", "如何减少推理时的内存占用", "memory"),
    ("執行緒排程", "线程调度", "threads"),
    ("前綴快取", "前缀缓存", "prefix"),
    ("快取命中率", "缓存命中率", "prefix"),
    ("KV 快取壓縮", "KV 缓存压缩", "prefix"),
    ("向量資料庫怎麼用", "向量数据库怎么用", "vectors"),
    ("資料庫", "数据库", "vectors"),
    ("平行運算策略", "并行计算策略", "parallel"),
    ("程式碼生成模型", "代码生成模型", "code"),
    ("叢集的頻寬", "集群的带宽", "network"),
    ("伺服器之間的網路", "服务器之间的网络", "network"),
    ("和硬體一起最佳化的通信演算法", "和硬件一起优化的通信算法", "network"),
]
INDEX = """# Papers

## Serving

- **[2023-09] [Serving Mixture of Experts with Expert Parallelism](/moe.html)** - how models of many experts are served
- **[2024-01] [Out of Memory No More: Swapping for GPUs](/oom.html)** - what to do when memory runs out
- **[2024-02] [A Schedule without Bubbles](/bubbles.html)** - pipelines
- **[2024-03] [Stragglers in Training](/slow.html)** - slow machines
"""

Opened = Callable[..., Library]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Open libraries, each over a source and with glossaries, and close them in the end."""
    made: list[Library] = []
    embedder = load_embedder()

    def make(source: Path, *glossary: Path) -> Library:
        data = tmp_path_factory.mktemp("data")
        made.append(Library.open(data, [open_source(source, SITE)], embedder, glossary=glossary))
        made[-1].refresh()
        return made[-1]

    yield make
    for library in made:
        library.close()


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    for name, (title, text) in NOTES.items():
        head = f'---\ntitle: "{title}"\ndate: "2024-05"\nsummary:\n  zh: {text.split("，")[0]}。\n---\n\n## 方法\n\n'
        (folder / f"{name}.md").write_text(f"{head}{text}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "index.md"
    file.write_text(INDEX, "utf-8")
    return file


@pytest.fixture(scope="module")
def library(opened: Opened, notes: Path) -> Library:
    return opened(notes, SHIPPED)


@pytest.fixture(scope="module")
def titles(opened: Opened, page: Path) -> Library:
    return opened(page, SHIPPED)


@pytest.mark.parametrize(("question", "mainland", "slug"), TAIWAN)
def test_taiwan_s_words_find_what_the_mainland_s_do(library: Library, question: str, mainland: str, slug: str) -> None:
    answer, as_there = library.ask(question), library.ask(mainland)
    assert answer.hits[0].paper.slug == slug
    assert not answer.abstained
    assert answer.confidence == pytest.approx(as_there.confidence)


@pytest.mark.parametrize("question", ["哪篇讲 MoE 推理服务", "MoE serving", "moe 怎么部署", "which paper serves MoEs?"])
def test_an_abbreviation_finds_its_long_form(titles: Library, question: str) -> None:
    answer = titles.ask(question)
    assert answer.hits[0].paper.slug == "moe"
    assert not answer.abstained
    assert answer.unmentioned == ()


def test_without_a_glossary_it_would_be_denied(opened: Opened, page: Path) -> None:
    answer = opened(page).ask("哪篇讲 MoE 推理服务")
    assert answer.abstained
    assert answer.unmentioned == ("MoE",)


@pytest.mark.parametrize(
    ("question", "slug"),
    [("爆显存了怎么办", "oom"), ("显卡爆显存", "oom"), ("OOM 怎么办", "oom"), ("训练里拖后腿的机器", "slow")],
)
def test_everyday_words_find_what_they_mean(titles: Library, question: str, slug: str) -> None:
    answer = titles.ask(question)
    assert answer.hits[0].paper.slug == slug
    assert not answer.abstained


def test_a_name_of_which_neither_form_is_there_is_still_unmentioned(titles: Library) -> None:
    answer = titles.ask("MCTS 怎么搜索")
    assert answer.unmentioned == ("MCTS",)
    assert answer.abstained


def test_words_that_say_nothing_of_the_notes_stay_refused(titles: Library) -> None:
    assert titles.ask("今天晚上吃什么").abstained
    assert titles.ask("my cp is sp").abstained


def test_a_changed_glossary_is_taken_up_by_the_next_refresh(opened: Opened, page: Path, write: Write) -> None:
    file = write("glossary.yaml", "same: []\n")
    library = opened(page, file)
    assert library.ask("哪篇讲 MoE 推理服务").abstained
    before = library.look(lambda: False)
    file.write_text("same:\n  - [MoE, Mixture of Experts]\n", "utf-8")
    os.utime(file, (2_000_000_000, 2_000_000_000))
    assert library.look(lambda: False) != before
    assert library.notes_changed
    assert library.refresh().unchanged == 4
    assert not library.ask("哪篇讲 MoE 推理服务").abstained


def test_a_glossary_that_cannot_be_read_leaves_the_library_as_it_was(opened: Opened, page: Path, write: Write) -> None:
    file = write("glossary.yaml", "same:\n  - [MoE, Mixture of Experts]\n")
    library = opened(page, file)
    file.write_text("same:\n  - [MoE\n", "utf-8")
    with pytest.raises(GlossaryError, match=r"glossary\.yaml:3"):
        library.refresh()
    assert not library.ask("哪篇讲 MoE 推理服务").abstained


def test_opening_leaves_a_faulty_glossary_out_and_says_so(opened: Opened, page: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("same: [\n", "utf-8")
    glossary = [tmp_path / "bad.yaml", SHIPPED]
    with Library.open(tmp_path / "data", [open_source(page, SITE)], load_embedder(), glossary=glossary) as library:
        assert [str(tmp_path / "bad.yaml") in str(fault) for fault in library.faults] == [True]
