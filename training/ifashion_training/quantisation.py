"""INT8: a trained network with 8-bit weights and activations, for CPUs that multiply those several times faster.

NNCF's post-training quantisation puts QuantizeLinear / DequantizeLinear pairs into the ONNX graph: ranges from
real photos of the train splits, biases corrected for the mean error. Weights use 7 of their 8 bits
(`OverflowFix.ENABLE`): CPUs without VNNI add products of bytes in 16 bits, which would overflow otherwise
(measured on AVX2: the worst embedding's cosine with float32's rose from 0.70 to 0.93).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx

INPUT = "image"


def _after(model: onnx.ModelProto, kinds: set[str], which: int) -> list[str]:
    """Names of the nodes from the first (`which` 0) or last (-1) node of `kinds` on, in the graph's order."""
    places = [place for place, node in enumerate(model.graph.node) if node.op_type in kinds]
    return [node.name for node in model.graph.node][places[which]:]


def after_pooling(model: onnx.ModelProto) -> list[str]:
    """An embedder's nodes from the global pool on: a few small products that decide the ranking's last digits."""
    return _after(model, {"ReduceMean", "GlobalAveragePool"}, -1)


def after_last_convolution(model: onnx.ModelProto) -> list[str]:
    """A detector's nodes behind its last convolution: the decoding of boxes, where a step of 1/255 would be seen."""
    return _after(model, {"Conv"}, -1)[1:]


FIRST_CONVOLUTIONS = 4
"""Stem, first block and the next one's expansion stay float32: few multiplications on few channels of wide ranges.

Measured on the embedder, val crops, cosine with float32's embedding: mean .994 and worst percentile .959 with them
as INT8, .998 and .991 with them as float32.
"""


def first_convolutions(model: onnx.ModelProto) -> list[str]:
    """The network's first `FIRST_CONVOLUTIONS` convolutions."""
    return [node.name for node in model.graph.node if node.op_type == "Conv"][:FIRST_CONVOLUTIONS]


def load(file: Path) -> onnx.ModelProto:
    """The graph of an ONNX file."""
    return onnx.load(str(file))


def quantise(source: Path, target: Path, images: Iterable[np.ndarray], kept_float: list[str]) -> None:
    """Writes the INT8 form of the ONNX file `source` to `target`.

    `images`: calibration inputs, [1, 3, side, side] float32 each; `kept_float`: names of nodes that stay float32,
    besides the first convolutions.
    """
    import nncf
    from nncf.quantization.advanced_parameters import AdvancedQuantizationParameters, OverflowFix

    logging.getLogger("nncf").setLevel(logging.ERROR)
    images = list(images)
    model = load(source)
    quantised = nncf.quantize(
        model, nncf.Dataset(images, lambda image: {INPUT: image}), preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(images), ignored_scope=nncf.IgnoredScope(names=[*first_convolutions(model), *kept_float]),
        advanced_parameters=AdvancedQuantizationParameters(overflow_fix=OverflowFix.ENABLE))
    onnx.save(quantised, str(target))
