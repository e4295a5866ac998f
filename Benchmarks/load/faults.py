"""What is done to a running iFashion. Each fault does its harm and undoes what doesn't pass by itself."""
import os
import random
import signal
import time
from pathlib import Path


def workers(stack):
    return [kept for name, kept in stack.kept.items() if name.startswith("worker-")]


def one_worker(stack):
    return random.choice(workers(stack))


def stopped(kept, seconds):
    kept.send(signal.SIGSTOP)
    time.sleep(seconds)
    kept.send(signal.SIGCONT)


def nginx_worker(stack):
    """One of the processes that nginx has started."""
    master = stack.kept["nginx"].process.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    if children:
        os.kill(int(random.choice(children)), signal.SIGKILL)


def both_workers(stack):
    for worker in workers(stack):
        worker.send(signal.SIGKILL)


def full_disk(stack):
    """The disk of the queue's file has no byte left for five seconds."""
    filler = stack.disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                pass
    time.sleep(5)
    filler.unlink()


def everything(stack):
    """As when the machine's power goes, but for the disk's cache."""
    for kept in stack.kept.values():
        kept.send(signal.SIGKILL, group=True)


KILLS = {
    "kill -9 of a worker": lambda stack: one_worker(stack).send(signal.SIGKILL),
    "kill -9 of all workers": both_workers,
    "kill -9 of the front": lambda stack: stack.kept["front"].send(signal.SIGKILL),
    "kill -9 of nginx": lambda stack: stack.kept["nginx"].send(signal.SIGKILL, group=True),
    "kill -9 of a process of nginx": nginx_worker,
    "kill -9 of the queue's Redis": lambda stack: stack.kept["queue"].send(signal.SIGKILL),
    "kill -9 of the image store": lambda stack: stack.kept["images"].send(signal.SIGKILL),
    "kill -9 of everything": everything,
    "SIGTERM of the queue's Redis": lambda stack: stack.kept["queue"].send(signal.SIGTERM),
    "SIGTERM of the image store": lambda stack: stack.kept["images"].send(signal.SIGTERM),
    "SIGSTOP of a worker, 3 s": lambda stack: stopped(one_worker(stack), 3),
    "SIGSTOP of a worker, 15 s": lambda stack: stopped(one_worker(stack), 15),
    "SIGSTOP of the queue's Redis, 3 s": lambda stack: stopped(stack.kept["queue"], 3),
    "SIGSTOP of the front, 3 s": lambda stack: stopped(stack.kept["front"], 3),
    "full disk for the queue, 5 s": full_disk,
}

# A rolling restart: nobody may notice.
RESTARTS = {
    "SIGTERM of the front": lambda stack: stack.kept["front"].send(signal.SIGTERM),
    "SIGTERM of a worker": lambda stack: one_worker(stack).send(signal.SIGTERM),
}
