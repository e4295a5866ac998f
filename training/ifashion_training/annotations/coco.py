"""COCO's JSON -> photos. Format: https://cocodataset.org/#format-data, «object detection»; `bbox` is left, top, width,
height in pixels from 0. A photo's `weak` flag becomes the VOC file's `source/annotation`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, Garment, fitted, region_named


def coco_photos(source: Path, photos: Path | None = None, regions: dict[str, str] | None = None) -> Iterator[AnnotatedPhoto]:
    """The photos of a file, or of all `.json` files of a folder that name a split; `photos`: where the images lie,
    by default the file's folder. The split is the «train», «val» or «test» in the file's name; without one, photos
    have none. `iscrowd` boxes are marked difficult."""
    for file in _files(source):
        yield from _photos(file, photos or file.parent, regions)


def _files(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source]
    files = [file for file in sorted(source.glob("*.json")) if _split(file)]
    if not files:
        raise AnnotationError(f"{source} holds no .json file with train, val or test in its name: name the file")
    return files


def _split(file: Path) -> str | None:
    found = re.findall("train|val|test", file.stem.lower())
    return found[-1] if found else None


def _photos(file: Path, place: Path, regions: dict[str, str] | None) -> Iterator[AnnotatedPhoto]:
    content = _content(file)
    names = {category.get("id"): category.get("name") for category in content["categories"]}
    boxes: dict[object, list[dict]] = {}
    for box in content["annotations"]:
        boxes.setdefault(box.get("image_id"), []).append(box)
    images = {image.get("id"): image for image in content["images"]}
    if len(images) < len(content["images"]):
        raise AnnotationError(f"{file}: two of its images have one id: each needs its own")
    for stray in boxes.keys() - images.keys():
        raise AnnotationError(f"{file}: annotation {boxes[stray][0].get('id')} belongs to the image {stray}, which is not there")
    for number, image in images.items():
        where = f"{file}: image {number}"
        name, width, height = (image.get(key) for key in ("file_name", "width", "height"))
        if not isinstance(name, str) or not name or not all(isinstance(side, int) and side > 0 for side in (width, height)):
            raise AnnotationError(f"{where}: file_name, width and height are needed, but are {name}, {width} and {height}")
        garments = []
        for box in boxes.get(number, ()):
            own = f"{file}: annotation {box.get('id')} of «{name}»"
            if box.get("category_id") not in names:
                raise AnnotationError(f"{own}: the category {box.get('category_id')} is not among the categories")
            region = region_named(names[box["category_id"]], own, regions)
            if region is not None:
                garments.append(Garment(region, fitted(_edges(box.get("bbox"), own), width, height, own),
                                        difficult=bool(box.get("iscrowd"))))
        yield AnnotatedPhoto(place / name, width, height, tuple(garments), str(PurePosixPath(name).with_suffix("")),
                             _split(file), file.stem, "weak" if image.get("weak") else "")


def _edges(bbox: object, where: str) -> tuple[float, float, float, float]:
    try:
        left, top, width, height = (float(value) for value in bbox)
    except (TypeError, ValueError):
        raise AnnotationError(f"{where}: bbox is {bbox}: left, top, width and height are needed") from None
    return left, top, left + width, top + height


def _content(file: Path) -> dict:
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise AnnotationError(f"{file}: can't be read: {error.strerror}") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AnnotationError(f"{file}: is not JSON: {error}") from None
    for key in ("images", "annotations", "categories"):
        values = content.get(key) if isinstance(content, dict) else None
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise AnnotationError(f"{file}: has no list «{key}» of objects: this is no COCO detection file")
        for value in values:
            ids = {name: value.get(name) for name in ("id", "image_id", "category_id")}
            bad = [name for name, number in ids.items() if not isinstance(number, int | str | None)]
            if bad:
                raise AnnotationError(f"{file}: an {bad[0]} of «{key}» is {ids[bad[0]]}: a number is needed")
    return content
