#!/usr/bin/env python3
"""Sets the exact search beside its peers, in the same run and in turn.

    pip install -r Benchmarks/requirements.txt
    swift build -c release --product ifashion
    Benchmarks/search.py [--gallery GALLERY] [--json figures.json]

Peers: FAISS' IndexFlatIP as it comes and at its best settings (`distance_compute_blas_threshold = 1`, pages of 2 MB), NumPy,
and the exact searches of hnswlib and usearch where they are installed. Rows: drawn clusters (vectors.py), and the embeddings
of a gallery, drawn again with noise. On one thread CPU time is compared, on more the time that passes. Each round times all
programs one after another; the ratios are medians of the rounds' ratios. Rankings of ours are checked against float64. The
machine's limits come from peak.c.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from vectors import drawn, resampled

HERE = Path(__file__).resolve().parent
PEERS = [("usual", {}), ("tuned", {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"})]


def numbers(text):
    return [int(part) for part in text.split(",")]


def peaks(folder):
    """What this core can do at most; None where there is no C compiler."""
    program = folder / "peak"
    try:
        subprocess.run(["cc", "-O2", "-march=native", str(HERE / "peak.c"), "-o", str(program)], check=True, capture_output=True)
        return json.loads(subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        return None


def cases(given, threads):
    for top in given.tops:
        for batch in given.batches:
            yield {"top": top, "batch": batch, "share": 1.0, "contiguous": False, "threads": threads}
    if threads == 1:
        for contiguous in (False, True):
            for share in (0.01, 0.1, 0.5):
                yield {"top": 10, "batch": 1, "share": share, "contiguous": contiguous, "threads": 1}


def ours(files, given, wanted):
    """CPU milliseconds, milliseconds and recall of each case: one run for each set of options."""
    found, report = {}, None
    for top, threads, contiguous in sorted({(c["top"], c["threads"], c["contiguous"]) for c in wanted}):
        mine = [c for c in wanted if (c["top"], c["threads"], c["contiguous"]) == (top, threads, contiguous)]
        for shares in ([1.0], sorted({c["share"] for c in mine} - {1.0})):
            some = [c for c in mine if c["share"] in shares]
            if not some:
                continue
            command = [str(given.program), "bench", "search", "--vectors", files[0], "--queries", files[1], "--json",
                       "--top", str(top), "--threads", str(threads), "--rounds", str(given.rounds),
                       "--batch", ",".join(map(str, sorted({c["batch"] for c in some}))), "--filter-share", ",".join(map(str, shares))]
            command += ["--contiguous"] if contiguous else []
            command += ["--path", given.path] if given.path else []
            report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            for case in report["cases"]:
                found[top, case["batch"], case["share"], contiguous, threads] = (
                    case["cpu_milliseconds"], case["milliseconds"], case["recall"])
    return found, report


def key(case):
    return case["top"], case["batch"], case["share"], case["contiguous"], case["threads"]


def compare(name, rows, queries, given, folder, limits):
    files = [str(folder / "rows.npy"), str(folder / "queries.npy")]
    np.save(files[0], np.ascontiguousarray(rows))
    np.save(files[1], np.ascontiguousarray(queries))
    wanted = [case for threads in given.threads for case in cases(given, threads)]
    peers = [subprocess.Popen([sys.executable, str(HERE / "peers.py"), *files, kind], env={**os.environ, **environment}, text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) for kind, environment in PEERS]
    mine, theirs, report = [], [], None
    for _ in range(given.turns):  # in turn, so that a busy machine slows all alike
        found, report = ours(files, given, wanted)
        mine.append(found)
        theirs.append({})
        for case in wanted:
            took = {}
            for peer in peers:
                peer.stdin.write(json.dumps({**case, "rounds": given.rounds}) + "\n")
                peer.stdin.flush()
                took.update(json.loads(peer.stdout.readline()))
            theirs[-1][key(case)] = took
    for peer in peers:
        peer.stdin.close()
        peer.wait()
    return table(name, report, wanted, mine, theirs, limits)


def table(name, report, wanted, mine, theirs, limits):
    n, d = report["rows"], report["dimension"]
    print(f"\n{name}: {n:,} × {d}, {report['path']}, {report['prefix']} components first, {report['bytes_per_item']} bytes an item\n")
    columns = ["FAISS", "FAISS, tuned", "FAISS, as many rows anywhere", "FAISS, index of these rows", "NumPy", "hnswlib, exact", "usearch, exact"]
    print("| threads | rows | queries | top | ours, ms | recall | " + " | ".join(f"{c} ÷ ours" for c in columns) + " |")
    print("|---" * (6 + len(columns)) + "|")
    lines = []
    for case in wanted:
        clock = 0 if case["threads"] == 1 else 1
        times = [found[key(case)][clock] for found in mine]
        ratios = {}
        for column in columns:
            pairs = [turn[key(case)][column][clock] / own for turn, own in zip(theirs, times) if column in turn[key(case)]]
            if pairs:
                ratios[column] = statistics.median(pairs)
        recall = min(found[key(case)][2] for found in mine)
        share = "all" if case["share"] == 1 else f"{case['share']:.0%}, " + ("in one run" if case["contiguous"] else "anywhere")
        print(f"| {case['threads']} | {share} | {case['batch']:,} | {case['top']} | {min(times):.3f} | {recall:.4f} | "
              + " | ".join(f"{ratios[c]:.1f}" if c in ratios else "" for c in columns) + " |", flush=True)
        lines.append({**case, "milliseconds": min(times), "recall": recall, "ratios": ratios})
    return {"name": name, "rows": n, "dimension": d, "path": report["path"], "prefix": report["prefix"],
            "bytes_per_item": report["bytes_per_item"], "limits": limits, "cases": lines}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gallery", type=Path, help="a gallery whose embeddings are searched as well")
    arguments.add_argument("--count", type=int, default=100_000, help="rows")
    arguments.add_argument("--dimensions", type=numbers, default=[256, 1024], help="of the drawn rows; 0 for none")
    arguments.add_argument("--batches", type=numbers, default=[1, 8, 64, 1000])
    arguments.add_argument("--tops", type=numbers, default=[10, 100])
    arguments.add_argument("--threads", type=numbers, default=[1, 2])
    arguments.add_argument("--turns", type=int, default=3, help="turns of all programs")
    arguments.add_argument("--rounds", type=int, default=2, help="times that each case runs in a turn; the least counts")
    arguments.add_argument("--path", help="portable, avx2 or avx512; the fastest when not given")
    arguments.add_argument("--program", type=Path, default=HERE.parent / ".build/release/ifashion")
    arguments.add_argument("--json", type=Path, help="file for all figures")
    given = arguments.parse_args()
    figures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        limits = peaks(folder)
        if limits:
            print(f"One core reads {limits['read_gigabytes_per_second']} GB/s and adds {limits['products_per_nanosecond']} × 10⁹ "
                  f"int8 products a second ({'VNNI' if limits['vnni'] else 'AVX2'}).")
        if given.gallery:
            figures.append(compare(f"embeddings of {given.gallery.name}", *resampled(given.gallery, given.count), given, folder, limits))
        for dimension in given.dimensions:
            if dimension:
                figures.append(compare("drawn clusters", *drawn(given.count, dimension), given, folder, limits))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
