#!/usr/bin/env python3
"""iFashion beside a Python service for the same job: Flask, RQ on Redis, the same ONNX networks, FAISS.

    swift build -c release
    Benchmarks/peer/run.py STATE --gallery GALLERY --photos FOLDER [--workers 2] [--rounds 3]

Both get the same photos from the same client, in turn, on the same machine. The peer has its best settings: as many workers as there are
lanes, one thread each, RQ's worker that doesn't fork (the networks stay loaded), gunicorn's threads, a Redis that keeps nothing on
disk, and the faster of OpenVINO and ONNX Runtime. iFashion has its own: two Redis servers, `appendfsync always`. A virtual environment
with requirements.txt is made below STATE once.
"""
import hashlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "load"))
from client import Client, Ledger  # noqa: E402
from stack import ROOT, Kept, Stack, arguments, free_port, photos_in  # noqa: E402


def environment(state):
    """The Python of the peer's environment, made when requirements.txt is new."""
    text = (HERE / "requirements.txt").read_bytes()
    folder = state / f"venv-{hashlib.sha256(text).hexdigest()[:12]}"
    if not (folder / "complete").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
        (folder / "complete").touch()
    return folder / "bin"


class Peer:
    """The Python service: one Redis, gunicorn, workers."""

    def __init__(self, options, engine):
        state = options.state / "peer"
        (state / "log").mkdir(parents=True, exist_ok=True)
        socket = state / "redis.sock"
        os.environ.update(PEER_MODELS=str(ROOT / "models"), PEER_GALLERY=str(options.gallery.resolve()), PEER_ENGINE=engine,
                          PEER_REDIS=str(socket), PYTHONPATH=str(HERE), OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        self.port, self.kept, bin = free_port(), {}, environment(options.state)
        commands = {"redis": ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no"],
                    "web": [bin / "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--threads", "8", "web:app"]}
        for number in range(options.workers):
            # Loads the networks before it takes jobs, and computes in its own process.
            commands[f"worker-{number + 1}"] = [
                bin / "python", "-c", "import search\nfrom redis import Redis\nfrom rq import Queue, SimpleWorker\n"
                f"redis = Redis(unix_socket_path={str(socket)!r})\nSimpleWorker([Queue(connection=redis)], connection=redis).work()"]
        for name, command in commands.items():
            self.kept[name] = Kept(name, [str(word) for word in command], state / "log" / f"{name}.log")
        self.client = Client(self.port, Ledger())
        deadline = time.monotonic() + 120
        while self.client.exchange("GET", "/healthz")[0] != 200:
            if time.monotonic() > deadline:
                raise SystemExit(f"the peer didn't start: see {state}/log.")
            time.sleep(0.1)
        self.answer(photos_in(options.photos)[0].read_bytes())

    def submit(self, photo):
        status, _, body = self.client.exchange("POST", "/queries", photo, {"Content-Type": "image/jpeg"})
        if status != 202:
            raise SystemExit(f"the peer answered {status} {body[:200]!r}")
        return json.loads(body)["id"]

    def end(self, query):
        while True:
            status, _, body = self.client.exchange("GET", f"/queries/{query}")
            told = json.loads(body)
            if status == 200 and "garments" in told:
                return len(told["garments"])
            if status != 200:
                raise SystemExit(f"the peer failed: {status}, see the logs")

    def answer(self, photo):
        return self.end(self.submit(photo))

    def stop(self):
        for kept in reversed(list(self.kept.values())):
            kept.stop(signal.SIGTERM)


class Ours:
    """iFashion, as it is shipped."""

    def __init__(self, options):
        self.stack = Stack(options.state / "ours", options.program, options.gallery, workers=options.workers, limits=False)
        self.kept, self.client = self.stack.kept, Client(self.stack.port, Ledger())

    def submit(self, photo):
        status, _, body = self.client.exchange("POST", "/api/v1/queries", photo, {"Content-Type": "image/jpeg"})
        if status != 202:
            raise SystemExit(f"iFashion answered {status} {body[:200]!r}")
        return json.loads(body)["id"]

    def end(self, query):
        while True:
            told = json.loads(self.client.exchange("GET", f"/api/v1/queries/{query}?wait=10")[2])
            if told["state"] == "done":
                return len(told["garments"])
            if told["state"] == "failed":
                raise SystemExit(f"iFashion failed: {told}")

    def answer(self, photo):
        return self.end(self.submit(photo))

    def stop(self):
        self.stack.stop()


def memory(service):
    """Bytes of all processes, with what several share counted in parts (PSS)."""
    groups = {kept.process.pid for kept in service.kept.values()}
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) in groups:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
        except (ProcessLookupError, FileNotFoundError, PermissionError):
            pass
    return total


def measure(service, photos):
    """Milliseconds of one query at a time (median), answers a second with all photos waiting, bytes, garments."""
    times, garments = [], 0
    for photo in photos[:40]:
        start = time.perf_counter()
        garments += service.answer(photo)
        times.append((time.perf_counter() - start) * 1e3)
    start = time.perf_counter()
    for query in [service.submit(photo) for photo in photos]:
        service.end(query)
    return {"ms": statistics.median(times), "a_second": len(photos) / (time.perf_counter() - start), "bytes": memory(service),
            "garments": garments}


def main():
    parser = arguments(__doc__)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count()))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    options.state = options.state.resolve()
    options.state.mkdir(parents=True, exist_ok=True)
    photos = [path.read_bytes() for path in random.Random(1).sample(photos_in(options.photos), 100)]
    told = {"ours": [], "openvino": [], "onnxruntime": []}
    # One at a time: what waits beside a service that is measured would count as its memory and its load.
    for _ in range(options.rounds):
        for name, rounds in told.items():
            service = Ours(options) if name == "ours" else Peer(options, name)
            try:
                rounds.append(measure(service, photos))
            finally:
                service.stop()
    best = {name: {"ms": min(one["ms"] for one in rounds), "a_second": max(one["a_second"] for one in rounds),
                   "MB": statistics.median(one["bytes"] for one in rounds) / 1e6, "garments": rounds[0]["garments"]}
            for name, rounds in told.items()}
    peer = max(("openvino", "onnxruntime"), key=lambda name: best[name]["a_second"])
    print(json.dumps({"date": time.strftime("%F"), "load": os.getloadavg()[0], "workers": options.workers,
                      "best_of": options.rounds, "figures": {name: {key: round(value, 1) for key, value in one.items()}
                                                             for name, one in best.items()},
                      "faster_peer": peer,
                      "ratios": {"jobs_a_second": round(best["ours"]["a_second"] / best[peer]["a_second"], 2),
                                 "memory": round(best["ours"]["MB"] / best[peer]["MB"], 2),
                                 "latency": round(best["ours"]["ms"] / best[peer]["ms"], 2)}}, indent=1))


if __name__ == "__main__":
    main()
