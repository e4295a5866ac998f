"""ResNet50 as a feature extractor, with torchvision's tensor names.

Architecture: He et al., «Deep Residual Learning for Image Recognition», CVPR 2016, table 1, with the stride in the 3×3
convolution («version 1.5»), as torchvision's weights have it. No package has its weights: they come from a file.
Input of the network: float32 [n, 3, height, width], RGB, ImageNet's mean and standard deviation.
"""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from ifashion_training.backbones.backbone import IMAGENET_MEAN, IMAGENET_SCALE, Backbone, load_weights

# bottlenecks, inner channels, stride of the first
STAGES = ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2))
EXPANSION = 4
WIDTH = 2048


def _convolution(inputs: int, outputs: int, kernel: int = 1, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class Bottleneck(nn.Module):
    """1×1 to the inner channels, 3×3, 1×1 to four times as many; a shortcut around them."""

    def __init__(self, inputs: int, inner: int, stride: int):
        super().__init__()
        outputs = inner * EXPANSION
        self.conv1, self.bn1 = _convolution(inputs, inner), nn.BatchNorm2d(inner)
        self.conv2, self.bn2 = _convolution(inner, inner, kernel=3, stride=stride), nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = _convolution(inner, outputs), nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = (
            nn.Sequential(_convolution(inputs, outputs, stride=stride), nn.BatchNorm2d(outputs))
            if stride != 1 or inputs != outputs
            else None
        )

    def forward(self, features: Tensor) -> Tensor:
        shortcut = features if self.downsample is None else self.downsample(features)
        result = self.relu(self.bn1(self.conv1(features)))
        result = self.relu(self.bn2(self.conv2(result)))
        return self.relu(self.bn3(self.conv3(result)) + shortcut)


class ResNet50(nn.Module):
    """[n, 3, s, s] normalised RGB -> [n, 2048, s/32, s/32].

    Channels and strides: `conv1`: 64 /2, `maxpool`: 64 /4, `layer1`: 256 /4, `layer2`: 512 /8, `layer3`: 1024 /16,
    `layer4`: 2048 /32.
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = _convolution(3, 64, kernel=7, stride=2), nn.BatchNorm2d(64)
        self.relu, self.maxpool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)
        channels = 64
        for number, (repeats, inner, first_stride) in enumerate(STAGES, start=1):
            blocks = []
            for repeat in range(repeats):
                blocks.append(Bottleneck(channels, inner, first_stride if repeat == 0 else 1))
                channels = inner * EXPANSION
            setattr(self, f"layer{number}", nn.Sequential(*blocks))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def frozen_layers(self) -> nn.Sequential:
        """Up to the stride of 16: [n, 3, s, s] -> [n, 1024, s/16, s/16]."""
        return nn.Sequential(self.conv1, self.bn1, self.relu, self.maxpool, self.layer1, self.layer2, self.layer3)

    def forward(self, image: Tensor) -> Tensor:
        features = self.maxpool(self.relu(self.bn1(self.conv1(image))))
        return self.layer4(self.layer3(self.layer2(self.layer1(features))))


def resnet50(weights: Path | None = None) -> ResNet50:
    """ResNet50 with the weights of a file in torchvision's layout, or with random ones."""
    network = ResNet50()
    if weights is not None:
        load_weights(network, weights, lambda name: None if name.startswith("fc.") else name)
    return network


def _split(side: int, pretrained: bool, weights: Path | None) -> tuple[nn.Sequential, nn.Sequential]:
    network = resnet50(weights if pretrained else None)
    return network.frozen_layers(), nn.Sequential(network.layer4)


BACKBONE = Backbone("resnet50", 1024, WIDTH, IMAGENET_MEAN, IMAGENET_SCALE, None, _split)
