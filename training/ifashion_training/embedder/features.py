"""What the frozen blocks make of each crop, computed once and kept: training then costs only the last blocks."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import openvino
import torch
from PIL import Image, ImageEnhance

from ifashion_training.embedder.network import Frozen, Start
from ifashion_training.embedder.records import Box, Garment, crop

CROP_MARGIN = 0.05


def normalised(crops: np.ndarray, start: Start = Start()) -> np.ndarray:
    """n × s × s × 3 uint8 -> n × 3 × s × s float32 as the network is fed."""
    scaled = (crops.astype(np.float32) - np.float32(start.backbone.mean)) / np.float32(start.backbone.scale)
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def jittered(image: Image.Image, box: Box | None, chance: random.Random) -> tuple[Image.Image, Box]:
    """A detector's imperfect box and a camera's exposure. The hue stays: colour is a label."""
    width, height = image.size
    left, top, right, bottom = box or (0, 0, width, height)
    if chance.random() < 0.25:
        left, top, right, bottom = 0, 0, width, height
    across, down = (right - left), (bottom - top)
    moved = [edge + chance.uniform(-0.10, 0.10) * extent
             for edge, extent in ((left, across), (top, down), (right, across), (bottom, down))]
    image = ImageEnhance.Brightness(image).enhance(chance.uniform(0.85, 1.15))
    image = ImageEnhance.Contrast(image).enhance(chance.uniform(0.85, 1.15))
    return image, (max(moved[0], 0), max(moved[1], 0), min(moved[2], width), min(moved[3], height))


def frozen_features(
    garments: list[Garment], side: int, file: Path, view: int | None, start: Start = Start()
) -> np.ndarray:
    """n × c × s/16 × s/16 float16 (see `Frozen`), from `file` where it stands, else computed and written there.

    `view`: None for the crop as the product sees it, a number for a randomly jittered one (seeded by it).
    """
    if file.exists():
        return np.load(file, mmap_mode="r")
    model = openvino.convert_model(Frozen(side, start=start), example_input=torch.zeros(1, 3, side, side))
    network = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    cells = -(-side // 16)
    result = np.empty((len(garments), start.backbone.channels, cells, cells), np.float16)
    for first in range(0, len(garments), 64):
        crops = []
        for index, garment in enumerate(garments[first:first + 64], first):
            image = Image.open(garment.image).convert("RGB")
            box = garment.box
            if view is not None:
                image, box = jittered(image, box, random.Random(f"{view}/{index}"))
            crops.append(crop(image, box, side, 0 if view is not None else CROP_MARGIN))
        result[first:first + len(crops)] = network(normalised(np.stack(crops), start))[0]
        if first % 2048 == 0:
            print(f"features of {file.stem}: {first} of {len(garments)}", flush=True)
    part = file.with_suffix(".part.npy")
    np.save(part, result)
    part.rename(file)
    return result
