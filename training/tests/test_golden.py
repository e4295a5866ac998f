"""The golden vectors in the repository are those of its networks, and only theirs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from ifashion_training import golden
from ifashion_training.manifest import MANIFEST

MODELS = Path(__file__).resolve().parents[2] / "models"


def test_the_vectors_in_the_repository_are_those_of_its_networks() -> None:
    stored = json.loads((MODELS / golden.FILE).read_text())
    fresh = golden.golden(MODELS, MODELS / "golden")
    assert [stored[name] for name in ("detector", "embedder")] == [fresh[name] for name in ("detector", "embedder")]
    assert len(stored["pictures"]) >= 3
    for one, other in zip(stored["pictures"], fresh["pictures"], strict=True):
        assert one["file"] == other["file"]
        assert [garment["region"] for garment in one["detections"]] == [g["region"] for g in other["detections"]]
        for crop, again in zip(one["crops"], other["crops"], strict=True):
            # The same runtime on another CPU may add up in another order.
            assert float(np.dot(crop["embedding"], again["embedding"])) > 0.999


def test_the_pictures_show_garments_of_every_region_and_crops_of_both_kinds() -> None:
    pictures = json.loads((MODELS / golden.FILE).read_text())["pictures"]
    assert {garment["region"] for picture in pictures for garment in picture["detections"]} == {"upper", "lower", "full"}
    assert all(picture["crops"][-1]["box"] is None for picture in pictures)
    assert max(picture["width"] / picture["height"] for picture in pictures) > 1 > min(
        picture["width"] / picture["height"] for picture in pictures)


def test_a_network_that_is_not_the_manifests_is_refused(tmp_path: Path) -> None:
    content = json.loads((MODELS / MANIFEST).read_text())
    content["embedder"]["fingerprint"] = "sha256:0"
    (tmp_path / MANIFEST).write_text(json.dumps(content))
    for name in ("detector", "embedder"):
        shutil.copy(MODELS / content[name]["file"], tmp_path)
    with pytest.raises(SystemExit, match="is not the file that models.json names"):
        golden.golden(tmp_path, MODELS / "golden")


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no PNG files"):
        golden.golden(MODELS, tmp_path)


def test_lists_of_numbers_stand_on_one_line_each() -> None:
    content = {"a": [1.5, -2.0, 3e-05], "b": [{"c": [0.25]}, {"c": []}], "d": ["1", "2"]}
    written = golden.text(content)
    assert '"a": [1.5, -2.0, 3e-05]' in written and '"c": [0.25]' in written
    assert json.loads(written) == content
