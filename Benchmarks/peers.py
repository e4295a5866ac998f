"""The peers of search.py, in a process of their own: reads a case a line from its input, and answers with what each took.

A case is a JSON object with top, batch, share, contiguous, threads and rounds. The answer maps the peer's name to
[CPU milliseconds, milliseconds] of a batch: the least of the rounds.
"""
import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import faiss  # noqa: E402
import numpy as np  # noqa: E402

FEWEST = 64  # queries that are timed, as in SearchTiming.swift


def allowed_rows(count, share, contiguous):
    if contiguous:
        some = max(1, int(count * share))
        first = (count - some) // 3
        return np.arange(first, first + some)
    return np.nonzero(np.random.default_rng(7).random(count) < share)[0]


def numpy_search(rows, queries, top):
    scores = queries @ rows.T
    best = np.argpartition(-scores, top, axis=1)[:, :top]
    return np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, 1), axis=1), 1)


class Peers:
    def __init__(self, rows, queries, tuned):
        self.rows, self.queries, self.tuned = rows, queries, tuned
        self.flat = faiss.IndexFlatIP(rows.shape[1])
        self.flat.add(rows)
        self.others = {}
        self.usual = faiss.cvar.distance_compute_blas_threshold
        if tuned:
            return
        try:
            import hnswlib
            index = hnswlib.BFIndex(space="ip", dim=rows.shape[1])
            index.init_index(max_elements=len(rows))
            index.add_items(rows)
            self.others["hnswlib, exact"] = lambda some, top, threads: index.knn_query(some, k=top, num_threads=threads)
        except ImportError:
            pass
        try:
            from usearch.index import search
            self.others["usearch, exact"] = lambda some, top, threads: search(rows, some, top, metric="ip", exact=True, threads=threads)
        except ImportError:
            pass

    def filtered(self, allowed, top):
        bits = np.zeros((len(self.rows) + 7) // 8, np.uint8)
        np.bitwise_or.at(bits, allowed // 8, (1 << (allowed % 8)).astype(np.uint8))
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        return lambda some: self.flat.search(some, top, params=chosen)

    def works(self, case):
        top, threads = case["top"], case["threads"]
        faiss.omp_set_num_threads(threads)
        # Makes FAISS use matrix products for few queries, too; for one it would be slower.
        faiss.cvar.distance_compute_blas_threshold = 1 if self.tuned and case["batch"] > 1 else self.usual
        name = "FAISS, tuned" if self.tuned else "FAISS"
        if case["share"] < 1:
            allowed = allowed_rows(len(self.rows), case["share"], case["contiguous"])
            yield name, self.filtered(allowed, top)
            if not self.tuned:
                if case["contiguous"]:
                    # The rows of a category, where they stand in an index that isn't sorted by it.
                    yield "FAISS, as many rows anywhere", self.filtered(allowed_rows(len(self.rows), case["share"], False), top)
                own = faiss.IndexFlatIP(self.rows.shape[1])
                own.add(np.ascontiguousarray(self.rows[allowed]))
                yield "FAISS, index of these rows", lambda some: own.search(some, top)
            return
        yield name, lambda some: self.flat.search(some, top)
        if self.tuned or threads > 1:
            return
        yield "NumPy", lambda some: numpy_search(self.rows, some, top)
        if case["batch"] <= 64:
            for other, work in self.others.items():
                yield other, lambda some, work=work: work(some, top, threads)

    def time(self, case):
        batch = case["batch"]
        batches = max(1, min(FEWEST, len(self.queries)) // batch)
        took = {}
        for name, work in self.works(case):
            least = [float("inf")] * 2
            for _ in range(case["rounds"]):
                cpu, wall = time.process_time(), time.perf_counter()
                for index in range(batches):
                    work(self.queries[index * batch:(index + 1) * batch])
                now = [(time.process_time() - cpu) * 1e3 / batches, (time.perf_counter() - wall) * 1e3 / batches]
                least = [min(pair) for pair in zip(least, now)]
            took[name] = least
        return took


def main():
    rows, queries, tuned = np.load(sys.argv[1]), np.load(sys.argv[2]), sys.argv[3] == "tuned"
    peers = Peers(rows, queries, tuned)
    for line in sys.stdin:
        print(json.dumps(peers.time(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
