#!/usr/bin/env python3
"""What front and queue cost under load, as ratios to peers in the same run.

    swift build -c release                     (and Debian's wrk)
    Benchmarks/load/run.py STATE --gallery GALLERY --photos FOLDER [--only accept,poll,queue,idle,saturated,deep]

Everything runs on a port and sockets of its own below STATE. Rounds of ours and of the peer alternate. What waits for Redis' disk is
measured twice: on STATE's disk, and in memory (--memory, /dev/shm), where an fsync costs nothing and what is left is the programs'.
"""
import json
import os
import platform
import shutil
import statistics
import time
from pathlib import Path

import lanes
import paths
import waiting
from stack import arguments

PARTS = {"accept": paths.accept, "poll": paths.poll, "queue": waiting.queue, "idle": lanes.idle, "saturated": lanes.saturated,
         "deep": waiting.deep}
WITH_DISK = {"accept", "queue", "idle"}


def fsync_milliseconds(folder):
    """The median of 200 fdatasyncs of an appended kilobyte."""
    path, times = folder / "fsync", []
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for _ in range(200):
        os.write(file, b"x" * 1024)
        start = time.perf_counter()
        os.fdatasync(file)
        times.append((time.perf_counter() - start) * 1e3)
    os.close(file)
    path.unlink()
    return statistics.median(times)


def main():
    parser = arguments(__doc__)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of a round of wrk")
    parser.add_argument("--lanes", type=int, default=min(2, os.cpu_count()), help="workers, of one lane each")
    parser.add_argument("--memory", type=Path, default=Path("/dev/shm"))
    options = parser.parse_args()
    options.state = options.state.resolve()
    options.state.mkdir(parents=True, exist_ok=True)
    unknown = set(options.only.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"--only takes {', '.join(PARTS)}, not {', '.join(sorted(unknown))}.")
    if shutil.which("wrk") is None:
        parser.error("wrk is missing: apt-get install wrk.")
    memory = options.memory / f"ifashion-load-{os.getpid()}"
    memory.mkdir()
    try:
        print(json.dumps({"machine": platform.processor() or platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0],
                          "date": time.strftime("%F"),
                          "fsync_ms": {"disk": round(fsync_milliseconds(options.state), 2),
                                       "memory": round(fsync_milliseconds(memory), 3)}}), flush=True)
        for name in options.only.split(","):
            for place, disk in [("disk", None), ("memory", memory)][:2 if name in WITH_DISK else 1]:
                shutil.rmtree(memory)
                memory.mkdir()
                print(json.dumps({name: {"redis_on": place} | PARTS[name](options, disk)}), flush=True)
    finally:
        shutil.rmtree(memory, ignore_errors=True)


if __name__ == "__main__":
    main()
