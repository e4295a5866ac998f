"""Training of the last blocks, the embedding and the heads, on cached features."""

from __future__ import annotations

import fcntl
import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ifashion_training.embedder.losses import LOSSES, contrastive_loss
from ifashion_training.embedder.records import targets
from ifashion_training.embedder.run import EMPHASISED, Run, Settings

SAVE_EVERY = 50
"""Steps from one checkpoint to the next: about a minute."""
WARM_UP = 100
"""Steps in which the rates rise to their height."""
LARGEST_GRADIENT = 5.0
"""Gradients are cut to this length."""


class Batches:
    """The training garments in a new order each epoch, each as one of its views, mirrored or not.

    A batch depends on the seed and its step alone, so that a run that was cut off goes on with the same ones.
    """

    def __init__(self, run: Run):
        settings = run.settings
        self.seed, self.size, self.erase, self.blend = settings.seed, settings.batch, settings.erase, settings.blend
        self.views = [run.features(None), *(run.features(view) for view in range(settings.views))]
        self.rows = np.array([
            i for i, garment in enumerate(run.garments) if garment.split == "train"
            for _ in range(settings.emphasis if garment.source in EMPHASISED else 1)])
        self.present, self.known = (torch.from_numpy(array) for array in targets(run.garments, run.columns))
        self.per_epoch = len(self.rows) // self.size

    def batch(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Features b × c × h × h (channels last, several times faster here), presence and knowledge b × L."""
        epoch, position = divmod(step, self.per_epoch)
        order = np.random.default_rng([self.seed, epoch]).permutation(self.rows)
        chosen = order[position * self.size:(position + 1) * self.size]
        chance = np.random.default_rng([self.seed, epoch, position])
        picks = chance.integers(0, len(self.views), len(chosen))
        crops = np.stack([self.views[view][row] for view, row in zip(picks, chosen, strict=True)])
        batch = torch.from_numpy(crops.astype(np.float32))
        mirrored = torch.from_numpy(chance.random(len(chosen)) < 0.5)
        batch[mirrored] = batch[mirrored].flip(3)
        for row in np.flatnonzero(chance.random(len(chosen)) < self.erase):
            erase_rectangle(batch[row], chance)
        present, known = self.present[chosen], self.known[chosen]
        if self.blend:
            batch, present, known = blended(batch, present, known, self.blend, chance)
        return batch.contiguous(memory_format=torch.channels_last), present, known


def erase_rectangle(features: Tensor, chance: np.random.Generator) -> None:
    """Sets a rectangle of 15 to 50 % of each side of the cells [c, h, w] to 0, in place."""
    size = [max(round(extent * chance.uniform(0.15, 0.5)), 1) for extent in features.shape[1:]]
    top, left = (int(chance.integers(0, extent - own + 1)) for extent, own in zip(features.shape[1:], size, strict=True))
    features[:, top:top + size[0], left:left + size[1]] = 0


def blended(
    features: Tensor, present: Tensor, known: Tensor, share: float, chance: np.random.Generator,
) -> tuple[Tensor, Tensor, Tensor]:
    """Blends a `share` of the rows with another row each, labels as well (manifold mixup, Verma et al. 2019).

    The own part is at least a half, drawn from Beta(0.4, 0.4); what is known of a blend is what is known of both.
    """
    own = torch.from_numpy(chance.beta(0.4, 0.4, len(features)).astype(np.float32))
    own = own.maximum(1 - own)
    own[torch.from_numpy(chance.random(len(features)) >= share)] = 1
    other = torch.from_numpy(chance.permutation(len(features)))
    part = own[:, None]
    return (features * own[:, None, None, None] + features[other] * (1 - own)[:, None, None, None],
            present * part + present[other] * (1 - part), torch.where(part < 1, known * known[other], known))


class Training:
    """The weights, their moving average and the optimiser after `step` batches."""

    def __init__(self, run: Run, steps: int):
        settings = run.settings
        self.run, self.steps, self.step, self.seconds = run, steps, 0, 0.0
        self.tail = run.first_tail().to(memory_format=torch.channels_last).train()
        self.average = deepcopy(self.tail)
        new = [weight for name, weight in self.tail.named_parameters() if not name.startswith("layers.")]
        self.optimiser = torch.optim.AdamW(
            [{"params": list(self.tail.layers.parameters()), "height": settings.rate / 3},
             {"params": new, "height": settings.rate}], weight_decay=settings.weight_decay)

    def restore(self) -> None:
        """Takes up the run's checkpoint if there is one."""
        if not self.run.checkpoint.exists():
            return
        state = torch.load(self.run.checkpoint, weights_only=True)
        self.run.check(state["settings"])
        self.tail.load_state_dict(state["tail"])
        self.average.load_state_dict(state["average"])
        heights = [group["height"] for group in self.optimiser.param_groups]
        self.optimiser.load_state_dict(state["optimiser"])
        for group, height in zip(self.optimiser.param_groups, heights, strict=True):
            group["height"] = height
        self.step, self.seconds = state["step"], state["seconds"]
        print(f"going on after step {self.step}", flush=True)

    def save(self) -> None:
        """Writes the checkpoint so that a kill leaves the one before."""
        part = self.run.checkpoint.with_suffix(".part")
        torch.save({"settings": asdict(self.run.settings), "columns": self.run.columns, "step": self.step,
                    "seconds": self.seconds, "tail": self.tail.state_dict(), "average": self.average.state_dict(),
                    "optimiser": self.optimiser.state_dict()}, part)
        os.replace(part, self.run.checkpoint)

    def learn(self, features: Tensor, present: Tensor, known: Tensor) -> float:
        """One step on one batch; returns its loss."""
        torch.manual_seed(self.run.settings.seed * 1_000_003 + self.step)  # of the dropout
        for group in self.optimiser.param_groups:
            group["lr"] = group["height"] * rate_factor(self.step, self.steps)
        embedding, logits = self.tail(features)
        loss = LOSSES[self.run.settings.method](logits, present, known, self.run.groups)
        if self.run.settings.contrast:
            loss = loss + self.run.settings.contrast * contrastive_loss(embedding, present, known)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.tail.parameters(), LARGEST_GRADIENT)
        self.optimiser.step()
        self.step += 1
        self._update_average()
        return loss.item()

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.run.settings.average_decay, (1 + self.step) / (10 + self.step))
        for mean, value in zip(self.average.state_dict().values(), self.tail.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)


def rate_factor(step: int, steps: int) -> float:
    """A linear rise over `WARM_UP` steps times a cosine from 1 to 0 over all steps."""
    return min((step + 1) / WARM_UP, 1) * (0.5 + 0.5 * math.cos(math.pi * step / steps))


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Refuses a second training of the same run while one is at work."""
    with open(folder / ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"another training is at work in {folder}") from None
        yield


def train(run: Run) -> None:
    """Trains, or goes on from the run's checkpoint; what counts in the end are the averaged weights."""
    settings: Settings = run.settings
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    with sole_use(run.folder):
        batches = Batches(run)
        training = Training(run, batches.per_epoch * settings.epochs)
        training.restore()
        start = time.monotonic() - training.seconds
        while training.step < training.steps:
            loss = training.learn(*batches.batch(training.step))
            training.seconds = time.monotonic() - start
            if training.step % 25 == 0:
                print(f"{training.step:6d}/{training.steps} {training.seconds:6.0f} s  loss {loss:.3f}", flush=True)
            if training.step % SAVE_EVERY == 0 or training.step == training.steps:
                training.save()
