"""A training run: a folder with checkpoints, a log and, at the end, figures."""

from __future__ import annotations

import copy
import json
import math
import os
import queue
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ifashion_training.detector import anchors as anchor_sizes
from ifashion_training.detector import evaluation
from ifashion_training.detector.loss import batch_loss
from ifashion_training.detector.network import ANCHORS_PER_SCALE, STRIDES, ClothesDetector
from ifashion_training.detector.labelling import dress_crops, label, read_labelled
from ifashion_training.detector.photos import Batches, Photo, letterbox_place, read_backgrounds, read_photos
from ifashion_training.detector.sources import Sources


@dataclass
class Settings:
    """Everything that a run's result depends on besides data and code."""

    steps: int = 1150
    # From this step on also photos that have only tags, with boxes that the network itself proposes.
    label_at: int = 700
    side: int = 320
    # The folder of another run (of any side) whose averaged weights this one starts from.
    start: str = ""
    # A folder of photos without clothes, one of which joins each batch.
    backgrounds: str = ""
    # This share of the views are four photos in one, until this share of the steps is done.
    mosaic: float = 0.25
    mosaic_until: float = 0.7
    # A Pascal VOC folder of one's own boxes; of a step's 16 photos, this many are from it. With 16 the data folder isn't read.
    voc: str = ""
    voc_photos: int = 5
    # The batches before `label_at` know only this share of the photos with boxes: for a learning curve.
    share: float = 1.0
    seed: int = 1
    backbone_rate: float = 4e-4
    head_rate: float = 2e-3
    weight_decay: float = 0.02
    warm_up: int = 60  # steps
    average_decay: float = 0.997
    threads: int = 2


CHECKPOINT = "checkpoint.pt"
LABELLED = "labelled.jsonl"
LOG_EVERY = 10  # steps


class TorchNetwork:
    """A `ClothesDetector` as the callable on numpy arrays that `evaluation.detect` takes."""

    def __init__(self, network: ClothesDetector):
        self.network, self.side = network.eval(), network.side

    def __call__(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        with torch.no_grad():
            boxes, scores = self.network(torch.from_numpy(images))
        return boxes.numpy(), scores.numpy()


class MovingAverage:
    """Exponential moving average of all weights and batch statistics; what is evaluated and exported."""

    def __init__(self, network: ClothesDetector, decay: float):
        self.network, self.decay = copy.deepcopy(network).eval(), decay

    @torch.no_grad()
    def update(self, network: ClothesDetector, step: int) -> None:
        """Takes in the weights after `step`; early steps count more, so that the start is forgotten soon."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for average, current in zip(self.network.state_dict().values(), network.state_dict().values()):
            if average.dtype.is_floating_point:
                average.lerp_(current, 1 - decay)
            else:
                average.copy_(current)


def rate_factor(step: int, settings: Settings) -> float:
    """Linear warm-up, then a cosine down to 0 at the last step."""
    if step < settings.warm_up:
        return (step + 1) / settings.warm_up
    progress = (step - settings.warm_up) / max(settings.steps - settings.warm_up, 1)
    return 0.5 * (1 + math.cos(math.pi * min(progress, 1)))


def optimizer_of(network: ClothesDetector, settings: Settings) -> torch.optim.AdamW:
    """AdamW with a lower rate for the pretrained layers and no decay of biases and batch norms."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            pretrained = name.startswith(("fine.", "coarse."))
            groups.setdefault((pretrained, parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "full_rate": settings.backbone_rate if pretrained else settings.head_rate,
                "weight_decay": settings.weight_decay if decays else 0.0,
            }
            for (pretrained, decays), parameters in groups.items()
        ]
    )


def box_anchors(sources: Sources, side: int) -> tuple[list, float]:
    """Anchors [3, 3, 2] from all training boxes as letterboxed; the mean best IoU."""
    sizes = []
    for photos in sources.training().values():
        for photo in photos:
            _, _, width, _ = letterbox_place(photo.width, photo.height, side)
            scale = width / photo.width
            sizes += [((right - left) * scale, (bottom - top) * scale) for left, top, right, bottom in photo.boxes]
    found, overlap = anchor_sizes.cluster(np.array(sizes), len(STRIDES) * ANCHORS_PER_SCALE)
    return found.round(1).reshape(len(STRIDES), ANCHORS_PER_SCALE, 2).tolist(), overlap


def with_full(photos: list[Photo]) -> list[Photo]:
    """Those that show a 'full' garment."""
    return [photo for photo in photos if photo.has_full]


def part(photos: list[Photo], share: float) -> list[Photo]:
    """This share of them, drawn; a larger share has those of a smaller one among it."""
    order = np.random.default_rng(0).permutation(len(photos))
    return [photos[index] for index in sorted(order[: round(share * len(photos))])]


def make_batches(sources: Sources, decks: list[tuple[list[Photo], int]], settings: Settings, seed: int) -> Batches:
    """The batches of `decks`, of one's own boxes and of the backgrounds."""
    decks = sources.with_own(decks)
    if settings.backgrounds:
        decks = [*decks, (read_backgrounds(Path(settings.backgrounds), "train"), 1)]
    mosaics = (settings.mosaic, round(settings.mosaic_until * settings.steps))
    return Batches(decks, settings.side, seed, mosaics)


def first_batches(sources: Sources, settings: Settings) -> Batches:
    """Street photos with mask boxes, single garments with weak boxes.

    'full' stands in one street box of eight, so it has decks of its own.
    """
    if sources.only_own:
        return make_batches(sources, [], settings, settings.seed)
    street, single, catalogue = (
        part(read_photos(sources.data, source, "train"), settings.share) for source in ("ccp", "clothing_cc0", "myntra"))
    decks = [(street, 9), (with_full(street), 2), (single, 3), (with_full(single), 1), (catalogue, 1)]
    return make_batches(sources, decks, settings, settings.seed)


def later_batches(sources: Sources, settings: Settings, labelled: Path) -> Batches:
    """The same, fewer of each, and photos that `labelling` gave boxes."""
    data = sources.data
    street, single, catalogue = (read_photos(data, source, "train") for source in ("ccp", "clothing_cc0", "myntra"))
    tagged = read_labelled(data, labelled)
    people = tagged.get("ccp", [])
    decks = [
        (street, 5),
        (with_full(street), 2),
        (people, 3),
        (with_full(people + tagged.get("cad", [])), 1),
        (dress_crops(data), 1),
        (single, 2),
        (with_full(single), 1),
        (catalogue + tagged.get("myntra", []), 1),
    ]
    return make_batches(sources, decks, settings, settings.seed + 100)


class Prefetched:
    """Batches made one ahead on a thread of its own, in order."""

    def __init__(self, batches: Batches, first: int, end: int):
        self.queue: queue.Queue = queue.Queue(maxsize=3)
        threading.Thread(target=self._fill, args=(batches, first, end), daemon=True).start()

    def _fill(self, batches: Batches, first: int, end: int) -> None:
        for step in range(first, end):
            self.queue.put(batches.batch(step))

    def next(self) -> tuple[Tensor, Tensor]:
        images, garments = self.queue.get()
        return torch.from_numpy(images), torch.from_numpy(garments)


def start_from(network: ClothesDetector, run: Path) -> None:
    """Takes over the averaged weights of another run; its input may have another side, its anchors may differ."""
    other = torch.load(run / CHECKPOINT, weights_only=True)["average"]
    own = network.state_dict()
    fitting = {name: tensor for name, tensor in other.items()
               if name in own and own[name].shape == tensor.shape and name != "anchors"}
    network.load_state_dict(fitting, strict=False)
    print(f"{len(fitting)} of {len(own)} tensors start as {run} left them", flush=True)


def compiled_low_features(network: ClothesDetector, batch_size: int) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    """The frozen layers with batch norms folded and ReLU6 fused: twice as fast as the plain modules (measured)."""
    example = torch.zeros(batch_size, 3, network.side, network.side)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        folded = torch.jit.freeze(torch.jit.trace(copy.deepcopy(network.frozen).eval(), example))
        return torch.jit.optimize_for_inference(folded)


def write_atomically(path: Path, content: dict) -> None:
    """Saves a checkpoint so that a kill leaves the one before."""
    temporary = path.with_suffix(".part")
    torch.save(content, temporary)
    os.replace(temporary, path)


def train(data: Path, run: Path, settings: Settings, checkpoint_every: int = 100, evaluate_every: int = 250) -> dict:
    """Trains, or goes on from the last checkpoint in `run`; returns the figures on the val photos of the first source:
    the street's, or one's own where there are no others."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    run.mkdir(parents=True, exist_ok=True)
    sources = Sources(data, settings.voc, settings.voc_photos)
    # One's own boxes alone come without photos that have only tags.
    label_at = settings.steps if sources.only_own else settings.label_at
    saved = torch.load(run / CHECKPOINT, weights_only=True) if (run / CHECKPOINT).exists() else None
    if saved:
        anchors = saved["anchors"]
    else:
        anchors, overlap = box_anchors(sources, settings.side)
        print(f"anchors {anchors}, mean best IoU {overlap:.3f}", flush=True)
    network = ClothesDetector(anchors, settings.side)
    if settings.start and not saved:
        start_from(network, Path(settings.start))
    low_features = compiled_low_features(network, batch_size=16 + bool(settings.backgrounds))
    network = network.to(memory_format=torch.channels_last)
    average = MovingAverage(network, settings.average_decay)
    optimizer = optimizer_of(network, settings)
    first, seconds = 0, 0.0
    if saved:
        network.load_state_dict(saved["network"])
        average.network.load_state_dict(saved["average"])
        optimizer.load_state_dict(saved["optimizer"])
        first, seconds = saved["step"], saved["seconds"]
        print(f"going on after step {first}", flush=True)
    validation = next(iter(sources.validation().values()))
    if first > label_at:
        prefetched = Prefetched(later_batches(sources, settings, run / LABELLED), first, settings.steps)
    else:
        prefetched = Prefetched(first_batches(sources, settings), first, min(label_at, settings.steps))
    started, sums = time.monotonic() - seconds, np.zeros(3)

    def save(step: int) -> None:
        write_atomically(
            run / CHECKPOINT,
            {"network": network.state_dict(), "average": average.network.state_dict(),
             "optimizer": optimizer.state_dict(), "anchors": anchors, "step": step,
             "seconds": time.monotonic() - started, "settings": asdict(settings)},
        )

    network.train()
    for step in range(first, settings.steps):
        if step == label_at:
            if not (run / LABELLED).exists():
                label(data, TorchNetwork(average.network), run / LABELLED)
            prefetched = Prefetched(later_batches(sources, settings, run / LABELLED), step, settings.steps)
        for group in optimizer.param_groups:
            group["lr"] = group["full_rate"] * rate_factor(step, settings)
        images, garments = prefetched.next()
        with torch.no_grad():
            low = low_features(images)
        raw = network.raw([features.to(memory_format=torch.channels_last) for features in low])
        loss, parts = batch_loss(raw, garments, network.anchors, settings.side)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 10.0)
        optimizer.step()
        average.update(network, step)
        sums += list(parts.values())
        done = step + 1
        if done % LOG_EVERY == 0:
            box, objectness, cls = sums / LOG_EVERY
            sums[:] = 0
            elapsed = time.monotonic() - started
            print(f"{done:5d}/{settings.steps} {elapsed:7.0f} s  box {box:.3f} objectness {objectness:.3f} "
                  f"class {cls:.3f}", flush=True)
        if done % checkpoint_every == 0 or done == settings.steps:
            save(done)
        if done % evaluate_every == 0 and done < settings.steps:
            result = evaluation.figures(validation, evaluation.detect(TorchNetwork(average.network), validation))
            print(f"step {done}\n{evaluation.table(result)}", flush=True)
    result = evaluation.figures(validation, evaluation.detect(TorchNetwork(average.network), validation))
    result |= {"seconds": round(time.monotonic() - started), "settings": asdict(settings)}
    (run / "figures.json").write_text(json.dumps(result, indent=2) + "\n")
    print(f"{evaluation.table(result)}\n{result['seconds']} s, {asdict(settings)}", flush=True)
    return result


def load_average(run: Path) -> tuple[ClothesDetector, dict]:
    """The averaged network of a run's last checkpoint, and the checkpoint."""
    saved = torch.load(run / CHECKPOINT, weights_only=True)
    network = ClothesDetector(saved["anchors"], saved["settings"]["side"], pretrained=False)
    network.load_state_dict(saved["average"])
    return network.eval(), saved
