"""Anchor sizes by k-means on the garments of the training photos (YOLOv2, section 2: distance 1 - IoU)."""

from __future__ import annotations

import numpy as np


def _size_overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """IoU of boxes with one common corner: [n, 2], [m, 2] -> [n, m]."""
    intersection = np.minimum(first[:, None], second[None]).prod(axis=2)
    return intersection / (first.prod(axis=1)[:, None] + second.prod(axis=1)[None] - intersection)


def cluster(sizes: np.ndarray, count: int = 6, seed: int = 0, rounds: int = 200) -> tuple[np.ndarray, float]:
    """Widths and heights [n, 2] -> anchors [count, 2] by growing area, and the mean IoU with the best anchor."""
    random = np.random.default_rng(seed)
    anchors = sizes[random.choice(len(sizes), count, replace=False)].astype(np.float64)
    for _ in range(rounds):
        nearest = _size_overlap(sizes, anchors).argmax(axis=1)
        moved = np.stack(
            [np.median(sizes[nearest == k], axis=0) if (nearest == k).any() else anchors[k] for k in range(count)]
        )
        if np.allclose(moved, anchors):
            break
        anchors = moved
    anchors = anchors[np.argsort(anchors.prod(axis=1))]
    return anchors, float(_size_overlap(sizes, anchors).max(axis=1).mean())
