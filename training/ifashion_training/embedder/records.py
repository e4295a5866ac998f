"""The labelled garments of the data folder, as crops of photos."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

SOURCES = {
    "clothing_cc0": "labels.jsonl",
    "myntra": "labels.jsonl",
    "cad": "labels.jsonl",
    "dress_patterns": "labels.jsonl",
    "ccp": "regions.jsonl",
}
GROUPS = ("category", "color", "gender", "material", "neckline", "pattern", "sleeve", "style")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Garment:
    """One labelled garment: where it is, what is known of it."""

    source: str
    image: Path
    box: Box | None
    """Left, top, right, bottom in pixels; None for the whole photo."""
    region: str | None
    labels: tuple[str, ...]
    known: frozenset[str]
    """Groups that were annotated: a group that is not in it is unknown, not negative."""
    split: str
    duplicates: str
    """Near-duplicates share this; each photo's own name where it has none."""


def read_garments(data: Path, sources: tuple[str, ...] = tuple(SOURCES)) -> list[Garment]:
    """All garments of the sources, in the order of their files."""
    garments = []
    for source in sources:
        folder = data / source
        weak = folder / "boxes_weak.jsonl"
        boxes: dict[str, Box] = {}
        if weak.exists():
            for record in map(json.loads, weak.read_text().splitlines()):
                boxes[record["image"]] = tuple(record["regions"][0]["box"])
        for record in map(json.loads, (folder / SOURCES[source]).read_text().splitlines()):
            box = record.get("box") or boxes.get(record["image"])
            garments.append(
                Garment(
                    source, folder / record["image"], tuple(box) if box else None, record.get("region"),
                    tuple(record["labels"]), frozenset(record["known"]), record["split"],
                    f"{source}/{record.get('dup', record['image'])}",
                )
            )
    return garments


def label_columns(garments: list[Garment], least: int = 40) -> list[str]:
    """The labels with at least `least` training examples, by group and then by frequency."""
    counts = Counter(label for garment in garments if garment.split == "train" for label in garment.labels)
    frequent = [label for label, count in counts.items() if count >= least]
    return sorted(frequent, key=lambda label: (GROUPS.index(label.split(":")[0]), -counts[label], label))


def targets(garments: list[Garment], columns: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Presence and knowledge of each label: two n × L float32 arrays of 0 and 1."""
    position = {label: index for index, label in enumerate(columns)}
    groups = [label.split(":")[0] for label in columns]
    present = np.zeros((len(garments), len(columns)), np.float32)
    known = np.zeros_like(present)
    for row, garment in enumerate(garments):
        for label in garment.labels:
            if label in position:
                present[row, position[label]] = 1
        known[row] = [group in garment.known for group in groups]
    return present, known


def read_crops(garments: list[Garment], side: int, margin: float) -> np.ndarray:
    """The garments cut out of their photos by `crop`: n × side × side × 3 uint8."""
    return np.stack([crop(Image.open(garment.image).convert("RGB"), garment.box, side, margin) for garment in garments])


def crop(image: Image.Image, box: Box | None, side: int, margin: float, pad: int = 127) -> np.ndarray:
    """The garment as the product sees it: box enlarged by `margin`, letterboxed into side × side × 3 uint8.

    The same rule as in `Resampler` of the product, with Pillow's antialiased triangle filter.
    """
    width, height = image.size
    left, top, right, bottom = box or (0, 0, width, height)
    if box:
        across, down = margin * (right - left), margin * (bottom - top)
        left, top = max(left - across, 0), max(top - down, 0)
        right, bottom = min(right + across, width), min(bottom + down, height)
    scale = min(side / (right - left), side / (bottom - top))
    size = tuple(min(max(round(extent * scale), 1), side) for extent in (right - left, bottom - top))
    canvas = np.full((side, side, 3), pad, np.uint8)
    x, y = (side - size[0]) // 2, (side - size[1]) // 2
    canvas[y:y + size[1], x:x + size[0]] = image.resize(size, Image.BILINEAR, box=(left, top, right, bottom))
    return canvas
