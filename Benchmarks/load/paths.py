"""The front's two hot paths, beside nginx with a trivial FastCGI responder in C: the same nginx, the same number of threads."""
import json
import os
import statistics
import subprocess
from pathlib import Path

from client import Client, Ledger
from stack import Stack, photos_in

HERE = Path(__file__).resolve().parent
THREADS = 16  # the front's own default
UPLOAD = 100_000  # bytes
PLACES = """
    location = /responder/accept {
      client_max_body_size 12m;
      client_body_buffer_size 1m;
      fastcgi_pass unix:%(run)s/accept.sock;
    }
    location = /responder/poll {
      fastcgi_pass unix:%(run)s/poll.sock;
    }

"""


def upload(options):
    """A photo filled up to 100,000 bytes behind its end, as a file."""
    photo = max((path.read_bytes() for path in photos_in(options.photos) if path.stat().st_size <= UPLOAD), key=len)
    file = options.state / "upload.jpg"
    file.write_bytes(photo.ljust(UPLOAD, b"\0"))
    return file


def stack_with_responder(options, disk=None, **others):
    program = options.state / "responder"
    subprocess.run(["cc", "-O2", "-o", program, HERE / "responder.c", "-lfcgi", "-lpthread"], check=True)
    run = (options.state / "run").resolve()
    stack = Stack(options.state, options.program, options.gallery, workers=0, disk=disk, limits=False, places=PLACES % {"run": run},
                  front=["--max-jobs", "100000", "--max-client-jobs", "100000", "--threads", str(THREADS)], **others)
    # As long as what the front answers.
    body = json.dumps({"id": "0" * 32, "state": "queued", "place": 1000, "links": {"self": "/api/v1/queries/" + "0" * 32},
                       "expires_at": "2026-01-01T00:00:00Z"})
    for name, status in [("accept", "202 Accepted"), ("poll", "200 OK")]:
        stack.keep(f"responder-{name}", [program, THREADS, status, body], stdin=stack.held_socket(f"{name}.sock"))
    return stack


def wrk(options, stack, path, body=None, connections=32, strict=True):
    """One round. What wrk tells, with requests a second. strict: none may be refused."""
    environment = os.environ | ({"BODY": str(body)} if body else {})
    out = subprocess.run(["wrk", "-t", "2", "-c", str(connections), "-d", f"{options.seconds}s", "-s", HERE / "wrk.lua",
                          f"http://127.0.0.1:{stack.port}{path}"], env=environment, check=True, capture_output=True, text=True).stdout
    told = json.loads(out.splitlines()[-1])
    if strict and (told["lost"] or told["refused"]):
        raise SystemExit(f"{path}: {told['lost']} requests were lost and {told['refused']} refused: the rate means nothing.")
    return told | {"rate": told["requests"] / told["seconds"]}


def side_by_side(options, ours, peer):
    """Rounds of both in turn; the median of the rounds' ratios, and of the rates."""
    rounds = [(ours(), peer()) for _ in range(options.rounds)]
    return {"ratio": round(statistics.median(a["rate"] / b["rate"] for a, b in rounds), 3),
            "a_second": round(statistics.median(a["rate"] for a, _ in rounds)),
            "responder_a_second": round(statistics.median(b["rate"] for _, b in rounds)),
            "p50_ms": round(statistics.median(a["p50"] for a, _ in rounds), 2),
            "p99_ms": round(statistics.median(a["p99"] for a, _ in rounds), 2)}


def accept(options, disk):
    """Posts of 100 kB until their 202; nobody works on them."""
    stack, file = stack_with_responder(options, disk), upload(options)
    try:
        def ours():
            told = wrk(options, stack, "/api/v1/queries", file)
            stack.purge()
            return told
        return side_by_side(options, ours, lambda: wrk(options, stack, "/responder/accept", file))
    finally:
        stack.stop()


def poll(options, disk):
    """A query that waits, asked for again and again."""
    stack = stack_with_responder(options, disk)
    try:
        query = Client(stack.port, Ledger()).submit(upload(options).read_bytes())
        return side_by_side(options, lambda: wrk(options, stack, f"/api/v1/queries/{query}"),
                            lambda: wrk(options, stack, "/responder/poll"))
    finally:
        stack.stop()
