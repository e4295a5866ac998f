"""Which anchor answers for which garment, and the loss of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from ifashion_training.detector import CLASSES
from ifashion_training.detector.boxes import generalised_iou
from ifashion_training.detector.network import STRIDES, decode_boxes

# An anchor answers for garments of up to this many times its width and height, or down to the inverse.
# The decoding reaches 4; nearer to it the gradient of the sigmoid fades.
LARGEST_RATIO = 3.2
BOX_WEIGHT = 3.0
# The mean over all anchors is nearly the mean over empty ones; each finer scale has four times as many.
OBJECTNESS_WEIGHTS = (8.0, 6.0, 3.0)
CLASS_WEIGHT = 0.7


@dataclass
class Assignment:
    """The m anchors of one scale that answer for a garment."""

    photo: Tensor  # [m] index in the batch
    anchor: Tensor  # [m] index of the anchor in its scale
    row: Tensor  # [m]
    column: Tensor  # [m]
    box: Tensor  # [m, 4] the garment, pixels of the input
    cls: Tensor  # [m] index of the class


def assign(garments: Tensor, anchors: Tensor, stride: int, cells: int) -> Assignment:
    """Garments of a batch -> anchors of one scale.

    `garments`: [g, 6] photo, class, left, top, right, bottom in pixels of the input; `anchors`: [3, 2] pixels.
    The cell of the centre and its nearest neighbour sideways and up or down answer, where they exist.
    """
    size = garments[:, 4:6] - garments[:, 2:4]
    ratio = size[:, None] / anchors[None]
    fits = torch.maximum(ratio, 1 / ratio).amax(dim=2) < LARGEST_RATIO
    garment, anchor = fits.nonzero(as_tuple=True)
    centre = (garments[:, 2:4] + garments[:, 4:6])[garment] / 2 / stride
    cell = centre.floor().clamp(0, cells - 1)
    side = torch.where(centre - cell < 0.5, -1.0, 1.0)
    nothing = torch.zeros_like(side[:, 0])
    candidates = torch.stack(
        (cell, cell + torch.stack((side[:, 0], nothing), 1), cell + torch.stack((nothing, side[:, 1]), 1)), dim=1
    )
    inside = ((candidates >= 0) & (candidates < cells)).all(dim=2)
    which, _ = inside.nonzero(as_tuple=True)
    chosen = candidates[inside].long()
    owner = garment[which]
    return Assignment(
        photo=garments[owner, 0].long(),
        anchor=anchor[which],
        row=chosen[:, 1],
        column=chosen[:, 0],
        box=garments[owner, 2:6],
        cls=garments[owner, 1].long(),
    )


def batch_loss(raw: list[Tensor], garments: Tensor, anchors: Tensor, side: int) -> tuple[Tensor, dict[str, float]]:
    """The loss of a batch and its three parts.

    `raw`: per scale [n, 3, rows, columns, 5 + classes] logits; `garments`: [g, 6] as in `assign`; `anchors`: [3, 3, 2].
    """
    box_loss = objectness_loss = class_loss = raw[0].new_zeros(())
    for index, stride in enumerate(STRIDES):
        values = raw[index]
        target = torch.zeros_like(values[..., 4])
        found = assign(garments, anchors[index], stride, side // stride)
        if len(found.photo):
            answers = values[found.photo, found.anchor, found.row, found.column]
            cell = torch.stack((found.column, found.row), 1).float()
            centre, size = decode_boxes(answers[:, :4], cell, anchors[index][found.anchor], stride)
            iou, giou = generalised_iou(torch.cat((centre - size / 2, centre + size / 2), 1), found.box)
            box_loss = box_loss + (1 - giou).mean()
            classes = functional.one_hot(found.cls, len(CLASSES)).float()
            class_loss = class_loss + functional.binary_cross_entropy_with_logits(answers[:, 5:], classes)
            # Two garments may share an anchor: the better overlap counts, whatever their order.
            place = (found.photo, found.anchor, found.row, found.column)
            flat = torch.zeros_like(target).flatten()
            index_flat = ((place[0] * target.shape[1] + place[1]) * target.shape[2] + place[2]) * target.shape[3] + place[3]
            target = flat.scatter_reduce(0, index_flat, iou.detach().clamp(min=0), "amax").view_as(target)
        objectness_loss = objectness_loss + OBJECTNESS_WEIGHTS[index] * functional.binary_cross_entropy_with_logits(
            values[..., 4], target
        )
    box_loss, class_loss = BOX_WEIGHT * box_loss, CLASS_WEIGHT * class_loss
    parts = {"box": box_loss.item(), "objectness": objectness_loss.item(), "class": class_loss.item()}
    return box_loss + objectness_loss + class_loss, parts
