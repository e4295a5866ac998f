#!/usr/bin/env python3
"""Sets level search beside approximate peers, in the same run, on one thread.

    pip install -r Benchmarks/requirements.txt hnswlib usearch scann rabitqlib
    swift build -c release --product ifashion
    Benchmarks/level.py [--gallery FOLDER] [--count 100000] [--peers faiss-ivf,hnswlib]

Without --gallery it draws vectors as search.py does; with it, rows of the gallery's embeddings are drawn again with small noise
until there are enough, and photos that were held out are the queries. Prints queries a second, CPU time, at a recall of the
10 closest of 0.90, 0.95 and 0.99, interpolated between measured settings (the logarithm of the rate over the recall). A peer that isn't
installed is left out, in words.
"""
import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

from vectors import drawn, embeddings, unit  # noqa: E402

PROGRAM = Path(__file__).resolve().parent.parent / ".build/release/ifashion"
RECALLS = (0.90, 0.95, 0.99)
# What level search is asked for: what it reaches is measured.
ASKED = (0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)


def resampled(folder, count, queries, seed=5):
    """Rows of a gallery with noise of 0.3 of their length, and queries: the same noise on rows that were held out."""
    rows = embeddings(folder)
    rows = rows[np.linalg.norm(rows, axis=1) > 0.5]
    random = np.random.default_rng(seed)
    order = random.permutation(len(rows))
    held, base = rows[order[:queries]], rows[order[queries:]]
    vectors = np.concatenate([base[random.integers(0, len(base), count)], held])
    noise = random.standard_normal(vectors.shape).astype(np.float32)
    vectors = unit(vectors + 0.3 * unit(noise)).astype(np.float32)
    return vectors[:count], vectors[count:]


def cpu(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


class Peer:
    """An index with settings that trade recall for time."""

    def __init__(self, name, build, settings, search, size=None):
        self.name, self.make, self.settings, self.search, self.size = name, build, settings, search, size


def faiss_peers(rows, lists):
    import faiss
    faiss.omp_set_num_threads(1)
    dimension = rows.shape[1]

    def flat(number):
        def build():
            index = faiss.index_factory(dimension, f"IVF{number},Flat", faiss.METRIC_INNER_PRODUCT)
            index.cp.spherical = True
            index.train(rows)
            index.add(rows)
            return index
        return build

    def scan():
        index = faiss.index_factory(dimension, f"IVF{lists},PQ{dimension // 4}x4fs,RFlat", faiss.METRIC_INNER_PRODUCT)
        index.train(rows)
        index.add(rows)
        return index

    def graph():
        index = faiss.IndexHNSWFlat(dimension, 16, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 100
        index.add(rows)
        return index

    def by_probes(index, probes, queries, top):
        index.nprobe = probes
        return index.search(queries, top)[1]

    def refined(index, setting, queries, top):
        faiss.downcast_index(index.base_index).nprobe = setting[0]
        index.k_factor = setting[1]
        return index.search(queries, top)[1]

    def by_ef(index, ef, queries, top):
        index.hnsw.efSearch = ef
        return index.search(queries, top)[1]

    probes = [1, 2, 4, 8, 16, 32, 64, 128, 192]
    bytes_flat = dimension * 4 + 8
    return [
        Peer(f"FAISS IVFFlat, {lists} lists", flat(lists), probes, by_probes, bytes_flat),
        Peer(f"FAISS IVFFlat, {4 * int(len(rows) ** 0.5)} lists", flat(4 * int(len(rows) ** 0.5)), probes, by_probes, bytes_flat),
        Peer("FAISS IVFPQ FastScan + refine", scan, [(p, k) for p in probes[2:] for k in (4, 16)], refined,
             dimension // 8 + 8 + dimension * 4),
        Peer("FAISS HNSW", graph, [16, 32, 64, 128, 256, 512], by_ef, dimension * 4 + 16 * 2 * 4 + 16),
    ]


def hnswlib_peers(rows):
    import hnswlib

    def build():
        index = hnswlib.Index(space="ip", dim=rows.shape[1])
        index.init_index(len(rows), M=16, ef_construction=100)
        index.set_num_threads(1)
        index.add_items(rows)
        return index

    def search(index, ef, queries, top):
        index.set_ef(ef)
        return index.knn_query(queries, top)[0]

    return [Peer("hnswlib", build, [16, 32, 64, 128, 256, 512], search, rows.shape[1] * 4 + 16 * 2 * 4 + 16)]


def usearch_peers(rows):
    from usearch.index import Index

    def build():
        index = Index(ndim=rows.shape[1], metric="ip", dtype="i8", connectivity=16, expansion_add=100)
        index.add(np.arange(len(rows)), rows, threads=1)
        return index

    def search(index, ef, queries, top):
        index.expansion_search = ef
        return index.search(queries, top, threads=1).keys.reshape(len(queries), -1)

    return [Peer("usearch, int8", build, [16, 32, 64, 128, 256, 512], search)]


def scann_peers(rows, lists):
    import scann

    def build():
        return (scann.scann_ops_pybind.builder(rows, 10, "dot_product").tree(
            num_leaves=lists, num_leaves_to_search=32, training_sample_size=len(rows), soar_lambda=1.5,
            overretrieve_factor=2.0).score_ah(
            2, anisotropic_quantization_threshold=0.2).reorder(100).set_n_training_threads(1).build())

    def search(index, setting, queries, top):
        if len(queries) == 1:
            return index.search(queries[0], final_num_neighbors=top, leaves_to_search=setting[0],
                                pre_reorder_num_neighbors=setting[1])[0][None]
        return index.search_batched(queries, final_num_neighbors=top, leaves_to_search=setting[0],
                                    pre_reorder_num_neighbors=setting[1])[0]

    return [Peer("ScaNN + SOAR", build, [(p, r) for p in (4, 8, 16, 32, 64, 128) for r in (40, 120)], search)]


def rabitq_peers(rows):
    import rabitqlib

    def build():
        index = rabitqlib.SymqgIndex(rows.shape[1], 32, "l2")
        index.build(rows, 100, num_threads=1)
        return index

    def search(index, ef, queries, top):
        if len(queries) == 1:
            return np.asarray(index.search(queries, top, ef)[0]).reshape(1, -1)
        return np.asarray(index.search_batch(queries, top, ef, num_threads=1)[0])

    return [Peer("SymphonyQG (rabitqlib)", build, [16, 32, 64, 128, 256, 512], search)]


def recall(found, closest):
    return float(np.mean([len(set(map(int, a)) & set(map(int, b))) for a, b in zip(found, closest)])) / closest.shape[1]


def at(points, wanted):
    """The rate at a recall, interpolated between the settings that no other beats in both."""
    front, best = [], 0.0
    for reached, rate in sorted(points, reverse=True):
        if rate > best:
            front.append((reached, rate))
            best = rate
    front.reverse()
    if not front or front[-1][0] < wanted:
        return None
    if front[0][0] >= wanted:
        return front[0][1]
    recalls, rates = zip(*front)
    return float(np.exp(np.interp(wanted, recalls, np.log(rates))))


def measure(peer, queries, closest, top, rounds):
    build, index = cpu(peer.make)
    alone, grouped = [], []
    for setting in peer.settings:
        least = float("inf")
        for _ in range(rounds):
            took, found = cpu(lambda: np.vstack([peer.search(index, setting, queries[i:i + 1], top) for i in range(len(queries))]))
            least = min(least, took)
        reached = recall(found, closest)
        alone.append((reached, len(queries) / least))
        took, found = cpu(lambda: peer.search(index, setting, queries, top))
        grouped.append((recall(found, closest), len(queries) / took))
        if reached > 0.997:
            break
    return {"name": peer.name, "build": build, "bytes": peer.size, "alone": alone, "grouped": grouped}


def ours(files, queries, given):
    command = [str(given.program), "bench", "search", "--search", "level", "--vectors", files[0], "--queries", files[1], "--json",
               "--top", str(given.top), "--rounds", str(given.rounds), "--batch", f"1,{len(queries)}",
               "--recall", ",".join(map(str, ASKED))]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def points(batch):
        return [(case["recall"], case["batch"] * 1e3 / case["cpu_milliseconds"]) for case in figures["cases"] if case["batch"] == batch]
    return {"name": "iFashion level", "build": figures["build_seconds"], "bytes": figures["bytes_per_item"],
            "alone": points(1), "grouped": points(len(queries))}


def table(results, base):
    def cell(result, kind, wanted):
        rate, reference = at(result[kind], wanted), at(base[kind] if kind == "alone" else base["alone"], wanted)
        if rate is None:
            return "–"
        return f"{rate:,.0f} ({rate / reference:.1f})" if reference else f"{rate:,.0f}"
    lines = ["| | alone @.90 | @.95 | @.99 | grouped @.95 | @.99 | build, CPU s | bytes an item |", "|---|---|---|---|---|---|---|---|"]
    for result in results:
        cells = [cell(result, "alone", wanted) for wanted in RECALLS] + [cell(result, "grouped", wanted) for wanted in RECALLS[1:]]
        size = f"{result['bytes']:,.0f}" if result["bytes"] else "?"
        lines.append(f"| {result['name']} | {' | '.join(cells)} | {result['build']:.1f} | {size} |")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gallery", type=Path, help="a gallery's folder, in place of drawn vectors")
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("--dimension", type=int, default=256)
    arguments.add_argument("--queries", type=int, default=1000)
    arguments.add_argument("--top", type=int, default=10)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--lists", type=int, help="of the peers with lists; the root of the number of rows when not given")
    arguments.add_argument("--peers", default="faiss,hnswlib,usearch,scann,rabitqlib")
    arguments.add_argument("--program", type=Path, default=PROGRAM)
    arguments.add_argument("--json", type=Path, help="also writes all measured points there")
    given = arguments.parse_args()
    rows, queries = (resampled(given.gallery, given.count, given.queries) if given.gallery
                     else drawn(given.count, given.dimension, held=given.queries))
    lists = given.lists or int(len(rows) ** 0.5)
    import faiss
    faiss.omp_set_num_threads(1)
    exact = faiss.IndexFlatIP(rows.shape[1])
    exact.add(rows)
    closest = exact.search(queries, given.top)[1]
    makers = {"faiss": lambda: faiss_peers(rows, lists), "hnswlib": lambda: hnswlib_peers(rows), "usearch": lambda: usearch_peers(rows),
              "scann": lambda: scann_peers(rows, lists), "rabitqlib": lambda: rabitq_peers(rows)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [str(folder / "rows.npy"), str(folder / "queries.npy")]
        np.save(files[0], np.ascontiguousarray(rows))
        np.save(files[1], np.ascontiguousarray(queries))
        results = [ours(files, queries, given)]
        for peer in given.peers.split(","):
            if importlib.util.find_spec(peer) is None:
                print(f"{peer} isn't installed: left out", file=sys.stderr)
                continue
            try:
                for entry in makers[peer]():
                    results.append(measure(entry, queries, closest, given.top, given.rounds))
                    print(f"measured {entry.name}", file=sys.stderr, flush=True)
            except Exception as error:  # a peer that doesn't run here must not end the others' run
                print(f"{peer}: {error}: left out", file=sys.stderr)
        # Ours once more: a busy machine may have slowed it meanwhile, or the peers.
        again = ours(files, queries, given)
        for kind in ("alone", "grouped"):
            results[0][kind] = [max(a, b, key=lambda point: point[1]) for a, b in zip(results[0][kind], again[kind])]
        results[0]["build"] = min(results[0]["build"], again["build"])
    base = next((result for result in results if result["name"].startswith("FAISS IVFFlat")), results[0])
    print(f"\n{len(rows):,} × {rows.shape[1]}, one thread; in brackets: times {base['name']}, one query at a time\n")
    print(table(results, base))
    if given.json:
        given.json.write_text(json.dumps(results))


if __name__ == "__main__":
    main()
