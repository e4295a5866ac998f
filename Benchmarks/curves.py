#!/usr/bin/env python3
"""Draws precision, recall and F1 over k of the sets that `ifashion evaluate --report` compared: a row a report.

    pip install matplotlib
    ifashion evaluate SHOP --compare a.npy b.npy --report report
    Benchmarks/curves.py report/report.json [more.json] --titles "SHOP" --plot curves.svg

Sets whose names end alike («lite0-224-fancy») have one line style, those that begin alike one colour.
"""
import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "curves"
from matplotlib import pyplot  # noqa: E402

FIGURES = [("precision", "precision@k"), ("recall", "recall@k"), ("f1", "F1@k")]
STYLES = {"origin": ":", "naive": "--", "fancy": "-"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("reports", type=Path, nargs="+", help="report.json of a comparison")
    arguments.add_argument("--titles", nargs="*", default=[], help="one a report")
    arguments.add_argument("--plot", type=Path, required=True, help="file for the plot, .svg")
    given = arguments.parse_args()
    figure, rows = pyplot.subplots(len(given.reports), 3, figsize=(11, 3.4 * len(given.reports)), squeeze=False)
    colours = {}
    for axes, path, title in zip(rows, given.reports, given.titles + [path.parent.name for path in given.reports[len(given.titles):]]):
        report = json.loads(path.read_text())
        for one in report["sets"]:
            start, _, end = one["name"].rpartition("-")
            colour = colours.setdefault(start, f"C{len(colours)}")
            for axis, (key, label) in zip(axes, FIGURES):
                axis.plot(report["depths"], one["overall"]["figures"][key], STYLES.get(end, "-"), color=colour, label=one["name"])
                axis.set(xscale="log", xlabel="k", ylabel=label, xticks=report["depths"], xticklabels=report["depths"])
                axis.minorticks_off()
                axis.grid(True, alpha=0.3)
        axes[1].set_title(title)
    handles, names = rows[0][0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower center", ncols=4, fontsize="small")
    figure.tight_layout(rect=(0, 0.06 + 0.06 / len(given.reports), 1, 1))
    figure.savefig(given.plot, metadata={"Date": None})


if __name__ == "__main__":
    main()
