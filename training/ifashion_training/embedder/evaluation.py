"""Retrieval and attribute figures on the val garments."""

from __future__ import annotations

import numpy as np

from ifashion_training.embedder.records import Garment


def label_overlap(queries: list[Garment], gallery: list[Garment]) -> np.ndarray:
    """Intersection over union of the label sets: m × n float32."""
    names = sorted({label for garment in [*queries, *gallery] for label in garment.labels})
    position = {label: index for index, label in enumerate(names)}

    def indicator(garments: list[Garment]) -> np.ndarray:
        rows = np.zeros((len(garments), len(names)), np.float32)
        for row, garment in enumerate(garments):
            rows[row, [position[label] for label in garment.labels]] = 1
        return rows

    first, second = indicator(queries), indicator(gallery)
    common = first @ second.T
    union = first.sum(1)[:, None] + second.sum(1)[None] - common
    return common / np.maximum(union, 1)


def same_category(queries: list[Garment], gallery: list[Garment]) -> np.ndarray:
    """Whether two garments share a category: m × n booleans."""
    def categories(garment: Garment) -> set[str]:
        return {label for label in garment.labels if label.startswith("category:")}

    of_gallery = [categories(garment) for garment in gallery]
    return np.array([[bool(categories(query) & other) for other in of_gallery] for query in queries])


def retrieval(
    scores: np.ndarray, relevant: np.ndarray, excluded: np.ndarray, depth: int = 10
) -> dict[str, float]:
    """Precision at 1 and at `depth`, and mean average precision at `depth`.

    `scores`: m × n, larger is closer. `relevant`, `excluded`: m × n booleans; the query itself and its
    near-duplicates are excluded from its ranking. Average precision is divided by min(relevant, depth); queries without any
    relevant garment are left out.
    """
    firsts, precisions, averages = [], [], []
    for score, good, out in zip(np.where(excluded, -np.inf, scores), relevant & ~excluded, excluded, strict=True):
        if not good.any():
            continue
        order = np.argsort(-score, kind="stable")[:min(depth, (~out).sum())]
        hits = good[order]
        firsts.append(hits[0])
        precisions.append(hits.mean())
        at_hits = hits.cumsum() / np.arange(1, len(hits) + 1)
        averages.append((at_hits * hits).sum() / min(good.sum(), depth))
    return {"queries": len(firsts), "p_at_1": float(np.mean(firsts)), f"p_at_{depth}": float(np.mean(precisions)),
            f"map_at_{depth}": float(np.mean(averages))}


def retrieval_by_source(garments: list[Garment], embeddings: np.ndarray) -> dict[str, dict[str, dict[str, float]]]:
    """For each source, val queries against the val garments and against all garments of that source.

    Relevant: the same category in clothing_cc0, a label IoU of at least 0.5 elsewhere.
    `embeddings`: n × d, rows of length 1, in the order of `garments`.
    """
    figures = {}
    for source in dict.fromkeys(garment.source for garment in garments):
        val = [i for i, garment in enumerate(garments) if garment.source == source and garment.split == "val"]
        everything = [i for i, garment in enumerate(garments) if garment.source == source]
        figures[source] = {}
        for name, rows in (("val", val), ("train and val", everything)):
            queries, gallery = [garments[i] for i in val], [garments[i] for i in rows]
            excluded = np.array([[query.duplicates == other.duplicates for other in gallery] for query in queries])
            if source == "clothing_cc0":
                relevant = same_category(queries, gallery)
            else:
                relevant = label_overlap(queries, gallery) >= 0.5
            figures[source][name] = retrieval(embeddings[val] @ embeddings[rows].T, relevant, excluded)
    return figures


def calibrated_thresholds(scores: np.ndarray, present: np.ndarray, known: np.ndarray) -> np.ndarray:
    """For each label the score that maximises its F1 where it is known; 0.5 where it never occurs. L float32."""
    thresholds = np.full(scores.shape[1], 0.5, np.float32)
    for column in range(scores.shape[1]):
        rows = known[:, column] > 0
        score, truth = scores[rows, column], present[rows, column]
        if not truth.any():
            continue
        order = np.argsort(-score)
        hits = truth[order].cumsum()
        f1 = 2 * hits / (np.arange(1, len(hits) + 1) + truth.sum())
        best = int(f1.argmax())
        below = score[order][best + 1] if best + 1 < len(hits) else 0.0
        thresholds[column] = (score[order][best] + below) / 2
    return np.clip(thresholds, 0.1, 0.9)


def micro_f1(
    scores: np.ndarray, present: np.ndarray, known: np.ndarray, thresholds: np.ndarray, groups: dict[str, slice]
) -> dict[str, float]:
    """Micro-F1 over the known labels, by group and in all."""
    said = (scores >= thresholds) * known
    figures = {}
    for group, columns in {**groups, "all": slice(None)}.items():
        hits = (said[:, columns] * present[:, columns] * known[:, columns]).sum()
        total = said[:, columns].sum() + (present[:, columns] * known[:, columns]).sum()
        figures[group] = float(2 * hits / max(total, 1))
    return figures
