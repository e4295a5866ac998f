"""The embedder's crops, masked loss, metrics, label table, run and export, on cases small enough to check by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import openvino
import pytest
import torch
from PIL import Image

from ifashion_training.backbones import Backbone, Layers
from ifashion_training.embedder import comparison, evaluation, features, figures, network, run, training
from ifashion_training.embedder.export import largest_differences, write_onnx
from ifashion_training.embedder.labels import label_table, region_of, write_label_table
from ifashion_training.embedder.losses import fancy_loss, naive_loss
from ifashion_training.embedder.mixing import Mixing
from ifashion_training.embedder.network import Embedder, Frozen, Tail, group_slices, probabilities
from ifashion_training.embedder.records import GROUPS, Garment, crop, label_columns, read_garments, targets
from ifashion_training.manifest import fingerprint

COLUMNS = ["category:Coats", "category:Jeans", "color:Black", "color:Blue", "pattern:Solid"]
SLICES = group_slices(COLUMNS)


def garment(name: str, *labels: str, split: str = "val", source: str = "myntra", dup: str | None = None) -> Garment:
    known = frozenset(label.split(":")[0] for label in labels)
    return Garment(source, Path(name), None, "upper", labels, known, split, f"{source}/{dup or name}")


def test_an_unknown_group_has_no_part_in_the_loss() -> None:
    logits = torch.zeros(2, 5, requires_grad=True)
    present = torch.tensor([[1.0, 0, 1, 0, 0], [0, 1, 0, 0, 0]])
    known = torch.tensor([[1.0, 1, 1, 1, 0], [1, 1, 0, 0, 0]])
    loss = fancy_loss(logits, present, known, SLICES)
    loss.backward()
    assert logits.grad[:, 4].abs().sum() == 0  # the pattern is known of neither
    assert logits.grad[1, 2:4].abs().sum() == 0  # the colour is not known of the second
    assert logits.grad[0, 2:4].abs().min() > 0
    # By hand at logits 0: ln 2 for two categories; for the one known colour row 2 × ln 2 / 2.
    assert loss.item() == pytest.approx(2 * np.log(2), abs=1e-5)


def test_a_garment_without_a_category_among_the_columns_has_no_part_in_the_categories_loss() -> None:
    logits = torch.zeros(2, 5, requires_grad=True)
    fancy_loss(logits, torch.tensor([[0.0] * 5, [1, 0, 0, 0, 0]]), torch.ones(2, 5), SLICES).backward()
    assert logits.grad[0, :2].abs().sum() == 0
    assert logits.grad[1, :2].abs().min() > 0


def test_the_naive_loss_knows_no_groups_but_what_is_known() -> None:
    logits = torch.zeros(1, 5, requires_grad=True)
    loss = naive_loss(logits, torch.tensor([[1.0, 0, 0, 0, 0]]), torch.tensor([[1.0, 1, 0, 0, 1]]), SLICES)
    loss.backward()
    assert loss.item() == pytest.approx(3 * np.log(2), abs=1e-5)
    assert (logits.grad[0] != 0).tolist() == [True, True, False, False, True]
    assert probabilities(torch.zeros(1, 5), SLICES, "naive").tolist() == [[0.5] * 5]
    assert probabilities(torch.ones(1, 5), SLICES, "naive")[0, 0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_blends_keep_half_of_their_own_and_what_is_known_of_both() -> None:
    features = torch.arange(4.0)[:, None, None, None].expand(4, 1, 2, 2)
    present, known = torch.eye(4), torch.tensor([[1.0, 1, 1, 1]] * 3 + [[1, 0, 0, 0]])
    own, labels, sure = training.blended(features, present, known, 1, np.random.default_rng(1))
    assert torch.allclose(labels.sum(1), torch.ones(4)) and (labels.diagonal() >= 0.5).all()
    assert torch.allclose(own[:, 0, 0, 0], labels @ torch.arange(4.0))
    assert sure[3].tolist() == [1, 0, 0, 0]
    same = training.blended(features, present, known, 0, np.random.default_rng(1))
    assert all(torch.equal(a, b) for a, b in zip(same, (features, present, known), strict=True))


def test_an_erased_rectangle_is_a_part_of_each_side() -> None:
    for seed in range(20):
        cells = torch.ones(3, 14, 10)
        training.erase_rectangle(cells, np.random.default_rng(seed))
        assert 0 < int((cells == 0).sum()) <= 3 * 7 * 5
        assert torch.equal(cells[0], cells[2])


def test_emphasised_sources_come_twice_in_an_epoch(data: Path, tmp_path: Path, own_weights: None) -> None:
    batches = training.Batches(run.Run(data, tmp_path / "run", SETTINGS))
    assert len(batches.rows) == 2 * 16 and len(set(batches.rows)) == 16


def test_probabilities_are_a_softmax_over_categories_and_sigmoids_elsewhere() -> None:
    result = probabilities(torch.tensor([[1.0, 1.0, 0.0, 0.0, 0.0]]), SLICES)
    assert result.tolist() == [[0.5] * 5]
    assert probabilities(torch.randn(4, 5), SLICES)[:, :2].sum(1).tolist() == pytest.approx([1] * 4)


def test_mixing_keeps_cosines_of_looks_and_labels() -> None:
    random = np.random.default_rng(0)
    looks = random.normal(size=(400, 3)) @ random.normal(size=(3, 64))
    looks = (looks / np.linalg.norm(looks, axis=1, keepdims=True)).astype(np.float32)
    scores = random.random((400, 5)).astype(np.float32)
    found = Mixing.fit(looks, scores, {"category": slice(0, 2), "color": slice(2, 5)}).rows(looks, scores)
    # Rank 3 + 5 fits into 128 directions, so nothing is lost: by hand, category scores count 1, others 0.6.
    mixed = np.concatenate((looks, scores * np.array([1, 1, 0.6, 0.6, 0.6])), 1)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    np.testing.assert_allclose(found @ found.T, mixed @ mixed.T, atol=1e-5)


def test_retrieval_by_hand() -> None:
    # One query; its own garment (column 0) is excluded; ranking then is 3, 1, 2, 4 and 3, 2 are relevant.
    scores = np.array([[1.0, 0.8, 0.7, 0.9, 0.1]])
    relevant = np.array([[True, False, True, True, False]])
    overlap = np.array([[1.0, 0.2, 0.5, 1.0, 0.0]])
    excluded = np.array([[True, False, False, False, False]])
    found = evaluation.retrieval(scores, relevant, overlap, excluded, depth=3)
    assert found["queries"] == 1
    assert found["p_at_1"] == 1
    assert found["p_at_3"] == pytest.approx(2 / 3)
    assert found["map_at_3"] == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert found["iou_at_3"] == pytest.approx((1.0 + 0.2 + 0.5) / 3)


def test_a_query_without_relevant_garments_is_left_out() -> None:
    relevant = np.array([[False, False], [True, False]])
    found = evaluation.retrieval(np.eye(2), relevant, np.zeros((2, 2)), np.zeros((2, 2), bool), depth=1)
    assert found["queries"] == 1
    assert found["p_at_1"] == 0


def test_near_duplicates_are_left_out_of_each_others_rankings() -> None:
    # The two photos of one coat would find each other; left out, the best that remains is the jeans.
    garments = [garment("a", "category:Coats", dup="x"), garment("b", "category:Coats", dup="x"),
                garment("c", "category:Jeans"), garment("d", "category:Coats")]
    embeddings = np.array([[1, 0], [1, 0], [0.8, 0.6], [0, 1]], np.float32)
    found = evaluation.retrieval_by_source(garments, embeddings)["myntra"]["val"]
    assert found["queries"] == 3  # no other jeans
    assert found["p_at_1"] == 0


def test_label_overlap_is_intersection_over_union() -> None:
    coat = garment("a", "category:Coats", "color:Black")
    overlap = evaluation.label_overlap([coat], [coat, garment("b", "category:Coats", "color:Blue"), garment("c")])
    assert overlap.tolist() == pytest.approx(np.array([[1, 1 / 3, 0]]))


def test_thresholds_maximise_f1_where_the_label_is_known() -> None:
    scores = np.array([[0.9], [0.7], [0.6], [0.2], [0.95]])
    present = np.array([[1], [1], [0], [0], [0]])
    known = np.array([[1], [1], [1], [1], [0]])
    thresholds = evaluation.calibrated_thresholds(scores, present, known)
    assert thresholds[0] == pytest.approx(0.65)
    assert evaluation.micro_f1(scores, present, known, thresholds, {"color": slice(0, 1)})["color"] == 1


def test_micro_f1_of_two_pictures_by_hand() -> None:
    # The first: one of two labels said, nothing wrong: 2/3. The second: one said wrongly: 0. All: 2·1 / (2 + 2).
    scores, present = np.array([[0.9, 0.1], [0.9, 0.1]]), np.array([[1, 1], [0, 0]])
    found = evaluation.micro_f1(scores, present, np.ones((2, 2)), np.array([0.5, 0.5]), {})
    assert found["all"] == pytest.approx(0.5)
    assert found["pictures"] == pytest.approx((2 / 3 + 0) / 2)


def test_a_label_that_never_occurs_keeps_the_threshold_one_half() -> None:
    assert evaluation.calibrated_thresholds(np.ones((3, 1)), np.zeros((3, 1)), np.ones((3, 1)))[0] == 0.5


def test_columns_are_the_frequent_labels_by_group() -> None:
    garments = [garment(str(i), "color:Black", "category:Coats", split="train") for i in range(3)]
    garments += [garment("x", "category:Jeans", split="train"), garment("y", "color:Blue")]
    assert label_columns(garments, least=2) == ["category:Coats", "color:Black"]
    present, known = targets([garment("z", "category:Jeans")], ["category:Coats", "color:Black"])
    assert present.tolist() == [[0, 0]]
    assert known.tolist() == [[1, 0]]


def test_a_crop_is_letterboxed_with_its_margin() -> None:
    image = Image.new("RGB", (100, 100), (200, 0, 0))
    picture = crop(image, (40, 20, 60, 60), side=32, margin=0.05)  # 22 × 44 pixels -> 16 × 32, 8 of padding beside
    assert picture.shape == (32, 32, 3)
    assert (picture[:, 8:24] == (200, 0, 0)).all()
    assert (picture[:, :8] == 127).all() and (picture[:, 24:] == 127).all()


def test_a_crop_one_pixel_wide_stays_at_least_one_pixel_wide() -> None:
    assert (crop(Image.new("RGB", (100, 400)), (10, 0, 11, 400), side=32, margin=0) == 0).any()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of 24 coats and jeans, black and blue, as the real one is laid out."""
    folder = tmp_path / "data"
    colors = {"Black": (20, 20, 20), "Blue": (30, 30, 200)}
    for source in ("clothing_cc0", "myntra", "cad", "dress_patterns", "ccp"):
        (folder / source / "images").mkdir(parents=True)
        (folder / source / ("regions.jsonl" if source == "ccp" else "labels.jsonl")).write_text("")
    records, boxes = [], []
    for index in range(24):
        color, name = list(colors)[index % 2], f"images/{index}.png"
        Image.new("RGB", (40, 60), colors[color]).save(folder / "clothing_cc0" / name)
        records.append({"image": name, "w": 40, "h": 60, "region": "upper", "split": "val" if index < 8 else "train",
                        "labels": [f"category:{('Coats', 'Jeans')[index % 2]}", f"color:{color}"],
                        "known": ["category", "color"]})
        if index % 3 == 0:
            boxes.append({"image": name, "regions": [{"cls": "upper", "box": [5, 5, 30, 50]}]})
    for name, lines in (("labels", records), ("boxes_weak", boxes)):
        (folder / "clothing_cc0" / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    numbers = ["labelId,taskId,labelName,taskName", '2,1,"Hosiery, Stockings, Tights",category', "1,2,Blue,color"]
    (folder / "iMat_fashion_2018_label_map_228.csv").write_text("\n".join(numbers) + "\n")
    (folder / "vocab.json").write_text(json.dumps(
        [{"label": "color:Blue", "imat": 1}, {"label": "category:Coats", "imat": None}]))
    return folder


def test_the_label_table_holds_their_labels_and_ours(data: Path, tmp_path: Path) -> None:
    assert label_table(data) == [
        {"label": "color:Blue", "imat": 1, "region": None},
        {"label": "category:Hosiery, Stockings, Tights", "imat": 2, "region": None},
        {"label": "category:Coats", "imat": None, "region": "upper"},
    ]
    content = json.loads(write_label_table(data, tmp_path / "models").read_text())
    assert content["format"] == 1
    assert content["groups"] == list(GROUPS)
    assert content["labels"] == label_table(data)


def test_the_committed_label_table_is_complete() -> None:
    file = Path(__file__).parents[2] / "models" / "labels.json"
    labels = json.loads(file.read_text())["labels"]
    assert sorted(label["imat"] for label in labels if label["imat"]) == list(range(1, 229))
    assert len({label["label"] for label in labels}) == len(labels)
    for label in labels:
        assert label["label"].split(":")[0] in GROUPS
        assert label["region"] == region_of(label["label"])


def test_the_committed_network_is_the_one_that_the_manifest_describes() -> None:
    models = Path(__file__).parents[2] / "models"
    entry = json.loads((models / "models.json").read_text())["embedder"]
    known = {label["label"] for label in json.loads((models / "labels.json").read_text())["labels"]}
    assert entry["fingerprint"] == fingerprint(models / entry["file"])
    assert {label["label"] for label in entry["labels"]} <= known
    session = onnxruntime.InferenceSession(str(models / entry["file"]))
    side = entry["input"]["width"]
    embedding, scores = session.run(None, {"image": np.zeros((2, 3, side, side), np.float32)})
    assert embedding.shape == (2, entry["dimension"]) and scores.shape == (2, len(entry["labels"]))
    categories = [label["label"].startswith("category:") for label in entry["labels"]]
    assert scores[:, categories].sum(1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("label", "region"),
    [("category:Baggy Jeans", "lower"), ("category:Capri Pants", "lower"), ("category:Dress Shirts", "upper"),
     ("category:Sarees", "full"), ("category:Bra Straps", None), ("color:Black", None)],
)
def test_where_a_category_is_worn(label: str, region: str | None) -> None:
    assert region_of(label) == region


def test_the_exported_network_says_what_pytorch_says_for_any_batch_size(tmp_path: Path) -> None:
    torch.manual_seed(0)
    mixing = Mixing(torch.ones(5), torch.randn(261, 128))
    whole = Embedder(Frozen(64, pretrained=False), Tail(64, COLUMNS, pretrained=False), mixing, COLUMNS)
    file = tmp_path / "embedder.onnx"
    write_onnx(whole, 64, file)
    images = np.random.default_rng(0).normal(size=(3, 3, 64, 64)).astype(np.float32)
    # float32 sums in another order; the engines' own tolerance is a tenth of this.
    assert max(largest_differences(whole, file, images).values()) < 1e-3
    session = onnxruntime.InferenceSession(str(file))
    embedding, scores = session.run(["embedding", "scores"], {"image": images[:1]})
    assert embedding.shape == (1, 128) and scores.shape == (1, 5)
    assert np.linalg.norm(embedding) == pytest.approx(1, abs=1e-5)
    assert openvino.Core().read_model(str(file)).inputs[0].partial_shape[0].is_dynamic


@pytest.fixture
def own_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backbones with the same random weights every time: no downloaded file takes part."""

    build = Backbone.build

    def random(self: Backbone, side: int, pretrained: bool, weights: Path | None) -> Layers:
        torch.manual_seed(7)
        return build(self, side, pretrained=False)

    monkeypatch.setattr(Backbone, "build", random)
    monkeypatch.setattr(run, "label_columns", lambda garments: COLUMNS[:4])


SETTINGS = run.Settings(side=64, views=1, epochs=1, batch=16, rate=1e-3)


def test_a_run_that_was_killed_goes_on_and_ends_the_same(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_weights: None
) -> None:
    whole = run.Run(data, tmp_path / "whole", SETTINGS)
    training.train(whole)

    monkeypatch.setattr(training, "SAVE_EVERY", 1)
    learn = training.Training.learn

    def dying(self: training.Training, *batch: torch.Tensor) -> float:
        if self.step == 1:
            raise KeyboardInterrupt
        return learn(self, *batch)

    killed = run.Run(data, tmp_path / "killed", SETTINGS)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(training.Training, "learn", dying)
        training.train(killed)
    assert torch.load(killed.checkpoint, weights_only=True)["step"] == 1
    training.train(killed)

    first, second = (torch.load(one.checkpoint, weights_only=True) for one in (whole, killed))
    assert first["step"] == second["step"] == 2
    for name, value in first["average"].items():
        torch.testing.assert_close(second["average"][name], value, msg=name)
    with pytest.raises(SystemExit, match="another rate"):
        run.Run(data, tmp_path / "whole", replace(SETTINGS, rate=2e-3)).load_tail()


@pytest.mark.parametrize("name", ["mobilenet_v2", "resnet50"])
def test_another_backbone_trains_the_same_way(data: Path, tmp_path: Path, own_weights: None, name: str) -> None:
    one = run.Run(data, tmp_path / name, replace(SETTINGS, backbone=name, method="naive"))
    training.train(one)
    tail = one.load_tail()
    embedding, logits = tail(torch.from_numpy(one.features(None)[:4].astype(np.float32)))
    assert embedding.shape == (4, 256) and logits.shape == (4, 4)


def test_a_backbone_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no backbone vgg.*efficientnet_lite0"):
        run.Run(data, tmp_path, replace(SETTINGS, backbone="vgg")).features(None)
    with pytest.raises(SystemExit, match="resnet50.*weights"):
        run.Run(data, tmp_path, replace(SETTINGS, backbone="resnet50")).features(None)


def test_two_trainings_of_one_run_at_once_are_refused(tmp_path: Path) -> None:
    with training.sole_use(tmp_path), pytest.raises(SystemExit, match="another training"):
        with training.sole_use(tmp_path):
            pass


def test_rates_rise_and_fall_to_nothing() -> None:
    assert training.rate_factor(0, 1000) == pytest.approx(0.01)
    assert training.rate_factor(500, 1000) == pytest.approx(0.5)
    assert training.rate_factor(1000, 1000) == pytest.approx(0)


def test_the_figures_name_every_source_and_both_networks(data: Path, tmp_path: Path, own_weights: None) -> None:
    one = run.Run(data, tmp_path / "run", SETTINGS)
    tail = network.Tail(64, one.columns).eval()
    result = figures.evaluate(one, tail)
    for crops in ("box", "whole"):
        for name in ("backbone", "trained"):
            assert result["retrieval"][crops][name]["clothing_cc0"]["val"]["queries"] == 8
    assert len(result["thresholds"]) == len(one.columns)
    assert json.loads((one.folder / "figures.json").read_text()) == result
    assert "| whole | clothing_cc0 | train+val | trained | 8 |" in figures.table(result)


def test_the_comparison_holds_every_combination(data: Path, tmp_path: Path, own_weights: None) -> None:
    folder = tmp_path / "comparison"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, "BATCH", 2)
        patch.setattr(comparison, "EPOCHS", 2)
        rows = comparison.compare(data, folder, SETTINGS, ["efficientnet_lite0", "mobilenet_v2"], [64])
    assert [(row["backbone"], row["method"]) for row in rows] == [
        (name, method) for name in ("efficientnet_lite0", "mobilenet_v2") for method in ("origin", "naive", "fancy", "mixed")]
    assert json.loads((folder / "comparison.json").read_text()) == rows
    assert [[point["share"] for point in row["learning_curve"]] for row in rows if "learning_curve" in row] == [
        [0.125, 0.25, 0.5, 1]]
    assert comparison.line(rows[0]).startswith("| efficientnet_lite0 | 64 | origin | 1280 | ")
    for row in rows:
        found = np.load(folder / f"{row['backbone']}-64-{row['method']}.npy")
        assert found.shape == (24, row["dimension"]) and found.dtype == np.float32
        assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_cached_features_are_those_of_the_crops(data: Path, tmp_path: Path) -> None:
    garments = read_garments(data)[:3]
    assert garments[0].box and not garments[1].box
    frozen = Frozen(64, pretrained=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(features, "Frozen", lambda side, start: frozen)
        found = features.frozen_features(garments, 64, tmp_path / "features.npy", view=None)
        assert (features.frozen_features(garments, 64, tmp_path / "features.npy", view=None) == found).all()
    pictures = np.stack([crop(Image.open(g.image).convert("RGB"), g.box, 64, features.CROP_MARGIN) for g in garments])
    with torch.no_grad():
        expected = frozen(torch.from_numpy(features.normalised(pictures))).numpy()
    assert found.dtype == np.float16
    np.testing.assert_allclose(found, expected, atol=2e-2 * np.abs(expected).max())  # half precision
