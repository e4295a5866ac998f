"""JSON lines and COCO files as sources of VOC folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases import DATA, picture, run, with_data
from ifashion_training.annotations.folder import read_voc
from ifashion_training.annotations.records import AnnotationError
from ifashion_training.detector.photos import read_photos


def lines(file: Path, *records: object) -> Path:
    file.write_text("".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records))
    return file


def test_regions_of_one_photo_come_together(tmp_path: Path):
    picture(tmp_path / "images/1.png")
    file = lines(tmp_path / "regions.jsonl",
                 {"image": "images/1.png", "region": "upper", "box": [1, 2, 30, 40], "split": "val"},
                 {"image": "images/1.png", "region": "lower", "box": [1, 40, 30, 80], "split": "val"})
    assert run("jsonl", file, "--output", tmp_path / "voc") == {"val": {"photos": 1, "upper": 1, "lower": 1}}
    (photo,) = read_voc(tmp_path / "voc", "val")
    assert photo.boxes == ((1, 2, 30, 40), (1, 40, 30, 80)) and photo.classes == (0, 1)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{", "line 1: is not JSON"),
        ([], "is not a JSON object"),
        ({"regions": []}, "no «image»"),
        ({"image": "a.png"}, "neither «regions» nor «box»"),
        ({"image": "a.png", "w": "60", "h": 80, "regions": []}, "«w» and «h» are 60 and 80"),
        ({"image": "a.png", "regions": []}, "a.png: no such photo"),
        ({"image": "a.png", "w": 60, "h": 80, "regions": [], "split": "dev"}, "the split is «dev»"),
        ({"image": "a.png", "w": 60, "h": 80, "regions": [{"cls": "shoe", "box": [1, 2, 3, 4]}]}, "«shoe» is none of"),
        ({"image": "a.png", "w": 60, "h": 80, "regions": [{"cls": "upper", "box": [0.1, 0.2, 600, 4]}]}, "outside"),
        ({"image": "a.png", "w": 60, "h": 80, "regions": [{"cls": "upper"}]}, "the box is None"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, record: object, message: str):
    with pytest.raises(AnnotationError, match=message):
        run("jsonl", lines(tmp_path / "boxes.jsonl", record), "--output", tmp_path / "voc")


def coco(file: Path, **changes: object) -> Path:
    content = {
        "images": [{"id": 5, "file_name": "x/images/1.png", "width": 60, "height": 80, "weak": True},
                   {"id": 6, "file_name": "x/images/2.png", "width": 60, "height": 80}],
        "annotations": [{"id": 1, "image_id": 5, "category_id": 3, "bbox": [10, 20, 20, 40], "iscrowd": 0},
                        {"id": 2, "image_id": 5, "category_id": 4, "bbox": [10.5, 20, 20, 40], "iscrowd": 1}],
        "categories": [{"id": 3, "name": "trousers"}, {"id": 4, "name": "full"}],
    }
    file.write_text(json.dumps(content | changes))
    for number in (1, 2):
        picture(file.parent / f"x/images/{number}.png")
    return file


def test_coco_boxes_have_corner_and_size(tmp_path: Path):
    file = coco(tmp_path / "instances_val.json")
    counts = run("coco", file, "--output", tmp_path / "voc", "--region", "trousers=lower")
    assert counts == {"val": {"photos": 2, "lower": 1, "full": 1}}
    first, second = read_voc(tmp_path / "voc", "val", difficult=True)
    assert first.classes == (1, 2) and first.boxes == ((10, 20, 30, 60), (10, 20, 30, 60)) and second.boxes == ()
    assert "<annotation>weak</annotation>" in (tmp_path / "voc/Annotations/x_1.xml").read_text()
    assert len(read_voc(tmp_path / "voc", "val")[0].boxes) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "«trousers» is none of"),
        ({"images": 3}, "no list «images»"),
        ({"categories": [1]}, "no list «categories»"),
        ({"images": [{"id": 1, "file_name": "a"}]}, "belongs to the image 5, which is not there"),
        ({"images": [{"id": 5, "file_name": "a"}]}, "width and height are needed"),
        ({"images": [{"id": 5}, {"id": 5}]}, "two of its images have one id"),
        ({"images": [{"id": [5], "file_name": "a"}]}, "an id of «images» is .5.: a number is needed"),
        ({"categories": []}, "the category 3 is not among"),
        ({"annotations": [{"id": 1, "image_id": 5, "category_id": 4, "bbox": [1, 2]}]}, "annotation 1 .*bbox is"),
        ({"annotations": [{"id": 1, "image_id": 5, "category_id": 4, "bbox": [1, 2, 0, 5]}]}, "is empty"),
    ],
)
def test_a_bad_coco_file_is_named(tmp_path: Path, changes: dict, message: str):
    with pytest.raises(AnnotationError, match=message):
        run("coco", coco(tmp_path / "val.json", **changes), "--output", tmp_path / "voc")


def test_what_is_no_coco_file_is_said(tmp_path: Path):
    (tmp_path / "a.json").write_text("[" * 100_000)
    with pytest.raises(AnnotationError, match="a.json: is not JSON"):
        run("coco", tmp_path / "a.json", "--output", tmp_path / "voc")
    with pytest.raises(AnnotationError, match="name the file"):
        run("coco", tmp_path, "--output", tmp_path / "voc")


@with_data
def test_the_real_coco_files_say_the_same_as_the_lines(tmp_path: Path):
    counts = run("coco", DATA, "--output", tmp_path / "voc")
    assert set(counts) == {"train", "val"}
    by_path = {photo.path.resolve(): photo for photo in read_voc(tmp_path / "voc", "val")}
    lines = [photo for source in ("ccp", "clothing_cc0", "myntra") for photo in read_photos(DATA, source, "val")]
    assert {photo.path.resolve() for photo in lines} == by_path.keys()
    for photo in lines:
        same = by_path[photo.path.resolve()]
        assert sorted(zip(photo.classes, photo.boxes)) == sorted(zip(same.classes, same.boxes))
