"""What every entry of the table of backbones has in common."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

# ImageNet's mean and standard deviation as torchvision's weights have them, in units of 0..255.
IMAGENET_MEAN = tuple(255 * value for value in (0.485, 0.456, 0.406))
IMAGENET_SCALE = tuple(255 * value for value in (0.229, 0.224, 0.225))


class Layers(NamedTuple):
    """A backbone in two parts; the global average over the tail's output is its feature."""

    frozen: nn.Sequential  # [n, 3, s, s] normalised RGB -> [n, channels, s/16, s/16]
    tail: nn.Sequential  # [n, channels, s/16, s/16] -> [n, width, s/32, s/32]
    starting_weights: dict[str, str] | None  # package, file, license for models.json; None for random weights


@dataclass(frozen=True)
class Backbone:
    """A network without its classifier, cut where the stride goes from 16 to 32."""

    name: str
    channels: int  # of the features at the cut
    width: int  # of the pooled feature
    mean: tuple[float, float, float]  # input: (value - mean) / scale, RGB of 0..255
    scale: tuple[float, float, float]
    starting_weights: dict[str, str] | None  # those of the package; None where no package has any
    split: Callable[[int, bool, Path | None], tuple[nn.Sequential, nn.Sequential]]

    def build(self, side: int = 224, pretrained: bool = True, weights: Path | None = None) -> Layers:
        """The layers for square inputs of `side` pixels, a multiple of 16.

        `weights`: a file in the layout of the published ones, instead of those; without `pretrained` they are random.
        Raises `ValueError` for weights that aren't there or don't fit.
        """
        if side <= 0 or side % 16:
            raise ValueError(f"{self.name}: the side is {side}, but must be a multiple of 16")
        if pretrained and weights is None and self.starting_weights is None:
            raise ValueError(f"{self.name}: no package has its weights: name a .pth file in torchvision's layout")
        frozen, tail = self.split(side, pretrained, weights)
        if not pretrained:
            return Layers(frozen, tail, None)
        given = weights and {"package": "", "file": weights.name, "license": "that of the file"}
        return Layers(frozen, tail, given or self.starting_weights)


def load_weights(network: nn.Module, file: Path, rename: Callable[[str], str | None]) -> None:
    """Loads a state dictionary; `rename` gives the network's name of each tensor, None for those that it lacks.

    Raises `ValueError` for a file that can't be read or has other tensors.
    """
    try:
        published = torch.load(file, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise ValueError(f"{file}: no such file of weights") from None
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise ValueError(f"{file}: is no file of PyTorch weights: {str(error).splitlines()[0]}") from None
    if not isinstance(published, dict) or not all(isinstance(value, Tensor) for value in published.values()):
        raise ValueError(f"{file}: is no state dictionary: save network.state_dict()")
    own = {rename(name): tensor for name, tensor in published.items()}
    own.pop(None, None)
    try:
        network.load_state_dict(own, strict=True)
    except RuntimeError as error:
        raise ValueError(f"{file}: its tensors are not those of {type(network).__name__}: {error}") from None
