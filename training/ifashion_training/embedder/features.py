"""What the frozen blocks make of each crop, computed once and kept: training then costs only the last blocks."""

from __future__ import annotations

import io
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


def compressed(pixels: np.ndarray, chance: random.Random) -> np.ndarray:
    """Every other crop as a JPEG of low to good quality, as phones and chats make them; [s, s, 3] uint8."""
    if chance.random() < 0.5:
        return pixels
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=chance.randint(50, 95))
    return np.asarray(Image.open(file))


def frozen_features(
    garments: list[Garment], side: int, file: Path, view: int | None, start: Start = Start()
) -> np.ndarray:
    """n × c × h × h float16 (see `Frozen`), from `file` where it stands, else computed and written there.

    `view`: None for the crop as the product sees it, a number for a randomly jittered one (seeded by it).
    """
    if file.exists():
        return np.load(file, mmap_mode="r")
    frozen, example = Frozen(side, start=start), torch.zeros(1, 3, side, side)
    model = openvino.convert_model(frozen, example_input=example)
    network = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    part = file.with_suffix(".part.npy")
    shape = (len(garments), *frozen(example).shape[1:])
    result = np.lib.format.open_memmap(part, "w+", np.float16, shape)
    for first in range(0, len(garments), 64):
        crops = []
        for index, garment in enumerate(garments[first:first + 64], first):
            image = Image.open(garment.image).convert("RGB")
            box = garment.box
            if view is None:
                crops.append(crop(image, box, side, CROP_MARGIN))
                continue
            chance = random.Random(f"{view}/{index}")
            crops.append(compressed(crop(*jittered(image, box, chance), side, 0), chance))
        result[first:first + len(crops)] = network(normalised(np.stack(crops), start))[0]
        if first % 2048 == 0:
            print(f"features of {file.stem}: {first} of {len(garments)}", flush=True)
    result.flush()
    part.rename(file)
    return result
