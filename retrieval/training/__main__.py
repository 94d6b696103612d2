"""``python -m retrieval.training``: pairs in, model out; see the package for the files it reads."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from retrieval.errors import ModelError
from retrieval.models.embedding import TOKENIZER_FILE, StaticEmbedder
from retrieval.training.card import model_card, read_recipe
from retrieval.training.evaluate import evaluate
from retrieval.training.loop import CPU, Machine, Recipe, train
from retrieval.training.pairs import Record, RecordKind, read_origins, read_pairs
from retrieval.training.quantise import replace_file, write_model
from retrieval.training.reader_questions import read_questions
from retrieval.training.tokenizer import train_tokenizer
from retrieval.training.tokens import TokenStore

#: With 512 dimensions this stays under the 25 MB that the model may have.
PIECES = 43_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, measure and write a model; return 0, or 1 for a fault that was reported."""
    parser = _parser()
    options = parser.parse_args(arguments)
    given = {f.name: getattr(options, f.name) for f in fields(Recipe) if getattr(options, f.name) is not None}
    work = options.work or options.out.with_name(options.out.name + "-work")
    try:
        machine = Machine(options.device, options.workers)
        sources = Sources(options.pairs, options.questions, options.start)
        run(sources, options.out, work, replace(Recipe(), **given), options.pieces, _teller(), machine)
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


@dataclass(frozen=True, slots=True)
class Sources:
    """What a model is made from: a folder of pairs, readers' questions, and the model to begin with, if any."""

    pairs: Path
    questions: Path | None = None
    start: Path | None = None


def run(
    sources: Sources,
    out: Path,
    work: Path,
    recipe: Recipe,
    pieces: int,
    tell: Callable[[str], None],
    machine: Machine = CPU,
) -> None:
    """Make the model in ``out`` from ``sources``; ``work`` keeps what a stopped run goes on from."""
    work.mkdir(parents=True, exist_ok=True)
    tell(f"reading {sources.pairs}")
    read = read_pairs(sources.pairs, recipe.seed)
    training, held_out = read.training, read.held_out
    if sources.questions is not None:
        asked, held_out[RecordKind.QUESTIONS] = read_questions(sources.questions, training)
        training = [*training, *asked]
    tell(f"{len(training):,} records to train on, {sum(map(len, held_out.values())):,} held out")
    started = None if sources.start is None else StaticEmbedder.open(sources.start)
    tokenizer, store = _tokenised(training, pieces, recipe.seed, work, tell, sources.start)
    begun = None if started is None else started.token_vectors(np.arange(started.vocabulary_size, dtype=np.int32))
    table = train(store, tokenizer, recipe, work, tell, machine, begun)
    write_model(out, table, tokenizer)
    embedder = StaticEmbedder.open(out)
    tell("measuring on held-out pairs")
    measures = evaluate(embedder, held_out, recipe.seed)
    for measure in measures:
        tell(f"{measure.name}: {measure.forward:.3f} →, {measure.backward:.3f} ←, late {measure.late:.3f}")
    counts = Counter(record.source for record in training)
    origins = read_origins(sources.pairs)
    earlier = {} if sources.start is None else read_recipe(sources.start)
    card = model_card(embedder, out, recipe, machine.device, training, counts, origins, measures, earlier)
    replace_file(out / "README.md", card.encode())
    tell(f"wrote the model and its card to {out}")


def _tokenised(
    training: Sequence[Record], pieces: int, seed: int, work: Path, tell: Callable[[str], None], start: Path | None
) -> tuple[Tokenizer, TokenStore]:
    """Learn the tokenizer, or take that of the model ``start``, and apply it.

    Both are taken from ``work`` if they were made from the same records.
    """
    given = b"" if start is None else (start / TOKENIZER_FILE).read_bytes()
    digest = hashlib.sha256(f"{pieces} {seed}".encode() + given)
    for record in training:
        digest.update(repr(record.fields).encode())
    stem = work / f"tokens-{digest.hexdigest()[:16]}"
    tokenizer_path, store_path = stem.with_suffix(".json"), stem.with_suffix(".npz")
    if tokenizer_path.is_file() and store_path.is_file():
        tell("tokenizer and tokens are there from an earlier run")
        return Tokenizer.from_file(str(tokenizer_path)), TokenStore.load(store_path)
    if given:
        tokenizer = Tokenizer.from_str(given.decode())
    else:
        tell("learning the tokenizer")
        texts = (" ".join(field) for record in training for field in record.fields)
        tokenizer = train_tokenizer(texts, pieces, seed)
    tell(f"{tokenizer.get_vocab_size():,} pieces; tokenising")
    store = TokenStore.build(training, tokenizer)
    store.save(store_path)
    replace_file(tokenizer_path, tokenizer.to_str().encode())
    return tokenizer, store


def _teller() -> Callable[[str], None]:
    started = time.monotonic()

    def tell(line: str) -> None:
        print(f"[{time.monotonic() - started:6.0f} s] {line}", flush=True)  # noqa: T201

    return tell


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m retrieval.training", description="Make the bundled model.")
    parser.add_argument("--pairs", type=Path, required=True, metavar="FOLDER", help="the folder of pairs")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="readers' questions (default: none)")
    parser.add_argument("--start", type=Path, metavar="FOLDER", help="a model to go on from, with its tokenizer")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the model goes")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="checkpoints (default: OUT-work)")
    parser.add_argument("--pieces", type=int, default=PIECES, help=f"size of the vocabulary (default: {PIECES})")
    parser.add_argument("--device", default="cpu", help="torch's name of the device, such as cuda (default: cpu)")
    parser.add_argument("--workers", type=int, default=0, help="processes that build batches (default: 0)")
    for field in fields(Recipe):
        kind = type(getattr(Recipe(), field.name))
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=kind, help=f"default: {getattr(Recipe(), field.name)}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
