"""The detector network: EfficientNet-Lite0, three joined scales, YOLOv3-style heads with the decoding inside."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ifashion_training.backbones import efficientnet_lite0
from ifashion_training.detector import CLASSES

# Pixels of the input a cell of each scale covers, fine scale first.
STRIDES = (8, 16, 32)
# Channels of each scale's features. Garments fill a photo, so the finest scale answers for few of them.
WIDTHS = (48, 128, 128)
ANCHORS_PER_SCALE = 3
# box (4), objectness (1), classes
VALUES_PER_ANCHOR = 5 + len(CLASSES)
# Stem and blocks 0-5 stay as ImageNet left them: three quarters of the multiply-adds, and little to learn from 3,000 photos.
FROZEN_BLOCKS = 6
# Of those, the blocks before the stride goes from 8 to 16: what the finest scale sees.
FINEST_BLOCKS = 5
# sigmoid(-4.5) = 0.011: about the share of anchors that answer for a garment, so that the first steps don't unlearn it.
OBJECTNESS_BIAS = -4.5


def _block(inputs: int, outputs: int, kernel: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.03),
        nn.ReLU6(inplace=True),
    )


def _separable(channels: int) -> nn.Sequential:
    return nn.Sequential(_block(channels, channels, kernel=5, groups=channels), _block(channels, channels))


class Frozen(nn.Module):
    """The layers that don't learn: [n, 3, side, side] -> [n, 40, side/8, side/8] and [n, 80, side/16, side/16]."""

    def __init__(self, backbone: nn.Module):
        super().__init__()
        self.finest = nn.Sequential(backbone.stem, *backbone.blocks[:FINEST_BLOCKS])
        self.fine = nn.Sequential(*backbone.blocks[FINEST_BLOCKS:FROZEN_BLOCKS])
        self.requires_grad_(False)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        finest = self.finest(image)
        return finest, self.fine(finest)


class Join(nn.Module):
    """A scale's own features and the next coarser ones, upsampled, made into one: the top-down path of YOLOv3."""

    def __init__(self, channels: int, width: int, coarser: int):
        super().__init__()
        self.lateral = _block(channels, width)
        self.upsample = nn.Upsample(scale_factor=2, mode="nearest")
        self.join = _block(width + coarser, width)

    def forward(self, features: Tensor, coarser: Tensor) -> Tensor:
        return self.join(torch.cat((self.lateral(features), self.upsample(coarser)), dim=1))


class ClothesDetector(nn.Module):
    """Boxes and scores of all anchors of a letterboxed photo.

    `anchors`: [3, 3, 2] width and height in pixels of the input, finest scale first.
    Input: [n, 3, side, side], RGB, (value - 127) / 128. The A anchors are ordered by scale, anchor, row, column;
    A = 3 × ((side/8)² + (side/16)² + (side/32)²), 10,647 for a side of 416.
    """

    def __init__(self, anchors: list, side: int = 416, pretrained: bool = True):
        super().__init__()
        self.side = side
        backbone = efficientnet_lite0(pretrained, input_size=side)
        self.frozen = Frozen(backbone)
        self.fine = nn.Sequential(*backbone.blocks[FROZEN_BLOCKS:11])
        self.coarse = nn.Sequential(*backbone.blocks[11:])
        finest, fine, coarse = WIDTHS
        self.coarse_lateral = _block(self.coarse[-1].output_channels, coarse)
        self.fine_join = Join(self.fine[-1].output_channels, fine, coarse)
        self.finest_join = Join(self.frozen.finest[-1].output_channels, finest, fine)
        self.towers = nn.ModuleList(nn.Sequential(_separable(width), _separable(width)) for width in WIDTHS)
        self.predictions = nn.ModuleList(nn.Conv2d(width, ANCHORS_PER_SCALE * VALUES_PER_ANCHOR, 1) for width in WIDTHS)
        for prediction in self.predictions:
            nn.init.normal_(prediction.weight, std=0.01)
            bias = torch.zeros(ANCHORS_PER_SCALE, VALUES_PER_ANCHOR)
            bias[:, 4] = OBJECTNESS_BIAS
            prediction.bias.data = bias.flatten()
        self.register_buffer("anchors", torch.tensor(anchors, dtype=torch.float32))
        for index, stride in enumerate(STRIDES):
            cells = torch.arange(side // stride, dtype=torch.float32)
            rows, columns = torch.meshgrid(cells, cells, indexing="ij")
            self.register_buffer(f"grid_{index}", torch.stack((columns, rows), dim=-1), persistent=False)

    def train(self, mode: bool = True) -> "ClothesDetector":
        """Training mode, except for the frozen layers, whose batch norms keep their statistics."""
        super().train(mode)
        self.frozen.eval()
        return self

    def low_features(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """The frozen part, without gradients: see `Frozen`."""
        with torch.no_grad():
            return self.frozen(image)

    def raw(self, low: tuple[Tensor, Tensor]) -> list[Tensor]:
        """The trained part: what `low_features` gave -> per scale [n, 3, rows, columns, 5 + classes] logits."""
        fine = self.fine(low[1])
        coarse = self.coarse_lateral(self.coarse(fine))
        fine = self.fine_join(fine, coarse)
        finest = self.finest_join(low[0], fine)
        results = []
        for features, tower, prediction, stride in zip(
            (finest, fine, coarse), self.towers, self.predictions, STRIDES, strict=True
        ):
            cells = self.side // stride
            values = prediction(tower(features))
            values = values.reshape(-1, ANCHORS_PER_SCALE, VALUES_PER_ANCHOR, cells, cells)
            results.append(values.permute(0, 1, 3, 4, 2))
        return results

    def decode(self, raw: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Logits -> boxes [n, A, 4] in fractions of the input and scores [n, A, classes]."""
        boxes, scores = [], []
        for index, values in enumerate(raw):
            centre, size = decode_boxes(
                values[..., :4], getattr(self, f"grid_{index}"), self.anchors[index].view(1, -1, 1, 1, 2), STRIDES[index]
            )
            corners = torch.cat((centre - size / 2, centre + size / 2), dim=-1) / self.side
            probabilities = values[..., 4:].sigmoid()
            boxes.append(corners.reshape(-1, corners.shape[1] * corners.shape[2] * corners.shape[3], 4))
            score = probabilities[..., :1] * probabilities[..., 1:]
            scores.append(score.reshape(-1, score.shape[1] * score.shape[2] * score.shape[3], len(CLASSES)))
        return torch.cat(boxes, dim=1), torch.cat(scores, dim=1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """[n, 3, side, side] -> boxes [n, A, 4] and scores [n, A, classes]; what is exported."""
        return self.decode(self.raw(self.low_features(image)))


def decode_boxes(values: Tensor, cell: Tensor, anchor: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """Box logits -> centre and size in pixels of the input, [..., 2] each.

    `values`: [..., 4]; `cell`: column and row, [..., 2]; `anchor`: width and height in pixels, [..., 2].
    Centres reach half a cell over the cell's edge and sizes go from 0 to 4 anchors (the bounded decoding of
    YOLOv5), so that three cells can answer for one garment and no size can explode.
    """
    values = values.sigmoid()
    return (values[..., :2] * 2 - 0.5 + cell) * stride, (values[..., 2:] * 2) ** 2 * anchor
