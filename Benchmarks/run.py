#!/usr/bin/env python3
"""Sets each stage of a query beside its peer, in the same run and in turn, on one thread, and prints ratios.

    pip install -r Benchmarks/requirements.txt
    swift build -c release
    Benchmarks/run.py --gallery GALLERY PHOTO…

Peers: Pillow decodes (with its scaled `draft` decode), ONNX Runtime runs the same networks on the same number of inputs,
FAISS' IndexFlatIP and NumPy search the same embeddings. Times are the least of all rounds, in milliseconds.
"""
import argparse
import json
import os
import subprocess
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import faiss  # noqa: E402
import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402
from PIL import Image, ImageOps  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
LONG_SIDE = 800  # as ImageDecoder.longSide
HEADER = 4096  # as EmbeddingHeader.size


def least(times, work):
    """The least milliseconds of `times` calls."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1e3)
    return min(found)


def decode(photo):
    image = Image.open(photo)
    if image.format == "JPEG":
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    return ImageOps.exif_transpose(image).convert("RGB").load()


class Peers:
    """The peers' own least times, over all rounds."""

    def __init__(self, models, gallery, photos):
        manifest = json.loads((models / "models.json").read_text())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.sessions = {name: (onnxruntime.InferenceSession(str(models / manifest[name]["file"]), options,
                                                             providers=["CPUExecutionProvider"]), manifest[name]["input"])
                         for name in ("detector", "embedder")}
        d = manifest["embedder"]["dimension"]
        self.rows = np.fromfile(gallery / "embeddings.f32", np.float32, offset=HEADER).reshape(-1, d)
        self.flat = faiss.IndexFlatIP(d)
        self.flat.add(self.rows)
        faiss.omp_set_num_threads(1)
        self.photos = photos

    def network(self, name, rows):
        session, shape = self.sessions[name]
        batch = np.zeros((rows, 3, shape["height"], shape["width"]), np.float32)
        return lambda: session.run(None, {shape["name"]: batch})

    def numpy_search(self, query):
        scores = self.rows @ query[0]
        best = np.argpartition(-scores, 10)[:10]
        return best[np.argsort(-scores[best])]

    def round(self, garments, times):
        query = np.ascontiguousarray(self.rows[:1])
        return {
            "decode": sum(least(times, lambda photo=photo: decode(photo)) for photo in self.photos),
            "find": len(self.photos) * least(times, self.network("detector", 1)),
            "embed": len(self.photos) * least(times, self.network("embedder", max(1, round(garments / len(self.photos))))),
            "rankOne faiss": least(times * 10, lambda: self.flat.search(query, 10)),
            "rankOne numpy": least(times * 10, lambda: self.numpy_search(query)),
        }


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--gallery", type=Path, required=True)
    arguments.add_argument("--models", type=Path, default=ROOT / "models")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("photos", nargs="+")
    given = arguments.parse_args()
    peers = Peers(given.models, given.gallery, given.photos)
    ours, theirs = [], []
    for _ in range(given.rounds):  # in turn, so that a busy machine slows both alike
        command = [str(ROOT / ".build/release/Benchmarks"), *given.photos, "--gallery", str(given.gallery), "--models", str(given.models)]
        ours.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        theirs.append(peers.round(ours[0]["garments"], 5))
    photos, garments, items = (ours[0][key] for key in ("photos", "garments", "items"))
    print(f"{photos} photos, {garments} garments, {items} items; 1 thread; least of {given.rounds} rounds\n")
    print("| stage | ours, ms | peer | peer, ms | peer ÷ ours |\n|---|---|---|---|---|")
    for stage, peer, name, share in (
        ("decode", "decode", "Pillow", photos), ("find", "find", "ONNX Runtime, network alone", photos),
        ("embed", "embed", "ONNX Runtime, network alone", photos), ("rankOne", "rankOne faiss", "FAISS IndexFlatIP", 1),
        ("rankOne", "rankOne numpy", "NumPy", 1),
    ):
        mine, other = min(o[stage] for o in ours) / share, min(t[peer] for t in theirs) / share
        print(f"| {'rank, one garment' if share == 1 else stage} | {mine:.2f} | {name} | {other:.2f} | {other / mine:.2f} |")


if __name__ == "__main__":
    main()
