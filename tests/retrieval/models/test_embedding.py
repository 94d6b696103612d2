"""The embedders: unit rows, what is dropped, what a damaged model says, and agreement with sentence-transformers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from retrieval.errors import ModelError
from retrieval.indexing.indexer import Models
from retrieval.models.embedding import BUNDLED, MAX_CHARACTERS, HubEmbedder, StaticEmbedder, load_embedder


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
        "import sys; from retrieval.models.embedding import load_embedder; load_embedder().encode_queries(['注意力']);"
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


def _hub_model(folder: Path, prompts: dict[str, str], table: np.ndarray | None = None) -> Path:
    """Write a model of sentence-transformers with the bundled tokenizer, and ``prompts`` in its configuration."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    if table is None:
        table = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=table)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"prompts": prompts}))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prompts", "query", "document"),
    [
        ({"query": "query: ", "passage": "passage: "}, "query: ", "passage: "),
        ({"query": "query: ", "document": "", "passage": "段落："}, "query: ", "段落："),
        ({"corpus": "text: "}, "", "text: "),
        ({"passage": "passage: ", "document": "document: "}, "", "document: "),
        ({"query": "ask "}, "ask ", ""),
    ],
)
def test_prompts_are_applied_under_any_of_their_names(
    tmp_path: Path, prompts: dict[str, str], query: str, document: str
) -> None:
    plain, prompted = (
        load_embedder(str(_hub_model(tmp_path / name, some))) for name, some in (("plain", {}), ("prompted", prompts))
    )
    for text in ("注意力", "How is the KV cache paged?"):
        assert np.allclose(prompted.encode_queries([text]), plain.encode_queries([query + text]), atol=1e-5)
        assert np.allclose(prompted.encode_documents([text]), plain.encode_documents([document + text]), atol=1e-5)
    assert plain.fingerprint != prompted.fingerprint


@pytest.mark.slow
@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_a_hub_model_without_vectors_is_refused_when_loaded(tmp_path: Path, value: float) -> None:
    table = np.full((len(_pieces()), 8), value, np.float32)
    with pytest.raises(ModelError, match=r"is broken: it gives .*'bundled'"):
        load_embedder(str(_hub_model(tmp_path, {}, table)))


@pytest.mark.slow
@pytest.mark.parametrize("word", ["quantisation", "量化"])
def test_a_hub_model_with_one_bad_row_is_refused_when_it_embeds(tmp_path: Path, word: str) -> None:
    table = np.random.default_rng(2).normal(size=(len(_pieces()), 8)).astype(np.float32)
    table[StaticEmbedder.open().token_ids(word)[-1]] = np.nan
    embedder = load_embedder(str(_hub_model(tmp_path, {}, table)))
    assert embedder.encode_documents(["attention", ""]).shape == (2, 8)
    with pytest.raises(ModelError, match="is broken: it gives NaN"):
        embedder.encode_documents(["attention", f"of {word}", "memory"])


def _pieces() -> dict[str, int]:
    from tokenizers import Tokenizer

    pieces: dict[str, int] = Tokenizer.from_file(str(BUNDLED / "tokenizer.json")).get_vocab()
    return pieces


def _installed(folder: Path, package: str, version: str) -> None:
    """Let a package seem to be installed in ``folder`` in another version."""
    record = folder / f"{package.replace('-', '_')}-{version}.dist-info"
    record.mkdir(parents=True)
    (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")


def test_another_version_of_the_tokenizer_s_package_is_another_model(
    tmp_path: Path, bundled: StaticEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _installed(tmp_path, "tokenizers", "99.1")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert StaticEmbedder.open().fingerprint != bundled.fingerprint


@pytest.mark.parametrize("package", ["PyStemmer", "opencc-python-reimplemented"])
def test_another_version_of_what_makes_terms_is_another_way_of_making_them(
    tmp_path: Path, bundled: StaticEmbedder, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Models(bundled, bundled)
    before = models.fingerprints
    _installed(tmp_path, package, "99.1")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "another way" in before.difference(models.fingerprints)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("view", [False, True])
def test_a_model_is_written_as_its_table_is_however_it_lies_in_memory(
    tmp_path: Path, order: Literal["C", "F"], view: bool
) -> None:
    from tokenizers import Tokenizer

    from retrieval.training.quantise import write_model

    tokenizer = Tokenizer.from_file(str(BUNDLED / "tokenizer.json"))
    table = np.random.default_rng(3).normal(size=(tokenizer.get_vocab_size(), 32)).astype(np.float32)
    lying = np.array(np.hstack((table, table)), order=order)[:, :32] if view else np.array(table, order=order)
    write_model(tmp_path, lying, tokenizer)
    ids = np.arange(1, len(table), dtype=np.int32)
    assert np.abs(StaticEmbedder.open(tmp_path).token_vectors(ids) - table[1:]).max() < 0.03


@pytest.mark.slow
def test_hub_model_that_cannot_be_loaded_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot be loaded.*'bundled'"):
        HubEmbedder(str(tmp_path))
