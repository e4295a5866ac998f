"""Pixel masks of Clothing Co-Parsing -> boxes of regions.

Yang, Luo, Lin: «Clothing Co-Parsing by Joint Image Segmentation and Labeling», CVPR 2014. `label_list.mat`: a 1 × 59 cell
array of names, «null» first; `annotations/pixel-level/NNNN.mat`: `groundtruth`, [h, w], each pixel the place of its name
in that list, from 0; `photos/NNNN.jpg`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ifashion_training.annotations.jsonl import photo_size
from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, Box, Garment
from ifashion_training.detector import CLASSES
from ifashion_training.detector.labelling import TAGS

REGIONS = {name: region for region, names in TAGS.items() for name in names}
# Pieces of a region smaller than this share of the photo say nothing of where the garment is: specks between
# superpixels, a hem seen through a bag. In `ccp/boxes.jsonl` the share must have been under 0.0043 (a blouse in 5 pieces).
FRAGMENT_SHARE = 0.003
# Tops worn inside; coats, jackets, blazers, vests, capes, cardigans and suits are worn over a dress, too.
INNER_TOPS = {"blouse", "shirt", "t-shirt", "top", "sweater", "sweatshirt", "hoodie", "jumper"}
# A «dress» that begins below this part of an inner top's height is what is seen of a skirt: it tells the 73 lower ones
# of `ccp/boxes.jsonl` from the 160 full ones without an error (the nearest are at 0.53 and 0.60).
DRESS_UNDER_TOP = 0.55


def regions_of_names(boxes: dict[str, Box]) -> dict[str, str]:
    """Each garment's region, with two repairs of loose names; other names of the label list are left out.

    A «dress» that begins well below an inner top is lower; a «suit» is full alone, but upper where a lower garment shows.
    `boxes`: the hull of each name's pixels.
    """
    regions = {name: REGIONS[name] for name in boxes if name in REGIONS}
    inner = [boxes[name] for name in INNER_TOPS & boxes.keys()]
    if "dress" in boxes and any(boxes["dress"][1] > top + DRESS_UNDER_TOP * (bottom - top) for _, top, _, bottom in inner):
        regions["dress"] = "lower"
    if "suit" in boxes:
        others = {region for name, region in regions.items() if name != "suit"}
        regions["suit"] = "upper" if "lower" in others else "full"
    return regions


def region_boxes(labels: np.ndarray, names: list[str], fragment_share: float = FRAGMENT_SHARE) -> tuple[Garment, ...]:
    """The box of each region in a label matrix [h, w]: around all its garments' pixels, without fragments."""
    masks = {names[index]: labels == index for index in np.unique(labels) if names[index] in REGIONS}
    kept = {name: without_fragments(mask, fragment_share) for name, mask in masks.items()}
    # A garment of which only fragments show decides nothing, but may fill up the others of its region: a collar.
    regions = REGIONS | regions_of_names({name: hull(mask) for name, mask in kept.items() if mask.any()})
    garments = []
    for region in CLASSES:
        own = [mask for name, mask in masks.items() if regions[name] == region]
        union = without_fragments(np.logical_or.reduce(own), fragment_share) if own else np.zeros(0)
        if union.any():
            garments.append(Garment(region, hull(union)))
    return tuple(garments)


def without_fragments(mask: np.ndarray, share: float) -> np.ndarray:
    """A mask [h, w] without its connected pieces (also over corners) of fewer pixels than `share` of the photo."""
    from scipy import ndimage

    pieces, _ = ndimage.label(mask, structure=np.ones((3, 3)))
    sizes = np.bincount(pieces.ravel())
    sizes[0] = 0
    return (sizes >= share * mask.size)[pieces]


def hull(mask: np.ndarray) -> Box:
    """The edges around a mask that isn't empty."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def ccp_photos(source: Path, photos: Path | None = None, fragment_share: float = FRAGMENT_SHARE) -> Iterator[AnnotatedPhoto]:
    """The photos with masks in a copy of the data set; `photos`: where they lie if not in `source/photos`, in any size."""
    names = label_names(source / "label_list.mat")
    files = sorted((source / "annotations/pixel-level").glob("*.mat"))
    if not files:
        raise AnnotationError(f"{source}/annotations/pixel-level holds no .mat file: name the data set's own folder")
    for file in files:
        labels = _variable(file, "groundtruth")
        if labels.ndim != 2 or not np.issubdtype(labels.dtype, np.number) or labels.size == 0:
            raise AnnotationError(f"{file}: «groundtruth» is no matrix of numbers")
        if labels.min() < 0 or labels.max() >= len(names):
            raise AnnotationError(f"{file}: a label is {labels.max()}, but label_list.mat has {len(names)} names, from 0")
        path = (photos or source / "photos") / f"{file.stem}.jpg"
        width, height = photo_size(path)
        scale = (width / labels.shape[1], height / labels.shape[0]) * 2
        garments = tuple(
            Garment(garment.region, tuple(edge * factor for edge, factor in zip(garment.box, scale)))
            for garment in region_boxes(labels.astype(np.int64), names, fragment_share)
        )
        yield AnnotatedPhoto(path, width, height, garments, file.stem, None, "ccp", "masks")


def label_names(file: Path) -> list[str]:
    """The names of `label_list.mat`, in order."""
    cells = _variable(file, "label_list").ravel()
    names = [str(np.asarray(cell).ravel()[0]) if np.asarray(cell).size else "" for cell in cells]
    if not REGIONS.keys() & set(names):
        raise AnnotationError(f"{file}: names no garment; the list of the data set begins null, accessories, bag")
    return names


def _variable(file: Path, name: str) -> np.ndarray:
    try:
        from scipy.io import loadmat
    except ModuleNotFoundError:
        raise AnnotationError("reading masks needs SciPy: pip install -e '.[masks]'") from None
    if not file.is_file():
        raise AnnotationError(f"{file}: is missing")
    try:
        content = loadmat(file)
    # SciPy raises what it stumbles over, of many kinds, for files that are cut short or no MAT files.
    except Exception as error:
        raise AnnotationError(f"{file}: is no MAT file that can be read: {error}") from None
    if name not in content:
        raise AnnotationError(f"{file}: has no variable «{name}»")
    return content[name]
