"""The trained network as ONNX, with its entry in models.json, and the table of labels."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import onnxruntime
import openvino
import torch
from PIL import Image

from ifashion_training.backbones import MEAN, SCALE, STARTING_WEIGHTS
from ifashion_training.embedder.features import CROP_MARGIN, normalised
from ifashion_training.embedder.network import DIMENSION, Embedder, Frozen
from ifashion_training.embedder.records import GROUPS, crop
from ifashion_training.embedder.training import Run, figures
from ifashion_training.manifest import fingerprint, set_entry

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
    file = models / "embedder.onnx"
    write_onnx(network, side, file)
    val = [garment for garment in run.garments if garment.split == "val"][::40]
    images = normalised(np.stack([
        crop(Image.open(garment.image).convert("RGB"), garment.box, side, CROP_MARGIN) for garment in val]))
    differences = largest_differences(network, file, images)
    print(f"largest difference from PyTorch on {len(val)} photos: {differences}")
    if max(differences.values()) > PARITY:
        raise SystemExit(f"the exported network differs by more than {PARITY}")
    found = figures(run, tail)
    thresholds = found.pop("thresholds")
    set_entry(models, "embedder", {
        "file": file.name, "fingerprint": fingerprint(file),
        "input": {"name": "image", "width": side, "height": side, "fit": "letterbox", "pad": 127,
                  "mean": list(MEAN), "scale": list(SCALE), "color": "RGB", "layout": "NCHW"},
        "crop_margin": CROP_MARGIN, "outputs": {"embedding": "embedding", "scores": "scores"},
        "dimension": DIMENSION,
        "labels": [{"label": label, "threshold": threshold}
                   for label, threshold in zip(run.columns, thresholds, strict=True)],
        "figures": {**found, "parity": differences},
        "data": "train splits of clothing_cc0, myntra, cad, dress_patterns, ccp (see docs/licences.md)",
        "command": "python -m ifashion_training.embedder train && python -m ifashion_training.embedder export",
        "starting_weights": STARTING_WEIGHTS,
    })


REGIONS = {
    "lower": "Jeans Shorts Skirts Trousers Leggings Jeggings Capris Cargo Sweatpants Joggers Khakis Harem Palazzo",
    "full": "Dresses Jumpsuits Rompers Overalls Gown Sarees Salwar Nightgowns Robes",
}
"""Words in a category's name that tell where it is worn; all other garments are worn on the upper body."""
NOT_GARMENTS = "Shoes Boots Sandals Heels Sneakers Socks Stockings Hats Bag Belt Scarf Watches Underwear Bra"


def region_of(label: str) -> str | None:
    """The region of a category; None for other groups and for what is no garment of a region."""
    group, name = label.split(":", 1)
    if group != "category" or any(word in name for word in NOT_GARMENTS.split()):
        return None
    for region, words in REGIONS.items():
        if any(word in name for word in words.split()):
            return region
    return "upper"


def write_label_table(data: Path, models: Path) -> None:
    """Writes `labels.json`: the 228 labels of iMaterialist-Fashion 2018, and our own that it doesn't have."""
    with open(data / "iMat_fashion_2018_label_map_228.csv", newline="", encoding="utf-8-sig") as file:
        table = [(f"{row['taskName']}:{row['labelName']}", int(row["labelId"])) for row in csv.DictReader(file)]
    theirs = {label for label, _ in table}
    own = [record["label"] for record in json.loads((data / "vocab.json").read_text()) if record["label"] not in theirs]
    labels = [{"label": label, "imat": number, "region": region_of(label)} for label, number in table]
    labels += [{"label": label, "imat": None, "region": region_of(label)} for label in own]
    content = {"format": 1, "groups": list(GROUPS), "labels": labels}
    models.mkdir(parents=True, exist_ok=True)
    (models / "labels.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(table)} labels of iMaterialist-Fashion 2018 and {len(own)} of our own")
