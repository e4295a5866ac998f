"""DeepFashion's lists -> boxes: one garment a photo.

Liu et al.: «DeepFashion», CVPR 2016, and «Fashion Landmark Detection in the Wild», ECCV 2016. Each list has a count, a line
of entry names, and a line for each photo: `list_bbox*.txt` (x_1 y_1 x_2 y_2), `list_landmarks*.txt` (clothes_type,
variation_type, then visibility, x, y of up to 8 landmarks), `list_category_img.txt` and `list_category_cloth.txt` (the type
of each category), `list_eval_partition.txt`. Types: 1 upper, 2 lower, 3 full-body. Visibility: 0 visible, 1 covered,
2 cut off by the photo's edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ifashion_training.annotations.jsonl import photo_size
from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, Box, Garment, fitted

REGIONS = {"1": "upper", "2": "lower", "3": "full"}
SPLITS = {"train": "train", "val": "val", "test": "test", "query": "test", "gallery": "test"}
# Landmarks lie on collar, cuffs, waist and hem, and the cloth goes on around them. Chosen, not measured.
MARGIN = 0.1
VISIBLE, CUT_OFF = "0", "2"


@dataclass(frozen=True)
class Rows:
    """A list's lines by photo: entry name -> value; landmarks, of which a line may have fewer than the header, apart."""

    file: Path
    lines: dict[str, list[str]]
    columns: list[str]

    def value(self, image: str, column: str) -> str | None:
        if image not in self.lines or column not in self.columns:
            return None
        place, line = self.columns.index(column) - 1, self.lines[image]
        return line[place] if place < len(line) else None


def deepfashion_photos(source: Path, photos: Path | None = None, margin: float = MARGIN) -> Iterator[AnnotatedPhoto]:
    """The photos of a benchmark's folder (with `Anno`, `Eval` and the images) that have a type and a box.

    The box is that of `list_bbox*.txt`; where there is none, the hull of the visible landmarks and `margin` of its sides
    around it, cut at the photo's edges. Photos with neither, or of which fewer than two landmarks are visible, are left out.
    `photos`: the folder in which the names of the lists (`img/…`) lie, by default `source` or `source/Img`.
    """
    boxes, landmarks = _list(source, "list_bbox*.txt"), _list(source, "list_landmarks*.txt")
    if boxes is None and landmarks is None:
        raise AnnotationError(f"{source} and its folder Anno hold neither list_bbox*.txt nor list_landmarks*.txt")
    categories, partition = _category_regions(source), _list(source, "list_eval_partition*.txt")
    names = list((boxes or landmarks).lines)
    if boxes and landmarks:
        names += [name for name in landmarks.lines if name not in boxes.lines]
    place = photos or next((folder for folder in (source, source / "Img") if names and (folder / names[0]).exists()), source)
    for name in names:
        region = _region(name, boxes, landmarks, categories)
        points = _points(landmarks, name) if landmarks else []
        box = _box(boxes, name) if boxes else None
        where = str(boxes.file if box else landmarks.file if landmarks else source) + f": «{name}»"
        box = box or hull_with_margin([(x, y) for visibility, x, y in points if visibility == VISIBLE], margin)
        if region is None or box is None:
            continue
        status = partition.value(name, "evaluation_status") if partition else None
        if status is not None and status not in SPLITS:
            raise AnnotationError(f"{partition.file}: «{name}» has the status «{status}», none of {', '.join(SPLITS)}")
        width, height = photo_size(place / name)
        garment = Garment(region, fitted(box, width, height, where, slack=max(width, height)),
                          truncated=any(visibility == CUT_OFF for visibility, _, _ in points))
        yield AnnotatedPhoto(place / name, width, height, (garment,), str(PurePosixPath(name).with_suffix("")),
                             SPLITS[status] if status else None, "deepfashion", "boxes" if boxes else "landmarks")


def hull_with_margin(points: list[tuple[float, float]], margin: float) -> Box | None:
    """The box around points, larger by `margin` of its width and height on each side; None if they span no area."""
    if len(points) < 2:
        return None
    (left, top), (right, bottom) = map(min, zip(*points)), map(max, zip(*points))
    if left == right or top == bottom:
        return None
    across, down = (right - left) * margin, (bottom - top) * margin
    return left - across, top - down, right + across, bottom + down


def _list(source: Path, pattern: str) -> Rows | None:
    # `Anno_fine`, of the newest edition, has other lists for a part of the photos.
    folders = (source / folder for folder in ("Anno_coarse", "Anno", "Eval", "."))
    files = next((found for folder in folders if (found := sorted(folder.glob(pattern)))), [])
    if not files:
        return None
    if len(files) > 1:
        raise AnnotationError(f"{files[0].parent} holds several lists {pattern}: leave one benchmark's lists there")
    try:
        lines = files[0].read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{files[0]}: can't be read: {error}") from None
    if len(lines) < 2 or not lines[0].strip().isdigit():
        raise AnnotationError(f"{files[0]}: must begin with a count and a line of entry names")
    split = [line.split() for line in lines[2:] if line.strip()]
    if len(split) != int(lines[0]):
        raise AnnotationError(f"{files[0]}: says {lines[0].strip()} lines, but has {len(split)}: was it cut short?")
    return Rows(files[0], {line[0]: line[1:] for line in split}, lines[1].split())


def _category_regions(source: Path) -> dict[str, str | None]:
    """The region of each photo by its category, from the two category lists."""
    images = _list(source, "list_category_img.txt")
    types = _list(source, "list_category_cloth.txt")
    if images is None or types is None:
        return {}
    # Categories are numbered from 1 in the order of their list.
    ordered = [line[-1] if line else "" for line in types.lines.values()]
    result = {}
    for name, line in images.lines.items():
        number = line[-1] if line else ""
        if not number.isdigit() or not 1 <= int(number) <= len(ordered):
            raise AnnotationError(f"{images.file}: «{name}» has the category «{number}», not one of 1 to {len(ordered)}")
        result[name] = REGIONS.get(ordered[int(number) - 1])
    return result


def _region(name: str, boxes: Rows | None, landmarks: Rows | None, categories: dict[str, str | None]) -> str | None:
    for rows in (landmarks, boxes):
        kind = rows.value(name, "clothes_type") if rows else None
        if kind is not None:
            if kind not in REGIONS:
                raise AnnotationError(f"{rows.file}: «{name}» has the clothes_type «{kind}», not 1, 2 or 3")
            return REGIONS[kind]
    return categories.get(name)


def _box(boxes: Rows, name: str) -> Box | None:
    if name not in boxes.lines:
        return None
    values = [boxes.value(name, column) for column in ("x_1", "y_1", "x_2", "y_2")]
    try:
        return tuple(float(value) for value in values)
    except (TypeError, ValueError):
        raise AnnotationError(f"{boxes.file}: «{name}» has no four numbers x_1 y_1 x_2 y_2, but {values}") from None


def _points(landmarks: Rows, name: str) -> list[tuple[str, float, float]]:
    """Visibility, x, y of each landmark."""
    values = landmarks.lines.get(name, [])[sum(column.endswith("_type") for column in landmarks.columns) :]
    if len(values) % 3 == 0:
        try:
            return [(kind, float(x), float(y)) for kind, x, y in zip(values[::3], values[1::3], values[2::3])]
        except ValueError:
            pass
    raise AnnotationError(f"{landmarks.file}: «{name}»: after the types come groups of visibility, x, y, not {values}")
