"""The embedders: unit rows, what is dropped, what a damaged model says, and agreement with sentence-transformers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from retrieval.embedding import BUNDLED, MAX_CHARACTERS, HubEmbedder, StaticEmbedder, load_embedder
from retrieval.errors import ModelError


@pytest.fixture(scope="module")
def bundled() -> StaticEmbedder:
    return StaticEmbedder.open()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    return folder


def cosine(embedder: StaticEmbedder, question: str, text: str) -> float:
    return float(embedder.encode_queries([question])[0] @ embedder.encode_documents([text])[0])


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("如何减少 KV 缓存的显存碎片", "paged attention for key value cache memory", "流水线并行的气泡"),
        ("what reduces pipeline bubbles?", "流水线并行调度减少空泡", "图像扩散模型的采样速度"),
        (
            "混合专家模型的负载均衡",
            "load balancing in mixture-of-experts models",
            "learning rate schedules for training",
        ),
        ("强化学习玩雅达利游戏", "playing Atari games with reinforcement learning", "矩阵乘法的编译器优化"),
    ],
)
def test_bundled_model_finds_the_meaning_in_the_other_language(
    bundled: StaticEmbedder, question: str, right: str, wrong: str
) -> None:
    assert cosine(bundled, question, right) > cosine(bundled, question, wrong) + 0.05


def test_bundled_model_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) <= 25_000_000


def test_rows_are_unit_and_a_text_without_a_known_piece_is_zero(bundled: StaticEmbedder) -> None:
    rows = bundled.encode_documents(["attention", "", "、。！ \n", "注意力机制 attention " * 50])
    assert rows.shape == (4, bundled.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-5)
    assert bundled.encode_queries([]).shape == (0, bundled.dimensions)


def test_width_and_case_do_not_matter(bundled: StaticEmbedder) -> None:
    assert cosine(bundled, "FLASHATTENTION 3", "flashattention3") == pytest.approx(1.0, abs=1e-5)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_alone_and_in_company_gets_the_same_vector(bundled: StaticEmbedder, texts: list[str]) -> None:
    together = bundled.encode_documents(texts)
    assert np.isfinite(together).all()
    for row, text in zip(together, texts, strict=True):
        assert np.allclose(bundled.encode_queries([text])[0], row, atol=1e-6)
    for ids, text in zip(bundled.token_ids_batch(texts), texts, strict=True):
        assert ids.tolist() == bundled.token_ids(text).tolist()
        assert (ids < bundled.vocabulary_size).all()


def test_pooled_vector_is_the_sum_of_the_token_vectors(bundled: StaticEmbedder) -> None:
    text = "分页注意力 reduces fragmentation of the KV cache"
    summed = bundled.token_vectors(bundled.token_ids(text)).sum(axis=0)
    assert np.allclose(bundled.encode_queries([text])[0], summed / np.linalg.norm(summed), atol=1e-5)


def test_only_the_beginning_of_a_huge_text_is_read(bundled: StaticEmbedder) -> None:
    start = "注意力 " * (MAX_CHARACTERS // 4)
    assert len(bundled.token_ids(start + "流水线并行" * 100_000)) == len(bundled.token_ids(start))


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_missing_file_is_one_clear_sentence(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError, match=r"model.*cannot be read.*restore the folder") as caught:
        StaticEmbedder.open(copied)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_flipped_byte_is_noticed(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{name}: the file is damaged"):
        StaticEmbedder.open(copied)


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "sha256": 7, "dimensions": 4}'])
def test_broken_configuration_is_noticed(copied: Path, config: str) -> None:
    (copied / "config.json").write_text(config)
    with pytest.raises(ModelError, match="damaged"):
        StaticEmbedder.open(copied)


def test_model_of_another_version_is_refused(copied: Path) -> None:
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps(config | {"format": 2}))
    with pytest.raises(ModelError, match="format 2"):
        StaticEmbedder.open(copied)


def test_fingerprint_is_stable_and_changes_with_the_weights(bundled: StaticEmbedder, copied: Path) -> None:
    assert StaticEmbedder.open(copied).fingerprint == bundled.fingerprint
    config = json.loads((copied / "config.json").read_text())
    from retrieval.training.quantise import write_model

    table = load_file(copied / "model.safetensors")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(copied / "tokenizer.json"))
    write_model(copied, np.roll(table["rows"], 1, axis=1) * table["scales"][:, None], tokenizer)
    assert json.loads((copied / "config.json").read_text())["sha256"] != config["sha256"]
    assert StaticEmbedder.open(copied).fingerprint != bundled.fingerprint


def test_question_with_the_bundled_model_imports_no_deep_learning_library() -> None:
    program = (
        "import sys; from retrieval.embedding import load_embedder; load_embedder().encode_queries(['注意力']);"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_bundled_model_equals_sentence_transformers_own_static_embedding(bundled: StaticEmbedder) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tensors = load_file(BUNDLED / "model.safetensors")
    table = tensors["rows"].astype(np.float32) * tensors["scales"][:, None]
    module = StaticEmbedding(Tokenizer.from_file(str(BUNDLED / "tokenizer.json")), embedding_weights=table)
    theirs = SentenceTransformer(modules=[module], device="cpu")
    texts = ["分页注意力如何减少 KV 缓存的碎片?", "Zero-Bubble pipeline parallelism", "ＦＰ８ training", "犇 unknown ☃"]
    expected = theirs.encode(texts, normalize_embeddings=True)
    assert np.allclose(bundled.encode_documents(texts), expected, atol=1e-3)


@pytest.mark.slow
def test_hub_model_applies_its_prompts_and_fingerprint_follows_them(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    table = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    for name, prompts in (("plain", {}), ("prompted", {"query": "question ", "document": "passage "})):
        module = StaticEmbedding(tokenizer, embedding_weights=table)
        SentenceTransformer(modules=[module], device="cpu", prompts=prompts).save(str(tmp_path / name))
    plain = load_embedder(str(tmp_path / "plain"))
    prompted = load_embedder(str(tmp_path / "prompted"))
    assert plain.dimensions == prompted.dimensions == 8
    assert np.allclose(plain.encode_queries(["question 注意力"]), prompted.encode_queries(["注意力"]), atol=1e-5)
    assert np.allclose(plain.encode_documents(["passage 注意力"]), prompted.encode_documents(["注意力"]), atol=1e-5)
    assert np.linalg.norm(plain.encode_documents(["a b"]), axis=1) == pytest.approx([1.0], abs=1e-5)
    assert plain.encode_queries([]).shape == (0, 8)
    assert plain.fingerprint != prompted.fingerprint
    assert plain.fingerprint == load_embedder(str(tmp_path / "plain")).fingerprint


@pytest.mark.slow
def test_hub_model_that_cannot_be_loaded_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be loaded.*'bundled'"):
        HubEmbedder(str(tmp_path))
