"""The golden vectors of a models folder: what its networks give for a few pictures, worked out without the product.

    python -m ifashion_training.golden --models ../models --pictures ../models/golden

Pillow reads and resamples, ONNX Runtime computes; `ifashion models check` holds the product's own path against it, so
that neither its preprocessing nor its suppression can drift from what the networks were trained with. Inputs,
thresholds and labels come from `models.json`. To be run again after every change of a network.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from ifashion_training.detector.boxes import overlaps
from ifashion_training.detector.evaluation import detections_in
from ifashion_training.detector.photos import PAD, letterbox
from ifashion_training.embedder.records import Box, crop
from ifashion_training.manifest import MANIFEST, fingerprint

FILE = "golden.json"
FORMAT = 1
TOLERANCES = {"cosine": 0.99, "iou": 0.98, "score": 0.1}
"""Another engine, another CPU and 8-bit weights move values by less; another preprocessing by more."""
SAME_BOX = 0.8
"""Boxes of two classes that overlap by more are one garment (`Detector.suppress` of the product)."""
GARMENTS = 8
"""Garments of one picture at most (`Detector.garments` of the product)."""
TOP_LABELS = 5


class Network:
    """A network of the manifest in ONNX Runtime, on one thread."""

    def __init__(self, folder: Path, entry: dict):
        file = folder / entry["file"]
        if fingerprint(file) != entry["fingerprint"]:
            raise SystemExit(f"{file} is not the file that {MANIFEST} names: its fingerprint is {fingerprint(file)}.")
        self.entry, self.input = entry, entry["input"]
        if self.input["width"] != self.input["height"] or self.input["fit"] != "letterbox":
            raise SystemExit(f"{file}: only square, letterboxed inputs are known here.")
        self.side = self.input["width"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(self, view: np.ndarray, *outputs: str) -> list[np.ndarray]:
        """Outputs for one side × side × 3 uint8 view, without the batch's dimension."""
        values = (view.astype(np.float32) - np.float32(self.input["mean"])) / np.float32(self.input["scale"])
        batch = np.ascontiguousarray(values.transpose(2, 0, 1)[None])
        names = [self.entry["outputs"][output] for output in outputs]
        return [result[0] for result in self.session.run(names, {self.input["name"]: batch})]


@dataclass
class Found:
    """A garment as the product would show it."""

    region: str
    score: float
    box: Box
    """Left, top, right, bottom in pixels of the picture."""


def found_in(image: Image.Image, detector: Network) -> tuple[list[Found], float]:
    """The garments of a picture, the surest first, and the greatest score of any class over all anchors."""
    if detector.input["pad"] != PAD:
        raise SystemExit(f"the letterbox's grey is {PAD} here and {detector.input['pad']} in {MANIFEST}.")
    boxes, scores = detector.run(letterbox(np.asarray(image), detector.side), "boxes", "scores")
    found = detections_in(
        image.size, detector.side, boxes, scores, detector.entry["score_threshold"], detector.entry["iou_threshold"])
    kept: list[int] = []
    for index in np.argsort(-found.scores, kind="stable"):
        if len(kept) < GARMENTS and not (overlaps(found.boxes[[index]], found.boxes[kept]) > SAME_BOX).any():
            kept.append(int(index))
    garments = [
        Found(detector.entry["classes"][found.classes[index]], float(found.scores[index]),
              tuple(round(float(edge), 2) for edge in found.boxes[index]))
        for index in kept
    ]
    return garments, float(scores.max())


def crop_record(image: Image.Image, box: Box | None, embedder: Network) -> dict:
    """The embedding and the surest labels of a crop (None: the whole picture)."""
    margin = embedder.entry["crop_margin"]
    view = crop(image, box, embedder.side, margin, embedder.input["pad"])
    embedding, scores = embedder.run(view, "embedding", "scores")
    best = np.argsort(-scores, kind="stable")[:TOP_LABELS]
    return {
        "box": box and list(box),
        "labels": [{"label": embedder.entry["labels"][index]["label"], "score": rounded(scores[index], 4)}
                   for index in best],
        "embedding": [rounded(value, 5) for value in embedding],
    }


def picture_record(file: Path, name: str, detector: Network, embedder: Network) -> dict:
    """All that is expected of one picture."""
    image = Image.open(file).convert("RGB")
    found, greatest = found_in(image, detector)
    return {
        "file": name, "width": image.width, "height": image.height, "greatest_score": rounded(greatest, 4),
        "detections": [{"region": one.region, "score": rounded(one.score, 4), "box": list(one.box)} for one in found],
        "crops": [crop_record(image, box, embedder) for box in [*(one.box for one in found), None]],
    }


def golden(models: Path, pictures: Path) -> dict:
    """The golden vectors of the networks in `models` on the PNG files in `pictures`."""
    content = json.loads((models / MANIFEST).read_text())
    detector, embedder = (Network(models, content[name]) for name in ("detector", "embedder"))
    files = sorted(pictures.glob("*.png"))
    if not files:
        raise SystemExit(f"there are no PNG files in {pictures}.")
    records = [
        picture_record(file, os.path.relpath(file.resolve(), models.resolve()), detector, embedder) for file in files]
    if not any(record["detections"] for record in records):
        raise SystemExit("the detector finds nothing in any of the pictures: they would check nothing.")
    return {
        "format": FORMAT,
        "detector": content["detector"]["fingerprint"], "embedder": content["embedder"]["fingerprint"],
        "engine": f"onnxruntime {onnxruntime.__version__}",
        "tolerances": TOLERANCES,
        "pictures": records,
    }


def rounded(value: float, digits: int) -> float:
    """A number as short as its use allows; never «-0.0»."""
    return round(float(value), digits) + 0.0


def text(content: dict) -> str:
    """JSON with lists of numbers on one line each."""
    indented = json.dumps(content, indent=1, ensure_ascii=False)
    numbers = re.compile(r"\[\s+(-?\d[^\[\]{}\"]*?)\s+\]")
    return numbers.sub(lambda match: "[" + re.sub(r"\s+", " ", match[1]) + "]", indented) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ifashion_training.golden", description=__doc__.split("\n")[0])
    parser.add_argument("--models", type=Path, required=True, help=f"folder of {MANIFEST}; {FILE} is written there")
    parser.add_argument("--pictures", type=Path, required=True, help="folder of PNG files, inside of the former")
    arguments = parser.parse_args()
    content = golden(arguments.models, arguments.pictures)
    file = arguments.models / FILE
    part = file.with_suffix(".part")
    part.write_text(text(content))
    part.replace(file)
    garments = sum(len(record["detections"]) for record in content["pictures"])
    crops = sum(len(record["crops"]) for record in content["pictures"])
    print(f"{file}: {len(content['pictures'])} pictures, {garments} garments, {crops} crops")


if __name__ == "__main__":
    main()
