"""Geometry of boxes: overlap and non-maximum suppression.

A box is (left, top, right, bottom); units are whatever the caller uses, the same for all boxes of a call.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def overlaps(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of each pair: [n, 4] and [m, 4] -> [n, m]."""
    left_top = np.maximum(first[:, None, :2], second[None, :, :2])
    right_bottom = np.minimum(first[:, None, 2:], second[None, :, 2:])
    intersection = np.clip(right_bottom - left_top, 0, None).prod(axis=2)
    areas = [np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1) for boxes in (first, second)]
    return intersection / np.maximum(areas[0][:, None] + areas[1][None, :] - intersection, 1e-9)


def suppress(boxes: np.ndarray, scores: np.ndarray, iou_threshold: float) -> np.ndarray:
    """Greedy non-maximum suppression of one class: [n, 4], [n] -> indices kept, best score first."""
    waiting = np.argsort(-scores, kind="stable")
    kept = []
    while len(waiting):
        best, waiting = waiting[0], waiting[1:]
        kept.append(best)
        waiting = waiting[overlaps(boxes[best][None], boxes[waiting])[0] <= iou_threshold]
    return np.array(kept, dtype=np.int64)


def generalised_iou(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """IoU and generalised IoU (Rezatofighi et al. 2019, algorithm 1) row by row: [n, 4], [n, 4] -> [n], [n]."""
    intersection = (
        (torch.minimum(first[:, 2:], second[:, 2:]) - torch.maximum(first[:, :2], second[:, :2])).clamp(min=0).prod(1)
    )
    area = (first[:, 2:] - first[:, :2]).prod(1) + (second[:, 2:] - second[:, :2]).prod(1)
    union = (area - intersection).clamp(min=1e-9)
    hull = (
        (torch.maximum(first[:, 2:], second[:, 2:]) - torch.minimum(first[:, :2], second[:, :2])).prod(1).clamp(min=1e-9)
    )
    iou = intersection / union
    return iou, iou - (hull - union) / hull
