"""A Pascal VOC folder: `JPEGImages/`, `Annotations/NAME.xml` and `ImageSets/Main/{train,val,test}.txt`, a name a line."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from ifashion_training.annotations.records import SPLITS, AnnotatedPhoto, AnnotationError, split_by_name
from ifashion_training.annotations.voc import VocPhoto, read_voc_file, write_voc
from ifashion_training.detector import CLASSES
from ifashion_training.detector.photos import Photo

PHOTOS, ANNOTATIONS, LISTS = "JPEGImages", "Annotations", "ImageSets/Main"
# Folders that say nothing of a photo.
PLAIN_FOLDERS = {"images", "img", "photos", ".", ""}


def flat_name(name: str) -> str:
    """A name with folders -> one without, since VOC has all annotations in one folder: «ccp/images/0007» is «ccp_0007»."""
    *folders, last = name.replace("\\", "/").split("/")
    return "_".join([folder for folder in folders if folder.lower() not in PLAIN_FOLDERS] + [last])


def write_folder(
    photos: Iterable[AnnotatedPhoto], output: Path, val_share: float = 0.1, copy: bool = False
) -> dict[str, Counter]:
    """Writes a VOC folder; returns for each split how many photos it has («photos») and boxes of each region.

    Photos without a split of their own go by their name, `val_share` of them to val. They are linked to where they lie,
    or copied. The lists come last: a folder without them was interrupted and may be written again; one with lists is
    left alone (`AnnotationError`).
    """
    lists = output / LISTS
    if any((lists / f"{split}.txt").exists() for split in SPLITS):
        raise AnnotationError(f"{output} holds a VOC folder already: name another one, or remove it")
    for name in (PHOTOS, ANNOTATIONS, LISTS):
        (output / name).mkdir(parents=True, exist_ok=True)
    counts: dict[str, Counter] = {}
    names: dict[str, list[str]] = {}
    seen: dict[str, Path] = {}
    for photo in photos:
        name = flat_name(photo.name)
        if name in seen:
            raise AnnotationError(f"{photo.path} and {seen[name]} would both be «{name}» in a VOC folder: rename one")
        seen[name] = photo.path
        if not photo.path.is_file():
            raise AnnotationError(f"{photo.path}: no such photo: say with --photos where they lie")
        _place(photo.path, output / PHOTOS / (name + photo.path.suffix), copy)
        write_voc(photo, output / ANNOTATIONS / f"{name}.xml", name + photo.path.suffix)
        split = photo.split or split_by_name(name, val_share)
        names.setdefault(split, []).append(name)
        count = counts.setdefault(split, Counter())
        count.update(garment.region for garment in photo.garments)
        count["photos"] += 1
    if not names:
        raise AnnotationError("there is no photo with boxes in the source: nothing was converted")
    write_lists(output, names)
    return counts


def write_lists(folder: Path, names: dict[str, list[str]]) -> None:
    """Writes the names of each split, one a line."""
    (folder / LISTS).mkdir(parents=True, exist_ok=True)
    for split in ("train", "val", *names):
        (folder / LISTS / f"{split}.txt").write_text("".join(f"{name}\n" for name in names.get(split, [])), "utf-8")


def split_folder(folder: Path, val_share: float) -> dict[str, list[str]]:
    """Makes the lists of a folder that has none, as labelling tools leave it; returns the names of each split."""
    if (folder / LISTS / "train.txt").exists():
        raise AnnotationError(f"{folder / LISTS}/train.txt exists: remove the lists first if they are to be made anew")
    names: dict[str, list[str]] = {"train": [], "val": []}
    for file in sorted((folder / ANNOTATIONS).glob("*.xml")):
        names[split_by_name(file.stem, val_share)].append(file.stem)
    if not any(names.values()):
        raise AnnotationError(f"{folder / ANNOTATIONS} holds no .xml file")
    write_lists(folder, names)
    return names


def listed_names(folder: Path, split: str) -> list[str]:
    """The names of a split, in the list's order."""
    file = folder / LISTS / f"{split}.txt"
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise AnnotationError(
            f"{file} is missing: a name of {ANNOTATIONS} a line, without .xml;"
            f" `python -m ifashion_training.annotations split {folder}` makes the lists"
        ) from None
    except UnicodeDecodeError:
        raise AnnotationError(f"{file} is not UTF-8: save it as UTF-8") from None
    names = [line.strip() for line in lines if line.strip()]
    double = [name for name, count in Counter(names).items() if count > 1]
    if double:
        raise AnnotationError(f"{file} names «{double[0]}» more than once: remove the second line")
    return names


def read_photo(
    folder: Path, name: str, regions: dict[str, str] | None = None, photos: Path | None = None
) -> tuple[VocPhoto, Path]:
    """The annotations of one name, and its photo, whose real size is compared with what they say.

    `photos`: where it lies, by default in `JPEGImages`, the folder itself or beside its annotations.
    """
    file = folder / ANNOTATIONS / f"{name}.xml"
    voc = read_voc_file(file, regions)
    places = [photos] if photos else [folder / PHOTOS, folder, file.parent]
    path = next((place / voc.filename for place in places if (place / voc.filename).is_file()), None)
    if path is None:
        raise AnnotationError(f"{file}: its photo «{voc.filename}» is not in {places[0]}")
    try:
        with Image.open(path) as image:
            size = image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise AnnotationError(f"{path}: is not a picture that can be read: replace it or take «{name}» off the list") from None
    if size != (voc.width, voc.height):
        turned = " (turned: write the upright pixels, without an EXIF orientation)" if size == (voc.height, voc.width) else ""
        raise AnnotationError(
            f"{file}: says {voc.width} × {voc.height} pixels, but the photo has {size[0]} × {size[1]}{turned}:"
            " the boxes belong to another size of it"
        )
    return voc, path


def read_voc(folder: Path, split: str, regions: dict[str, str] | None = None, difficult: bool = False) -> list[Photo]:
    """The photos of a split of a VOC folder, as the detector trains and is evaluated on them.

    `regions`: what other class names than upper, lower and full stand for (`region_named`). Boxes marked difficult are
    left out, unless `difficult`. Raises `AnnotationError` at the first file that needs mending.
    """
    photos = []
    for name in listed_names(folder, split):
        voc, path = read_photo(folder, name, regions)
        garments = [garment for garment in voc.garments if difficult or not garment.difficult]
        photos.append(Photo(path, voc.width, voc.height, tuple(CLASSES.index(garment.region) for garment in garments),
                            tuple(garment.box for garment in garments)))
    return photos


def voc_photos(source: Path, photos: Path | None = None, regions: dict[str, str] | None = None) -> Iterator[AnnotatedPhoto]:
    """All photos of a VOC folder, for another one with other class names, or with lists where it has none."""
    listed = {split: listed_names(source, split) for split in SPLITS if (source / LISTS / f"{split}.txt").exists()}
    for split, names in (listed or {None: sorted(file.stem for file in (source / ANNOTATIONS).glob("*.xml"))}).items():
        for name in names:
            voc, path = read_photo(source, name, regions, photos)
            yield AnnotatedPhoto(path, voc.width, voc.height, voc.garments, name, split, source.name)


def _place(photo: Path, target: Path, copy: bool) -> None:
    target.unlink(missing_ok=True)
    if copy:
        shutil.copyfile(photo, target)
    else:
        os.symlink(os.path.abspath(photo), target)
