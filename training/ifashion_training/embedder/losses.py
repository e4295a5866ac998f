"""What a batch is judged by: a loss on the label scores, and one on the distances between embeddings."""

from __future__ import annotations

import torch
from torch import Tensor, nn

TEMPERATURE = 0.1
"""Of the contrastive loss: cosines are divided by it."""
ALIKE = 0.5
"""The label IoU from which two garments count as alike, as in the evaluation."""


def fancy_loss(logits: Tensor, present: Tensor, known: Tensor, groups: dict[str, slice]) -> Tensor:
    """The mean over the groups of each group's loss over the garments that it is known of.

    Cross-entropy for the category (a garment with two counts half for each), binary cross-entropy elsewhere,
    summed over a group's labels.
    """
    losses = []
    for group, columns in groups.items():
        rows = known[:, columns.start] > 0
        if group == "category":
            rows = rows & (present[:, columns].sum(1) > 0)
        if not rows.any():
            continue
        own, target = logits[rows, columns], present[rows, columns]
        if group == "category":
            share = target / target.sum(1, keepdim=True)
            losses.append(nn.functional.cross_entropy(own, share, label_smoothing=0.05))
        else:
            binary = nn.functional.binary_cross_entropy_with_logits(own, target, reduction="none")
            losses.append(binary.sum(1).mean() / 2)
    return torch.stack(losses).sum()


def naive_loss(logits: Tensor, present: Tensor, known: Tensor, groups: dict[str, slice]) -> Tensor:
    """Binary cross-entropy of all labels alike, whatever their group, over the labels that are known."""
    binary = nn.functional.binary_cross_entropy_with_logits(logits, present, reduction="none")
    return (binary * known).sum() / known[:, 0].numel()


LOSSES = {"fancy": fancy_loss, "naive": naive_loss}


def label_iou(present: Tensor, known: Tensor) -> Tensor:
    """|A ∩ B| / |A ∪ B| of each pair of rows [n, n], over the labels that are known of both; 0 where there is none."""
    labels = present * known
    common = labels @ labels.T
    either = labels @ known.T + known @ labels.T - common  # A's labels among those known of B, and the other way round
    return torch.where(either > 0, common / either.clamp_min(1), torch.zeros_like(common))


def contrastive_loss(embedding: Tensor, present: Tensor, known: Tensor) -> Tensor:
    """The supervised contrastive loss (Khosla et al. 2020, eq. 2), two garments being alike by their label IoU.

    Each garment's others form a softmax over cosine / `TEMPERATURE`; its loss is the mean of −log of those that are
    alike, weighted by their IoU. Garments that have none alike in the batch don't count; 0 where no garment has.
    """
    n = len(embedding)
    own = torch.eye(n, dtype=torch.bool)
    weight = label_iou(present, known).masked_fill(own, 0)
    weight = weight * (weight >= ALIKE)
    total = weight.sum(1)
    if not (total > 0).any():
        return embedding.sum() * 0
    logarithm = (embedding @ embedding.T / TEMPERATURE).masked_fill(own, -torch.inf).log_softmax(1).masked_fill(own, 0)
    return (-(weight * logarithm).sum(1)[total > 0] / total[total > 0]).mean()
