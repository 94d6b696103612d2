"""Embedding of text as unit vectors, by the bundled static model or any sentence-transformers model.

The bundled model is a table with one vector for each piece of its tokenizer; a text's vector is the sum of its pieces'
vectors, scaled to length one. The length of a piece's vector is its weight, as training learned it. No torch is
imported for it: a query has to be quick, and importing torch alone takes seconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from tokenizers import Tokenizer

from retrieval.arrays import FloatMatrix, TokenIds
from retrieval.errors import ModelError
from retrieval.models.hub import load_from_hub, reason_of
from retrieval.versions import MODEL_FORMAT, package_versions

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

#: The folder of the model that ships with the package.
BUNDLED = Path(__file__).parents[1] / "model"

#: Only this many characters of a text are read (some 8,000 pieces): a longer text is a mistake, and costs memory.
MAX_CHARACTERS = 16_384

CONFIG_FILE, TABLE_FILE, TOKENIZER_FILE = "config.json", "model.safetensors", "tokenizer.json"

_PACKAGES = ("tokenizers",)
"""The package that cuts texts into pieces; another version of it may cut them differently."""

_QUERY_PROMPTS, _DOCUMENT_PROMPTS = ("query",), ("document", "passage", "corpus")
"""The names of a hub model's prompts. sentence-transformers takes the first that is there, and an empty one of the
first name is there always."""

_SAMPLES = ("attention", "注意力", "What does the note say of memory?")
"""Texts for which every model has a vector."""

_REINSTALL = "restore the folder from the repository, or train a model with python -m retrieval.training"


class Embedder(Protocol):
    """The protocol of models that turn texts into vectors; they may treat questions and documents differently."""

    @property
    def dimensions(self) -> int:
        """The number of columns of a vector."""

    @property
    def fingerprint(self) -> str:
        """A text that changes if a text could get another vector: by weights, dimensions, normalisation, prompts."""

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, one for each question, ``(n, dimensions)``; a text with nothing known in it gets zeros."""

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, one for each document text, ``(n, dimensions)``; zeros as above."""


class StaticEmbedder:
    """A tokenizer and a table of int8 rows, each with its own scale; rows become floats only when used.

    Texts are normalised by the tokenizer (NFKC, lower case), no special tokens are added, unknown pieces are dropped,
    and only the first ``MAX_CHARACTERS`` characters of a text are read.
    """

    def __init__(
        self, tokenizer: Tokenizer, rows: npt.NDArray[np.int8], scales: npt.NDArray[np.float32], fingerprint: str
    ) -> None:
        """Put a model together: ``rows`` is ``(pieces, dimensions)``; row ``i`` times ``scales[i]`` is its vector."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        # one question is cut for several purposes, some of them the same words
        self._encoding = lru_cache(maxsize=8)(partial(tokenizer.encode, add_special_tokens=False))
        self._rows = rows
        self._scales = scales
        self._fingerprint = fingerprint
        self._folder: Path | None = None
        # the unknown piece's row is all zeros, so a scale of zero marks what is to be dropped
        self._known = scales > 0.0

    @classmethod
    def open(cls, folder: Path = BUNDLED) -> StaticEmbedder:
        """Read the model in ``folder``, checked against the checksums of its configuration.

        Raises ``ModelError`` where a file is missing, damaged or of another version.
        """
        try:
            config: dict[str, Any] = json.loads((folder / CONFIG_FILE).read_text("utf-8"))
            version, sums = config["format"], config["sha256"]
            if version != MODEL_FORMAT:
                raise ModelError(
                    f"{folder}: the model has format {version}, this program reads {MODEL_FORMAT}; {_REINSTALL}"
                )
            tokenizer_bytes = _read_checked(folder / TOKENIZER_FILE, sums[TOKENIZER_FILE])
            tensors = load_tensors(_read_checked(folder / TABLE_FILE, sums[TABLE_FILE]))
            tokenizer = Tokenizer.from_buffer(tokenizer_bytes)
            rows, scales = tensors["rows"], tensors["scales"]
        except OSError as error:
            reason = error.strerror
            raise ModelError(f"{folder}: the embedding model cannot be read ({reason}); {_REINSTALL}") from error
        except (ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(f"{folder}: the embedding model is damaged ({error}); {_REINSTALL}") from error
        if rows.shape != (tokenizer.get_vocab_size(), config["dimensions"]) or scales.shape != rows.shape[:1]:
            raise ModelError(f"{folder}: tokenizer and table of the embedding model do not match; {_REINSTALL}")
        settings = [MODEL_FORMAT, sums, config["dimensions"], "unit", "no prompts", package_versions(*_PACKAGES)]
        identity = json.dumps(settings, sort_keys=True)
        opened = cls(tokenizer, rows, scales, hashlib.sha256(identity.encode()).hexdigest())
        opened._folder = folder
        return opened

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it for the process that reads notes: by its folder if it has one, which is quicker."""
        if self._folder is not None:
            return _opened_as, (self._folder, self._fingerprint)
        return type(self), (self._tokenizer, self._rows, self._scales, self._fingerprint)

    @property
    def dimensions(self) -> int:
        """The number of columns of a vector."""
        return int(self._rows.shape[1])

    @property
    def vocabulary_size(self) -> int:
        """The number of pieces in the table; token ids are below it."""
        return int(self._rows.shape[0])

    @property
    def fingerprint(self) -> str:
        """Checksum over weights, tokenizer with the version of its package, dimensions and normalisation."""
        return self._fingerprint

    def token_ids(self, text: str) -> TokenIds:
        """Return the ids of the known pieces of ``text``, in order; the class says what is normalised and dropped."""
        return self._keep_known(self._encoding(text[:MAX_CHARACTERS]).ids)

    def token_ids_batch(self, texts: Sequence[str]) -> list[TokenIds]:
        """``token_ids`` of each text; quicker than one by one."""
        cut = [text[:MAX_CHARACTERS] for text in texts]
        encoded = self._tokenizer.encode_batch_fast(cut, add_special_tokens=False)
        return [self._keep_known(encoding.ids) for encoding in encoded]

    def pieces(self, text: str) -> list[str]:
        """Return the pieces that ``text`` is cut into, as they stand in it."""
        return [text[start:end] for start, end in self._encoding(text[:MAX_CHARACTERS]).offsets]

    def piece(self, token_id: int) -> str:
        """Return the text of a piece, as it stands in normalised text."""
        return self._tokenizer.id_to_token(token_id) or ""

    def is_one_piece(self, word: str) -> bool:
        """Return whether the tokenizer knows ``word`` whole, as it does ordinary ones, or not at all."""
        return len(self.token_ids(word)) <= 1

    def token_vectors(self, ids: TokenIds) -> FloatMatrix:
        """Return the rows for ``ids``, ``(n, dimensions)``, not normalised: their length is the piece's weight."""
        vectors: FloatMatrix = self._rows[ids].astype(np.float32)
        vectors *= self._scales[ids, None]
        return vectors

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, one for each question; the model treats questions and documents alike."""
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, one for each text; a text without a known piece gets a row of zeros."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        all_ids = [self.token_ids(texts[0])] if len(texts) == 1 else self.token_ids_batch(texts)
        for row, ids in zip(out, all_ids, strict=True):
            if not len(ids):
                continue
            # a product with the scales sums and weighs the rows at once, without a second copy of them
            pooled = self._scales[ids] @ self._rows[ids].astype(np.float32)
            length = float(np.linalg.norm(pooled))
            if length > 0.0:
                row[:] = pooled / length
        return out

    def _keep_known(self, ids: list[int]) -> TokenIds:
        array = np.array(ids, dtype=np.int32)
        return array[self._known[array]]


class HubEmbedder:
    """Any sentence-transformers model, by name on the hub or by folder; imported only when one is asked for.

    The library's own switches for working offline (``HF_HUB_OFFLINE``) are honoured, and the prompts that a model
    defines for questions (``query``) and for documents (``document``, ``passage`` or ``corpus``) are applied.
    """

    def __init__(self, name: str) -> None:
        """Load the model ``name`` and try it; raises ``ModelError`` if it cannot be loaded or makes no vectors."""
        self._name = name
        self._model: SentenceTransformer = load_from_hub(
            "SentenceTransformer", name, what="embedding model", instead="set the model to 'bundled'"
        )
        self._dimensions = int(self._model.get_embedding_dimension() or 0)
        self._query_prompt = _prompt(self._model, _QUERY_PROMPTS)
        self._document_prompt = _prompt(self._model, _DOCUMENT_PROMPTS)
        self._fingerprint = _hub_fingerprint(self._model, (self._query_prompt, self._document_prompt))
        if not (self.encode_documents(_SAMPLES).any(axis=1) & self.encode_queries(_SAMPLES).any(axis=1)).any():
            raise self._useless("zeros")

    @property
    def dimensions(self) -> int:
        """The number of columns of a vector."""
        return self._dimensions

    @property
    def fingerprint(self) -> str:
        """Checksum over weights, dimensions, normalisation, the prompts applied and the tokenizer's package."""
        return self._fingerprint

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, one for each question, with the model's prompt for questions."""
        return self._encoded(self._model.encode_query, texts, self._query_prompt)

    def encode_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Return unit rows, one for each text, with the model's prompt for documents."""
        return self._encoded(self._model.encode_document, texts, self._document_prompt)

    def _encoded(self, encode: Callable[..., Any], texts: Sequence[str], prompt: str | None) -> FloatMatrix:
        """Return the rows; raises ``ModelError`` if some are not finite numbers."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        try:
            found = encode(list(texts), prompt_name=prompt, normalize_embeddings=True, show_progress_bar=False)
        except Exception as error:  # the library and those under it raise many kinds
            raise self._useless(f"an error ({reason_of(error)})") from error
        vectors = np.asarray(found, dtype=np.float32)
        if vectors.shape != (len(texts), self.dimensions):
            raise self._useless(f"an array of the shape {vectors.shape}")
        if not np.isfinite(vectors).all():
            raise self._useless("NaN")
        return vectors

    def _useless(self, given: str) -> ModelError:
        return ModelError(
            f"embedding model {self._name} is broken: it gives {given} for a text where it should give a vector; "
            "get it anew, or set embedding.model to 'bundled'"
        )


def load_embedder(name: str = "bundled") -> Embedder:
    """Load the embedder for the setting ``name``: ``bundled``, or a sentence-transformers name or folder.

    Raises ``ModelError`` where it cannot be loaded.
    """
    return StaticEmbedder.open() if name == "bundled" else HubEmbedder(name)


def _opened_as(folder: Path, fingerprint: str) -> StaticEmbedder:
    """Open the model in ``folder``, which must still be the one with this ``fingerprint``."""
    opened = StaticEmbedder.open(folder)
    if opened.fingerprint != fingerprint:
        raise ModelError(f"{folder}: the embedding model was replaced while the program runs; start it anew.")
    return opened


def _read_checked(path: Path, sha256: str) -> bytes:
    """Read ``path``, if it has the checksum that the configuration names."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{path}: the file is damaged or was changed (its checksum is not the model's); {_REINSTALL}")
    return content


def _prompt(model: SentenceTransformer, names: tuple[str, ...]) -> str | None:
    """Return the first of the ``names`` under which a hub model has a prompt that is not empty."""
    return next((name for name in names if model.prompts.get(name)), None)


def _hub_fingerprint(model: SentenceTransformer, applied: tuple[str | None, ...]) -> str:
    """Compute a checksum over everything that decides a hub model's vectors."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key}{tuple(tensor.shape)}{tensor.dtype}".encode())
        digest.update(np.ascontiguousarray(tensor.detach().cpu().float().numpy()).data)
    dimensions, length = model.get_embedding_dimension(), model.max_seq_length
    settings = [dimensions, length, model.prompts, applied, "unit", package_versions(*_PACKAGES)]
    digest.update(json.dumps(settings, sort_keys=True, default=str).encode())
    return digest.hexdigest()
