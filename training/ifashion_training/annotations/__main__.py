"""Command line: `python -m ifashion_training.annotations ccp-masks | deepfashion | coco | jsonl | voc | split | check`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from ifashion_training.annotations.coco import coco_photos
from ifashion_training.annotations.deepfashion import MARGIN, deepfashion_photos
from ifashion_training.annotations.folder import LISTS, listed_names, read_photo, split_folder, voc_photos, write_folder
from ifashion_training.annotations.jsonl import jsonl_photos
from ifashion_training.annotations.masks import FRAGMENT_SHARE, ccp_photos
from ifashion_training.annotations.records import SPLITS, AnnotationError
from ifashion_training.detector import CLASSES

CHECKED_ERRORS = 20


def region_argument(text: str) -> tuple[str, str]:
    """`dress=full` -> («dress», «full»)."""
    name, _, region = text.rpartition("=")
    if not name or region not in (*CLASSES, "-"):
        raise argparse.ArgumentTypeError(f"«{text}» is not NAME=REGION with a REGION of {', '.join(CLASSES)} or -")
    return name, region


def share(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a share from 0 to below 1")
    return value


def parser() -> argparse.ArgumentParser:
    """The arguments of all commands."""
    commands = argparse.ArgumentParser(prog="python -m ifashion_training.annotations", description=__doc__)
    names = commands.add_subparsers(dest="name", required=True)
    val = argparse.ArgumentParser(add_help=False)
    val.add_argument("--val-share", type=share, default=0.1, help="of the photos whose split nothing else says")
    named = argparse.ArgumentParser(add_help=False)
    named.add_argument("--region", type=region_argument, action="append", default=[], metavar="NAME=REGION",
                       help="what a class of the source is: upper, lower, full, or - to leave it out; may be repeated")
    writing = argparse.ArgumentParser(add_help=False, parents=[val])
    writing.add_argument("source", type=Path)
    writing.add_argument("--output", type=Path, required=True, help="the VOC folder to make")
    writing.add_argument("--photos", type=Path, help="where the source's photos lie, if not beside it")
    writing.add_argument("--copy", action="store_true", help="copy the photos instead of linking to them")
    masks = names.add_parser("ccp-masks", parents=[writing], help="Clothing Co-Parsing's folder with pixel masks")
    masks.add_argument("--fragment-share", type=share, default=FRAGMENT_SHARE, help="of the photo; smaller pieces are dropped")
    landmarks = names.add_parser("deepfashion", parents=[writing], help="a DeepFashion benchmark's folder")
    landmarks.add_argument("--margin", type=share, default=MARGIN, help="around the landmarks, of their hull's sides")
    names.add_parser("coco", parents=[writing, named], help="a COCO file, or a folder of them")
    names.add_parser("jsonl", parents=[writing, named], help="boxes.jsonl, boxes_weak.jsonl or regions.jsonl")
    names.add_parser("voc", parents=[writing, named], help="a VOC folder with other class names")
    splitting = names.add_parser("split", parents=[val], help="make the lists of a VOC folder that has none")
    checking = names.add_parser("check", parents=[named], help="read a VOC folder as training does and count")
    for command in (splitting, checking):
        command.add_argument("folder", type=Path)
    return commands


def convert(arguments: argparse.Namespace) -> dict[str, Counter]:
    """Runs a converter; returns what `write_folder` counts."""
    source, places = arguments.source, arguments.photos
    if not source.exists():
        raise AnnotationError(f"{source}: no such file or folder")
    if arguments.name == "ccp-masks":
        photos = ccp_photos(source, places, arguments.fragment_share)
    elif arguments.name == "deepfashion":
        photos = deepfashion_photos(source, places, arguments.margin)
    else:
        read = {"coco": coco_photos, "jsonl": jsonl_photos, "voc": voc_photos}[arguments.name]
        photos = read(source, places, dict(arguments.region))
    return write_folder(photos, arguments.output, arguments.val_share, arguments.copy)


def check(folder: Path, regions: dict[str, str]) -> dict[str, Counter]:
    """Reads every listed photo; returns counts as `write_folder` does. All that needs mending is one error."""
    counts, problems, places = {}, [], {}
    for split in SPLITS:
        if split == "test" and not (folder / LISTS / "test.txt").exists():
            continue
        counts[split] = Counter(photos=0)
        for name in listed_names(folder, split):
            if name in places:
                problems.append(f"«{name}» is listed in {places[name]}.txt and in {split}.txt: keep one")
            places[name] = split
            try:
                voc, _ = read_photo(folder, name, regions)
            except AnnotationError as error:
                problems.append(str(error))
                continue
            counts[split]["photos"] += 1
            counts[split].update("difficult" if garment.difficult else garment.region for garment in voc.garments)
    if problems:
        more = [f"… and {len(problems) - CHECKED_ERRORS} more"] if len(problems) > CHECKED_ERRORS else []
        raise AnnotationError("\n".join(problems[:CHECKED_ERRORS] + more))
    return counts


def main() -> None:
    arguments = parser().parse_args()
    try:
        if arguments.name == "split":
            counts = {split: Counter(photos=len(names))
                      for split, names in split_folder(arguments.folder, arguments.val_share).items()}
        elif arguments.name == "check":
            counts = check(arguments.folder, dict(arguments.region))
        else:
            counts = convert(arguments)
    except AnnotationError as error:
        sys.exit(str(error))
    for split, count in counts.items():
        boxes = "".join(f", {count[kind]} {kind}" for kind in (*CLASSES, "difficult") if kind in count)
        print(f"{split}: {count['photos']} photos{boxes}")


if __name__ == "__main__":
    main()
