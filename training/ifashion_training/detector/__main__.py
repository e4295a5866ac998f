"""Command line: `python -m ifashion_training.detector backgrounds | train | evaluate | export`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import fields
from pathlib import Path

import torch

from ifashion_training.annotations.records import AnnotationError
from ifashion_training.detector.backgrounds import collect
from ifashion_training.detector.export import OnnxNetwork, export, figures_by_source
from ifashion_training.detector.sources import BATCH, Sources
from ifashion_training.detector.training import Settings, TorchNetwork, load_average, train


def parser() -> argparse.ArgumentParser:
    """The arguments of all commands."""
    commands = argparse.ArgumentParser(prog="python -m ifashion_training.detector", description=__doc__)
    names = commands.add_subparsers(dest="name", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=Path("../../shared/data"), help="folder with ccp, clothing_cc0, myntra")
    shared.add_argument("--run", type=Path, default=Path("runs/detector"), help="folder of checkpoints and figures")
    collecting = names.add_parser("backgrounds", help="collect photos without clothes from Debian's packages")
    collecting.add_argument("--output", type=Path, default=Path("runs/backgrounds"), help="folder for the photos")
    training = names.add_parser("train", parents=[shared], help="train, or go on from the last checkpoint of the run")
    for setting in fields(Settings):
        training.add_argument(f"--{setting.name.replace('_', '-')}", type=type(setting.default), default=setting.default)
    training.add_argument("--checkpoint-every", type=int, default=100, help="steps")
    training.add_argument("--evaluate-every", type=int, default=250, help="steps")
    evaluating = names.add_parser("evaluate", parents=[shared], help="figures on the val photos of each source")
    evaluating.add_argument("--voc", type=str, default="", help="the val photos of this VOC folder instead of the data folder's")
    evaluating.add_argument("--onnx", type=Path, help="an exported file instead of the run's last checkpoint")
    exporting = names.add_parser("export", parents=[shared], help="write detector.onnx and its entry in models.json")
    exporting.add_argument("--models", type=Path, default=Path("../models"), help="folder of models.json")
    for command in (evaluating, exporting):
        command.add_argument("--threads", type=int, default=2)
    return commands


def main() -> None:
    arguments = parser().parse_args()
    if arguments.name == "backgrounds":
        print(f"{collect(arguments.output)} photos in {arguments.output}")
        return
    if arguments.name == "train":
        settings = Settings(**{setting.name: getattr(arguments, setting.name) for setting in fields(Settings)})
        train(arguments.data, arguments.run, settings, arguments.checkpoint_every, arguments.evaluate_every)
        return
    torch.set_num_threads(arguments.threads)
    if arguments.name == "evaluate":
        network = OnnxNetwork(arguments.onnx) if arguments.onnx else TorchNetwork(load_average(arguments.run)[0])
        figures = figures_by_source(Sources(arguments.data, arguments.voc, BATCH), network)
        arguments.run.mkdir(parents=True, exist_ok=True)
        (arguments.run / "evaluation.json").write_text(json.dumps(figures, indent=2) + "\n")
    else:
        export(arguments.data, arguments.run, arguments.models)


if __name__ == "__main__":
    try:
        main()
    except AnnotationError as error:
        sys.exit(str(error))
