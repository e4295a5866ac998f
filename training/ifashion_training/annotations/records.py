"""A photo with garment boxes, as every converter gives it and the VOC writer takes it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

from ifashion_training.detector import CLASSES

Box = tuple[float, float, float, float]

SPLITS = ("train", "val", "test")


class AnnotationError(ValueError):
    """What is wrong with someone's annotations: the file, the place in it and what to mend, in a sentence."""


@dataclass(frozen=True)
class Garment:
    """One box of one region."""

    region: str  # of `CLASSES`
    box: Box  # left, top, right, bottom: edges in pixels, (0, 0) is the photo's upper left corner
    difficult: bool = False  # hard to recognise: VOC counts it neither as found nor as missed
    truncated: bool = False  # the garment goes on outside its box


@dataclass(frozen=True)
class AnnotatedPhoto:
    """One photo and all its garments; without garments it is an example of «no clothes here»."""

    path: Path
    width: int  # pixels
    height: int
    garments: tuple[Garment, ...]
    name: str  # unique in its source, without extension; may hold folders
    split: str | None = None  # of `SPLITS`; None where the source doesn't say
    source: str = ""  # the data set
    origin: str = ""  # where the boxes come from, as «masks», «grabcut», «landmarks»


def region_named(name: object, where: str, regions: dict[str, str] | None = None) -> str | None:
    """The region of a class of someone's data; None if `regions` maps it to «-», which leaves its boxes out.

    `regions`: from names of the data to names of `CLASSES`, beside those themselves. `where` starts the error.
    """
    known = {region: region for region in CLASSES} | (regions or {})
    own = known.get(str(name).strip())
    if own is None:
        raise AnnotationError(
            f"{where}: the class «{name}» is none of {', '.join(CLASSES)}: rename it, or say what it is with"
            f" --region '{name}=upper' (or lower, full; - leaves its boxes out)"
        )
    return None if own == "-" else own


def fitted(box: object, width: int, height: int, where: str, slack: float = 1.0) -> Box:
    """A box cut at the photo's edges, at most `slack` pixels; errors for what is no box in this photo."""
    try:
        left, top, right, bottom = (float(value) for value in box)
    except (TypeError, ValueError):
        raise AnnotationError(f"{where}: the box is {box}: four numbers are needed") from None
    if not all(map(math.isfinite, (left, top, right, bottom))):
        raise AnnotationError(f"{where}: the box {box} holds a number that is not finite")
    if left >= right or top >= bottom:
        raise AnnotationError(f"{where}: the box {box} is empty: right must be over left and bottom over top")
    outside = max(-left, -top, right - width, bottom - height)
    cut = (max(left, 0.0), max(top, 0.0), min(right, float(width)), min(bottom, float(height)))
    if outside > slack or cut[0] >= cut[2] or cut[1] >= cut[3]:
        raise AnnotationError(
            f"{where}: the box {box} lies outside the photo of {width} × {height} pixels: were the boxes made on"
            " another size of it, or are these not pixels?"
        )
    return cut


def split_by_name(name: str, val_share: float) -> str:
    """«train» or «val», always the same for a name, so that adding photos moves none."""
    digest = hashlib.sha256(name.encode()).digest()
    return "val" if int.from_bytes(digest[:8], "big") / 2**64 < val_share else "train"
