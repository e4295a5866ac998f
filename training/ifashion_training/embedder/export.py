"""The trained network as ONNX, with its entry in models.json."""

from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import onnxruntime
import openvino
import torch
from PIL import Image

from ifashion_training.backbones import MEAN, SCALE, STARTING_WEIGHTS
from ifashion_training.embedder.features import CROP_MARGIN, normalised
from ifashion_training.embedder.figures import evaluate
from ifashion_training.embedder.network import DIMENSION, Embedder, Frozen, Tail
from ifashion_training.embedder.records import crop
from ifashion_training.embedder.run import Run, Settings
from ifashion_training.manifest import fingerprint, set_entry

DATA = (
    "train splits, as crops: myntra 4,665 (no licence stated: research only), clothing_cc0 2,287 (CC0-1.0), "
    "dress_patterns 1,794 (none stated: research only), ccp 1,407 regions (Apache-2.0), "
    "cad 1,328 (none stated: research only)"
)
PARITY = 1e-3
"""Largest difference of an output between PyTorch and the engines; float32 sums in another order."""


def write_onnx(network: Embedder, side: int, file: Path) -> None:
    """`network` with a batch of any size: `image` -> `embedding`, `scores`."""
    names = {"image": {0: "n"}, "embedding": {0: "n"}, "scores": {0: "n"}}
    torch.onnx.export(
        network, torch.zeros(2, 3, side, side), str(file), input_names=["image"],
        output_names=["embedding", "scores"], dynamic_axes=names, opset_version=13, dynamo=False)


def largest_differences(network: Embedder, file: Path, images: np.ndarray) -> dict[str, float]:
    """The largest difference of any output between PyTorch and each engine on `images` (n × 3 × s × s)."""
    with torch.no_grad():
        expected = [output.numpy() for output in network(torch.from_numpy(images))]
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    engine = openvino.Core().compile_model(str(file), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    found = {"onnxruntime": session.run(None, {"image": images}), "openvino": list(engine(images).values())}
    return {name: max(float(np.abs(a - b).max()) for a, b in zip(expected, outputs, strict=True))
            for name, outputs in found.items()}


def export(run: Run, models: Path) -> None:
    """Writes `embedder.onnx` and its entry of `models.json`, after checking it on real photos."""
    models.mkdir(parents=True, exist_ok=True)
    side = run.settings.side
    tail = run.load_tail()
    network = Embedder(Frozen(side), tail, run.columns)
    file, part = models / "embedder.onnx", models / "embedder.part"
    write_onnx(network, side, part)
    val = [garment for garment in run.garments if garment.split == "val"][::40]
    images = normalised(np.stack([
        crop(Image.open(garment.image).convert("RGB"), garment.box, side, CROP_MARGIN) for garment in val]))
    differences = largest_differences(network, part, images)
    print(f"largest difference from PyTorch on {len(val)} photos: {differences}")
    if max(differences.values()) > PARITY:
        raise SystemExit(f"the exported network differs by more than {PARITY}")
    found = figures_of(run, tail)
    thresholds = found.pop("thresholds")
    os.replace(part, file)
    set_entry(models, "embedder", {
        "file": file.name, "fingerprint": fingerprint(file),
        "input": {"name": "image", "width": side, "height": side, "fit": "letterbox", "pad": 127,
                  "mean": list(MEAN), "scale": list(SCALE), "color": "RGB", "layout": "NCHW"},
        "crop_margin": CROP_MARGIN, "outputs": {"embedding": "embedding", "scores": "scores"},
        "dimension": DIMENSION,
        "labels": [{"label": label, "threshold": threshold}
                   for label, threshold in zip(run.columns, thresholds, strict=True)],
        "figures": {**found, "parity": differences},
        "data": DATA,
        "command": command_of(run),
        "starting_weights": STARTING_WEIGHTS,
    })


def figures_of(run: Run, tail: Tail) -> dict:
    """The figures in the run's folder, made anew if they are of another step."""
    file = run.folder / "figures.json"
    if file.exists():
        found = json.loads(file.read_text())
        if found["steps"] == run.step:
            return found
    return evaluate(run, tail)


def command_of(run: Run) -> str:
    """The command that makes this network from the data."""
    changed = [f" --{field.name.replace('_', '-')} {getattr(run.settings, field.name)}"
               for field in fields(Settings) if getattr(run.settings, field.name) != field.default]
    return f"python -m ifashion_training.embedder train --data DATA{''.join(changed)}"
