"""One photo's Pascal VOC file: `folder`, `filename`, `source`, `size` and an `object` for each garment.

Format: that of the VOC2012 development kit. Its pixels are counted from 1 and its boxes include their last
pixel: edges (left, top, right, bottom) from 0 are xmin = left + 1, ymin = top + 1, xmax = right, ymax = bottom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, Box, Garment, fitted, region_named

# An object takes about 300 bytes: this is room for ten thousand garments.
MAX_BYTES = 4 << 20
# What XML 1.0 can't hold, not even escaped.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class VocPhoto:
    """What one file says."""

    filename: str
    width: int  # pixels
    height: int
    garments: tuple[Garment, ...]


def voc_box(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Edges in pixels -> xmin, ymin, xmax, ymax: whole pixels from 1, the last one included; each at most half a pixel off
    (a box thinner than that keeps one pixel)."""
    left, top, right, bottom = box
    xmin, ymin = min(round(left) + 1, width), min(round(top) + 1, height)
    return xmin, ymin, min(max(round(right), xmin), width), min(max(round(bottom), ymin), height)


def edges(xmin: float, ymin: float, xmax: float, ymax: float) -> Box:
    """The way back. VOC2012 has fractions in some boxes; they stay."""
    return xmin - 1, ymin - 1, xmax, ymax


def write_voc(photo: AnnotatedPhoto, file: Path, filename: str) -> None:
    """Writes `photo`'s annotations to `file`; `filename` is the photo's name beside it."""
    root = ElementTree.Element("annotation")

    def add(parent: ElementTree.Element, name: str, value: object) -> None:
        text = str(value)
        if NOT_XML.search(text):
            raise AnnotationError(f"{photo.path}: {text!r} holds a control character, which XML can't: rename the photo")
        ElementTree.SubElement(parent, name).text = text

    add(root, "folder", "JPEGImages")
    add(root, "filename", filename)
    source = ElementTree.SubElement(root, "source")
    add(source, "database", photo.source)
    add(source, "annotation", photo.origin)
    size = ElementTree.SubElement(root, "size")
    for name, value in (("width", photo.width), ("height", photo.height), ("depth", 3)):
        add(size, name, value)
    add(root, "segmented", 0)
    for garment in photo.garments:
        item = ElementTree.SubElement(root, "object")
        add(item, "name", garment.region)
        add(item, "pose", "Unspecified")
        add(item, "truncated", int(garment.truncated))
        add(item, "difficult", int(garment.difficult))
        box = ElementTree.SubElement(item, "bndbox")
        for name, value in zip(("xmin", "ymin", "xmax", "ymax"), voc_box(garment.box, photo.width, photo.height)):
            add(box, name, value)
    ElementTree.indent(root, "\t")
    file.write_bytes(ElementTree.tostring(root, encoding="utf-8") + b"\n")


def read_voc_file(file: Path, regions: dict[str, str] | None = None) -> VocPhoto:
    """Reads one file; `regions` as for `region_named`. Raises `AnnotationError` with the file and what to mend."""
    root = _root(file)
    if root.tag != "annotation":
        raise AnnotationError(f"{file}: the root is <{root.tag}>, not <annotation>: this is no Pascal VOC file")
    filename = (root.findtext("filename") or "").strip()
    if not filename or Path(filename).is_absolute() or ".." in Path(filename).parts or "\0" in filename:
        raise AnnotationError(f"{file}: <filename> is «{filename}»: the photo's name inside JPEGImages is needed")
    width, height = (_size(root, file, name) for name in ("width", "height"))
    garments = []
    for number, item in enumerate(root.iterfind("object"), start=1):
        name = (item.findtext("name") or "").strip()
        where = f"{file}: object {number}"
        region = region_named(name, where, regions)
        if region is None:
            continue
        values = [_number(item, f"bndbox/{corner}", f"{where} («{name}»)") for corner in ("xmin", "ymin", "xmax", "ymax")]
        box = fitted(edges(*values), width, height, f"{where} («{name}»)")
        flags = {flag: (item.findtext(flag) or "").strip() == "1" for flag in ("difficult", "truncated")}
        garments.append(Garment(region, box, **flags))
    return VocPhoto(filename, width, height, tuple(garments))


def _root(file: Path) -> ElementTree.Element:
    """The file's tree. A document type is refused: without one there are no entities, so none that explode or read files."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise AnnotationError(f"{file}: can't be read: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise AnnotationError(f"{file}: is larger than {MAX_BYTES >> 20} MB: this is no Pascal VOC file")

    def refuse(*_: object) -> None:
        raise AnnotationError(f"{file}: has a document type (<!DOCTYPE …>), which VOC doesn't need: remove it")

    parser, builder = expat.ParserCreate(), ElementTree.TreeBuilder()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except AnnotationError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise AnnotationError(f"{file}: is not well-formed XML: {error}") from None
    return builder.close()


def _number(parent: ElementTree.Element, path: str, where: str) -> float:
    text = (parent.findtext(path) or "").strip()
    try:
        return float(text)
    except ValueError:
        problem = f"is «{text}», not a number" if text else "is missing"
        raise AnnotationError(f"{where}: <{path.replace('/', '><')}> {problem}") from None


def _size(root: ElementTree.Element, file: Path, name: str) -> int:
    value = _number(root, f"size/{name}", str(file))
    if not (0 < value < 1 << 20 and value == int(value)):
        raise AnnotationError(f"{file}: <size><{name}> is {value:g}: the photo's {name} in pixels is needed")
    return int(value)
