"""The training loop: Adam over the whole table, with checkpoints that a stopped run goes on from."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from retrieval.arrays import FloatMatrix
from retrieval.training.batches import Longs, Planner, Shape, with_patterns
from retrieval.training.grouping import group_records
from retrieval.training.loss import Loss
from retrieval.training.tokens import TokenStore

CHECKPOINT_FILE = "checkpoint.pt"
_CHECKPOINT_SECONDS = 120.0
_SHOWN_EVERY = 25


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings that decide a training run besides its data; the defaults made the bundled model.

    From epoch ``grouped_from`` on, counted from 0, batches are made of like papers. ``batch_pairs`` and ``late_pairs``
    are the pairs that the pooled and the late loss see at once. ``scale`` and ``late_scale`` multiply their scores
    before the softmax (1 / temperature), ``late_weight`` is the late loss's weight beside the pooled one's 1. The late
    loss sees up to ``question_tokens`` and ``document_tokens`` of a pair and compares them in their first
    ``late_dimensions``, 0 for all. ``short`` leading dimensions have to work on their own in the pooled loss too; 0 for
    none. Of a share of pairs, ``masked``, the second side loses the pieces that it has in common with the first: what
    is left to learn from is what means the same, and the lexical leg finds the same words without help. An epoch draws
    ``share`` of the pairs that the views would draw, and the papers with readers' questions ``question_passes`` times;
    like papers are looked for anew every ``regrouped`` epochs.
    """

    dimensions: int = 512
    epochs: int = 8
    grouped_from: int = 3
    batch_pairs: int = 1024
    late_pairs: int = 512
    question_tokens: int = 16
    document_tokens: int = 96
    masked: float = 0.5
    peak_rate: float = 0.02
    scale: float = 20.0
    late_scale: float = 20.0
    late_weight: float = 0.5
    late_dimensions: int = 96
    short: int = 0
    share: float = 1.0
    question_passes: int = 1
    regrouped: int = 1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine for a run: torch's name of the device, and the processes that build batches (0 for a thread)."""

    device: str = "cpu"
    workers: int = 0


CPU = Machine()


def train(
    store: TokenStore,
    tokenizer: Tokenizer,
    recipe: Recipe,
    folder: Path,
    tell: Callable[[str], None],
    machine: Machine = CPU,
    start: FloatMatrix | None = None,
) -> FloatMatrix:
    """Train a table for ``store`` and return it, ``(pieces, dimensions)``; from ``start`` on, else from noise.

    Progress goes to ``tell``. A checkpoint in ``folder`` of the same recipe is continued; from epoch ``grouped_from``
    on (counted from 0) batches are made of papers that the table so far finds alike. A run on a CPU can be repeated to
    the last bit.
    """
    torch.manual_seed(recipe.seed)
    store, patterns = with_patterns(store, tokenizer)
    shape = Shape(
        recipe.batch_pairs,
        recipe.late_pairs,
        recipe.question_tokens,
        recipe.document_tokens,
        recipe.masked,
        recipe.share,
        recipe.question_passes,
    )
    on_cpu = torch.device(machine.device).type == "cpu"
    with Planner(store, patterns, shape, recipe.seed, workers=machine.workers, turned=on_cpu) as planner:
        # drawn on the CPU, so that every device starts from the same table
        noise = torch.randn(tokenizer.get_vocab_size(), recipe.dimensions) * 0.1
        begun = noise if start is None else torch.from_numpy(start.astype("float32"))
        table = torch.nn.Parameter(begun.to(machine.device))
        _run(store, planner, table, recipe, folder, tell)
    return table.detach().cpu().numpy()


def _run(
    store: TokenStore,
    planner: Planner,
    table: torch.nn.Parameter,
    recipe: Recipe,
    folder: Path,
    tell: Callable[[str], None],
) -> None:
    """Train ``table`` in place."""
    loss = Loss(recipe.scale, recipe.late_scale, recipe.late_weight, recipe.late_dimensions, recipe.short)
    optimiser = torch.optim.Adam([table], lr=recipe.peak_rate, betas=(0.9, 0.99), fused=True)
    epoch, first, groups = _resume(folder, recipe, table, optimiser)
    if epoch < recipe.epochs and (epoch or first):
        tell(f"going on from the checkpoint at epoch {epoch + 1}, step {first}")
    saved = time.monotonic()
    while epoch < recipe.epochs:
        if epoch >= recipe.grouped_from and (groups is None or (first == 0 and epoch % recipe.regrouped == 0)):
            groups = group_records(store, table.detach(), recipe.batch_pairs, recipe.seed)
        plan = planner.plan(epoch, groups)
        started, sums = time.monotonic(), torch.zeros(2, device=table.device)
        for step, batch in enumerate(planner.batches(plan, epoch, first), first + 1):
            for group in optimiser.param_groups:
                group["lr"] = recipe.peak_rate * _rate(epoch, step, len(plan), recipe.epochs)
            total, parts = loss(table, batch)
            optimiser.zero_grad()
            total.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            sums += parts
            if step % _SHOWN_EVERY == 0 or step == len(plan):
                done = step - first
                pooled, late = (sums / done).tolist()
                left = (time.monotonic() - started) / done * (len(plan) - step)
                tell(
                    f"epoch {epoch + 1}/{recipe.epochs}, step {step}/{len(plan)}: loss {pooled:.3f} pooled, "
                    f"{late:.3f} late; {left / 60:.1f} min left in the epoch"
                )
            if time.monotonic() - saved > _CHECKPOINT_SECONDS:
                _save(folder, recipe, table, optimiser, epoch, step, groups)
                saved = time.monotonic()
        epoch, first = epoch + 1, 0
        _save(folder, recipe, table, optimiser, epoch, first, groups)
        saved = time.monotonic()


def _rate(epoch: int, step: int, steps: int, epochs: int) -> float:
    """Share of the peak rate: up over the first twentieth, then down in a straight line to nothing."""
    done = (epoch + step / steps) / epochs
    return min(done / 0.05, (1.0 - done) / 0.95)


def _save(
    folder: Path,
    recipe: Recipe,
    table: torch.Tensor,
    optimiser: torch.optim.Optimizer,
    epoch: int,
    step: int,
    groups: Longs | None,
) -> None:
    beside = folder / f".{CHECKPOINT_FILE}.new"
    state = {
        "recipe": asdict(recipe),
        "table": table.detach(),
        "optimiser": optimiser.state_dict(),
        "epoch": epoch,
        "step": step,
        "groups": None if groups is None else torch.from_numpy(groups),
    }
    torch.save(state, beside)
    beside.replace(folder / CHECKPOINT_FILE)


def _resume(
    folder: Path, recipe: Recipe, table: torch.nn.Parameter, optimiser: torch.optim.Optimizer
) -> tuple[int, int, Longs | None]:
    """Fill ``table`` and ``optimiser`` from the checkpoint, if it is of this recipe; return where it stands."""
    path = folder / CHECKPOINT_FILE
    if not path.is_file():
        return 0, 0, None
    state = torch.load(path, map_location=table.device, weights_only=True)
    if state["recipe"] != asdict(recipe) or state["table"].shape != table.shape:
        return 0, 0, None
    with torch.no_grad():
        table.copy_(state["table"])
    optimiser.load_state_dict(state["optimiser"])
    groups = state["groups"]
    return state["epoch"], state["step"], None if groups is None else groups.cpu().numpy()
