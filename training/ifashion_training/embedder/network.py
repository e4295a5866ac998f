"""A backbone, an embedding of length 1 on it, and one head per attribute group on the embedding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ifashion_training.backbones import BACKBONES, Backbone, Layers
from ifashion_training.embedder.records import GROUPS


@dataclass(frozen=True)
class Start:
    """The backbone that a run starts from."""

    name: str = "efficientnet_lite0"
    weights: str = ""
    """A file of weights in the backbone's layout; empty for those of its package."""
    thaw: int = 0
    """This many of the layers before the cut learn as well; what is cached then lies before them."""

    @property
    def backbone(self) -> Backbone:
        if self.name not in BACKBONES:
            raise SystemExit(f"there is no backbone {self.name}: choose one of {', '.join(BACKBONES)}")
        return BACKBONES[self.name]

    def layers(self, side: int, pretrained: bool) -> Layers:
        try:
            frozen, tail, starting = self.backbone.build(side, pretrained, Path(self.weights) if self.weights else None)
        except ValueError as error:
            raise SystemExit(str(error)) from None
        if not 0 <= self.thaw < len(frozen):
            raise SystemExit(f"--thaw takes 0 to {len(frozen) - 1}: {self.name} has {len(frozen)} layers before the cut")
        cut = len(frozen) - self.thaw
        return Layers(frozen[:cut], nn.Sequential(*frozen[cut:], *tail), starting)


DIMENSION = 256


class Frozen(nn.Module):
    """[n, 3, s, s] normalised RGB -> [n, c, h, h]: the backbone's layers that keep their ImageNet weights.

    Their output can be cached: 112 channels of s/16 × s/16 for EfficientNet-Lite0, earlier ones with `Start.thaw`.
    """

    def __init__(self, side: int, pretrained: bool = True, start: Start = Start()):
        super().__init__()
        self.layers = start.layers(side, pretrained).frozen
        self.eval().requires_grad_(False)

    def forward(self, image: Tensor) -> Tensor:
        return self.layers(image)


class EmbeddingHead(nn.Module):
    """A backbone's pooled feature [n, width] -> the embedding [n, 256] of length 1, and the logits of all labels.

    The heads see the embedding alone (times a learned scale), each a linear layer with weights of length 1:
    a label is a direction on the sphere, so that garments that share labels come to lie together
    (the softmax over such proxies is the loss of NormFace, Wang et al. 2017).
    """

    def __init__(self, width: int, columns: list[str]):
        super().__init__()
        self.embedding = nn.Linear(width, DIMENSION, bias=False)
        self.normalisation = nn.BatchNorm1d(DIMENSION)
        self.dropout = nn.Dropout(0.2)
        self.proxies = nn.Parameter(torch.randn(len(columns), DIMENSION))
        self.bias = nn.Parameter(torch.full((len(columns),), -3.0))
        self.scale = nn.Parameter(torch.tensor(12.0))

    def embed(self, pooled: Tensor) -> Tensor:
        return nn.functional.normalize(self.normalisation(self.embedding(self.dropout(pooled))))

    def logits(self, embedding: Tensor) -> Tensor:
        return self.scale * embedding @ nn.functional.normalize(self.proxies).T + self.bias

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        embedding = self.embed(pooled)
        return embedding, self.logits(embedding)


class Tail(EmbeddingHead):
    """What learns: the backbone's last layers, then `EmbeddingHead`. `Frozen`'s output -> embedding and logits."""

    def __init__(self, side: int, columns: list[str], pretrained: bool = True, start: Start = Start()):
        super().__init__(start.backbone.width, columns)
        self.layers = start.layers(side, pretrained).tail

    def pooled(self, features: Tensor) -> Tensor:
        """The backbone's own feature: [n, width]."""
        return self.layers(features).mean((2, 3))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        return super().forward(self.pooled(features))


class Embedder(nn.Module):
    """The whole network as it is exported: [n, 3, s, s] normalised RGB -> embedding [n, 128], scores [n, L]."""

    def __init__(self, frozen: Frozen, tail: Tail, mixing: nn.Module, columns: list[str], method: str = "fancy"):
        super().__init__()
        self.frozen, self.tail, self.mixing, self.method = frozen, tail, mixing, method
        self.groups = group_slices(columns)
        self.eval()

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        embedding, logits = self.tail(self.frozen(image))
        scores = probabilities(logits, self.groups, self.method)
        return self.mixing(embedding, scores), scores


def group_slices(columns: list[str]) -> dict[str, slice]:
    """Where each group's labels stand: `label_columns` keeps a group together."""
    names = [label.split(":")[0] for label in columns]
    return {group: slice(names.index(group), len(names) - names[::-1].index(group))
            for group in GROUPS if group in names}


def probabilities(logits: Tensor, groups: dict[str, slice], method: str = "fancy") -> Tensor:
    """Softmax over the categories (a garment is of one kind), sigmoid elsewhere; the columns keep their order.

    «naive» knows no groups: sigmoids everywhere.
    """
    return torch.cat([
        logits[:, columns].softmax(1) if group == "category" and method == "fancy" else logits[:, columns].sigmoid()
        for group, columns in groups.items()
    ], 1)
