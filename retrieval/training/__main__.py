"""``python -m retrieval.training``: pairs in, model out; see the package for the files it reads."""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path

from tokenizers import Tokenizer

from retrieval.errors import ModelError
from retrieval.models.embedding import StaticEmbedder
from retrieval.training.card import model_card
from retrieval.training.evaluate import evaluate
from retrieval.training.loop import CPU, Machine, Recipe, train
from retrieval.training.pairs import Record, read_origins, read_pairs
from retrieval.training.quantise import replace_file, write_model
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
        run(options.pairs, options.out, work, replace(Recipe(), **given), options.pieces, _teller(), machine)
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def run(
    pairs: Path,
    out: Path,
    work: Path,
    recipe: Recipe,
    pieces: int,
    tell: Callable[[str], None],
    machine: Machine = CPU,
) -> None:
    """Make the model in ``out`` from the folder ``pairs``; ``work`` keeps what a stopped run goes on from."""
    work.mkdir(parents=True, exist_ok=True)
    tell(f"reading {pairs}")
    read = read_pairs(pairs, recipe.seed)
    tell(f"{len(read.training):,} records to train on, {sum(map(len, read.held_out.values())):,} held out")
    tokenizer, store = _tokenised(read.training, pieces, recipe.seed, work, tell)
    table = train(store, tokenizer, recipe, work, tell, machine)
    write_model(out, table, tokenizer)
    embedder = StaticEmbedder.open(out)
    tell("measuring on held-out pairs")
    measures = evaluate(embedder, read.held_out, recipe.seed)
    for measure in measures:
        tell(f"{measure.name}: {measure.forward:.3f} →, {measure.backward:.3f} ←, late {measure.late:.3f}")
    sources = Counter(record.source for record in read.training)
    card = model_card(embedder, out, recipe, machine.device, read.training, sources, read_origins(pairs), measures)
    replace_file(out / "README.md", card.encode())
    tell(f"wrote the model and its card to {out}")


def _tokenised(
    training: Sequence[Record], pieces: int, seed: int, work: Path, tell: Callable[[str], None]
) -> tuple[Tokenizer, TokenStore]:
    """Learn the tokenizer and apply it, or take both from ``work`` if they were made from the same records."""
    digest = hashlib.sha256(f"{pieces} {seed}".encode())
    for record in training:
        digest.update(repr(record.fields).encode())
    stem = work / f"tokens-{digest.hexdigest()[:16]}"
    tokenizer_path, store_path = stem.with_suffix(".json"), stem.with_suffix(".npz")
    if tokenizer_path.is_file() and store_path.is_file():
        tell("tokenizer and tokens are there from an earlier run")
        return Tokenizer.from_file(str(tokenizer_path)), TokenStore.load(store_path)
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
