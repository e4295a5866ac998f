"""What several tests share: the data folder, small pictures and annotations."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ifashion_training.annotations.__main__ import convert, parser

DATA = Path(os.environ.get("IFASHION_DATA", Path(__file__).parents[3] / "shared/data"))
with_data = pytest.mark.skipif(not (DATA / "ccp/boxes.jsonl").is_file(), reason="no data folder")

XML = """<annotation><folder>shop</folder><filename>a.png</filename>
<size><width>60</width><height>80</height><depth>3</depth></size>{}</annotation>"""
OBJECT = """<object><name>{name}</name><difficult>{difficult}</difficult><truncated>1</truncated>
<bndbox><xmin>{box[0]}</xmin><ymin>{box[1]}</ymin><xmax>{box[2]}</xmax><ymax>{box[3]}</ymax></bndbox></object>"""


def item(name: str = "upper", box: tuple = (11, 21, 30, 60), difficult: int = 0) -> str:
    return OBJECT.format(name=name, box=box, difficult=difficult)


def picture(path: Path, width: int = 60, height: int = 80) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.zeros((height, width, 3), dtype=np.uint8)).save(path)
    return path


def run(*arguments: object) -> dict:
    """A converter, as the command line runs it."""
    return convert(parser().parse_args([str(argument) for argument in arguments]))
