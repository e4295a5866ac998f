"""The queue by itself: jobs without work, and very many jobs that wait."""
import json
import statistics
import subprocess
import time

from client import Client, Ledger
from paths import THREADS, wrk
from stack import Stack, cpu_seconds

DEEP = 100_000
# docs/load.md: what waiting jobs take. Bytes of a job in the queue's Redis, and beside each photo in the image store.
JOB, PHOTO = 560, 170


def queue(options, disk):
    """Milliseconds from submission to answer, one job at a time, and jobs a second of many senders; two workers."""
    stack = Stack(options.state, options.program, options.gallery, workers=0, disk=disk)

    def course(*words):
        out = subprocess.run([options.program / "Benchmarks", "queue", "--queue", stack.queue_socket, *map(str, words)], check=True,
                             capture_output=True, text=True).stdout
        return json.loads(out)
    try:
        redis = stack.kept["queue"].process.pid
        alone = min((course("--jobs", 1000, "--one-by-one") for _ in range(3)), key=lambda told: told["median"])
        before = cpu_seconds(redis)
        pairs = [course("--jobs", 10_000, "--senders", 16, "--lanes", lanes) for lanes in (1, 1, 8, 8, 8)]
        spent = cpu_seconds(redis) - before
        return {"median_ms": round(alone["median"], 3), "p99_ms": round(alone["p99"], 3),
                "accepted_median_ms": round(alone["submitMedian"], 3),
                "redis_cpu_us_a_job": round(spent / 50_000 * 1e6),
                "jobs_a_second_2_lanes": round(max(told["jobsASecond"] for told in pairs[:2])),
                "jobs_a_second_16_lanes": round(max(told["jobsASecond"] for told in pairs[2:]))}
    finally:
        stack.stop()


def header_only():
    """A kilobyte that begins as a JPEG of 640 × 480: nobody decodes it here."""
    frame = bytes([0xFF, 0xC0, 0, 17, 8, 480 >> 8, 480 & 255, 640 >> 8, 640 & 255, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])
    return (b"\xff\xd8" + frame).ljust(1024, b"\0")


def memory(stack):
    """Bytes in use by the queue's Redis and by the image store."""
    def used(store):
        return int(next(line.split(":")[1] for line in stack.redis("INFO", "memory", store=store).splitlines()
                        if line.startswith("used_memory:")))
    return used("queue"), used("images")


def poll_milliseconds(stack, query):
    client, times = Client(stack.port, Ledger()), []
    for _ in range(500):
        start = time.perf_counter()
        client.insist("GET", f"/api/v1/queries/{query}")
        times.append((time.perf_counter() - start) * 1e3)
    return round(statistics.median(times), 2)


def deep(options, disk):
    """100,000 jobs of one client that wait: the memory, beside the formula, and how long a poll takes."""
    stack = Stack(options.state, options.program, options.gallery, workers=0, disk=disk, limits=False,
                  front=["--max-jobs", str(DEEP), "--max-client-jobs", str(DEEP), "--threads", str(THREADS)])
    try:
        photo = options.state / "small.jpg"
        photo.write_bytes(header_only())
        client = Client(stack.port, Ledger())
        before = memory(stack)
        first = client.submit(header_only())
        shallow = poll_milliseconds(stack, first)
        while stack.status()["open"] < DEEP * 99 // 100:
            wrk(options, stack, "/api/v1/queries", photo, strict=False)
        time.sleep(2)
        last = client.submit(header_only())
        jobs = stack.status()["open"]
        queue_bytes, image_bytes = (now - then for now, then in zip(memory(stack), before))
        return {"jobs": jobs, "queue_bytes_a_job": round(queue_bytes / jobs), "image_bytes_a_job": round(image_bytes / jobs),
                "of_the_formula": {"queue": round(queue_bytes / (jobs * JOB), 3),
                                   "images": round(image_bytes / (jobs * (1024 + PHOTO)), 3)},
                "poll_ms": {"alone": shallow, "first_of_many": poll_milliseconds(stack, first),
                            "last_of_many": poll_milliseconds(stack, last)}}
    finally:
        stack.stop()
