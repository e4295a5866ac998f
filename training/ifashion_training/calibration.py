"""Scores that mean something: how likely a person calls a match similar, and whether a photo shows fashion at all.

    python -m ifashion_training.calibration --data DATA --models ../models --backgrounds runs/backgrounds

Run after both exports: it measures the networks as they are shipped and writes `similarity` into the embedder's
entry of models.json and `fashion` beside the entries.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import openvino

from ifashion_training.detector.photos import Photo, letterbox, pixels, read_backgrounds
from ifashion_training.embedder.evaluation import label_overlap
from ifashion_training.embedder.records import Garment, read_crops, read_garments
from ifashion_training.manifest import read, set_entry

SHOWN = 20
"""Ranked items of a query that take part: what an answer shows."""
SIMILAR = 0.5
"""The label IoU from which on two garments count as similar."""
LARGEST_FALSE_REJECTS = 0.05
"""The share of fashion photos that may fall below the fashion threshold; as much as the product promises at most."""


class Network:
    """A shipped network in OpenVINO, fed with [n, side, side, 3] uint8."""

    def __init__(self, models: Path, entry: dict):
        self.entry, self.side = entry, entry["input"]["width"]
        self.mean, self.scale = (np.array(entry["input"][key], np.float32) for key in ("mean", "scale"))
        self.compiled = openvino.Core().compile_model(str(models / entry["file"]), "CPU",
                                                      {"INFERENCE_PRECISION_HINT": "f32"})

    def __call__(self, images: np.ndarray) -> dict[str, np.ndarray]:
        batch = ((images.astype(np.float32) - self.mean) / self.scale).transpose(0, 3, 1, 2)
        return {output.get_any_name(): value
                for output, value in self.compiled(np.ascontiguousarray(batch)).items()}


def embeddings(network: Network, garments: list[Garment], at_once: int = 32) -> np.ndarray:
    """n × d, as the product embeds the garments' boxes."""
    rows = []
    for start in range(0, len(garments), at_once):
        crops = read_crops(garments[start:start + at_once], network.side, network.entry["crop_margin"])
        rows.append(network(crops)[network.entry["outputs"]["embedding"]])
    return np.concatenate(rows)


def greatest_scores(network: Network, photos: list[Photo], at_once: int = 16) -> np.ndarray:
    """The greatest detection score of any class of each photo, before any threshold."""
    rows = []
    for start in range(0, len(photos), at_once):
        images = np.stack([letterbox(pixels(photo.path), network.side) for photo in photos[start:start + at_once]])
        rows.append(network(images)[network.entry["outputs"]["scores"]].max((1, 2)))
    return np.concatenate(rows)


def shown_pairs(garments: list[Garment], rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cosine, whether similar, and weight of the pairs that answers would show, source by source.

    Val garments alone, which the networks have not learnt from; each source weighs the same. Labels of groups
    that a source does not know can't differ within it.
    """
    cosines, similar, weights = [], [], []
    for source in dict.fromkeys(garment.source for garment in garments):
        own = [i for i, garment in enumerate(garments) if garment.source == source]
        group = [garments[i] for i in own]
        same = np.array([garment.duplicates for garment in group])
        score = np.where(same[:, None] == same[None], -np.inf, rows[own] @ rows[own].T)
        first = np.argsort(-score, axis=1)[:, :SHOWN]
        nearest = np.take_along_axis(score, first, 1).ravel()
        overlap = np.take_along_axis(label_overlap(group, group), first, 1).ravel()
        cosines.append(nearest[np.isfinite(nearest)])
        similar.append(overlap[np.isfinite(nearest)] >= SIMILAR)
        weights.append(np.full(cosines[-1].size, 1 / cosines[-1].size))
    return np.concatenate(cosines), np.concatenate(similar), np.concatenate(weights)


def logistic(values: np.ndarray, truth: np.ndarray, weights: np.ndarray, rounds: int = 50) -> tuple[float, float]:
    """Slope and offset of the likelihood's maximum (Platt scaling), by Newton's method."""
    design = np.stack((values, np.ones_like(values)), 1).astype(np.float64)
    weights = weights / weights.sum()
    found = np.zeros(2)
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weights * (truth - chance)) - 1e-6 * found
        bend = (design * (weights * chance * (1 - chance))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        found += step
        if np.abs(step).max() < 1e-9:
            break
    return float(found[0]), float(found[1])


def calibration_error(chance: np.ndarray, truth: np.ndarray, weights: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error: the mean distance of what was said from what was so, over bins of equal width."""
    place = np.minimum((chance * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = place == number
        if weights[inside].sum() > 0:
            error += abs(np.average(chance[inside], weights=weights[inside])
                         - np.average(truth[inside], weights=weights[inside])) * weights[inside].sum()
    return float(error / weights.sum())


def similarity(garments: list[Garment], rows: np.ndarray) -> dict:
    """The entry `similarity`: from cosine to the chance that two garments are similar."""
    cosines, similar, weights = shown_pairs(garments, rows)
    slope, offset = logistic(cosines, similar, weights)
    chance = 1 / (1 + np.exp(-(slope * cosines + offset)))
    best = max(np.arange(0.05, 0.95, 0.01), key=lambda limit: (
        np.average(chance[similar] >= limit, weights=weights[similar])
        + np.average(chance[~similar] < limit, weights=weights[~similar])))
    return {"slope": round(slope, 4), "offset": round(offset, 4), "weak_below": round(float(best), 2),
            "figures": {"pairs": int(cosines.size), "similar": round(float(np.average(similar, weights=weights)), 4),
                        "calibration_error": round(calibration_error(chance, similar, weights), 4)}}


def fashion(clothes: np.ndarray, others: np.ndarray) -> dict:
    """The entry `fashion`: from the greatest detection score of a photo to whether it shows fashion."""
    values = np.concatenate((clothes, others))
    truth = np.arange(values.size) < clothes.size
    weights = np.where(truth, 1 / clothes.size, 1 / others.size)
    slope, _ = logistic(values, truth, weights)
    limit = float(np.quantile(clothes, LARGEST_FALSE_REJECTS))
    return {"slope": round(slope, 4), "offset": round(-slope * limit, 4), "threshold": 0.5,
            "figures": {"fashion_photos": int(clothes.size), "other_photos": int(others.size),
                        "false_rejects": round(float((clothes < limit).mean()), 4),
                        "false_accepts": round(float((others >= limit).mean()), 4)}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ifashion_training.calibration", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../../shared/data"), help="folder with clothing_cc0, myntra …")
    parser.add_argument("--models", type=Path, default=Path("../models"), help="folder of models.json")
    parser.add_argument("--backgrounds", type=Path, default=Path("runs/backgrounds"), help="photos without clothes")
    arguments = parser.parse_args()
    manifest = read(arguments.models)
    val = [garment for garment in read_garments(arguments.data) if garment.split == "val"]
    rows = embeddings(Network(arguments.models, manifest["embedder"]), val)
    manifest["embedder"]["similarity"] = similarity(val, rows)
    set_entry(arguments.models, "embedder", manifest["embedder"])
    detector = Network(arguments.models, manifest["detector"])
    photos = [Photo(path, 0, 0) for path in dict.fromkeys(garment.image for garment in val)]
    entry = fashion(greatest_scores(detector, photos),
                    greatest_scores(detector, read_backgrounds(arguments.backgrounds, "val")))
    set_entry(arguments.models, "fashion", entry)
    print(json.dumps({"similarity": manifest["embedder"]["similarity"], "fashion": entry}, indent=2))


if __name__ == "__main__":
    main()
