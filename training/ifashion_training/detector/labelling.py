"""Boxes for training photos that have only tags: the half-trained network proposes, the tags decide.

Half of the street photos have no masks, and 'full' garments on people are rare in the other half. Tags say which
classes a photo must show, so a proposal is kept only where both agree (self-training with a filter).
Only train splits are read.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ifashion_training.detector import CLASSES
from ifashion_training.detector.evaluation import Detections, detect
from ifashion_training.detector.photos import Photo

# CCP's tags by the class that its masks of that name have in `ccp/boxes.jsonl`.
TAGS = {
    "upper": {"blouse", "vest", "jacket", "coat", "sweater", "cape", "blazer", "shirt", "t-shirt", "top", "sweatshirt",
              "hoodie", "jumper", "cardigan", "suit"},
    "lower": {"skirt", "pants", "leggings", "jeans", "shorts"},
    "full": {"dress", "romper", "bodysuit"},
}
# A class that the tags name needs less of the network's own confidence than one that they merely allow.
EXPECTED_SCORE = 0.3
EXPECTED_ONLY_FULL_SCORE = 0.15
ALLOWED_SCORE = 0.6


def _records(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def _photo(folder: Path, record: dict) -> Photo:
    return Photo(folder / record["image"], record["w"], record["h"])


def tagged_photos(data: Path) -> list[tuple[str, Photo, frozenset[str]]]:
    """Training photos without boxes: source, photo, classes that the tags name."""
    result = []
    boxed = {record["image"] for record in _records(data / "ccp/boxes.jsonl")}
    for record in _records(data / "ccp/tags.jsonl"):
        if record["split"] == "train" and record["image"] not in boxed:
            named = frozenset(cls for cls, tags in TAGS.items() if tags & set(record["tags"]))
            result.append(("ccp", _photo(data / "ccp", record), named))
    for record in _records(data / "cad/labels.jsonl"):
        if record["split"] == "train" and record["region"] == "full":
            result.append(("cad", _photo(data / "cad", record), frozenset({"full"})))
    boxed = {record["image"] for record in _records(data / "myntra/boxes_weak.jsonl")}
    for number, record in enumerate(_records(data / "myntra/labels.jsonl")):
        if record["split"] != "train" or record["image"] in boxed:
            continue
        # Other 'full' articles there are often sets of two garments. Tops are plenty: every fifth will do.
        if record["region"] == "full" and "category:Dresses" not in record["labels"]:
            continue
        if record["region"] == "upper" and number % 5:
            continue
        result.append(("myntra", _photo(data / "myntra", record), frozenset({record["region"]})))
    return result


def accepted(source: str, named: frozenset[str], found: Detections) -> list[tuple[int, np.ndarray]]:
    """Class and box [4] of each garment of a photo of one person, or nothing where tags and network disagree."""
    best: dict[str, tuple[float, np.ndarray]] = {}
    for box, score, cls in zip(found.boxes, found.scores, found.classes):
        name = CLASSES[cls]
        if score > best.get(name, (0.0, box))[0]:
            best[name] = (float(score), box)
    scores = {name: score for name, (score, _) in best.items()}
    if named == {"full"} and source == "ccp":
        chosen = {"full"} if scores.get("full", 0) >= EXPECTED_ONLY_FULL_SCORE else set()
    elif source == "ccp" and named == {"full", "upper"}:
        # Under a coat or a jumper the masks call the visible part of a dress lower: what the network thinks.
        rest = max(("full", "lower"), key=lambda name: scores.get(name, 0))
        chosen = {"upper", rest} if min(scores.get("upper", 0), scores.get(rest, 0)) >= EXPECTED_SCORE else set()
    elif all(scores.get(name, 0) >= EXPECTED_SCORE for name in named):
        chosen = set(named)
        if source != "ccp":
            others = {"upper"} if "full" in named else {"upper", "lower"}
            chosen |= {name for name in others if scores.get(name, 0) >= ALLOWED_SCORE}
    else:
        chosen = set()
    return [(CLASSES.index(name), best[name][1]) for name in CLASSES if name in chosen]


def label(data: Path, network, file: Path) -> None:
    """Writes the accepted boxes of all tagged photos to `file` as JSON lines; `network` as for `evaluation.detect`."""
    candidates = tagged_photos(data)
    lines = []
    for (source, photo, named), found in zip(candidates, detect(network, [photo for _, photo, _ in candidates])):
        garments = accepted(source, named, found)
        if garments:
            lines.append(json.dumps({
                "source": source, "image": str(photo.path.relative_to(data)), "w": photo.width, "h": photo.height,
                "regions": [{"cls": CLASSES[cls], "box": box.round(1).tolist()} for cls, box in garments],
            }))
    temporary = file.with_suffix(".part")
    temporary.write_text("\n".join(lines) + "\n")
    temporary.replace(file)


def read_labelled(data: Path, file: Path) -> dict[str, list[Photo]]:
    """What `label` wrote, by source."""
    photos: dict[str, list[Photo]] = {}
    for record in _records(file):
        photos.setdefault(record["source"], []).append(
            Photo(
                data / record["image"], record["w"], record["h"],
                tuple(CLASSES.index(region["cls"]) for region in record["regions"]),
                tuple(tuple(region["box"]) for region in record["regions"]),
            )
        )
    return photos


def dress_crops(data: Path) -> list[Photo]:
    """Photos cut to one dress: the box is the photo."""
    return [
        Photo(data / "dress_patterns" / record["image"], record["w"], record["h"], (CLASSES.index("full"),),
              ((0.0, 0.0, float(record["w"]), float(record["h"])),))
        for record in _records(data / "dress_patterns/labels.jsonl")
        if record["split"] == "train"
    ]
