"""The loss: an in-batch softmax over pooled vectors, and one over late interaction, on the same table.

The table serves both legs of retrieval. The pooled leg compares sums of rows by cosine. The late leg scores a question
``q`` against a text ``t`` by the sum over the question's tokens of ``|q_i| * max_j cos(q_i, t_j)^1.5``, here divided by
the sum of ``|q_i|`` so that the scale of the softmax means the same for every question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from retrieval.training.batches import Batch, Gather, InvertedBags

#: Power of the cosines, as ``retrieval.index.late_interaction`` has it.
LATE_POWER = 1.5


class GatherSum(torch.autograd.Function):
    """Sum rows of the table in bags; the gradient is the same gather the other way round.

    torch's own backward of ``embedding_bag`` takes ten times as long on a CPU as this one; on a GPU it is the quicker.
    """

    @staticmethod
    def forward(ctx: Any, table: torch.Tensor, gather: Gather) -> torch.Tensor:
        """Return ``(bags, dimensions)``."""
        ctx.turned = gather.turned
        ctx.shape = table.shape
        return _bags(table, gather)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        """Return the gradient of the table."""
        turned: InvertedBags = ctx.turned
        bags, starts = torch.from_numpy(turned.bags), torch.from_numpy(turned.starts)
        rows = functional.embedding_bag(bags, gradients[0].contiguous(), starts, mode="sum")
        table = torch.zeros(ctx.shape)
        table.index_copy_(0, torch.from_numpy(turned.pieces), rows)
        return table, None


@dataclass(frozen=True, slots=True)
class Loss:
    """The loss that is minimised, and its pooled and late parts.

    ``scale`` and ``late_scale`` multiply scores before the softmax. ``short`` leading dimensions have to work on their
    own too (Matryoshka); 0 for none. The late part compares pieces in the first ``late_dimensions``; 0 for all.
    """

    scale: float
    late_scale: float
    late_weight: float
    late_dimensions: int
    short: int

    def __call__(self, table: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the loss to minimise and, to be shown, its pooled and its late part, ``(2,)``."""
        turned = batch.gather.turned is not None
        rows = GatherSum.apply(table, batch.gather) if turned else _bags(table, batch.gather)  # type: ignore[no-untyped-call]
        first, second, late = torch.split(rows, [batch.pairs, batch.pairs, len(rows) - 2 * batch.pairs])
        total = pooled = self._softmax_both_ways(first, second)
        if self.short:
            total = total + 0.3 * self._softmax_both_ways(first[:, : self.short], second[:, : self.short])
        if not self.late_weight:
            return total, torch.stack([pooled.detach(), torch.zeros_like(pooled)])
        interaction = self._late(late, batch)
        return total + self.late_weight * interaction, torch.stack([pooled.detach(), interaction.detach()])

    def _softmax_both_ways(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """Multiple-negatives ranking loss in both directions."""
        scores = self.scale * functional.normalize(first, dim=1) @ functional.normalize(second, dim=1).T
        right = torch.arange(len(scores), device=scores.device)
        return 0.5 * (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right))

    def _late(self, late: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Softmax over the late-interaction scores of every question with every text of the late part."""
        pairs, question = batch.question_mask.shape
        document = batch.document_mask.shape[1]
        questions, documents = torch.split(late, [pairs * question, pairs * document])
        question_mask, document_mask = (
            torch.from_numpy(mask).to(late.device) for mask in (batch.question_mask, batch.document_mask)
        )
        weights = questions.norm(dim=1) * question_mask.view(-1)
        compared = slice(self.late_dimensions or None)
        units = functional.normalize(documents[:, compared], dim=1) * document_mask.view(-1, 1)
        # bfloat16 halves the time of this, the largest product of a step, where the machine knows it
        cosines = functional.normalize(questions[:, compared], dim=1).bfloat16() @ units.bfloat16().T
        best = cosines.view(pairs * question, pairs, document).max(dim=2).values.float()
        # the power's gradient at nothing is infinite times nothing
        scores = (weights[:, None] * best.clamp_min(1e-6) ** LATE_POWER).view(pairs, question, pairs).sum(dim=1)
        scores = scores / weights.view(pairs, question).sum(dim=1, keepdim=True).clamp_min(1e-6)
        return functional.cross_entropy(self.late_scale * scores, torch.arange(pairs, device=scores.device))


def _bags(table: torch.Tensor, gather: Gather) -> torch.Tensor:
    ids, starts = (torch.from_numpy(array).to(table.device) for array in (gather.ids, gather.starts))
    return functional.embedding_bag(ids, table, starts, mode="sum")
