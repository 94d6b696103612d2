"""Training, from a small folder of pairs to a model that finds held-out ones."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Protocol

import numpy as np
import pytest
import torch
from torch.nn import functional

from retrieval.errors import ModelError
from retrieval.index.token_neighbours import NEAR
from retrieval.models.embedding import StaticEmbedder
from retrieval.training.__main__ import Sources, main, run
from retrieval.training.batches import Batch, Gather, Planner, Shape, with_patterns
from retrieval.training.evaluate import evaluate, late_scores
from retrieval.training.loop import CHECKPOINT_FILE, Recipe
from retrieval.training.loss import GatherSum, Loss
from retrieval.training.pairs import RecordKind, read_pairs, sentences
from retrieval.training.quantise import quantise, write_model
from retrieval.training.reader_questions import QUESTIONS, is_held_out, read_questions
from retrieval.training.tokenizer import train_tokenizer
from retrieval.training.tokens import TokenStore

TOPICS = [
    ("attention", "注意力"), ("pipeline", "流水线"), ("cache", "缓存"), ("expert", "专家"), ("compiler", "编译器"),
    ("reward", "奖励"), ("quantization", "量化"), ("kernel", "内核"), ("scheduling", "调度"), ("sparsity", "稀疏"),
    ("checkpoint", "检查点"), ("diffusion", "扩散"), ("graph", "图"), ("memory", "内存"), ("speculation", "投机"),
    ("network", "网络"), ("gradient", "梯度"), ("tokenizer", "分词器"), ("benchmark", "基准"), ("agent", "智能体"),
]  # fmt: skip
READERS_WORDS = {"pipeline": "large", "cache": "needs", "expert": "study", "compiler": "results", "reward": "good"}
"""What a reader calls some topics: words that the papers have, and mean nothing special by."""
SMALL = Recipe(dimensions=32, epochs=4, grouped_from=3, batch_pairs=32, late_pairs=16, peak_rate=0.05, seed=3)


def write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Papers of three topics each, told in both languages."""
    folder = tmp_path_factory.mktemp("pairs")
    random = Random(5)
    facets: list[dict[str, object]] = []
    english: list[dict[str, object]] = []
    for number in range(400):
        (a, x), (b, y), (c, z) = random.sample(TOPICS, 3)
        title = f"Paper {number}: {a} with {b} and {c}"
        abstract = f"We study {a} under {b} in large systems. The {c} is made faster. Results on {b} are good."
        zh = [f"本文研究{x}与{y}的关系。", f"现有的{y}方法太慢。我们让{z}更快。", f"{x}和{z}的实验结果很好。"]
        facets.append({"title": title, "abstract": abstract, "zh": zh, "src": "made/up"})
        english.append(
            {"a": f"{c} meets {a} {number}", "b": f"About {c}. It needs {a}. The {a} helps.", "src": "made/up"}
        )
    write_lines(folder / "zh_en_paper_facets.jsonl.gz", facets)
    write_lines(folder / "en_title_abstract.jsonl.gz", english)
    (folder / "SOURCES.md").write_text("| source | licence | taken |\n|---|---|---|\n| made/up | MIT | all of it |\n")
    write_lines(folder / "zh_en_terms.jsonl.gz", [{"a": zh, "b": en, "src": "made/up"} for en, zh in TOPICS])
    return folder


def silent(_: str) -> None:
    pass


def test_command_makes_a_model_that_works_across_languages_and_its_card(pairs: Path, tmp_path: Path) -> None:
    options = ["--dimensions", "32", "--epochs", "6", "--batch-pairs", "32", "--late-pairs", "16"]
    options += ["--peak-rate", "0.05", "--pieces", "600", "--seed", "3"]
    assert main(["--pairs", str(pairs), "--out", str(tmp_path / "model"), *options]) == 0
    embedder = StaticEmbedder.open(tmp_path / "model")
    assert embedder.dimensions == 32
    found = embedder.encode_queries([zh for _, zh in TOPICS]) @ embedder.encode_documents([en for en, _ in TOPICS]).T
    assert (found.argmax(axis=1) == np.arange(len(TOPICS))).mean() >= 0.8
    card = (tmp_path / "model" / "README.md").read_text("utf-8")
    assert re.search(r"^\| made/up \| [\d,]+ \| MIT \| all of it \|$", card, re.MULTILINE)
    measures = evaluate(embedder, read_pairs(pairs, 3).held_out, 3)
    summary = next(m for m in measures if m.name.startswith("Chinese summary, English"))
    assert f"| {summary.pairs} | {summary.forward:.3f} | {summary.backward:.3f} | {summary.late:.3f} |" in card
    assert summary.forward > 5 / summary.pairs  # chance is one in all


def test_run_that_was_stopped_goes_on_to_the_same_model(pairs: Path, tmp_path: Path) -> None:
    def stop_in_third_epoch(line: str) -> None:
        if line.startswith("epoch 3/"):
            raise KeyboardInterrupt

    work = tmp_path / "work"
    run(Sources(pairs), tmp_path / "whole", work, SMALL, 600, silent)
    (work / CHECKPOINT_FILE).unlink()  # the tokenizer stays: learning it again is not exactly repeatable
    with pytest.raises(KeyboardInterrupt):
        run(Sources(pairs), tmp_path / "cut", work, SMALL, 600, stop_in_third_epoch)
    told: list[str] = []
    run(Sources(pairs), tmp_path / "cut", work, SMALL, 600, told.append)
    assert any("going on from the checkpoint" in line for line in told)
    assert not any(line.startswith("epoch 2/") for line in told)
    for name in ("model.safetensors", "tokenizer.json", "README.md"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_held_out_papers_are_kept_out_of_every_file(pairs: Path, tmp_path: Path) -> None:
    for path in pairs.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with gzip.open(pairs / "zh_en_paper_facets.jsonl.gz", "rt", encoding="utf-8") as file:
        titles = [json.loads(line)["title"] for line in file]
    write_lines(tmp_path / "zh_en_parallel.jsonl.gz", [{"a": f"第{i}篇", "b": t} for i, t in enumerate(titles)])
    read = read_pairs(tmp_path, seed=9)
    held = {record.fields[0][0] for record in read.held_out[RecordKind.FACETS]}
    assert len(held) == 40
    assert held.isdisjoint(record.fields[1][0] for record in read.training if record.kind is RecordKind.PARALLEL)
    assert held.isdisjoint(record.fields[0][0] for record in read.training)
    assert read_pairs(tmp_path, seed=9).held_out == read.held_out


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "no file of pairs"), ('{"a": 1}\n', r"line 1: not a record"), ('{"a": "x", "b": "y"}\nnonsense\n', "line 2")],
)
def test_faults_of_the_folder_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    if content:
        (tmp_path / "en_title_abstract.jsonl").write_text(content, "utf-8")
    with pytest.raises(ModelError, match=told):
        read_pairs(tmp_path, seed=1)
    assert main(["--pairs", str(tmp_path), "--out", str(tmp_path / "model")]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_questions_teach_a_model_readers_words(pairs: Path, tmp_path: Path) -> None:
    papers = [record for record in read_pairs(pairs, 3).training if record.kind is RecordKind.FACETS]
    asked = tmp_path / "questions.jsonl"
    with asked.open("w", encoding="utf-8") as file:
        for record in papers:
            for word in re.findall(r"\w+", record.fields[0][0].split(": ")[1]):
                if word in READERS_WORDS:
                    row = {"question": f"{READERS_WORDS[word]} 咋办", "title": record.fields[0][0]}
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
    options = ["--pairs", str(pairs), "--dimensions", "32", "--batch-pairs", "32", "--late-pairs", "16", "--seed", "3"]
    assert main([*options, "--out", str(tmp_path / "first"), "--epochs", "4", "--pieces", "600"]) == 0
    further = ["--start", str(tmp_path / "first"), "--questions", str(asked), "--share", "0.1", "--regrouped", "4"]
    assert main([*options, *further, "--out", str(tmp_path / "second"), "--epochs", "8", "--peak-rate", "0.05"]) == 0
    first, second = (StaticEmbedder.open(tmp_path / name) for name in ("first", "second"))
    assert (tmp_path / "first" / "tokenizer.json").read_bytes() == (tmp_path / "second" / "tokenizer.json").read_bytes()
    before, after = (
        (model.encode_queries(list(READERS_WORDS.values())) @ model.encode_documents(list(READERS_WORDS)).T).diagonal()
        for model in (first, second)
    )
    assert (after > before + 0.2).mean() >= 0.9
    card = (tmp_path / "second" / "README.md").read_text("utf-8")
    assert "| Reader's question, title, abstract and facets |" in card
    assert "| epochs | 4 | 8 |" in card


def test_a_tenth_of_the_papers_with_questions_is_held_out(pairs: Path, tmp_path: Path) -> None:
    titles = {json.loads(line)["title"] for line in QUESTIONS.read_text("utf-8").splitlines()}
    assert 0.08 < sum(map(is_held_out, titles)) / len(titles) < 0.12
    papers = [record for record in read_pairs(pairs, 3).training if record.kind is RecordKind.FACETS]
    asked = tmp_path / "questions.jsonl"
    rows = [{"question": f"{n} {i}", "title": record.fields[0][0]} for i, record in enumerate(papers) for n in "ab"]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    training, held_out = read_questions(asked, papers)
    assert len(training) + len(held_out) == len(papers)
    assert held_out
    assert all(is_held_out(record.fields[1][0]) for record in held_out)
    assert not any(is_held_out(record.fields[1][0]) for record in training)
    assert all(len(record.fields[0]) == 2 for record in training)


@pytest.mark.parametrize(
    ("content", "told"),
    [("{}\n", "line 1: not a question"), ('{"question": "q", "title": "absent"}\n', "none of its papers")],
)
def test_faults_of_questions_are_named(pairs: Path, tmp_path: Path, content: str, told: str) -> None:
    asked = tmp_path / "questions.jsonl"
    asked.write_text(content, "utf-8")
    with pytest.raises(ModelError, match=told):
        read_questions(asked, read_pairs(pairs, 3).training)


def test_too_few_pieces_for_the_characters_are_told() -> None:
    texts = ["".join(map(chr, range(0x4E00 + start, 0x4E00 + start + 40))) for start in range(0, 400, 40)]
    with pytest.raises(ModelError, match="ask for more with --pieces"):
        train_tokenizer(texts, 100, seed=1)


def test_tokenizer_keeps_words_whole_and_never_glues_phrases() -> None:
    texts = ["the flash of attention in a network 注意力机制的网络 2017"] * 50 + ["flashattention 注意力"] * 20
    tokenizer = train_tokenizer(texts, 400, seed=1)

    def pieces(text: str) -> list[str]:
        return list(tokenizer.encode(text, add_special_tokens=False).tokens)

    assert pieces("FlashAttention, NETWORK 2017。") == ["flash", "attention", "network", "2017"]
    assert all(len(piece) <= 3 for piece in tokenizer.get_vocab() if "\u4e00" <= piece[0] <= "\u9fff")
    assert not any(" " in piece for piece in tokenizer.get_vocab())


def test_sentences_of_both_languages() -> None:
    assert sentences("我们提出一种新的并行训练方法。好。它能把训练速度提升两倍以上！", chinese=True) == (
        "我们提出一种新的并行训练方法。 好。",
        "它能把训练速度提升两倍以上！",
    )
    assert sentences("We propose v1.5 of it. It is very fast.", chinese=False) == (
        "We propose v1.5 of it.",
        "It is very fast.",
    )


class Batches(Protocol):
    def __call__(self, *, workers: int = 0, masked: float = 0.0) -> list[Batch]: ...


@pytest.fixture(scope="module")
def batches(pairs: Path) -> Batches:
    records = read_pairs(pairs, 3).training
    tokenizer = train_tokenizer((" ".join(field) for record in records for field in record.fields), 600, seed=3)
    store, patterns = with_patterns(TokenStore.build(records, tokenizer), tokenizer)

    def made(*, workers: int = 0, masked: float = 0.0) -> list[Batch]:
        shape = Shape(pairs=64, late_pairs=16, question_tokens=12, document_tokens=48, masked=masked)
        with Planner(store, patterns, shape, 3, workers=workers) as planner:
            return list(planner.batches(planner.plan(0), 0, first=2))

    return made


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_batches_are_the_same_from_processes_and_from_a_thread(batches: Batches) -> None:
    from_thread, from_processes = batches(), batches(workers=2)
    assert len(from_thread) == len(from_processes) > 2
    for one, other in zip(from_thread, from_processes, strict=True):
        assert (one.view, one.pairs) == (other.view, other.pairs)
        assert np.array_equal(one.gather.ids, other.gather.ids)
        assert np.array_equal(one.document_mask, other.document_mask)


def test_masked_texts_share_no_piece_with_their_questions(batches: Batches) -> None:
    def shared(masked: float) -> float:
        found = []
        for batch in batches(masked=masked):
            bags = np.split(batch.gather.ids, batch.gather.starts[1 : 2 * batch.pairs + 1])
            for question, document in zip(bags[: batch.pairs], bags[batch.pairs : 2 * batch.pairs], strict=True):
                # a short text keeps what it shares, or nothing would be left of it
                if len(document) >= 16:
                    found.append(len(np.intersect1d(question, document)) > 0)
        return float(np.mean(found))

    assert shared(1.0) < 0.1 < 0.3 < shared(0.0)


def test_gather_sum_has_the_gradient_of_an_embedding_bag() -> None:
    random = np.random.default_rng(2)
    lengths = np.array([3, 1, 7, 2])
    ids = random.integers(0, 9, lengths.sum())
    gather = Gather.of(ids, lengths)
    ours = torch.nn.Parameter(torch.randn(9, 5))
    theirs = torch.nn.Parameter(ours.detach().clone())
    weights = torch.randn(4, 5)
    summed = GatherSum.apply(ours, gather)
    expected = functional.embedding_bag(torch.from_numpy(ids), theirs, torch.from_numpy(gather.starts), mode="sum")
    (summed * weights).sum().backward()
    (expected * weights).sum().backward()
    assert torch.allclose(summed, expected)
    assert ours.grad is not None
    assert torch.allclose(ours.grad, theirs.grad, atol=1e-6)


def test_quantised_rows_are_within_half_a_step() -> None:
    table = np.random.default_rng(4).normal(size=(50, 16)).astype(np.float32)
    rows, scales = quantise(table)
    assert (np.abs(rows * scales[:, None] - table)[1:] <= scales[1:, None] / 2 + 1e-7).all()
    assert scales[0] == 0
    assert not rows[0].any()


def test_loss_is_the_same_whether_bags_are_turned_or_not(batches: Batches) -> None:
    batch = batches()[0]
    table = torch.randn(int(batch.gather.ids.max()) + 1, 24, generator=torch.Generator().manual_seed(1))
    loss = Loss(scale=20.0, late_scale=20.0, late_weight=0.5, late_dimensions=8, short=4)
    gradients = []
    for gather in (batch.gather, replace(batch.gather, turned=None)):
        parameter = torch.nn.Parameter(table.clone())
        total, parts = loss(parameter, replace(batch, gather=gather))
        total.backward()
        assert float(total.detach()) > float(parts @ torch.tensor([1.0, 0.5]))
        gradients.append(parameter.grad)
    assert gradients[0] is not None
    assert gradients[1] is not None
    assert torch.allclose(gradients[0], gradients[1], atol=1e-6)


def test_late_scores_are_those_of_the_formula(tmp_path: Path) -> None:
    texts = ["flash attention", "pipeline bubbles of attention", "expert"]
    tokenizer = train_tokenizer(texts * 30, 200, seed=1)
    table = np.random.default_rng(6).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    write_model(tmp_path, table, tokenizer)
    embedder = StaticEmbedder.open(tmp_path)

    def formula(question: str, text: str) -> float:
        total = weight = 0.0
        for q in embedder.token_vectors(embedder.token_ids(question)):
            best = 0.0
            for t in embedder.token_vectors(embedder.token_ids(text)):
                best = max(best, float(q @ t / np.linalg.norm(q) / np.linalg.norm(t)))
            weight += float(np.linalg.norm(q))
            total += float(np.linalg.norm(q)) * (best**1.5 if best > NEAR else 0.0)
        return total / weight

    expected = [[formula(question, text) for text in texts] for question in texts]
    assert np.allclose(late_scores(embedder, texts, texts), expected, rtol=1e-4)
