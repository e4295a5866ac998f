"""JSON lines -> photos: `boxes.jsonl` and `boxes_weak.jsonl` (a photo a line), `regions.jsonl` (a region a line)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from PIL import Image, UnidentifiedImageError

from ifashion_training.annotations.records import SPLITS, AnnotatedPhoto, AnnotationError, Garment, fitted, region_named


def jsonl_photos(source: Path, photos: Path | None = None, regions: dict[str, str] | None = None) -> Iterator[AnnotatedPhoto]:
    """The photos of a file, or of `boxes.jsonl` or `boxes_weak.jsonl` in a folder; `photos`: where the images lie,
    by default the file's folder. A line has `image`, and either `w`, `h` and `regions` (each `cls` and `box`) or
    `region` and `box`; `split` and `weak` may be missing. Boxes are edges in pixels: left, top, right, bottom."""
    file = _file(source)
    place = photos or file.parent
    single: dict[str, list[tuple[str, dict]]] = {}
    for where, record in _records(file):
        image = record.get("image")
        if not isinstance(image, str) or not image:
            raise AnnotationError(f"{where}: has no «image»")
        if "regions" in record:
            if not isinstance(record["regions"], list):
                raise AnnotationError(f"{where}: «regions» is not a list")
            yield _photo(place, file, where, record, [(where, region) for region in record["regions"]], regions)
        elif "box" in record:
            single.setdefault(image, []).append((where, {"cls": record.get("region"), "box": record["box"]} | record))
        else:
            raise AnnotationError(f"{where}: has neither «regions» nor «box»: this file holds no boxes")
    for parts in single.values():
        where, record = parts[0]
        yield _photo(place, file, where, record, parts, regions)


def _file(source: Path) -> Path:
    if not source.is_dir():
        return source
    for name in ("boxes.jsonl", "boxes_weak.jsonl", "regions.jsonl"):
        if (source / name).is_file():
            return source / name
    raise AnnotationError(f"{source} holds no boxes.jsonl, boxes_weak.jsonl or regions.jsonl: name the file")


def _records(file: Path) -> Iterator[tuple[str, dict]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise AnnotationError(f"{file}, line {number}: is not a JSON object")
                    yield f"{file}, line {number}", record
    except json.JSONDecodeError as error:
        raise AnnotationError(f"{file}, line {number}: is not JSON: {error.msg} at column {error.colno}") from None
    except UnicodeDecodeError:
        raise AnnotationError(f"{file}: is not UTF-8") from None
    except OSError as error:
        raise AnnotationError(f"{file}: can't be read: {error.strerror}") from None


def _photo(
    place: Path, file: Path, where: str, record: dict, parts: list[tuple[str, dict]], regions: dict[str, str] | None
) -> AnnotatedPhoto:
    path = place / record["image"]
    width, height = (record.get(key) for key in ("w", "h"))
    if width is None or height is None:
        width, height = photo_size(path)
    if not all(isinstance(side, int) and side > 0 for side in (width, height)):
        raise AnnotationError(f"{where}: «w» and «h» are {width} and {height}: pixels are needed")
    split = record.get("split")
    if split not in (None, *SPLITS):
        raise AnnotationError(f"{where}: the split is «{split}», not one of {', '.join(SPLITS)}")
    garments = []
    for own_where, part in parts:
        if not isinstance(part, dict):
            raise AnnotationError(f"{own_where}: a region is no JSON object")
        region = region_named(part.get("cls"), own_where, regions)
        if region is not None:
            garments.append(Garment(region, fitted(part.get("box"), width, height, own_where)))
    name = str(PurePosixPath(record["image"]).with_suffix(""))
    source = str(record.get("source") or file.parent.name)
    return AnnotatedPhoto(path, width, height, tuple(garments), name, split, source, str(record.get("weak") or ""))


def photo_size(path: Path) -> tuple[int, int]:
    """Width and height from a picture's header."""
    try:
        with Image.open(path) as image:
            return image.size
    except FileNotFoundError:
        raise AnnotationError(f"{path}: no such photo: say with --photos where they lie") from None
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise AnnotationError(f"{path}: is not a picture that can be read") from None
