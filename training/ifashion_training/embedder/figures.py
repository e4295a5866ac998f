"""All figures of a trained network beside those of the untouched backbone, as a table and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import torch

from ifashion_training.embedder.evaluation import (
    calibrated_thresholds,
    category_accuracy,
    held_out_f1,
    held_out_f1_by_source,
    micro_f1,
    retrieval_by_source,
)
from ifashion_training.embedder.mixing import Mixing
from ifashion_training.embedder.network import Tail, probabilities
from ifashion_training.embedder.records import targets
from ifashion_training.embedder.run import Run

AT_ONCE = 128
"""Crops in one forward pass."""
WHOLE_SOURCES = ("clothing_cc0", "myntra")
"""Sources whose photos show one garment, so that the whole photo is a fair crop of it too."""


def _batches(features: np.ndarray):
    """Channels-last float32 batches of n × c × s/16 × s/16 features; that layout is several times faster on a CPU."""
    for start in range(0, len(features), AT_ONCE):
        batch = torch.from_numpy(features[start:start + AT_ONCE].astype(np.float32))
        yield batch.contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def embed(tail: Tail, features: np.ndarray, groups: dict[str, slice], method: str) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings (n × 256, rows of length 1) and scores (n × L) of cached features."""
    tail = tail.eval().to(memory_format=torch.channels_last)
    outputs = [tail(batch) for batch in _batches(features)]
    return (torch.cat([embedding for embedding, _ in outputs]).numpy(),
            torch.cat([probabilities(logits, groups, method) for _, logits in outputs]).numpy())


@torch.no_grad()
def untouched(run: Run, crops: str, features: np.ndarray) -> np.ndarray:
    """The ImageNet backbone's own pooled feature of the same crops, n × width, rows of length 1; kept in the run."""
    file = run.folder / f"untouched-{run.settings.side}-{crops}.npy"
    if not file.exists():
        tail = Tail(run.settings.side, run.columns, start=run.start).eval().to(memory_format=torch.channels_last)
        pooled = torch.cat([tail.pooled(batch) for batch in _batches(features)])
        np.save(file, torch.nn.functional.normalize(pooled).numpy())
    return np.load(file)


def outputs(run: Run, tail: Tail) -> tuple[np.ndarray, np.ndarray, Mixing]:
    """Embeddings before the mixing and scores of all garments, and the mixing of them."""
    embedding, scores = embed(tail, run.features(None), run.groups, run.settings.method)
    train = [i for i, garment in enumerate(run.garments) if garment.split == "train"]
    return embedding, scores, Mixing.fit(embedding[train], scores[train], run.groups)


def evaluate(run: Run, tail: Tail) -> dict:
    """The figures of the trained weights; see `measure`."""
    torch.set_num_threads(run.settings.threads)
    embedding, scores, mixing = outputs(run, tail)
    whole = embed(tail, run.whole_features(run.boxed(WHOLE_SOURCES)), run.groups, run.settings.method)
    return measure(run, mixing.rows(embedding, scores), scores, mixing.rows(*whole))


def measure(run: Run, embeddings: np.ndarray, scores: np.ndarray, whole: np.ndarray) -> dict:
    """The figures, printed as tables and written to `figures.json` of the run; thresholds among them.

    `embeddings`, `scores`: of all garments, cut out by their box where there is one, else the whole photo, as the
    product sees them (crops `box`); `whole`: embeddings of the whole photos of the boxed garments of
    `WHOLE_SOURCES` (crops `whole`).
    """
    garments = run.garments
    backbone = untouched(run, "box", run.features(None))
    found = {"box": {"backbone": retrieval_by_source(garments, backbone),
                     "trained": retrieval_by_source(garments, embeddings)}}
    boxed = run.boxed(WHOLE_SOURCES)
    embeddings, backbone = embeddings.copy(), backbone.copy()
    embeddings[boxed], backbone[boxed] = whole, untouched(run, "whole", run.whole_features(boxed))
    single = [i for i, garment in enumerate(garments) if garment.source in WHOLE_SOURCES]
    found["whole"] = {name: retrieval_by_source([garments[i] for i in single], rows[single])
                      for name, rows in (("backbone", backbone), ("trained", embeddings))}

    val = [i for i, garment in enumerate(garments) if garment.split == "val"]
    val_garments = [garments[i] for i in val]
    present, known = targets(val_garments, run.columns)
    thresholds = calibrated_thresholds(scores[val], present, known)
    result = {
        "settings": asdict(run.settings),
        "steps": run.step,
        "garments": {"train": len(garments) - len(val), "val": len(val)},
        "retrieval": found,
        "micro_f1": micro_f1(scores[val], present, known, thresholds, run.groups),
        "micro_f1_held_out": held_out_f1(scores[val], present, known, run.groups),
        "micro_f1_held_out_by_source": held_out_f1_by_source(val_garments, scores[val], present, known, run.groups),
        "category_accuracy": category_accuracy(val_garments, scores[val][:, run.groups["category"]], run.columns),
        "thresholds": [round(float(value), 3) for value in thresholds],
    }
    print(table(result), flush=True)
    (run.folder / "figures.json").write_text(json.dumps(result, indent=2) + "\n")
    return result


def table(result: dict) -> str:
    """The figures as Markdown."""
    lines = ["| crops | source | gallery | network | queries | P@1 | P@10 | mAP@10 | IoU@10 |", "|---" * 9 + "|"]
    for crops, networks in result["retrieval"].items():
        for source, galleries in networks["trained"].items():
            for gallery in galleries:
                for network in networks:
                    row = networks[network][source][gallery]
                    lines.append(
                        f"| {crops} | {source} | {gallery} | {network} | {row['queries']} | {row['p_at_1']:.3f} "
                        f"| {row['p_at_10']:.3f} | {row['map_at_10']:.3f} | {row['iou_at_10']:.3f} |")
    lines += ["", "| micro-F1 on val | " + " | ".join(result["micro_f1"]) + " |", "|---" * (len(result["micro_f1"]) + 1) + "|"]
    for name, title in (("micro_f1", "thresholds from all of val"), ("micro_f1_held_out", "from the other half of val")):
        lines.append(f"| {title} | " + " | ".join(f"{value:.3f}" for value in result[name].values()) + " |")
    for source, values in result["micro_f1_held_out_by_source"].items():
        lines.append(f"| {source}, other half | " + " | ".join(f"{value:.3f}" for value in values.values()) + " |")
    accuracies = ", ".join(f"{source} {value:.3f}" for source, value in result["category_accuracy"].items())
    return "\n".join([*lines, "", f"category accuracy on val: {accuracies}"])
