"""The trained network as ONNX, in float32 and as INT8, with its entries in models.json."""

from __future__ import annotations

import os
import tempfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import onnxruntime
import openvino
import torch

from ifashion_training import quantisation
from ifashion_training.embedder.features import CROP_MARGIN, normalised
from ifashion_training.embedder.figures import WHOLE_SOURCES, measure, outputs
from ifashion_training.embedder.mixing import DIMENSION
from ifashion_training.embedder.network import Embedder, Frozen
from ifashion_training.embedder.records import SOURCES, Garment, read_crops
from ifashion_training.embedder.run import Run, Settings
from ifashion_training.manifest import FLOAT32, fingerprint, set_entry

DATA = (
    "train splits, as crops: myntra 4,665 (no licence stated: research only), clothing_cc0 2,287 (CC0-1.0), "
    "dress_patterns 1,794 (none stated: research only), ccp 1,407 regions (Apache-2.0), "
    "cad 1,328 (none stated: research only)"
)
FILE = "embedder.onnx"
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
    """Writes embedder.onnx as INT8 into `models` and as float32 into its folder «float32», each with its entry."""
    plain = models / FLOAT32
    plain.mkdir(parents=True, exist_ok=True)
    side = run.settings.side
    backbone = run.start.backbone
    tail = run.load_tail()
    network = Embedder(Frozen(side, start=run.start), tail, outputs(run, tail)[2], run.columns, run.settings.method)
    with tempfile.TemporaryDirectory(dir=models) as folder:
        part, int8 = Path(folder) / FILE, Path(folder) / f"int8-{FILE}"
        write_onnx(network, side, part)
        val = [garment for garment in run.garments if garment.split == "val"][::40]
        differences = largest_differences(network, part, crops(val, run))
        print(f"largest difference from PyTorch on {len(val)} photos: {differences}")
        if max(differences.values()) > PARITY:
            raise SystemExit(f"the exported network differs by more than {PARITY}")
        quantisation.quantise(part, int8, (crops([garment], run) for garment in calibration_garments(run)),
                              quantisation.after_pooling(quantisation.load(part)))
        for written, target, precision in ((part, plain, "float32"), (int8, models, "int8")):
            print(f"{precision}, {written.stat().st_size:,} bytes", flush=True)
            found = measure_file(run, written)
            thresholds = found.pop("thresholds")
            os.replace(written, target / FILE)
            set_entry(target, "embedder", {
                "file": FILE, "fingerprint": fingerprint(target / FILE), "precision": precision,
                "input": {"name": "image", "width": side, "height": side, "fit": "letterbox", "pad": 127,
                          "mean": list(backbone.mean), "scale": list(backbone.scale), "color": "RGB", "layout": "NCHW"},
                "crop_margin": CROP_MARGIN, "outputs": {"embedding": "embedding", "scores": "scores"},
                "dimension": DIMENSION,
                "labels": [{"label": label, "threshold": threshold}
                           for label, threshold in zip(run.columns, thresholds, strict=True)],
                "figures": {**found, "parity": differences},
                "data": DATA,
                "command": command_of(run),
                "starting_weights": run.start.layers(side, pretrained=True).starting_weights,
            })


def crops(garments: list[Garment], run: Run) -> np.ndarray:
    """The garments as the network is fed, n × 3 × s × s."""
    return normalised(read_crops(garments, run.settings.side, CROP_MARGIN), run.start)


def calibration_garments(run: Run, count: int = 300) -> list[Garment]:
    """Training garments of all sources, as many of each."""
    chosen = []
    random = np.random.default_rng(run.settings.seed)
    for source in SOURCES:
        own = [garment for garment in run.garments if garment.source == source and garment.split == "train"]
        chosen += [own[index] for index in random.choice(len(own), count // len(SOURCES), replace=False)]
    return chosen


def measure_file(run: Run, file: Path, at_once: int = 32) -> dict:
    """The figures of an exported network, photos and all, in the product's engine."""
    engine = openvino.Core().compile_model(str(file), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})

    def answers(garments: list[Garment]) -> tuple[np.ndarray, np.ndarray]:
        found = [list(engine(crops(garments[start:start + at_once], run)).values())
                 for start in range(0, len(garments), at_once)]
        return np.concatenate([e.copy() for e, _ in found]), np.concatenate([s.copy() for _, s in found])

    boxed = [replace(run.garments[i], box=None) for i in run.boxed(WHOLE_SOURCES)]
    return measure(run, *answers(run.garments), answers(boxed)[0])


def command_of(run: Run) -> str:
    """The command that makes this network from the data."""
    changed = [f" --{field.name.replace('_', '-')} {getattr(run.settings, field.name)}"
               for field in fields(Settings) if getattr(run.settings, field.name) != field.default]
    return f"python -m ifashion_training.embedder train --data DATA{''.join(changed)}"
