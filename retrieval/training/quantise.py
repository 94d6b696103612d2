"""Quantisation of the trained table into a model's files: int8 rows with one scale each, and their checksums."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save
from tokenizers import Tokenizer

from retrieval.arrays import FloatMatrix
from retrieval.models.embedding import CONFIG_FILE, TABLE_FILE, TOKENIZER_FILE
from retrieval.versions import MODEL_FORMAT


def quantise(table: FloatMatrix) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Round each row to int8, its largest entry to 127; return rows and scales, ``rows * scales`` being the table.

    Row 0 belongs to the unknown piece and becomes zero, with scale zero.
    """
    scales = np.abs(table).max(axis=1).astype(np.float32) / 127.0
    # in the order of rows whatever the order of the table in memory: safetensors writes what lies there
    rows = np.ascontiguousarray(np.round(table / np.maximum(scales, 1e-12)[:, None]).astype(np.int8))
    rows[0], scales[0] = 0, 0.0
    return rows, scales


def write_model(folder: Path, table: FloatMatrix, tokenizer: Tokenizer) -> None:
    """Write the model's three files into ``folder``; each appears whole or not at all, the configuration last."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, scales = quantise(table)
    files = {
        TABLE_FILE: save({"rows": rows, "scales": scales}),
        TOKENIZER_FILE: tokenizer.to_str(pretty=False).encode(),
    }
    config = {
        "format": MODEL_FORMAT,
        "dimensions": table.shape[1],
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files[CONFIG_FILE] = (json.dumps(config, indent=2) + "\n").encode()
    for name, content in files.items():
        replace_file(folder / name, content)


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path`` and rename it there, so that a reader sees the old file or the new one."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
