"""VOC files: coordinates checked by hand, and bad files that are named with what to mend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cases import XML, item
from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, Garment, fitted
from ifashion_training.annotations.voc import edges, read_voc_file, voc_box, write_voc


def test_a_box_of_one_pixel_in_the_corner_is_1_1_1_1():
    assert voc_box((0.0, 0.0, 1.0, 1.0), 60, 80) == (1, 1, 1, 1)
    assert voc_box((0.0, 0.0, 60.0, 80.0), 60, 80) == (1, 1, 60, 80)
    assert edges(1, 1, 1, 1) == (0, 0, 1, 1)


@pytest.mark.parametrize("box", [(9.0, 19.0, 31.0, 60.0), (0.4, 0.6, 59.7, 79.5), (59.3, 79.2, 60.0, 80.0)])
def test_there_and_back_is_within_half_a_pixel(box: tuple):
    np.testing.assert_allclose(edges(*voc_box(box, 60, 80)), box, atol=0.5)


def test_a_box_thinner_than_a_pixel_keeps_one():
    left, top, right, bottom = edges(*voc_box((10.4, 10.4, 10.45, 30.0), 60, 80))
    assert (left, right) == (10, 11) and (top, bottom) == (10, 30)


def test_a_file_as_labelling_tools_write_it(tmp_path: Path):
    (tmp_path / "a.xml").write_text(XML.format(item() + item("full", ("1", "1.0", "60.4", "80"), 1)))
    voc = read_voc_file(tmp_path / "a.xml")
    assert (voc.filename, voc.width, voc.height) == ("a.png", 60, 80)
    assert voc.garments == (
        Garment("upper", (10, 20, 30, 60), truncated=True),
        Garment("full", (0, 0, 60, 80), difficult=True, truncated=True),
    )


def test_what_is_written_is_read(tmp_path: Path):
    garments = (Garment("lower", (3.0, 4.0, 50.0, 70.0), difficult=True), Garment("upper", (0.0, 0.0, 9.0, 9.0), truncated=True))
    photo = AnnotatedPhoto(tmp_path / "Ä&<.png", 60, 80, garments, "Ä&<")
    write_voc(photo, tmp_path / "a.xml", "Ä&<.png")
    voc = read_voc_file(tmp_path / "a.xml")
    assert voc.garments == garments and voc.filename == "Ä&<.png"


BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + XML.format("&b;")


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("", "not well-formed"),
        ("<annotation><object>", "not well-formed"),
        ("<html/>", "root is <html>"),
        (BOMB, "DOCTYPE"),
        (BOMB.replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16"), "DOCTYPE"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><annotation/>', "DOCTYPE"),
        (b'<?xml version="1.0" encoding="ebcdic-of-mars"?><annotation/>', "not well-formed"),
        (b"\xff\xfe\x00\x01", "not well-formed"),
        ("<a>" * 100_000, "not well-formed"),
        (b"<!--" + b" " * (5 << 20), "larger than 4 MB"),
        (XML.format("").replace("a.png", "../../a.png"), "<filename>"),
        (XML.format("").replace("a.png", "/a.png"), "<filename>"),
        (XML.format("").replace("a.png", ""), "<filename>"),
        (XML.format("").replace("60", "0"), "<width> is 0"),
        (XML.format("").replace("60", "wide"), "«wide», not a number"),
        (XML.format("").replace("<height>80</height>", ""), "<size><height> is missing"),
        (XML.format(item() + item("dress")), "object 2: the class «dress».*--region 'dress=upper'"),
        (XML.format(item(box=(11, 21, 61.5, 60))), "outside the photo of 60 × 80"),
        (XML.format(item(box=(-2, 21, 30, 60))), "outside the photo"),
        (XML.format(item(box=(30, 21, 11, 60))), "is empty"),
        (XML.format(item(box=("nan", 21, 30, 60))), "not finite"),
        (XML.format(item(box=("left", 21, 30, 60))), "<bndbox><xmin> is «left», not a number"),
        (XML.format("<object><name>upper</name></object>"), "<bndbox><xmin> is missing"),
    ],
)
def test_a_bad_file_is_named_with_what_to_mend(tmp_path: Path, xml: str | bytes, message: str):
    file = tmp_path / "a.xml"
    file.write_bytes(xml if isinstance(xml, bytes) else xml.encode())
    with pytest.raises(AnnotationError, match=message) as caught:
        read_voc_file(file)
    assert str(caught.value).startswith(str(file))


def test_a_missing_file_is_said(tmp_path: Path):
    with pytest.raises(AnnotationError, match="b.xml: can't be read: No such file"):
        read_voc_file(tmp_path / "b.xml")


def test_boxes_are_cut_at_the_edges_but_not_bent():
    assert fitted([-0.5, 3, 60.9, 9], 60, 80, "here") == (0, 3, 60, 9)
    for box in ([1, 2, 3], None, "abcd", [0, 0, 0, 5], [float("inf")] * 4, [100, 0, 200, 5]):
        with pytest.raises(AnnotationError, match="^here: the box"):
            fitted(box, 60, 80, "here")
