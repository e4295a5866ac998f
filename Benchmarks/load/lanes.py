"""The whole product beside its own engine: what is added to a query's stages, and how much of the lanes' pure rate is left."""
import json
import random
import statistics
import subprocess
import time

from client import Client, Ledger
from stack import ROOT, Stack, cpu_seconds, photos_in

STAGES = ("decode", "find", "embed", "rank")


def some_photos(options, count=100):
    return random.Random(1).sample(photos_in(options.photos), count)


def idle(options, disk):
    """One query after the other: milliseconds from the post to the answer, beyond the answer's own stages."""
    stack = Stack(options.state, options.program, options.gallery, workers=options.lanes, disk=disk)
    try:
        client, beyond, accepted, queued = Client(stack.port, Ledger()), [], [], []
        for path in some_photos(options) * 2:
            photo = path.read_bytes()
            start = time.perf_counter()
            query = client.submit(photo)
            accepted.append((time.perf_counter() - start) * 1e3)
            content = client.insist("GET", f"/api/v1/queries/{query}?wait=10")[2]
            whole = (time.perf_counter() - start) * 1e3
            times = json.loads(content)["times_ms"]
            beyond.append(whole - sum(times[stage] for stage in STAGES))
            queued.append(times["queue"])
        return {name: {"median": round(statistics.median(values), 2), "p90": round(sorted(values)[len(values) * 9 // 10], 2)}
                for name, values in [("beyond_stages_ms", beyond), ("until_accepted_ms", accepted), ("in_queue_ms", queued)]}
    finally:
        stack.stop()


def pure(options, photos, lanes, rounds):
    """So many engines at once, without queue and front: photos a second together, and CPU seconds of a photo."""
    command = [options.program / "Benchmarks", "lane", "--gallery", options.gallery, "--models", "models", "--rounds", str(rounds),
               "--wait", *photos]
    engines = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
               for _ in range(lanes)]
    for engine in engines:
        engine.stdout.readline()
    for engine in engines:
        engine.stdin.write("\n")
        engine.stdin.flush()
    told = [json.loads(engine.communicate()[0]) for engine in engines]
    return (sum(one["photosASecond"] for one in told), sum(one["cpuSeconds"] for one in told) / sum(one["photos"] for one in told))


def product(options, stack, photos, rounds):
    """All photos waiting in the queue: photos a second while they are worked on, and CPU seconds of a photo in all programs."""
    client = Client(stack.port, Ledger())
    done = stack.status()["ended"]["done"]
    total = len(photos) * rounds
    before = {name: cpu_seconds(kept.process.pid) for name, kept in stack.kept.items()}
    start = time.monotonic()
    queries = [client.submit(path.read_bytes()) for _ in range(rounds) for path in photos]
    for query in queries:
        client.end(query)
    seconds = time.monotonic() - start
    spent = {name: cpu_seconds(kept.process.pid) - before[name] for name, kept in stack.kept.items()}
    if stack.status()["ended"]["done"] - done != total:
        raise SystemExit("not all photos were answered: the rate means nothing.")
    return total / seconds, sum(spent.values()) / total


def saturated(options, disk):
    """Lanes with more to do than they can, beside as many engines alone; in turn, and both with the same photos."""
    photos = some_photos(options)
    stack = Stack(options.state, options.program, options.gallery, workers=options.lanes, disk=disk)
    try:
        rounds = []
        for _ in range(options.rounds):
            rounds.append((product(options, stack, photos, options.lanes), pure(options, photos, options.lanes, 1)))
        return {"lanes": options.lanes, "ratio": round(statistics.median(a[0] / b[0] for a, b in rounds), 3),
                "cpu_ratio": round(statistics.median(b[1] / a[1] for a, b in rounds), 3),
                "photos_a_second": round(statistics.median(a[0] for a, _ in rounds), 1),
                "engines_alone": round(statistics.median(b[0] for _, b in rounds), 1),
                "cpu_ms_a_photo": round(min(a[1] for a, _ in rounds) * 1e3, 1),
                "engine_cpu_ms_a_photo": round(min(b[1] for _, b in rounds) * 1e3, 1)}
    finally:
        stack.stop()
