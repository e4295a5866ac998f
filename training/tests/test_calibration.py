"""Scores that mean something, on cases whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ifashion_training import calibration
from ifashion_training.embedder.records import Garment


def garment(name: str, *labels: str, dup: str | None = None) -> Garment:
    return Garment("myntra", Path(name), None, None, labels, frozenset({"color"}), "val", dup or name)


def test_the_logistic_finds_the_curve_that_drew_the_truth() -> None:
    random = np.random.default_rng(0)
    values = random.uniform(0, 1, 200_000)
    truth = random.random(values.size) < 1 / (1 + np.exp(-(9 * values - 5)))
    slope, offset = calibration.logistic(values, truth, np.ones_like(values))
    assert slope == pytest.approx(9, rel=0.03) and offset == pytest.approx(-5, rel=0.03)
    chance = 1 / (1 + np.exp(-(slope * values + offset)))
    assert calibration.calibration_error(chance, truth, np.ones_like(values)) < 0.01


def test_a_score_that_says_one_half_of_what_never_is_has_an_error_of_one_half() -> None:
    assert calibration.calibration_error(np.full(10, 0.5), np.zeros(10), np.ones(10)) == pytest.approx(0.5)


def test_pairs_leave_a_garments_own_duplicates_out() -> None:
    garments = [garment("a", "color:Red", dup="x"), garment("b", "color:Red", dup="x"), garment("c", "color:Red"),
                garment("d", "color:Blue")]
    cosines, similar, weights = calibration.shown_pairs(garments, np.eye(4, dtype=np.float32))
    assert len(cosines) == 10  # 4 · 3, less the pair of duplicates both ways
    assert similar.sum() == 4  # a and b with c, both ways
    assert weights.sum() == pytest.approx(1)


def test_the_fashion_threshold_rejects_few_clothes() -> None:
    random = np.random.default_rng(1)
    entry = calibration.fashion(random.uniform(0.3, 1, 1000), random.uniform(0, 0.4, 200))
    assert entry["figures"]["false_rejects"] <= 0.05 and entry["figures"]["false_accepts"] < 0.5
    at_limit = -entry["offset"] / entry["slope"]
    assert 0.3 < at_limit < 0.35 and entry["slope"] > 0
