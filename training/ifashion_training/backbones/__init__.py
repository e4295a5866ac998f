"""The networks that training starts from, behind one table.

`BACKBONES[name].build(side)` gives the layers up to the stride of 16, which a run can freeze and cache, and the rest;
the entry itself says their channels and the input that they were trained with.
"""

from ifashion_training.backbones import efficientnet, mobilenet, resnet
from ifashion_training.backbones.backbone import Backbone, Layers
from ifashion_training.backbones.efficientnet import MEAN, SCALE, STARTING_WEIGHTS, EfficientNetLite0, efficientnet_lite0
from ifashion_training.backbones.mobilenet import MobileNetV2, mobilenet_v2
from ifashion_training.backbones.resnet import ResNet50, resnet50

BACKBONES: dict[str, Backbone] = {
    backbone.name: backbone for backbone in (efficientnet.BACKBONE, mobilenet.BACKBONE, resnet.BACKBONE)
}

__all__ = [
    "BACKBONES", "MEAN", "SCALE", "STARTING_WEIGHTS",
    "Backbone", "EfficientNetLite0", "Layers", "MobileNetV2", "ResNet50",
    "efficientnet_lite0", "mobilenet_v2", "resnet50",
]
