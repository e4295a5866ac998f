#!/usr/bin/env python3
"""Sets the exact search beside FAISS' IndexFlatIP and NumPy, in the same run and in turn, on one thread.

    pip install -r Benchmarks/requirements.txt
    swift build -c release --product Benchmarks
    Benchmarks/search.py [--rows embeddings.f32]

Without --rows it draws vectors: 2,000 clusters of unequal sizes in a space of 48 dimensions, turned into 256, with noise in
all of them. FAISS runs as it comes and with `distance_compute_blas_threshold = 1`, which makes it use matrix products for
few queries, too. Times are CPU time of the process, the least of all rounds. Every ranking is checked against float64.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import faiss  # noqa: E402
import numpy as np  # noqa: E402

PROGRAM = Path(__file__).resolve().parent.parent / ".build/release/Benchmarks"
HEADER = 4096  # as EmbeddingHeader.size
LATENT, CLUSTERS = 48, 2000


def drawn(count, dimension, seed=1):
    """count + 1,024 vectors of length 1; the last 1,024 serve as queries."""
    random = np.random.default_rng(seed)
    spectrum = np.arange(1, LATENT + 1) ** -0.25
    centres = random.standard_normal((CLUSTERS, LATENT)) * spectrum
    turn = np.linalg.qr(random.standard_normal((dimension, LATENT)))[0].T
    share = np.arange(1, CLUSTERS + 1) ** -0.6
    rows = np.empty((count + 1024, dimension), np.float32)
    for first in range(0, len(rows), 50_000):
        some = rows[first:first + 50_000]
        points = centres[random.choice(CLUSTERS, len(some), p=share / share.sum())]
        points = (points + 0.75 * spectrum * random.standard_normal(points.shape)) @ turn
        noise = random.standard_normal(some.shape)
        noise *= 0.3 * np.linalg.norm(points, axis=1, keepdims=True) / np.linalg.norm(noise, axis=1, keepdims=True)
        some[:] = points + noise
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def least(times, work):
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append((time.process_time() - start) * 1e3)
    return min(found)


def numpy_search(rows, queries, top):
    scores = queries @ rows.T
    best = np.argpartition(-scores, top, axis=1)[:, :top]
    return np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, 1), axis=1), 1)


def faiss_search(index, queries, top, threshold):
    usual = faiss.cvar.distance_compute_blas_threshold
    faiss.cvar.distance_compute_blas_threshold = threshold or usual
    try:
        return index.search(queries, top)[1]
    finally:
        faiss.cvar.distance_compute_blas_threshold = usual


def ours(folder, rows, batches, top, rounds, path):
    command = [str(PROGRAM), "search", "--rows", str(folder / "rows"), "--count", str(len(rows)), "--queries", str(folder / "queries"),
               "--batches", ",".join(map(str, batches)), "--top", str(top), "--rounds", str(rounds)]
    command += ["--path", path] if path else []
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def check(rows, queries, found, top):
    """How many of the rankings are not those of float64: sums of another order may swap scores that are within 1e-12."""
    wrong = 0
    for query, ranking in zip(queries.astype(np.float64), found):
        scores = np.concatenate([rows[first:first + 100_000].astype(np.float64) @ query for first in range(0, len(rows), 100_000)])
        best = np.sort(scores)[::-1][:top]
        wrong += len(set(ranking)) != top or np.abs(scores[ranking] - best).max() > 1e-12
    return wrong


def compare(rows, queries, given, folder):
    count, dimension = rows.shape
    page = f"ifashion-embeddings 1\ndimension {dimension}\nembedder benchmark\n".encode().ljust(HEADER, b"\0")
    (folder / "rows").write_bytes(page + rows.tobytes())
    (folder / "queries").write_bytes(queries.tobytes())
    index = faiss.IndexFlatIP(dimension)
    index.add(rows)
    mine, peers = [], {}
    for _ in range(given.rounds):  # in turn, so that a busy machine slows all alike
        mine.append(ours(folder, rows, given.batches, given.top, 5, given.path))
        for batch in given.batches:
            some, times = queries[:batch], 5 if batch * count < 2e7 else 1
            for name, work in (("FAISS", lambda: faiss_search(index, some, given.top, None)),
                               ("FAISS, threshold 1", lambda: faiss_search(index, some, given.top, 1)),
                               ("NumPy", lambda: numpy_search(rows, some, given.top))):
                took = least(times, work)
                peers[name, batch] = min(peers.get((name, batch), took), took)
    wrong = check(rows, queries[:max(given.batches)], mine[0]["found"][:64], given.top)
    print(f"\n{count:,} × {dimension}, {mine[0]['path']}: codes made in {min(m['encode'] for m in mine) / count * 1e6:.2f} µs a row; "
          f"rankings that are not float64's: {wrong} of {min(64, len(mine[0]['found']))}\n")
    print("| queries | ours, ms | FAISS ÷ ours | FAISS, threshold 1 ÷ ours | NumPy ÷ ours | int8 read, GB/s | 10⁹ products/s |")
    print("|---|---|---|---|---|---|---|")
    for batch in given.batches:
        took = min(m["search"][str(batch)] for m in mine)
        ratios = " | ".join(f"{peers[name, batch] / took:.1f}" for name in ("FAISS", "FAISS, threshold 1", "NumPy"))
        size = count * dimension / took * 1e-6
        print(f"| {batch} | {took:.3f} | {ratios} | {size:.1f} | {size * batch:.1f} |", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=Path, help="a gallery's embeddings.f32, in place of drawn vectors")
    arguments.add_argument("--counts", type=lambda text: [int(part) for part in text.split(",")], default=[10_000, 100_000, 1_000_000])
    arguments.add_argument("--dimension", type=int, default=256)
    arguments.add_argument("--batches", type=lambda text: [int(part) for part in text.split(",")], default=[1, 8, 64])
    arguments.add_argument("--top", type=int, default=10)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--path", help="portable, avx2 or avx512; the fastest when not given")
    given = arguments.parse_args()
    faiss.omp_set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        if given.rows:
            header = given.rows.read_bytes()[:HEADER].split(b"\0")[0].decode().splitlines()
            dimension = int(next(line.split()[1] for line in header if line.startswith("dimension ")))
            rows = np.fromfile(given.rows, np.float32, offset=HEADER).reshape(-1, dimension)
            compare(rows, np.ascontiguousarray(rows[::max(1, len(rows) // 1024)][:1024]), given, Path(folder))
            return
        for count in given.counts:
            vectors = drawn(count, given.dimension)
            compare(vectors[:count], vectors[count:], given, Path(folder))


if __name__ == "__main__":
    main()
