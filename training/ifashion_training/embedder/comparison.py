"""The original comparison: origin, naive, fancy and mixed embeddings of several backbones and input sizes.

Origin is the untouched backbone's pooled feature; naive and fancy are a 256-d embedding on it, learnt through one
head over all labels or a head per group, with nothing else trained: minutes instead of hours, and what the two
methods and the sizes differ in is not drowned by how long each was trained. Full training: `training.py`.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import openvino
import torch
from torch import nn

from ifashion_training.embedder.evaluation import held_out_f1_by_source, retrieval_by_source
from ifashion_training.embedder.features import CROP_MARGIN, normalised
from ifashion_training.embedder.losses import LOSSES
from ifashion_training.embedder.mixing import Mixing
from ifashion_training.embedder.network import EmbeddingHead, probabilities
from ifashion_training.embedder.records import read_crops, targets
from ifashion_training.embedder.run import Run, Settings

EPOCHS, BATCH, RATE = 30, 256, 2e-3
SOURCE = "clothing_cc0"
"""The source by which the combination of the learning curve is chosen."""
SHARES = (0.125, 0.25, 0.5, 1.0)


class Pooled(nn.Module):
    """A whole backbone: [n, 3, s, s] -> [n, width]."""

    def __init__(self, frozen: nn.Module, tail: nn.Module):
        super().__init__()
        self.frozen, self.tail = frozen, tail
        self.eval()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.tail(self.frozen(image)).mean((2, 3))


def pooled_features(run: Run, at_once: int = 32) -> tuple[np.ndarray, float]:
    """n × width float32 of all garments, kept in the run; the least seconds of one crop on one thread."""
    side, start = run.settings.side, run.start
    layers = start.layers(side, pretrained=True)
    network = Pooled(layers.frozen, layers.tail)
    with torch.no_grad():
        model = openvino.convert_model(network, example_input=torch.zeros(1, 3, side, side))
    engine = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1})
    one, seconds = np.zeros((1, 3, side, side), np.float32), []
    for _ in range(30):
        begin = time.perf_counter()
        engine(one)
        seconds.append(time.perf_counter() - begin)
    file = run.folder / f"pooled-{start.name}-{side}.npy"
    if not file.exists():
        rows = []
        for first in range(0, len(run.garments), at_once):
            crops = read_crops(run.garments[first:first + at_once], side, CROP_MARGIN)
            rows.append(engine(normalised(crops, start))[0].copy())
        np.save(file, np.concatenate(rows))
    return np.load(file), min(seconds)


def learnt(run: Run, features: np.ndarray, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings (n × 256) and scores (n × L) of a head trained on a random share of the train garments' features."""
    torch.manual_seed(run.settings.seed)
    present, known = (torch.from_numpy(array) for array in targets(run.garments, run.columns))
    inputs = torch.from_numpy(features)
    train = torch.tensor([i for i, garment in enumerate(run.garments) if garment.split == "train"])
    train = train[torch.randperm(len(train))[:round(share * len(train))]]
    head = EmbeddingHead(features.shape[1], run.columns).train()
    epochs = round(EPOCHS / share)
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=run.settings.weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, epochs * (len(train) // BATCH))
    for _ in range(epochs):
        order = train[torch.randperm(len(train))]
        for rows in order[:len(order) // BATCH * BATCH].split(BATCH):
            _, logits = head(inputs[rows])
            loss = LOSSES[run.settings.method](logits, present[rows], known[rows], run.groups)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    with torch.no_grad():
        embedding, logits = head.eval()(inputs)
    return embedding.numpy(), probabilities(logits, run.groups, run.settings.method).numpy()


def compare(data: Path, folder: Path, settings: Settings, backbones: list[str], sides: list[int]) -> list[dict]:
    """Figures of every combination, printed, and written to `comparison.json` and, as embeddings, to .npy files."""
    torch.set_num_threads(settings.threads)
    rows = []
    for name in backbones:
        for side in sides:
            run = Run(data, folder, replace(settings, backbone=name, side=side, method="fancy"))
            features, seconds = pooled_features(run)
            train = [i for i, garment in enumerate(run.garments) if garment.split == "train"]
            for method in ("origin", "naive", "fancy", "mixed"):
                if method == "origin":
                    found, scores = features / np.linalg.norm(features, axis=1, keepdims=True), None
                elif method == "mixed":  # what fancy has just learnt
                    found = Mixing.fit(found[train], scores[train], run.groups).rows(found, scores)
                else:
                    run = Run(data, folder, replace(run.settings, method=method))
                    found, scores = learnt(run, features)
                np.save(folder / f"{name}-{side}-{method}.npy", found.astype(np.float32))
                rows.append(figures(run, method, found, scores, seconds))
                print(line(rows[-1]), flush=True)
    best = max((row for row in rows if row["method"] == "fancy"),
               key=lambda row: row["retrieval"][SOURCE]["val"]["map_at_10"])
    run = Run(data, folder, replace(settings, backbone=best["backbone"], side=best["side"]))
    best["learning_curve"] = learning_curve(run, pooled_features(run)[0])
    print(json.dumps(best["learning_curve"], indent=2), flush=True)
    (folder / "comparison.json").write_text(json.dumps(rows, indent=2) + "\n")
    return rows


def learning_curve(run: Run, features: np.ndarray) -> list[dict]:
    """What a share of the training garments teaches, in as many steps as all: val queries against val."""
    rows = []
    for share in SHARES:
        own = retrieval_by_source(run.garments, learnt(run, features, share)[0])
        rows.append({"share": share} | {source: {key: round(galleries["val"][key], 4) for key in ("p_at_1", "map_at_10")}
                                        for source, galleries in own.items()})
    return rows


def figures(run: Run, method: str, found: np.ndarray, scores: np.ndarray | None, seconds: float) -> dict:
    """One combination's retrieval figures, micro-F1 on val and milliseconds a crop."""
    result = {"backbone": run.settings.backbone, "side": run.settings.side, "method": method,
              "dimension": found.shape[1],
              "milliseconds": round(1000 * seconds, 2), "retrieval": retrieval_by_source(run.garments, found)}
    if scores is not None:
        val = [i for i, garment in enumerate(run.garments) if garment.split == "val"]
        garments = [run.garments[i] for i in val]
        present, known = targets(garments, run.columns)
        result["micro_f1"] = held_out_f1_by_source(garments, scores[val], present, known, run.groups)
    return result


def line(row: dict) -> str:
    """A combination as a row of the Markdown table in docs/evaluation.md; a source that isn't there stays empty."""
    columns = (("clothing_cc0", "train+val", "p_at_1"), ("clothing_cc0", "train+val", "map_at_10"),
               ("myntra", "train", "p_at_10"), ("ccp", "train", "p_at_10"))
    values = [row["retrieval"].get(source, {}).get(gallery, {}).get(key) for source, gallery, key in columns]
    values.append(row.get("micro_f1", {}).get("myntra", {}).get("pictures"))
    cells = ["" if value is None else f"{value:.3f}" for value in values]
    return "| " + " | ".join(str(cell) for cell in (
        row["backbone"], row["side"], row["method"], row["dimension"], *cells, row["milliseconds"])) + " |"
