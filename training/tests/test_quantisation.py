"""INT8 files: what stays float32, and how near the answers stay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openvino
import torch

from ifashion_training import quantisation
from ifashion_training.embedder.export import write_onnx
from ifashion_training.embedder.mixing import Mixing
from ifashion_training.embedder.network import Embedder, Frozen, Tail

COLUMNS = ["category:Coats", "category:Jeans", "color:Black", "color:Blue"]


def test_an_embedder_as_int8_is_smaller_and_answers_nearly_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    write_onnx(Embedder(Frozen(64), Tail(64, COLUMNS), Mixing(torch.ones(4), torch.randn(260, 128)), COLUMNS), 64, tmp_path / "float32.onnx")
    images = np.random.default_rng(0).uniform(-1, 1, (12, 1, 3, 64, 64)).astype(np.float32)
    graph = quantisation.load(tmp_path / "float32.onnx")
    kept = quantisation.after_pooling(graph)
    quantisation.quantise(tmp_path / "float32.onnx", tmp_path / "int8.onnx", images[:10], kept)

    int8 = quantisation.load(tmp_path / "int8.onnx")
    assert sum(node.op_type == "QuantizeLinear" for node in int8.graph.node) > 30
    makers = {output: node for node in int8.graph.node for output in node.output}
    for node in int8.graph.node:
        if node.name in kept:
            assert all(makers[name].op_type != "DequantizeLinear" for name in node.input if name in makers), node.name
    assert (tmp_path / "int8.onnx").stat().st_size < 0.45 * (tmp_path / "float32.onnx").stat().st_size

    core = openvino.Core()
    plain, small = (core.compile_model(str(tmp_path / name), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
                    for name in ("float32.onnx", "int8.onnx"))
    for image in images[10:]:
        assert (plain(image)["embedding"] * small(image)["embedding"]).sum() > 0.9
