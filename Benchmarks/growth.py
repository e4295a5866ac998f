#!/usr/bin/env python3
"""Times brute force and level search over more and more rows, one query at a time on one thread, and draws both.

    pip install -r Benchmarks/requirements.txt matplotlib
    swift build -c release --product ifashion
    Benchmarks/growth.py [--counts 100000,1000000,4000000] [--plot docs/growth.svg]

Vectors are drawn as search.py draws them. CPU time, the least of several rounds. Prints a table: µs a query, and for brute force the time
of a row over that of the smallest set, which should stay near 1. 4,000,000 rows of 256 take 4 GB on disk and 13 GB of memory.
"""
import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from vectors import drawn

PROGRAM = Path(__file__).resolve().parent.parent / ".build/release/ifashion"


def timed(given, files, search):
    """µs of the CPU a query, the recall that was reached, and CPU seconds to make codes or lists."""
    command = [str(given.program), "bench", "search", "--vectors", files[0], "--queries", files[1], "--json", "--search", search,
               "--rounds", str(given.rounds), "--recall", str(given.recall)]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    case = report["cases"][0]
    return {"microseconds": case["cpu_milliseconds"] * 1e3, "recall": case["recall"], "build": report["build_seconds"],
            "bytes": report["bytes_per_item"]}


def plot(found, path, recall):
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(6.4, 4))
    counts = [entry["rows"] for entry in found]
    for name, label in (("brute", "brute force"), ("level", f"level search, asked for {recall}")):
        axes.plot(counts, [entry[name]["microseconds"] for entry in found], marker="o", label=label)
    axes.set(xscale="log", yscale="log", xlabel="rows", ylabel="µs of the CPU a query")
    axes.grid(True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--counts", type=lambda text: [int(part) for part in text.split(",")],
                           default=[100_000, 1_000_000, 4_000_000])
    arguments.add_argument("--dimension", type=int, default=256)
    arguments.add_argument("--queries", type=int, default=200)
    arguments.add_argument("--recall", type=float, default=0.99)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--program", type=Path, default=PROGRAM)
    arguments.add_argument("--plot", type=Path, help="file for the plot, .svg")
    arguments.add_argument("--json", type=Path, help="file for all figures")
    given = arguments.parse_args()
    found = []
    print("| rows | brute, µs | a row over the first | level, µs | recall | lists made, CPU s |\n|---|---|---|---|---|---|")
    for count in given.counts:
        with tempfile.TemporaryDirectory() as folder:
            files = [f"{folder}/rows.npy", f"{folder}/queries.npy"]
            for file, values in zip(files, drawn(count, given.dimension, held=given.queries)):
                np.save(file, np.ascontiguousarray(values))
                del values
            found.append({"rows": count, **{search: timed(given, files, search) for search in ("brute", "level")}})
        brute, level, first = found[-1]["brute"], found[-1]["level"], found[0]
        share = brute["microseconds"] / count / (first["brute"]["microseconds"] / first["rows"])
        print(f"| {count:,} | {brute['microseconds']:,.0f} | {share:.2f} | {level['microseconds']:,.0f} | {level['recall']:.3f} | "
              f"{level['build']:.1f} |", flush=True)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1))
    if given.plot:
        plot(found, given.plot, given.recall)


if __name__ == "__main__":
    main()
