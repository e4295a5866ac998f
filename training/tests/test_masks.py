"""Masks of Clothing Co-Parsing: regions, repairs, fragments."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cases import DATA, picture, run, with_data
from ifashion_training.annotations.folder import read_voc
from ifashion_training.annotations.masks import region_boxes, regions_of_names
from ifashion_training.annotations.records import AnnotationError, Garment


def test_regions_with_the_two_repairs():
    top, under, beside = (10.0, 10.0, 50.0, 40.0), (10.0, 38.0, 50.0, 90.0), (10.0, 14.0, 50.0, 90.0)
    assert regions_of_names({"suit": beside}) == {"suit": "full"}
    assert regions_of_names({"suit": top, "pants": under}) == {"suit": "upper", "pants": "lower"}
    assert regions_of_names({"dress": under, "blouse": top})["dress"] == "lower"
    assert regions_of_names({"dress": under, "coat": top})["dress"] == "full"
    assert regions_of_names({"dress": beside, "blouse": top})["dress"] == "full"
    assert regions_of_names({"dress": under, "blouse": top, "suit": top})["suit"] == "upper"
    assert regions_of_names({"bag": top, "hair": top}) == {}


@with_data
def test_the_repairs_are_those_of_the_data_folder():
    records = [json.loads(line) for line in (DATA / "ccp/boxes.jsonl").read_text().splitlines()]
    expected, found = [], []
    for record in records:
        regions = regions_of_names({garment["label"]: tuple(garment["box"]) for garment in record["garments"]})
        for garment in record["garments"]:
            expected.append((record["image"], garment["label"], garment["cls"]))
            found.append((record["image"], garment["label"], regions[garment["label"]]))
    assert len(expected) > 1900 and found == expected


NAMES = ["null", "bag", "blouse", "dress", "pants", "shirt", "suit"]


def labels_of(**rectangles: tuple[int, int, int, int]) -> np.ndarray:
    """A label matrix of 60 × 80 pixels with rectangles (left, top, right, bottom)."""
    labels = np.zeros((80, 60), dtype=np.uint8)
    for name, (left, top, right, bottom) in rectangles.items():
        labels[top:bottom, left:right] = NAMES.index(name)
    return labels


def test_a_regions_box_is_around_its_garments_and_not_around_fragments():
    pytest.importorskip("scipy")
    # The blouse hangs out to the left of the shirt; two pixels of pants on the street are no garment (0.3 % are 14.4).
    labels = labels_of(shirt=(20, 10, 40, 40), blouse=(12, 30, 20, 50), bag=(45, 10, 60, 80))
    labels[78, 2:4] = NAMES.index("pants")
    assert region_boxes(labels, NAMES) == (Garment("upper", (12, 10, 40, 50)),)
    labels[50:78, 20:40] = NAMES.index("pants")
    assert region_boxes(labels, NAMES)[1] == Garment("lower", (20, 50, 40, 78))
    # A collar too small for itself still belongs to the region that it touches.
    labels[8:10, 28:32] = NAMES.index("suit")
    assert region_boxes(labels, NAMES)[0] == Garment("upper", (12, 8, 40, 50))
    assert region_boxes(labels_of(bag=(0, 0, 60, 80)), NAMES) == ()


def ccp(folder: Path, labels: np.ndarray, names: list[str] = NAMES) -> Path:
    savemat = pytest.importorskip("scipy.io").savemat
    (folder / "annotations/pixel-level").mkdir(parents=True)
    savemat(folder / "annotations/pixel-level/0001.mat", {"groundtruth": labels})
    cells = np.empty((1, len(names)), dtype=object)
    cells[0] = names
    savemat(folder / "label_list.mat", {"label_list": cells})
    picture(folder / "photos/0001.jpg")
    return folder


def test_masks_become_a_voc_folder(tmp_path: Path):
    source = ccp(tmp_path / "ccp", labels_of(suit=(20, 10, 40, 40), pants=(20, 40, 40, 70)))
    assert run("ccp-masks", source, "--output", tmp_path / "voc", "--val-share", 0)["train"]["photos"] == 1
    (photo,) = read_voc(tmp_path / "voc", "train")
    assert photo.classes == (0, 1) and photo.boxes == ((20, 10, 40, 40), (20, 40, 40, 70))
    # Photos of half the masks' size.
    picture(tmp_path / "small/0001.jpg", 30, 40)
    run("ccp-masks", source, "--output", tmp_path / "half", "--val-share", 0, "--photos", tmp_path / "small")
    assert read_voc(tmp_path / "half", "train")[0].boxes == ((10, 5, 20, 20), (10, 20, 20, 35))


def test_bad_masks_are_named(tmp_path: Path):
    with pytest.raises(AnnotationError, match="label is 6, but label_list.mat has 5 names"):
        run("ccp-masks", ccp(tmp_path / "a", labels_of(suit=(1, 1, 40, 40)), NAMES[:5]), "--output", tmp_path / "voc")
    with pytest.raises(AnnotationError, match="names no garment"):
        run("ccp-masks", ccp(tmp_path / "b", labels_of(), ["null", "cat"]), "--output", tmp_path / "voc")
    source = ccp(tmp_path / "c", labels_of())
    (source / "annotations/pixel-level/0001.mat").write_bytes(b"MATLAB 5.0 cut")
    with pytest.raises(AnnotationError, match="0001.mat: is no MAT file"):
        run("ccp-masks", source, "--output", tmp_path / "voc")
    (source / "label_list.mat").unlink()
    with pytest.raises(AnnotationError, match="label_list.mat: is missing"):
        run("ccp-masks", source, "--output", tmp_path / "voc")
