"""Photos with garment boxes: reading, letterboxing, augmentation and the batches of a training run.

Expects the data folder with `ccp/boxes.jsonl`, `clothing_cc0/boxes_weak.jsonl`, `myntra/boxes_weak.jsonl`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from ifashion_training.detector import CLASSES

# Grey of the letterbox bars: 0 after the normalisation.
PAD = 127

SOURCES = {
    "ccp": "ccp/boxes.jsonl",
    "clothing_cc0": "clothing_cc0/boxes_weak.jsonl",
    "myntra": "myntra/boxes_weak.jsonl",
}


@dataclass(frozen=True)
class Photo:
    """One photo and its garments."""

    path: Path
    width: int
    height: int
    classes: tuple[int, ...] = field(default=())
    boxes: tuple[tuple[float, float, float, float], ...] = field(default=())  # pixels of the photo

    @property
    def has_full(self) -> bool:
        return CLASSES.index("full") in self.classes


def read_photos(data: Path, source: str, split: str) -> list[Photo]:
    """The photos of one source (a key of `SOURCES`) and split («train» or «val») that have boxes."""
    index = data / SOURCES[source]
    photos = []
    for line in index.read_text().splitlines():
        record = json.loads(line)
        if record["split"] == split:
            photos.append(
                Photo(
                    path=index.parent / record["image"],
                    width=record["w"],
                    height=record["h"],
                    classes=tuple(CLASSES.index(region["cls"]) for region in record["regions"]),
                    boxes=tuple(tuple(region["box"]) for region in record["regions"]),
                )
            )
    return photos


def read_products(data: Path, source: str, split: str) -> tuple[list[Photo], list[int]]:
    """The product photos of a source with labels.jsonl, boxes or not, and the class of each one's garment."""
    photos, regions = [], []
    for record in map(json.loads, (data / source / "labels.jsonl").read_text().splitlines()):
        if record["split"] == split and record.get("region") in CLASSES:
            photos.append(Photo(data / source / record["image"], record["w"], record["h"]))
            regions.append(CLASSES.index(record["region"]))
    return photos, regions


def read_backgrounds(folder: Path, split: str) -> list[Photo]:
    """Photos without clothes: what the detector must stay silent on. Every fifth of the folder is «val»."""
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"})
    photos = []
    for number, path in enumerate(files):
        if (number % 5 == 4) == (split == "val"):
            with Image.open(path) as image:
                photos.append(Photo(path, *image.size))
    if not photos:
        raise SystemExit(f"{folder} holds no JPEG, PNG or WebP photo")
    return photos


# All 3,500 training photos are 1.1 GB decoded; decoding them again each time would take a tenth of a step.
@lru_cache(maxsize=6000)
def pixels(path: Path) -> np.ndarray:
    """RGB pixels of a photo, [height, width, 3] uint8."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def letterbox_place(width: int, height: int, side: int) -> tuple[int, int, int, int]:
    """Where a photo lies in the square input: left, top, new width, new height in pixels."""
    scale = min(side / width, side / height)
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    return (side - new_width) // 2, (side - new_height) // 2, new_width, new_height


def letterbox(image: np.ndarray, side: int) -> np.ndarray:
    """[height, width, 3] uint8 -> [side, side, 3] uint8 as the product does it: triangle filter, centred, grey bars."""
    left, top, width, height = letterbox_place(image.shape[1], image.shape[0], side)
    canvas = np.full((side, side, 3), PAD, dtype=np.uint8)
    canvas[top : top + height, left : left + width] = np.asarray(
        Image.fromarray(image).resize((width, height), Image.BILINEAR)
    )
    return canvas


def augmented(photo: Photo, side: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A random view of a photo: [side, side, 3] float32 of 0..255 and garments [g, 5] class, box in input pixels."""
    image = pixels(photo.path)
    scale = min(side / photo.width, side / photo.height) * np.exp(random.uniform(np.log(0.6), np.log(1.35)))
    stretch = np.sqrt(np.exp(random.uniform(np.log(0.85), np.log(1.18))))
    width, height = max(8, round(photo.width * scale * stretch)), max(8, round(photo.height * scale / stretch))
    view = np.asarray(Image.fromarray(image).resize((width, height), Image.BILINEAR))
    left, top = (round(random.uniform(min(0, side - size), max(0, side - size))) for size in (width, height))
    canvas = np.full((side, side, 3), PAD, dtype=np.float32)
    canvas[max(0, top) : top + height, max(0, left) : left + width] = view[
        max(0, -top) : side - top, max(0, -left) : side - left
    ]
    boxes = np.array(photo.boxes, dtype=np.float32).reshape(-1, 4)
    boxes = boxes * np.array([width / photo.width, height / photo.height] * 2, dtype=np.float32)
    boxes += np.array([left, top] * 2, dtype=np.float32)
    area = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    boxes = boxes.clip(0, side)
    # A garment of which under a third is left in the view is no example of itself.
    kept = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1) > np.maximum(area / 3, 64)
    if random.random() < 0.5:
        canvas = canvas[:, ::-1]
        boxes[:, [0, 2]] = side - boxes[:, [2, 0]]
    garments = np.concatenate((np.array(photo.classes, dtype=np.float32)[:, None], boxes), axis=1)[kept]
    return _recoloured(canvas, random), garments


def _recoloured(canvas: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Random contrast, brightness, saturation and white balance; [h, w, 3] of 0..255."""
    grey = canvas.mean(axis=2, keepdims=True)
    canvas = grey + (canvas - grey) * np.float32(random.uniform(0.6, 1.3))
    gain = random.uniform(0.75, 1.25) * random.uniform(0.94, 1.06, size=3)
    return ((canvas - PAD) * gain.astype(np.float32) + PAD + np.float32(random.uniform(-30, 30))).clip(0, 255)


class Deck:
    """Photos dealt out in random order, each once before any comes again; stateless, so that a run can be resumed."""

    def __init__(self, photos: list[Photo], seed: int):
        self.photos = photos
        self.seed = seed

    def deal(self, step: int, count: int) -> list[Photo]:
        """The photos of a step when every step takes `count`."""
        return [self._at(position) for position in range(step * count, (step + 1) * count)]

    def _at(self, position: int) -> Photo:
        turn, place = divmod(position, len(self.photos))
        return self.photos[self._order(turn)[place]]

    @lru_cache(maxsize=4)
    def _order(self, turn: int) -> np.ndarray:
        return np.random.default_rng([self.seed, turn]).permutation(len(self.photos))


def mosaic(photos: list[Photo], side: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random views of four photos as the quarters of one; returns what `augmented` returns. `side` is even."""
    canvas, garments = np.empty((side, side, 3), dtype=np.float32), []
    half = side // 2
    for quarter, photo in enumerate(photos):
        top, left = half * (quarter // 2), half * (quarter % 2)
        image, own = augmented(photo, half, random)
        canvas[top : top + half, left : left + half] = image
        garments.append(own + np.array([0, left, top, left, top], dtype=np.float32))
    return canvas, np.concatenate(garments)


class Batches:
    """The batches of a run: every step takes a fixed number of photos from each deck."""

    def __init__(self, decks: list[tuple[list[Photo], int]], side: int, seed: int, mosaics: tuple[float, int] = (0.0, 0)):
        """`decks`: photos, and how many of them a step takes. `mosaics`: the share of views that are one, before a step."""
        self.side, self.seed = side, seed
        self.decks = [(Deck(photos, seed + number), count) for number, (photos, count) in enumerate(decks) if photos]
        self.mosaic_share, self.mosaic_end = mosaics

    def batch(self, step: int) -> tuple[np.ndarray, np.ndarray]:
        """Images [n, 3, side, side] float32, normalised, and garments [g, 6] (photo, class, box in input pixels)."""
        random = np.random.default_rng([self.seed, step])
        dealt = [photo for deck, count in self.decks for photo in deck.deal(step, count)]
        share = self.mosaic_share if step < self.mosaic_end else 0.0
        images, garments = [], []
        for photo in dealt:
            if random.random() < share:
                others = [dealt[index] for index in random.integers(len(dealt), size=3)]
                image, boxes = mosaic([photo, *others], self.side, random)
            else:
                image, boxes = augmented(photo, self.side, random)
            garments.append(np.insert(boxes, 0, len(images), axis=1))
            images.append(image)
        return normalised(np.stack(images)), np.concatenate(garments).astype(np.float32)


def normalised(images: np.ndarray) -> np.ndarray:
    """[n, side, side, 3] of 0..255 -> [n, 3, side, side] float32 (value - 127) / 128."""
    return np.ascontiguousarray(((images.astype(np.float32) - 127) / 128).transpose(0, 3, 1, 2))
