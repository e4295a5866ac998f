"""Retrieval and attribute figures on the val garments."""

from __future__ import annotations

from dataclasses import replace

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


def only_categories(garments: list[Garment]) -> list[Garment]:
    """The same garments with no labels but their categories."""
    return [replace(g, labels=tuple(label for label in g.labels if label.startswith("category:"))) for g in garments]


def retrieval(
    scores: np.ndarray, relevant: np.ndarray, overlap: np.ndarray, excluded: np.ndarray, depth: int = 10
) -> dict[str, float]:
    """Precision at 1 and at `depth`, mean average precision at `depth`, mean label IoU of the first `depth`.

    All arrays m × n: `scores`, larger is closer; `relevant`, booleans; `overlap`, label IoU; `excluded`, booleans:
    the query itself and its near-duplicates, which have no place in its ranking. Average precision is divided by
    min(number of relevant, depth). Queries without any relevant garment are left out.
    """
    firsts, precisions, averages, overlaps = [], [], [], []
    for score, good, iou, out in zip(scores, relevant & ~excluded, overlap, excluded, strict=True):
        if not good.any():
            continue
        order = np.argsort(np.where(out, np.inf, -score), kind="stable")[:min(depth, int((~out).sum()))]
        hits = good[order]
        firsts.append(hits[0])
        precisions.append(hits.mean())
        overlaps.append(iou[order].mean())
        at_hits = hits.cumsum() / np.arange(1, len(hits) + 1)
        averages.append((at_hits * hits).sum() / min(int(good.sum()), depth))
    return {"queries": len(firsts), "p_at_1": float(np.mean(firsts)), f"p_at_{depth}": float(np.mean(precisions)),
            f"map_at_{depth}": float(np.mean(averages)), f"iou_at_{depth}": float(np.mean(overlaps))}


def retrieval_by_source(garments: list[Garment], embeddings: np.ndarray) -> dict[str, dict[str, dict[str, float]]]:
    """For each source, val queries against its val garments, its train garments and all of them.

    Relevant: a common category in clothing_cc0, a label IoU of at least 0.5 elsewhere.
    `embeddings`: n × d, rows of length 1, in the order of `garments`.
    """
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for source in dict.fromkeys(garment.source for garment in garments):
        everything = [i for i, garment in enumerate(garments) if garment.source == source]
        val = [i for i in everything if garments[i].split == "val"]
        train = [i for i in everything if garments[i].split == "train"]
        queries = [garments[i] for i in val]
        figures[source] = {}
        for name, rows in (("val", val), ("train", train), ("train+val", everything)):
            gallery = [garments[i] for i in rows]
            same = np.array([garment.duplicates for garment in gallery])
            excluded = np.array([query.duplicates for query in queries])[:, None] == same[None]
            overlap = label_overlap(queries, gallery)
            if source == "clothing_cc0":
                relevant = label_overlap(only_categories(queries), only_categories(gallery)) > 0
            else:
                relevant = overlap >= 0.5
            figures[source][name] = retrieval(embeddings[val] @ embeddings[rows].T, relevant, overlap, excluded)
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
    """Micro-F1 over the known labels, by group, in all, and the mean of each picture's own (iMaterialist's way).

    A picture whose known labels are all absent and all denied counts as 1.
    """
    said, truth = (scores >= thresholds) * known, present * known
    figures = {}
    for group, columns in {**groups, "all": slice(None)}.items():
        hits = (said[:, columns] * truth[:, columns]).sum()
        total = said[:, columns].sum() + truth[:, columns].sum()
        figures[group] = float(2 * hits / max(total, 1))
    hits, total = (said * truth).sum(1), said.sum(1) + truth.sum(1)
    figures["pictures"] = float(np.where(total > 0, 2 * hits / np.maximum(total, 1), 1).mean())
    return figures


def held_out_f1_by_source(
    garments: list[Garment], scores: np.ndarray, present: np.ndarray, known: np.ndarray, groups: dict[str, slice]
) -> dict[str, dict[str, float]]:
    """`held_out_f1` of each source's garments, thresholds from the other half of all sources."""
    thresholds = _other_half_thresholds(scores, present, known)
    figures = {}
    for source in dict.fromkeys(garment.source for garment in garments):
        own = [i for i, garment in enumerate(garments) if garment.source == source]
        figures[source] = micro_f1(scores[own], present[own], known[own], thresholds[own], groups)
    return figures


def _other_half_thresholds(scores: np.ndarray, present: np.ndarray, known: np.ndarray) -> np.ndarray:
    thresholds = np.empty_like(scores)
    for half in (0, 1):
        other = slice(1 - half, None, 2)
        thresholds[half::2] = calibrated_thresholds(scores[other], present[other], known[other])
    return thresholds


def held_out_f1(
    scores: np.ndarray, present: np.ndarray, known: np.ndarray, groups: dict[str, slice]
) -> dict[str, float]:
    """As `micro_f1`, each half of the rows (even, odd) with thresholds from the other: free of the choice's luck."""
    return micro_f1(scores, present, known, _other_half_thresholds(scores, present, known), groups)


def category_accuracy(garments: list[Garment], scores: np.ndarray, columns: list[str]) -> dict[str, float]:
    """How often the likeliest category (`scores`: n × the categories, the first columns) is one of the garment's."""
    rights: dict[str, list[bool]] = {}
    for garment, column in zip(garments, scores.argmax(1), strict=True):
        if any(label.startswith("category:") for label in garment.labels):
            rights.setdefault(garment.source, []).append(columns[column] in garment.labels)
    return {source: float(np.mean(right)) for source, right in rights.items()}
