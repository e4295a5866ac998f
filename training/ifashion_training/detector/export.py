"""The trained detector as ONNX, in float32 and as INT8, and its entries in models.json."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from ifashion_training import backbones, manifest, quantisation
from ifashion_training.detector import CLASSES, evaluation
from ifashion_training.detector.network import ClothesDetector
from ifashion_training.detector.photos import PAD, Photo, letterbox, normalised, pixels, read_products
from ifashion_training.detector.sources import BATCH, Sources
from ifashion_training.detector.training import Settings, TorchNetwork, load_average

FILE = "detector.onnx"
# Boxes are fractions of the input: a tenth of a pixel at 320 would already be 3e-4.
LARGEST_DIFFERENCE = 1e-4


class OnnxNetwork:
    """An exported detector in ONNX Runtime as the callable on numpy arrays that `evaluation.detect` takes."""

    def __init__(self, file: Path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = torch.get_num_threads()
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        self.side = self.session.get_inputs()[0].shape[3]

    def __call__(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        boxes, scores = self.session.run(["boxes", "scores"], {"image": images})
        return boxes, scores


class OpenVINONetwork:
    """An exported detector in OpenVINO, the engine of the product, without reduced precision of its own."""

    def __init__(self, file: Path):
        import openvino

        self.network = openvino.Core().compile_model(str(file), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        self.side = int(self.network.input(0).get_partial_shape()[3].get_length())

    def __call__(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        results = self.network({"image": images})
        return results["boxes"], results["scores"]


def write_onnx(network: ClothesDetector, file: Path) -> None:
    """Writes the graph: `image` [n, 3, side, side] -> `boxes` [n, A, 4], `scores` [n, A, classes]; n is free."""
    network = network.eval()
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, (torch.zeros(2, 3, network.side, network.side),), str(file), dynamo=False, opset_version=13,
            input_names=["image"], output_names=["boxes", "scores"],
            dynamic_axes={name: {0: "n"} for name in ("image", "boxes", "scores")},
        )


def difference(network, other, photos: list[Photo]) -> float:
    """The largest absolute difference of boxes or scores of two networks, on each photo alone and on all together."""
    images = normalised(np.stack([letterbox(pixels(photo.path), network.side) for photo in photos]))
    pairs = [(network(images), other(images)), (network(images[:1]), other(images[:1]))]
    return max(float(np.abs(one - two).max()) for first, second in pairs for one, two in zip(first, second))


def entry(network: ClothesDetector, file: Path, figures: dict, data: str, command: str) -> dict:
    """The detector's entry in models.json; `figures` as of `evaluation.figures`, by photo source: the first decides."""
    return {
        "file": file.name,
        "fingerprint": manifest.fingerprint(file),
        "input": {
            "name": "image", "width": network.side, "height": network.side, "fit": "letterbox", "pad": PAD,
            "mean": [round(value) for value in backbones.MEAN], "scale": [round(value) for value in backbones.SCALE],
            "color": "RGB", "layout": "NCHW",
        },
        "outputs": {"boxes": "boxes", "scores": "scores"},
        "classes": list(CLASSES),
        "score_threshold": next(iter(figures.values()))["best"]["score_threshold"],
        "iou_threshold": evaluation.IOU_THRESHOLD,
        "figures": figures,
        "data": data,
        "command": command,
        "starting_weights": backbones.STARTING_WEIGHTS,
    }


DATA = (
    "Train splits of: ccp (Clothing Co-Parsing, Apache-2.0 by its LICENSE file), boxes from pixel masks and, for photos "
    "with tags only, boxes proposed by the network and confirmed by the tags; clothing_cc0 (CC0), weak boxes; "
    "myntra, cad, dress_patterns (research and evaluation), weak or proposed boxes. Figures: val splits."
)


def export(data: Path, run: Path, models: Path) -> None:
    """Writes detector.onnx as INT8 into `models` and as float32 into its folder «float32», each with its entry."""
    network, saved = load_average(run)
    sources = Sources.of(data, saved["settings"])
    plain = models / manifest.FLOAT32
    plain.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models) as folder:
        part, int8 = Path(folder) / FILE, Path(folder) / f"int8-{FILE}"
        write_onnx(network, part)
        photos = [photo for own in list(sources.validation().values())[:2] for photo in own[:8]]
        torch_network = TorchNetwork(network)
        for name, other in (("ONNX Runtime", OnnxNetwork(part)), ("OpenVINO", OpenVINONetwork(part))):
            largest = difference(torch_network, other, photos)
            print(f"largest difference PyTorch / {name} on {len(photos)} photos: {largest:.2e}", flush=True)
            if largest > LARGEST_DIFFERENCE:
                raise ValueError(f"the exported graph differs by {largest} in {name}")
        quantisation.quantise(part, int8, calibration_images(sources, network.side),
                              quantisation.after_last_convolution(quantisation.load(part)))
        made = {"settings": saved["settings"], "anchors": saved["anchors"], "trained_steps": saved["step"],
                "training_seconds": round(saved["seconds"])}
        for written, target, precision in ((part, plain, "float32"), (int8, models, "int8")):
            print(f"{precision}, {written.stat().st_size:,} bytes", flush=True)
            figures = figures_by_source(sources, OpenVINONetwork(written)) | made
            written.rename(target / FILE)
            manifest.set_entry(target, "detector", entry(
                network, target / FILE, figures, described(sources), command_of(saved["settings"])) | {"precision": precision})


def calibration_images(sources: Sources, side: int, count: int = 300) -> Iterator[np.ndarray]:
    """Training photos as the network is fed, [1, 3, side, side], two thirds of them from the first source."""
    random = np.random.default_rng(0)
    for number, photos in enumerate(sources.training().values()):
        share = count * (4 if number == 0 else 1) // 6
        for index in random.choice(len(photos), min(share, len(photos)), replace=False):
            yield normalised(letterbox(pixels(photos[index].path), side)[None])


def command_of(settings: dict) -> str:
    """The command that makes this network from the data."""
    changed = [f" --{name.replace('_', '-')} {'VOC' if name == 'voc' else value}" for name, value in settings.items()
               if value != getattr(Settings(), name) and name != "threads"]
    return f"python -m ifashion_training.detector train --data DATA{''.join(changed)}"


def described(sources: Sources) -> str:
    """What the network was trained on, for models.json."""
    own = f"Own boxes ({Path(sources.voc).name}, Pascal VOC), {min(sources.voc_photos, BATCH)} of {BATCH} photos a step."
    return " ".join(([] if sources.only_own else [DATA]) + ([own] if sources.voc else []))


def figures_by_source(sources: Sources, network) -> dict:
    """`evaluation.figures` on the val photos of each source, and how the first one's threshold does on the others."""
    figures = {}
    for source, photos in sources.validation().items():
        found = evaluation.detect(network, photos)
        threshold = next(iter(figures.values()))["best"]["score_threshold"] if figures else None
        figures[source] = evaluation.figures(photos, found, threshold)
        if source in ("clothing_cc0", "myntra"):
            products, regions = read_products(sources.data, source, "val")
            figures[source]["products"] = len(products)
            figures[source]["first_region"] = evaluation.first_region(evaluation.detect(network, products), regions)
        print(f"{source}\n{evaluation.table(figures[source])}", flush=True)
    return figures
