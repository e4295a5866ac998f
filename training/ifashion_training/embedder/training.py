"""Training of the last five blocks, the embedding and the heads, on cached features."""

from __future__ import annotations

import json
import math
import time
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from ifashion_training.embedder.evaluation import calibrated_thresholds, micro_f1, retrieval_by_source
from ifashion_training.embedder.features import frozen_features
from ifashion_training.embedder.network import Tail, group_slices, masked_loss, probabilities
from ifashion_training.embedder.records import Garment, label_columns, read_garments, targets


@dataclass(frozen=True)
class Settings:
    """What a run is made of; a checkpoint of other settings is refused."""

    side: int = 144
    """Input width and height in pixels."""
    views: int = 3
    """Jittered crops of each garment, besides the one that the product sees."""
    epochs: int = 10
    batch: int = 64
    rate: float = 1e-3
    """Of the new layers; the backbone's last blocks learn at a third of it."""
    weight_decay: float = 0.02
    average_decay: float = 0.995
    seed: int = 1
    threads: int = 2


class Run:
    """The folder of one run: cached features, checkpoint, figures."""

    def __init__(self, data: Path, folder: Path, settings: Settings):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.settings = folder, settings
        self.garments = read_garments(data)
        self.columns = label_columns(self.garments)
        self.groups = group_slices(self.columns)

    def features(self, view: int | None, use_boxes: bool = True) -> np.ndarray:
        """Frozen features of all garments (`view`: see `frozen_features`)."""
        name = "boxes" if use_boxes else "whole"
        file = self.folder / f"features-{self.settings.side}-{name if view is None else view}.npy"
        return frozen_features(self.garments, self.settings.side, file, view, use_boxes)

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def load_tail(self) -> Tail:
        """The averaged weights of the last checkpoint."""
        tail = Tail(self.settings.side, self.columns, pretrained=False)
        state = torch.load(self.checkpoint, weights_only=True)
        tail.load_state_dict(state["average"])
        return tail.eval()


def train(run: Run) -> None:
    """Trains, or goes on from the run's checkpoint; a table at the end."""
    settings = run.settings
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    views = [run.features(None)] + [run.features(view) for view in range(settings.views)]
    rows = np.array([i for i, garment in enumerate(run.garments) if garment.split == "train"])
    present, known = (torch.from_numpy(array) for array in targets(run.garments, run.columns))

    tail = Tail(settings.side, run.columns)
    average = deepcopy(tail)
    optimiser = torch.optim.AdamW([
        {"params": tail.layers.parameters(), "lr": settings.rate / 3},
        {"params": [p for n, p in tail.named_parameters() if not n.startswith("layers.")], "lr": settings.rate},
    ], weight_decay=settings.weight_decay)
    base_rates = [group["lr"] for group in optimiser.param_groups]
    per_epoch = len(rows) // settings.batch
    steps, step, seconds = per_epoch * settings.epochs, 0, 0.0
    if run.checkpoint.exists():
        state = torch.load(run.checkpoint, weights_only=True)
        if state["settings"] != asdict(settings):
            raise SystemExit(f"{run.checkpoint} was made with other settings: use another --run folder")
        tail.load_state_dict(state["tail"])
        average.load_state_dict(state["average"])
        optimiser.load_state_dict(state["optimiser"])
        step, seconds = state["step"], state["seconds"]

    def save() -> None:
        part = run.checkpoint.with_suffix(".part")
        torch.save({"settings": asdict(settings), "columns": run.columns, "tail": tail.state_dict(),
                    "average": average.state_dict(), "optimiser": optimiser.state_dict(), "step": step,
                    "seconds": seconds}, part)
        part.rename(run.checkpoint)

    tail.train()
    start = time.monotonic() - seconds
    while step < steps:
        epoch = step // per_epoch
        chance = np.random.default_rng(settings.seed * 1000 + epoch)
        order = chance.permutation(rows)
        for position in range(step - epoch * per_epoch, per_epoch):
            chosen = order[position * settings.batch:(position + 1) * settings.batch]
            picks = chance.integers(0, len(views), len(chosen))
            batch = torch.from_numpy(np.stack([views[view][row] for view, row in zip(picks, chosen, strict=True)]).astype(np.float32))
            mirrored = torch.from_numpy(chance.random(len(chosen)) < 0.5)
            batch[mirrored] = batch[mirrored].flip(3)
            for group, rate in zip(optimiser.param_groups, base_rates, strict=True):
                warm = min((step + 1) / 100, 1)
                group["lr"] = rate * warm * (0.5 + 0.5 * math.cos(math.pi * step / steps))
            _, logits = tail(batch)
            loss = masked_loss(logits, present[chosen], known[chosen], run.groups)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tail.parameters(), 5)
            optimiser.step()
            step += 1
            decay = min(settings.average_decay, (1 + step) / (10 + step))
            with torch.no_grad():
                for mean, value in zip(average.state_dict().values(), tail.state_dict().values(), strict=True):
                    if mean.dtype.is_floating_point:
                        mean.lerp_(value, 1 - decay)
                    else:
                        mean.copy_(value)
            if step % 25 == 0:
                seconds = time.monotonic() - start
                print(f"{step:6d}/{steps} {seconds:6.0f} s  loss {loss.item():.3f}", flush=True)
        seconds = time.monotonic() - start
        save()
        if (epoch + 1) % 3 == 0 and step < steps:
            figures(run, run.load_tail(), name=f"epoch-{epoch + 1}")
    figures(run, run.load_tail())


@torch.no_grad()
def embed(tail: Tail, features: np.ndarray, groups: dict[str, slice]) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings (n × 256) and scores (n × L) of cached features."""
    embeddings, scores = [], []
    for start in range(0, len(features), 256):
        embedding, logits = tail(torch.from_numpy(features[start:start + 256].astype(np.float32)))
        embeddings.append(embedding.numpy())
        scores.append(probabilities(logits, groups).numpy())
    return np.concatenate(embeddings), np.concatenate(scores)


@torch.no_grad()
def untouched(side: int, columns: list[str], features: np.ndarray) -> np.ndarray:
    """The ImageNet backbone's own pooled feature at the same input size: n × 1280, rows of length 1."""
    tail = Tail(side, columns).eval()
    pooled = np.concatenate([
        tail.pooled(torch.from_numpy(features[start:start + 256].astype(np.float32))).numpy()
        for start in range(0, len(features), 256)
    ])
    return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def figures(run: Run, tail: Tail, name: str = "figures") -> dict:
    """All figures of a network, printed as tables and written to the run's folder."""
    result: dict = {"settings": asdict(run.settings), "garments": len(run.garments), "retrieval": {}}
    val = [i for i, garment in enumerate(run.garments) if garment.split == "val"]
    present, known = targets([run.garments[i] for i in val], run.columns)
    print("| crops | network | source | gallery | P@1 | P@10 | mAP@10 |\n|---|---|---|---|---|---|---|")
    for crops, use_boxes in (("boxes", True), ("whole", False)):
        features = run.features(None, use_boxes)
        embeddings, scores = embed(tail, features, run.groups)
        networks = {"untouched": untouched(run.settings.side, run.columns, features), "trained": embeddings}
        result["retrieval"][crops] = {}
        for network, rows in networks.items():
            by_source = retrieval_by_source(run.garments, rows)
            result["retrieval"][crops][network] = by_source
            for source, galleries in by_source.items():
                for gallery, figure in galleries.items():
                    print(f"| {crops} | {network} | {source} | {gallery} | {figure['p_at_1']:.3f} "
                          f"| {figure['p_at_10']:.3f} | {figure['map_at_10']:.3f} |")
        if crops == "boxes":
            thresholds = calibrated_thresholds(scores[val], present, known)
            result["thresholds"] = [round(float(value), 3) for value in thresholds]
            result["micro_f1"] = micro_f1(scores[val], present, known, thresholds, run.groups)
    print("micro-F1 on val: " + ", ".join(f"{group} {value:.3f}" for group, value in result["micro_f1"].items()), flush=True)
    (run.folder / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
    return result
