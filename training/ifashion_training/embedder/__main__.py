"""Command line: `python -m ifashion_training.embedder train | evaluate | compare | export | labels`."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

from ifashion_training.embedder.comparison import compare
from ifashion_training.embedder.export import export
from ifashion_training.embedder.figures import evaluate
from ifashion_training.embedder.labels import write_label_table
from ifashion_training.embedder.run import Run, Settings
from ifashion_training.embedder.training import train


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m ifashion_training.embedder", description=__doc__)
    parser.add_argument("command", choices=("train", "evaluate", "compare", "export", "labels"))
    parser.add_argument("--data", type=Path, default=Path("../../shared/data"), help="folder with clothing_cc0, myntra …")
    parser.add_argument("--run", type=Path, default=Path("runs/embedder"), help="features, checkpoint and figures")
    parser.add_argument("--models", type=Path, default=Path("../models"), help="folder of models.json")
    for setting in fields(Settings):
        parser.add_argument(f"--{setting.name.replace('_', '-')}", type=type(setting.default), default=setting.default)
    parser.add_argument("--backbones", default="efficientnet_lite0,mobilenet_v2", help="of compare")
    parser.add_argument("--sides", default="112,224", help="of compare")
    arguments = parser.parse_args()
    if arguments.command == "labels":
        write_label_table(arguments.data, arguments.models)
        return
    settings = Settings(**{setting.name: getattr(arguments, setting.name) for setting in fields(Settings)})
    if arguments.command == "compare":
        compare(arguments.data, arguments.run, settings, arguments.backbones.split(","),
                [int(side) for side in arguments.sides.split(",")])
        return
    run = Run(arguments.data, arguments.run, settings)
    if arguments.command == "train":
        train(run)
        evaluate(run, run.load_tail())
    elif arguments.command == "evaluate":
        evaluate(run, run.load_tail())
    else:
        export(run, arguments.models)


if __name__ == "__main__":
    main()
