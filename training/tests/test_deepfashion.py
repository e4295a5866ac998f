"""DeepFashion's lists as a source of VOC folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import picture, run
from ifashion_training.annotations.folder import read_voc
from ifashion_training.annotations.records import AnnotationError

HEADER = "image_name clothes_type variation_type " + " ".join(
    f"landmark_visibility_{n} landmark_location_x_{n} landmark_location_y_{n}" for n in range(1, 9))


def listing(file: Path, header: str, *rows: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([str(len(rows)), header, *rows]) + "\n")


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    """Landmarks of an upper, a lower (one covered, one cut off) and a garment of which nothing is to be seen."""
    folder = tmp_path / "deepfashion"
    listing(folder / "Anno/list_landmarks.txt", HEADER,
            "img/Tee/img_1.png  1 1  0 020 010  0 040 010  0 010 030  0 050 030  0 020 060  0 040 060",
            "img/img_2.png 2 1 0 20 20 0 40 20 1 5 5 2 0 0",
            "img/img_3.png 3 2 1 20 20 1 40 20 0 5 5")
    listing(folder / "Eval/list_eval_partition.txt", "image_name  evaluation_status",
            "img/Tee/img_1.png  train", "img/img_2.png  test", "img/img_3.png  val")
    for name in ("Tee/img_1", "img_2", "img_3"):
        picture(folder / f"img/{name}.png")
    return folder


def test_visible_landmarks_have_a_margin_and_stay_in_the_photo(benchmark: Path, tmp_path: Path):
    counts = run("deepfashion", benchmark, "--output", tmp_path / "voc")
    # Two visible points on a line span no box; one point neither.
    assert counts == {"train": {"photos": 1, "upper": 1}}
    (photo,) = read_voc(tmp_path / "voc", "train")
    assert photo.path.name == "Tee_img_1.png"
    # The hull is 40 wide and 50 high: a tenth of it on each side.
    assert photo.boxes == ((6, 5, 54, 65),)
    counts = run("deepfashion", benchmark, "--output", tmp_path / "wide", "--margin", 0.9)
    assert read_voc(tmp_path / "wide", "train")[0].boxes == ((0, 0, 60, 80),)


def test_listed_boxes_come_before_landmarks(benchmark: Path, tmp_path: Path):
    listing(benchmark / "Anno/list_bbox.txt", "image_name  x_1  y_1  x_2  y_2",
            "img/img_2.png  012  020  045  070", "img/img_3.png  000  000  060  081")
    counts = run("deepfashion", benchmark, "--output", tmp_path / "voc")
    assert counts == {"train": {"photos": 1, "upper": 1}, "test": {"photos": 1, "lower": 1}, "val": {"photos": 1, "full": 1}}
    assert read_voc(tmp_path / "voc", "test")[0].boxes == ((12, 20, 45, 70),)
    assert read_voc(tmp_path / "voc", "val")[0].boxes == ((0, 0, 60, 80),)
    truncated = {name: "<truncated>1" in (tmp_path / f"voc/Annotations/{name}.xml").read_text() for name in ("img_2", "img_3")}
    assert truncated == {"img_2": True, "img_3": False}


def test_categories_tell_the_region_where_no_list_does(tmp_path: Path):
    folder = tmp_path / "deepfashion"
    listing(folder / "Anno_coarse/list_bbox.txt", "image_name x_1 y_1 x_2 y_2", "img/a.png 1 2 30 40", "img/b.png 1 2 30 40")
    listing(folder / "Anno_coarse/list_category_cloth.txt", "category_name  category_type", "Anorak 1", "Jeans 2", "Dress 3")
    listing(folder / "Anno_coarse/list_category_img.txt", "image_name  category_label", "img/a.png  2", "img/b.png  3")
    listing(folder / "Anno_fine/list_category_cloth.txt", "category_name  category_type", "Dress 3")
    for name in "ab":
        picture(folder / f"Img/img/{name}.png")
    assert run("deepfashion", folder, "--output", tmp_path / "voc", "--val-share", 0) == {
        "train": {"photos": 2, "lower": 1, "full": 1}}
    listing(folder / "Anno_coarse/list_category_img.txt", "image_name  category_label", "img/a.png  4", "img/b.png  3")
    with pytest.raises(AnnotationError, match="category «4», not one of 1 to 3"):
        run("deepfashion", folder, "--output", tmp_path / "again")


def test_in_shop_lists_say_the_type_beside_the_box(tmp_path: Path):
    folder = tmp_path / "inshop"
    listing(folder / "Anno/list_bbox_inshop.txt", "image_name clothes_type pose_type x_1 y_1 x_2 y_2", "img/a.png 3 1 1 2 30 40")
    listing(folder / "Eval/list_eval_partition.txt", "image_name item_id evaluation_status", "img/a.png id_1 gallery")
    picture(folder / "img/a.png")
    assert run("deepfashion", folder, "--output", tmp_path / "voc") == {"test": {"photos": 1, "full": 1}}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("3\n", "7\n", "says 7 lines, but has 3: was it cut short"),
        ("3\n", "", "must begin with a count"),
        ("img_1.png  1 1", "img_1.png  4 1", "clothes_type «4», not 1, 2 or 3"),
        ("0 040 060", "0 040", "groups of visibility, x, y"),
        ("0 040 060", "0 right 060", "groups of visibility, x, y"),
        ("Tee/img_1", "Tee/img_9", "img_9.png: no such photo: say with --photos"),
    ],
)
def test_bad_lists_are_named(benchmark: Path, tmp_path: Path, old: str, new: str, message: str):
    file = benchmark / "Anno/list_landmarks.txt"
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(AnnotationError, match=message):
        run("deepfashion", benchmark, "--output", tmp_path / "voc")
