"""The supervised contrastive loss, on batches small enough to work out by hand."""

from __future__ import annotations

import math

import pytest
import torch

from ifashion_training.embedder.losses import contrastive_loss, label_iou


def test_the_label_iou_counts_what_is_known_of_both() -> None:
    present = torch.tensor([[1.0, 0, 1, 0], [1, 0, 0, 1], [1, 0, 0, 0]])
    known = torch.tensor([[1.0, 1, 1, 1], [1, 1, 1, 1], [1, 1, 0, 0]])
    assert label_iou(present, known).tolist() == [[1, pytest.approx(1 / 3), 1], [pytest.approx(1 / 3), 1, 1], [1, 1, 1]]


def test_the_contrastive_loss_falls_when_alike_garments_come_together() -> None:
    present, known = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]]), torch.ones(4, 2)
    together = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    assert contrastive_loss(together, present, known) < 0.01
    assert contrastive_loss(together[[0, 2, 1, 3]], present, known) > 5
    lonely = torch.tensor([[1.0, 0], [0, 1]])
    assert contrastive_loss(lonely, lonely, torch.ones(2, 2)) == 0


def test_the_contrastive_loss_is_the_one_of_the_paper() -> None:
    embedding = torch.nn.functional.normalize(torch.randn(6, 3, generator=torch.Generator().manual_seed(1)))
    kinds = [0, 0, 1, 1, 1, 2]
    present = torch.nn.functional.one_hot(torch.tensor(kinds)).float()
    expected = []
    for i, kind in enumerate(kinds):
        others = [j for j in range(6) if j != i]
        total = sum(math.exp(float(embedding[i] @ embedding[j]) / 0.1) for j in others)
        alike = [j for j in others if kinds[j] == kind]
        if alike:
            expected.append(-sum(float(embedding[i] @ embedding[j]) / 0.1 - math.log(total) for j in alike) / len(alike))
    assert float(contrastive_loss(embedding, present, torch.ones(6, 3))) == pytest.approx(sum(expected) / 5, rel=1e-5)
