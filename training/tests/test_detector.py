"""The detector's geometry, targets, metrics and export, on cases small enough to check by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from ifashion_training import manifest
from ifashion_training.detector import evaluation, export
from ifashion_training.detector.anchors import cluster
from ifashion_training.detector.boxes import generalised_iou, overlaps, suppress
from ifashion_training.detector.labelling import accepted
from ifashion_training.detector.loss import assign, batch_loss
from ifashion_training.detector.network import ClothesDetector, decode_boxes
from ifashion_training.detector.photos import (
    Batches,
    Deck,
    Photo,
    augmented,
    letterbox,
    letterbox_place,
    mosaic,
    read_backgrounds,
)
from ifashion_training.detector.training import CHECKPOINT, part, start_from

ANCHORS = [[[10.0, 10.0], [12.0, 20.0], [20.0, 12.0]], [[20.0, 20.0], [30.0, 60.0], [60.0, 30.0]],
           [[60.0, 60.0], [50.0, 100.0], [90.0, 90.0]]]


@pytest.fixture
def network() -> ClothesDetector:
    torch.manual_seed(0)
    return ClothesDetector(ANCHORS, side=96, pretrained=False).eval()


def photo_of(path: Path, width: int, height: int, *garments: tuple[int, tuple[float, float, float, float]]) -> Photo:
    return Photo(path, width, height, tuple(cls for cls, _ in garments), tuple(box for _, box in garments))


def found(*items: tuple[int, float, tuple[float, float, float, float]]) -> evaluation.Detections:
    return evaluation.Detections(
        np.array([box for _, _, box in items], dtype=np.float64).reshape(-1, 4),
        np.array([score for _, score, _ in items]),
        np.array([cls for cls, _, _ in items]),
    )


def test_overlap_of_half_shifted_boxes_is_a_third():
    first, second = np.array([[0.0, 0, 2, 1]]), np.array([[1.0, 0, 3, 1], [5, 5, 6, 6]])
    np.testing.assert_allclose(overlaps(first, second), [[1 / 3, 0]])
    iou, giou = generalised_iou(torch.tensor([[0.0, 0, 1, 1]]), torch.tensor([[2.0, 0, 3, 1]]))
    # Apart: the hull is 3, the union 2.
    assert iou.item() == 0 and giou.item() == pytest.approx(-1 / 3)


def test_suppression_keeps_the_best_of_a_heap_and_what_lies_apart():
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]], dtype=float)
    assert suppress(boxes, np.array([0.6, 0.9, 0.3]), 0.5).tolist() == [1, 2]
    assert suppress(np.zeros((0, 4)), np.zeros(0), 0.5).tolist() == []


def test_zero_logits_decode_to_the_middle_of_the_cell_and_the_anchor_itself():
    centre, size = decode_boxes(torch.zeros(1, 4), torch.tensor([[3.0, 2.0]]), torch.tensor([[40.0, 80.0]]), stride=16)
    assert centre.tolist() == [[3.5 * 16, 2.5 * 16]] and size.tolist() == [[40.0, 80.0]]


def test_decoding_stays_within_half_a_cell_and_four_anchors():
    values = torch.tensor([[100.0, -100.0, 100.0, -100.0]])
    centre, size = decode_boxes(values, torch.zeros(1, 2), torch.tensor([[10.0, 10.0]]), stride=32)
    assert centre.tolist() == [[48.0, -16.0]] and size.tolist() == [[40.0, 0.0]]


def test_three_cells_answer_for_a_garment_and_only_anchors_of_its_size():
    # Centre (40, 24) in cells of 16: column 2.5, row 1.5: the neighbours right and below.
    garments = torch.tensor([[0.0, 2, 30, 14, 50, 34]])
    answer = assign(garments, torch.tensor([[20.0, 20.0], [100.0, 100.0], [20.0, 70.0]]), stride=16, cells=6)
    assert sorted(zip(answer.column.tolist(), answer.row.tolist())) == [(2, 1), (2, 2), (3, 1)]
    assert answer.anchor.tolist() == [0, 0, 0] and answer.cls.tolist() == [2, 2, 2]


def test_no_cell_outside_the_picture_answers():
    answer = assign(torch.tensor([[0.0, 0, 0, 0, 10, 10]]), torch.tensor([[10.0, 10.0]]), stride=16, cells=6)
    assert list(zip(answer.column.tolist(), answer.row.tolist())) == [(0, 0)]


def test_loss_falls_when_the_network_learns_one_batch_and_is_finite_without_garments(network: ClothesDetector):
    network.train()
    images = torch.rand(2, 3, 96, 96)
    garments = torch.tensor([[0.0, 0, 10, 10, 50, 70], [1.0, 2, 20, 5, 70, 90]])
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=1e-2)
    losses = []
    for _ in range(30):
        loss, _ = batch_loss(network.raw(network.low_features(images)), garments, network.anchors, 96)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]
    empty, parts = batch_loss(network.raw(network.low_features(images)), torch.zeros(0, 6), network.anchors, 96)
    assert torch.isfinite(empty) and parts["box"] == 0


def test_frozen_layers_keep_their_statistics_in_training(network: ClothesDetector):
    before = {name: value.clone() for name, value in network.frozen.state_dict().items()}
    network.train()
    network.raw(network.low_features(torch.rand(2, 3, 96, 96)))
    assert all(torch.equal(value, before[name]) for name, value in network.frozen.state_dict().items())


def test_average_precision_of_a_hand_checked_ranking():
    # Right, wrong, right of 2 garments: precision 1 up to recall 1/2, then 2/3: 0.5 + 1/3.
    value = evaluation.average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), 2)
    assert value == pytest.approx(0.5 + 1 / 3)
    assert evaluation.average_precision(np.zeros(0), np.zeros(0, dtype=bool), 2) == 0


def test_a_garment_found_twice_counts_once():
    photo = photo_of(Path("a"), 100, 100, (0, (0, 0, 50, 50)))
    scores, right = evaluation.matches(photo, found((0, 0.5, (0, 0, 50, 50)), (0, 0.9, (0, 0, 50, 45))), 0, 0.5)
    assert scores.tolist() == [0.9, 0.5] and right.tolist() == [True, False]


def test_figures_and_the_working_point_of_two_photos():
    photos = [photo_of(Path("a"), 100, 100, (0, (0, 0, 50, 50))), photo_of(Path("b"), 100, 100, (1, (0, 0, 50, 50)))]
    detections = [found((0, 0.9, (0, 0, 50, 50)), (1, 0.2, (60, 60, 90, 90))), found((1, 0.6, (0, 0, 50, 40)))]
    result = evaluation.figures(photos, detections)
    assert result["ap50"]["upper"] == 1 and result["ap50"]["lower"] == 1 and np.isnan(result["ap50"]["full"])
    # The lower garment is met by an IoU of 0.8: right at .50, .55 … .80, which are 7 of 10.
    assert result["ap50_95"]["upper"] == 1 and result["ap50_95"]["lower"] == pytest.approx(0.7)
    assert result["best"]["f1"] == 1 and 0.2 < result["best"]["score_threshold"] <= 0.6


def test_the_first_region_is_that_of_the_best_detection():
    box = (0, 0, 9, 9)
    detections = [found((0, 0.3, box), (1, 0.6, box)), found((0, 0.3, box)), found()]
    assert evaluation.first_region(detections, [1, 0, 0]) == pytest.approx(2 / 3, abs=1e-4)


@pytest.mark.parametrize(("width", "height"), [(300, 448), (448, 300), (1, 999), (320, 320)])
def test_the_letterbox_is_centred_and_undone_by_detections(width: int, height: int):
    left, top, new_width, new_height = letterbox_place(width, height, 320)
    assert max(new_width, new_height) == 320 and min(new_width, new_height) >= 1
    whole = np.array([[left, top, left + new_width, top + new_height]], dtype=np.float32) / 320
    detections = evaluation.detections_in((width, height), 320, whole, np.array([[0.0, 0.9, 0.0]]))
    np.testing.assert_allclose(detections.boxes, [[0, 0, width, height]], atol=1e-3 * max(width, height))
    assert detections.classes.tolist() == [1]


def test_letterbox_bars_are_grey():
    canvas = letterbox(np.full((40, 20, 3), 200, dtype=np.uint8), 64)
    assert canvas.shape == (64, 64, 3)
    assert (canvas[:, :16] == 127).all() and (canvas[:, 16:48] == 200).all() and (canvas[:, 48:] == 127).all()


def test_augmented_boxes_stay_on_their_garment(tmp_path: Path):
    from PIL import Image

    pixels = np.zeros((120, 80, 3), dtype=np.uint8)
    pixels[30:90, 20:60] = 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    photo = photo_of(tmp_path / "a.png", 80, 120, (1, (20, 30, 60, 90)))
    for seed in range(20):
        view, garments = augmented(photo, 96, np.random.default_rng(seed))
        assert view.shape == (96, 96, 3) and garments[0, 0] == 1
        left, top, right, bottom = garments[0, 1:].round().astype(int)
        assert 0 <= left < right <= 96 and 0 <= top < bottom <= 96
        # Bright inside, whatever the recolouring; two pixels of slack for the filter.
        middle = view[top + 2 : bottom - 2, left + 2 : right - 2].mean()
        assert middle > view[top + 2 : bottom - 2].min() + 50 or middle > 150


def test_a_deck_deals_every_photo_once_a_turn_and_the_same_after_a_resume():
    photos = [photo_of(Path(str(number)), 1, 1) for number in range(7)]
    deck = Deck(photos, seed=3)
    dealt = [photo for step in range(7) for photo in deck.deal(step, 2)]
    assert {photo.path for photo in dealt[:7]} == {photo.path for photo in photos} == {photo.path for photo in dealt[7:]}
    assert Deck(photos, seed=3).deal(5, 2) == deck.deal(5, 2)


@pytest.fixture
def square(tmp_path: Path) -> Photo:
    """A bright garment in the middle of a black photo."""
    from PIL import Image

    pixels = np.zeros((100, 100, 3), dtype=np.uint8)
    pixels[25:75, 25:75] = 255
    Image.fromarray(pixels).save(tmp_path / "square.png")
    return photo_of(tmp_path / "square.png", 100, 100, (0, (25, 25, 75, 75)))


def test_a_smaller_share_of_the_photos_lies_in_a_larger_one(tmp_path: Path):
    photos = [Photo(tmp_path / f"{number}.jpg", 10, 10) for number in range(40)]
    quarter, half = part(photos, 0.25), part(photos, 0.5)
    assert (len(quarter), len(half)) == (10, 20)
    assert set(quarter) < set(half) < set(photos)
    assert part(photos, 1) == photos


def test_a_mosaic_keeps_each_garment_in_its_quarter(square: Photo):
    view, garments = mosaic([square] * 4, 128, np.random.default_rng(0))
    assert view.shape == (128, 128, 3) and len(garments) == 4
    for quarter, (_, left, top, right, bottom) in enumerate(garments):
        assert 64 * (quarter % 2) <= left < right <= 64 * (quarter % 2) + 64
        assert 64 * (quarter // 2) <= top < bottom <= 64 * (quarter // 2) + 64


def test_mosaics_end_at_their_step_and_a_batch_is_the_same_again(square: Photo):
    batches = Batches([([square], 8)], side=64, seed=0, mosaics=(1.0, 5))
    assert len(batches.batch(4)[1]) > 8 >= len(batches.batch(5)[1])
    for first, second in zip(batches.batch(4), batches.batch(4), strict=True):
        np.testing.assert_array_equal(first, second)


def test_every_fifth_background_is_kept_for_measuring(square: Photo, tmp_path: Path):
    from PIL import Image

    folder = tmp_path / "backgrounds"
    folder.mkdir()
    for number in range(10):
        Image.new("RGB", (20, 10)).save(folder / f"{number}.jpg")
    (folder / "notes.txt").write_text("not a photo")
    assert [photo.path.stem for photo in read_backgrounds(folder, "val")] == ["4", "9"]
    train = read_backgrounds(folder, "train")
    assert len(train) == 8 and (train[0].width, train[0].height, train[0].boxes) == (20, 10, ())
    _, garments = Batches([([square], 1), (train, 1)], side=64, seed=0).batch(0)
    assert (garments[:, 0] == 0).all()
    (tmp_path / "none").mkdir()
    with pytest.raises(SystemExit, match="holds no JPEG"):
        read_backgrounds(tmp_path / "none", "train")


def test_a_run_starts_from_another_of_another_side(network: ClothesDetector, tmp_path: Path):
    torch.save({"average": network.state_dict()}, tmp_path / CHECKPOINT)
    larger = ClothesDetector([[[40.0, 40.0]] * 3] * 3, side=128, pretrained=False)
    start_from(larger, tmp_path)
    assert torch.equal(larger.predictions[0].weight, network.predictions[0].weight)
    assert larger.anchors[0, 0].tolist() == [40, 40]


def test_an_empty_deck_gives_nothing():
    assert Batches([([], 3)], side=32, seed=0).decks == []


def test_anchors_of_two_heaps_of_sizes():
    sizes = np.array([[10, 20]] * 5 + [[100, 50]] * 5, dtype=float)
    anchors, overlap = cluster(sizes, count=2, seed=1)
    assert anchors.tolist() == [[10, 20], [100, 50]] and overlap == 1


@pytest.mark.parametrize(
    ("source", "named", "expected"),
    [
        ("ccp", {"full"}, [2]),
        ("ccp", {"full", "upper"}, [0, 2]),
        ("ccp", {"upper", "lower"}, []),  # no lower was found: tags and network disagree
        ("myntra", {"upper"}, [0]),
        ("cad", {"full"}, [0, 2]),
    ],
)
def test_tags_decide_over_proposals(source: str, named: set[str], expected: list[int]):
    proposals = found((0, 0.8, (0, 0, 9, 9)), (1, 0.1, (0, 0, 9, 9)), (2, 0.4, (0, 0, 9, 30)), (2, 0.2, (0, 0, 9, 9)))
    garments = accepted(source, frozenset(named), proposals)
    assert [cls for cls, _ in garments] == expected
    assert all(box.tolist() == [0, 0, 9, 30] for cls, box in garments if cls == 2)


def test_the_exported_graph_answers_like_the_network_for_any_count(network: ClothesDetector, tmp_path: Path):
    export.write_onnx(network, tmp_path / "detector.onnx")
    exported = export.OnnxNetwork(tmp_path / "detector.onnx")
    assert exported.side == 96
    for count in (1, 3):
        images = np.random.default_rng(count).normal(size=(count, 3, 96, 96)).astype(np.float32)
        boxes, scores = exported(images)
        assert boxes.shape == (count, 567, 4) and scores.shape == (count, 567, 3)
        with torch.no_grad():
            expected_boxes, expected_scores = network(torch.from_numpy(images))
        # Two engines, float32 sums in different orders.
        np.testing.assert_allclose(boxes, expected_boxes, atol=1e-4)
        np.testing.assert_allclose(scores, expected_scores, atol=1e-4)


def test_an_entry_leaves_the_other_network_alone(tmp_path: Path):
    manifest.set_entry(tmp_path, "embedder", {"file": "embedder.onnx"})
    manifest.set_entry(tmp_path, "detector", {"file": "old.onnx"})
    manifest.set_entry(tmp_path, "detector", {"file": "detector.onnx"})
    content = json.loads((tmp_path / "models.json").read_text())
    assert content == {"format": 1, "embedder": {"file": "embedder.onnx"}, "detector": {"file": "detector.onnx"}}


def test_a_manifest_of_another_format_is_not_overwritten(tmp_path: Path):
    (tmp_path / "models.json").write_text('{"format": 2}')
    with pytest.raises(ValueError, match="format 2"):
        manifest.set_entry(tmp_path, "detector", {})
    assert (tmp_path / "models.json").read_text() == '{"format": 2}'
