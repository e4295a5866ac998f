"""VOC folders: what a shop brings, what needs mending, and the round trip of real photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cases import DATA, XML, item, picture, run, with_data
from ifashion_training.annotations.__main__ import check, main
from ifashion_training.annotations.folder import flat_name, read_voc, split_folder, write_folder
from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, split_by_name
from ifashion_training.detector import CLASSES
from ifashion_training.detector.photos import augmented, read_photos


def shop(folder: Path, xml: str, listed: str = "a\n") -> Path:
    """A VOC folder of one photo, 60 × 80."""
    picture(folder / "JPEGImages/a.png")
    (folder / "Annotations").mkdir()
    (folder / "Annotations/a.xml").write_text(xml)
    (folder / "ImageSets/Main").mkdir(parents=True)
    (folder / "ImageSets/Main/train.txt").write_text(listed)
    (folder / "ImageSets/Main/val.txt").write_text("")
    return folder


def test_a_shops_folder_trains(tmp_path: Path):
    folder = shop(tmp_path / "shop", XML.format(item("dress") + item("hat") + item("lower", difficult=1)))
    regions = {"dress": "full", "hat": "-"}
    (photo,) = read_voc(folder, "train", regions)
    assert photo.path == folder / "JPEGImages/a.png" and (photo.width, photo.height) == (60, 80)
    assert photo.classes == (CLASSES.index("full"),) and photo.boxes == ((10, 20, 30, 60),)
    (photo,) = read_voc(folder, "train", regions, difficult=True)
    assert photo.classes == (CLASSES.index("full"), CLASSES.index("lower"))
    assert read_voc(folder, "val", regions) == []
    view, garments = augmented(photo, 64, np.random.default_rng(1))
    assert view.shape == (64, 64, 3) and len(garments) == 2


def test_a_photo_without_garments_is_a_photo(tmp_path: Path):
    (photo,) = read_voc(shop(tmp_path / "shop", XML.format("")), "train")
    view, garments = augmented(photo, 64, np.random.default_rng(1))
    assert photo.boxes == () and garments.shape == (0, 5)


def test_other_class_names_become_regions_in_a_folder_of_their_own(tmp_path: Path):
    folder = shop(tmp_path / "shop", XML.format(item("dress") + item("hat") + item("lower", difficult=1)))
    counts = run("voc", folder, "--output", tmp_path / "voc", "--region", "dress=full", "--region", "hat=-")
    assert counts == {"train": {"photos": 1, "full": 1, "lower": 1}}
    (photo,) = read_voc(tmp_path / "voc", "train")
    assert photo.classes == (CLASSES.index("full"),) and photo.boxes == ((10, 20, 30, 60),)
    for split in ("train", "val"):
        (folder / f"ImageSets/Main/{split}.txt").unlink()
    with pytest.raises(AnnotationError, match="«dress» is none of"):
        run("voc", folder, "--output", tmp_path / "again")
    counts = run("voc", folder, "--output", tmp_path / "again", "--val-share", 0, "--region", "dress=full", "--region", "hat=-")
    assert counts["train"]["photos"] == 1


def test_folders_that_need_mending(tmp_path: Path):
    folder = shop(tmp_path / "shop", XML.format(item()))
    picture(folder / "JPEGImages/a.png", 80, 60)
    with pytest.raises(AnnotationError, match="80 × 60 .turned.*EXIF"):
        read_voc(folder, "train")
    (folder / "JPEGImages/a.png").write_text("no picture")
    with pytest.raises(AnnotationError, match="not a picture"):
        read_voc(folder, "train")
    (folder / "JPEGImages/a.png").unlink()
    with pytest.raises(AnnotationError, match="a.xml: its photo «a.png» is not in"):
        read_voc(folder, "train")
    with pytest.raises(AnnotationError, match="annotations split"):
        read_voc(tmp_path / "none", "train")
    (folder / "ImageSets/Main/train.txt").write_text("a\na\n")
    with pytest.raises(AnnotationError, match="more than once"):
        read_voc(folder, "train")


def test_check_gathers_all_that_needs_mending(tmp_path: Path):
    folder = shop(tmp_path / "shop", XML.format(item("dress")), "a\nb\n")
    (folder / "ImageSets/Main/val.txt").write_text("a\n")
    with pytest.raises(AnnotationError) as caught:
        check(folder, {})
    lines = str(caught.value).splitlines()
    assert len(lines) == 4 and "dress" in lines[0] and "b.xml" in lines[1] and "train.txt and in val.txt" in lines[2]
    (folder / "ImageSets/Main/val.txt").write_text("")
    (folder / "ImageSets/Main/train.txt").write_text("a\n")
    assert check(folder, {"dress": "full"})["train"] == {"photos": 1, "full": 1}


def test_the_command_line_ends_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.argv", ["annotations", "check", str(tmp_path)])
    with pytest.raises(SystemExit, match="train.txt is missing"):
        main()


def test_a_split_stays_when_photos_are_added(tmp_path: Path):
    folder = shop(tmp_path / "shop", XML.format(""))
    with pytest.raises(AnnotationError, match="remove the lists first"):
        split_folder(folder, 0.3)
    (folder / "ImageSets/Main/train.txt").unlink()
    for number in range(200):
        (folder / f"Annotations/p{number}.xml").write_text("")
    names = split_folder(folder, 0.3)
    # 201 draws of 0.3 have a standard deviation of 6.5.
    assert len(names["train"]) + len(names["val"]) == 201 and 35 < len(names["val"]) < 86
    assert all(split_by_name(name, 0.3) == split for split, own in names.items() for name in own)
    assert all(split_by_name(name, 0.5) == "val" for name in names["val"])


def test_names_are_flat_and_never_one_for_two_photos(tmp_path: Path):
    assert flat_name("ccp/images/0007") == "ccp_0007" and flat_name("img/Blouse_A/img_1") == "Blouse_A_img_1"
    photos = [AnnotatedPhoto(picture(tmp_path / name), 60, 80, (), name[:-4]) for name in ("a/images/b.png", "a/b.png")]
    with pytest.raises(AnnotationError, match="would both be «a_b»"):
        write_folder(photos, tmp_path / "voc")
    # It was interrupted: it may be written again, and then not once more.
    assert write_folder(photos[:1], tmp_path / "voc", val_share=0) == {"train": {"photos": 1}}
    with pytest.raises(AnnotationError, match="holds a VOC folder already"):
        write_folder(photos[:1], tmp_path / "voc")
    assert (tmp_path / "voc/JPEGImages/a_b.png").is_symlink()
    write_folder(photos[:1], tmp_path / "copied", copy=True)
    assert not (tmp_path / "copied/JPEGImages/a_b.png").is_symlink()


@with_data
@pytest.mark.parametrize("source", ["ccp", "myntra"])
def test_the_round_trip_of_real_boxes_is_within_half_a_pixel(source: str, tmp_path: Path):
    run("jsonl", DATA / source, "--output", tmp_path / "voc")
    total = 0
    for split in ("train", "val"):
        before, after = read_photos(DATA, source, split), read_voc(tmp_path / "voc", split)
        assert [photo.classes for photo in before] == [photo.classes for photo in after]
        assert [photo.path.resolve() for photo in before] == [photo.path.resolve() for photo in after]
        for one, other in zip(before, after):
            assert (one.width, one.height) == (other.width, other.height)
            np.testing.assert_allclose(np.reshape(one.boxes, (-1, 4)), np.reshape(other.boxes, (-1, 4)), atol=0.5)
        total += len(after)
    assert total == sum(1 for _ in next((DATA / source).glob("boxes*.jsonl")).open())
