#!/usr/bin/env python3
"""Load and faults at random, and an account of every query that was accepted.

    swift build -c release
    Benchmarks/load/chaos.py STATE --gallery GALLERY --photos FOLDER [--minutes 30] [--faults kills|restarts] [--seed N]

Clients send photos, one by one and in batches, with an idempotency key each, and insist until each is answered or has failed by name.
Meanwhile a fault comes every few seconds. After each, one more query is sent as often as it takes: the time from the fault (or from its
end, for what lasts) until that is answered is the recovery. Ends with status 1 if a query was lost or ended twice, if an answer changed,
if anything is left over in the queue, or if a recovery took longer than 5 s. As root, the queue's file stands on an ext4 of its own
(a loop device of 512 MiB), so that it can be full; else that fault is left out.
"""
import hashlib
import json
import os
import random
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import faults
from client import Client, Ledger
from resp import Redis
from stack import Stack, arguments, photos_in

RECOVERY = 5.0


def mount(state):
    """A disk of its own for the queue's file, or None."""
    image, place = state / "disk.img", state / "disk"
    place.mkdir(parents=True, exist_ok=True)
    if os.getuid() != 0:
        return None
    subprocess.run(["umount", "-l", place], capture_output=True)
    with open(image, "wb") as file:
        file.truncate(512 << 20)
    made = subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], capture_output=True).returncode == 0
    return place if made and subprocess.run(["mount", "-o", "loop", image, place], capture_output=True).returncode == 0 else None


class Ends(threading.Thread):
    """Reads every end of a job from the queue's events, over restarts of Redis."""

    def __init__(self, socket):
        super().__init__(daemon=True)
        self.socket, self.ends, self.last, self.stopping = socket, {}, "0-0", threading.Event()
        self.start()

    def run(self):
        while not self.stopping.is_set():
            try:
                redis = Redis(self.socket)
                while not self.stopping.is_set():
                    for _, entries in redis("XREAD", "COUNT", 1000, "BLOCK", 500, "STREAMS", "{ifashion}:events", self.last) or []:
                        for number, fields in entries:
                            self.last = number.decode()
                            told = dict(zip(fields[::2], fields[1::2]))
                            self.ends.setdefault(told[b"id"].decode(), []).append(told[b"state"].decode())
            except (OSError, RuntimeError):
                time.sleep(0.1)


def single(stack, ledger, photos, stop, number):
    client, chance = Client(stack.port, ledger), random.Random(number)
    while not stop.is_set():
        query = client.submit(chance.choice(photos))
        # The store of images was restarted: the query fails by name, and a client sends the photo again.
        while query and client.end(query, keep=chance.random() < 0.02) == "input_lost" and not stop.is_set():
            query = client.submit(chance.choice(photos))


def batches(stack, ledger, photos, stop):
    client, chance = Client(stack.port, ledger), random.Random(0)
    while not stop.is_set():
        client.batch(chance.choices(photos, k=20))
        stop.wait(2)


def recovery(stack, ledger, photos):
    """Seconds until a query that is sent now, and again as often as it takes, is answered."""
    start = time.monotonic()
    client = Client(stack.port, ledger, patience=0.05)
    while True:
        query = client.submit(random.choice(photos))
        if query is None or client.end(query) == "done":
            return time.monotonic() - start


def wreak(stack, ledger, photos, kind, until):
    """Faults at random until then. Names and recoveries."""
    told, names = [], []
    while time.monotonic() < until:
        time.sleep(random.uniform(*((4, 12) if kind is faults.KILLS else (2, 4))))
        names = names or random.sample(sorted(kind), len(kind))  # each as often as the others
        name = names.pop()
        if name.startswith("full disk") and stack.disk.parent == stack.state and not stack.disk.is_mount():
            continue
        kind[name](stack)
        seconds = recovery(stack, ledger, photos)
        told.append((name, seconds))
        print(f"{time.strftime('%X')} {name}: answers again after {seconds:.2f} s", flush=True)
        if seconds > RECOVERY:
            ledger.fault(f"{name}: recovery took {seconds:.2f} s")
    return told


def account(stack, ledger, ends):
    """The last look: what the queue says, and whether it says the same as the clients were told."""
    deadline = time.monotonic() + 60
    while stack.status()["open"] and time.monotonic() < deadline:
        time.sleep(0.2)
    status = stack.status()
    for name in ("open", "ready", "running", "retrying", "image_bytes"):
        if status[name]:
            ledger.fault(f"at the end the queue has {name} = {status[name]}")
    for query in ledger.open():
        ledger.fault(f"{query}: accepted and never ended")
    final = {"done", "failed", "dead"}
    ends = {query: states for query, states in ends.items() if query not in ledger.batches}
    for query in ends.keys() - ledger.accepted.keys():
        ledger.fault(f"{query}: ended and nobody was told that it was accepted")
    twice = [query for query, states in ends.items() if sum(state in final for state in states) > 1]
    for query in twice:
        ledger.fault(f"{query}: ended twice: {ends[query]}")
    client = Client(stack.port, ledger)
    for query, digest in ledger.kept.items():
        answer = client.insist("GET", f"/api/v1/queries/{query}")
        if answer is None or hashlib.sha256(answer[2]).hexdigest() != digest:
            ledger.fault(f"{query}: its answer has changed: {answer and answer[0]}")
    figures = stack.redis("HGETALL", "{ifashion}:figures").split()
    figures = dict(zip(figures[::2], figures[1::2]))
    ended = sum(int(figures.get(name, 0)) for name in ("done", "failed", "dead", "cancelled"))
    if int(figures["submitted"]) != ended:
        ledger.fault(f"the queue took {figures['submitted']} jobs and ended {ended}")
    return {"queue": {name: int(figures.get(name, 0)) for name in
                      ("submitted", "done", "failed", "dead", "cancelled", "recovered", "retried", "refused")},
            "ended_twice": len(twice), "images_left": int(stack.redis("DBSIZE", store="images")),
            "answers_read_again": len(ledger.kept)}


def main():
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--faults", choices=["kills", "restarts"], default="kills")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    random.seed(options.seed)
    kind = faults.KILLS if options.faults == "kills" else faults.RESTARTS
    photos = [path.read_bytes() for path in random.sample(photos_in(options.photos), 100)]
    stack = Stack(options.state, options.program, options.gallery, disk=mount(options.state))
    ledger, ends, stop = Ledger(), Ends(stack.queue_socket), threading.Event()
    clients = [threading.Thread(target=single, args=(stack, ledger, photos, stop, number + 1), daemon=True)
               for number in range(options.clients)]
    clients.append(threading.Thread(target=batches, args=(stack, ledger, photos, stop), daemon=True))
    for client in clients:
        client.start()
    start = time.monotonic()
    told = wreak(stack, ledger, photos, kind, start + 60 * options.minutes)
    stop.set()
    for client in clients:
        client.join(600)
    ran = time.monotonic() - start
    if kind is faults.RESTARTS and ledger.refusals:
        ledger.fault(f"the restarts were noticed: {dict(ledger.refusals)}")
    last = account(stack, ledger, ends.ends)
    waits = ledger.waits()
    recoveries = {}
    for name, seconds in told:
        recoveries.setdefault(name, []).append(seconds)
    print(json.dumps({
        "seed": options.seed, "minutes": round(ran / 60, 1), "accepted": len(ledger.accepted),
        "outcomes": Counter(outcome for _, outcome in ledger.ended.values()), "not_ended": len(ledger.open()),
        "answers_a_second": round(len(ledger.ended) / ran, 1), "faults_done": len(told),
        "wait_seconds": {f"p{part}": round(waits[len(waits) * part // 100], 2) for part in (50, 99)} | {"longest": round(waits[-1], 2)},
        "refusals": ledger.refusals,
        "recovery_seconds": {name: {"times": len(list_), "median": round(sorted(list_)[len(list_) // 2], 2),
                                    "longest": round(max(list_), 2)} for name, list_ in sorted(recoveries.items())},
        **last, "faults": ledger.faults}, indent=1))
    ends.stopping.set()
    stack.stop()
    if stack.disk.is_mount():
        subprocess.run(["umount", "-l", stack.disk])
    raise SystemExit(1 if ledger.faults else 0)


if __name__ == "__main__":
    main()
