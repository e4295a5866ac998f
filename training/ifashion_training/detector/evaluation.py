"""Average precision and the working point of a detector."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ifashion_training.detector import CLASSES
from ifashion_training.detector.boxes import overlaps, suppress
from ifashion_training.detector.photos import Photo, letterbox, letterbox_place, normalised, pixels

# Detections below are no use to anybody; the tail of the precision-recall curve ends here.
SCORE_FLOOR = 0.01
IOU_THRESHOLD = 0.5


@dataclass
class Detections:
    """What was found in one photo, best score first within a class."""

    boxes: np.ndarray  # [n, 4] pixels of the photo
    scores: np.ndarray  # [n]
    classes: np.ndarray  # [n] index of the class


def detections_in(
    photo_size: tuple[int, int], side: int, boxes: np.ndarray, scores: np.ndarray,
    score_threshold: float = SCORE_FLOOR, iou_threshold: float = IOU_THRESHOLD,
) -> Detections:
    """Outputs of the network for one photo, boxes [A, 4] fractions and scores [A, classes] -> detections.

    `photo_size`: width and height. The product does the same after the network: threshold, suppression
    class by class, out of the letterbox, cut at the photo's edge.
    """
    width, height = photo_size
    left, top, new_width, new_height = letterbox_place(width, height, side)
    kept_boxes, kept_scores, kept_classes = [], [], []
    for cls in range(len(CLASSES)):
        candidates = np.flatnonzero(scores[:, cls] >= score_threshold)
        kept = candidates[suppress(boxes[candidates], scores[candidates, cls], iou_threshold)]
        kept_boxes.append(boxes[kept])
        kept_scores.append(scores[kept, cls])
        kept_classes.append(np.full(len(kept), cls))
    found = np.concatenate(kept_boxes) * side
    found = (found - np.array([left, top] * 2)) * np.array([width / new_width, height / new_height] * 2)
    found = found.clip(0, np.array([width, height] * 2))
    return Detections(found, np.concatenate(kept_scores), np.concatenate(kept_classes))


def detect(network, photos: list[Photo], batch_size: int = 16) -> list[Detections]:
    """Detections of each photo above `SCORE_FLOOR`.

    `network`: a callable from float32 [n, 3, side, side] to boxes and scores as numpy arrays, with a `side`.
    """
    results = []
    for start in range(0, len(photos), batch_size):
        chunk = photos[start : start + batch_size]
        images = np.stack([letterbox(pixels(photo.path), network.side) for photo in chunk])
        boxes, scores = network(normalised(images))
        for photo, photo_boxes, photo_scores in zip(chunk, boxes, scores):
            results.append(detections_in((photo.width, photo.height), network.side, photo_boxes, photo_scores))
    return results


def matches(photo: Photo, found: Detections, cls: int, iou: float) -> tuple[np.ndarray, np.ndarray]:
    """Scores [n] of a class's detections in a photo, best first, and whether each is right [n].

    A garment is matched once; a second detection of it is wrong (Pascal VOC, section 4.2).
    """
    mine = np.flatnonzero(found.classes == cls)
    mine = mine[np.argsort(-found.scores[mine], kind="stable")]
    garments = np.array([box for box, c in zip(photo.boxes, photo.classes) if c == cls], dtype=np.float64).reshape(-1, 4)
    right = np.zeros(len(mine), dtype=bool)
    free = np.ones(len(garments), dtype=bool)
    if len(mine) and len(garments):
        table = overlaps(found.boxes[mine].astype(np.float64), garments)
        for row in range(len(mine)):
            best = int(np.argmax(np.where(free, table[row], -1)))
            if free[best] and table[row, best] >= iou:
                right[row], free[best] = True, False
    return found.scores[mine], right


def average_precision(scores: np.ndarray, right: np.ndarray, garments: int) -> float:
    """Area under the precision-recall curve, precision made monotone (Pascal VOC 2010, all points)."""
    if garments == 0:
        return float("nan")
    hits = right[np.argsort(-scores, kind="stable")].cumsum()
    recall = np.concatenate(([0.0], hits / garments))
    precision = hits / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall) * precision).sum())


def _ranked(photos: list[Photo], found: list[Detections], cls: int, iou: float) -> tuple[np.ndarray, np.ndarray]:
    pairs = [matches(photo, detections, cls, iou) for photo, detections in zip(photos, found)]
    return np.concatenate([scores for scores, _ in pairs]), np.concatenate([right for _, right in pairs])


def figures(photos: list[Photo], found: list[Detections], threshold: float | None = None) -> dict:
    """AP50, AP75 and AP50:95 (the mean over IoU .50, .55 … .95) of each class and their means; the working point.

    Precision, recall and F1 at IoU 0.5: at the score threshold with the best F1 (`best`) and, if given, at `threshold` (`shown`).
    """
    garments = [sum(photo.classes.count(cls) for photo in photos) for cls in range(len(CLASSES))]
    result: dict = {"photos": len(photos), "boxes": dict(zip(CLASSES, garments))}
    for name, overlap in (("ap50", [0.5]), ("ap75", [0.75]), ("ap50_95", [0.5 + 0.05 * k for k in range(10)])):
        values = [
            float(np.mean([average_precision(*_ranked(photos, found, cls, iou), garments[cls]) for iou in overlap]))
            for cls in range(len(CLASSES))
        ]
        result[name] = {c: round(value, 4) for c, value in zip(CLASSES, values)}
        result[name]["mean"] = round(float(np.nanmean(values)), 4)
    ranked = [_ranked(photos, found, cls, 0.5) for cls in range(len(CLASSES))]
    scores, right = (np.concatenate(parts) for parts in zip(*ranked))
    result["best"] = working_point(scores, right, sum(garments))
    if threshold is not None:
        result["shown"] = working_point(scores, right, sum(garments), threshold)
    return result


def first_region(found: list[Detections], regions: list[int]) -> float:
    """How often a photo's best detection is of its garment's class; a photo without any detection counts as wrong."""
    rights = [len(one.scores) > 0 and one.classes[one.scores.argmax()] == cls
              for one, cls in zip(found, regions, strict=True)]
    return round(float(np.mean(rights)), 4)


def working_point(scores: np.ndarray, right: np.ndarray, garments: int, threshold: float | None = None) -> dict:
    """Precision, recall and F1 over all classes at `threshold`, or at the threshold with the best F1."""
    candidates = [threshold] if threshold is not None else np.round(np.arange(0.05, 0.91, 0.01), 2)
    best: dict = {"f1": -1.0}
    for value in candidates:
        shown = scores >= value
        hits = int(right[shown].sum())
        precision, recall = hits / max(int(shown.sum()), 1), hits / max(garments, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        if f1 > best["f1"]:
            best = {"score_threshold": float(value), "precision": round(precision, 4),
                    "recall": round(recall, 4), "f1": round(f1, 4)}
    return best


def table(result: dict) -> str:
    """The figures as a Markdown table."""
    head = "| | " + " | ".join((*CLASSES, "mean")) + " |\n|---|" + "---|" * (len(CLASSES) + 1)
    rows = [
        f"| {label} | " + " | ".join(f"{result[name][c]:.3f}" for c in (*CLASSES, "mean")) + " |"
        for name, label in (("ap50", "AP50"), ("ap75", "AP75"), ("ap50_95", "AP50:95"))
    ]
    points = [
        f"{label}: F1 {point['f1']:.3f}, precision {point['precision']:.3f}, recall {point['recall']:.3f} "
        f"at score {point['score_threshold']}"
        for label, point in (("best", result["best"]), ("shown", result.get("shown")))
        if point
    ]
    if "first_region" in result:
        points.append(f"right region first in {result['first_region']:.3f} of {result['products']} product photos")
    return "\n".join([head, *rows, "", f"{result['photos']} photos, boxes {result['boxes']}; " + "; ".join(points)])
