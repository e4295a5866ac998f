"""A second worker host behind a TLS tunnel: it is cut off while queries and changes of the catalogue run, and comes back.

usage: cut_off.py [--bin DIR]   (as root)
"""
import argparse
import pathlib
import time

import tunnel
from world import ROOT, Host, Shop, check, enter, eventually, folder, redis, run, say

options = argparse.ArgumentParser()
options.add_argument("--bin", type=pathlib.Path, default=ROOT / ".build/release")
bin = options.parse_args().bin.resolve()
enter()
work = folder()
one, two = Host(1, work), Host(2, work)
shop = Shop(bin, work)
queue, images = one.redis("queue"), one.redis("images")

authority = tunnel.authority(work)
tunnel.serve(one, authority, tunnel.certificate(authority, "one.hosts"), {6390: queue, 6391: images})
far = tunnel.reach(two, authority, tunnel.certificate(authority, "two.hosts"), one, "one.hosts", {"queue": 6390, "images": 6391})

say("nobody gets in without a certificate of the shop's own, and nobody else is taken for host 1")
stranger = tunnel.authority(work / "h2")
tunnel.start(two, "stranger", tunnel.OPTIONS.format(own=tunnel.certificate(stranger, "stranger"), authority=authority)
             + f"[q]\nclient = yes\naccept = {two.folder}/stranger.sock\nconnect = {one.address}:6390\n")
check(redis(two.folder / "stranger.sock", "PING") != "PONG", "a stranger's certificate was taken")
tunnel.start(two, "wrong-name", tunnel.OPTIONS.format(own=work / "two.hosts", authority=authority)
             + f"[q]\nclient = yes\naccept = {two.folder}/wrong.sock\nconnect = {one.address}:6390\ncheckHost = another.hosts\n")
check(redis(two.folder / "wrong.sock", "PING") != "PONG", "a server with another name was taken")
check(redis(far["queue"], "PING") == "PONG", "the tunnel doesn't lead to the queue")

near_gallery = shop.worker(one, "one", queue, images)
far_gallery = shop.worker(two, "two", far["queue"], far["images"])
client = shop.front(one, queue, images, near_gallery)
eventually("two workers", lambda: client.call("GET", "/readyz")[1].get("workers") == 2)

say("both hosts work")
queries = [client.submit(shop.photos[n % len(shop.photos)]) for n in range(30)]
changes = [client.put(f"first-{n}", shop.photos[n]) for n in range(3)]
check(None not in queries + changes, "something was refused")
answered = [client.end(query) for query in queries]
check(all(answer["state"] == "done" for answer in answered), "a query was not answered")
check(all(client.end(change)["state"] == "done" for change in changes), "a change failed")
eventually("both galleries have the changes", lambda: shop.state(near_gallery)["items"] == shop.state(far_gallery)["items"] == 15)

say("host 2 is cut off with jobs in hand")
queries = [client.submit(shop.photos[n % len(shop.photos)]) for n in range(20)]
two.cut_off()
cut = time.monotonic()
changes = []
for n in range(8):
    queries.append(client.submit(shop.photos[n]))
    changes.append(client.put(f"cut-{n}", shop.photos[n]))
check(None not in queries + changes, "something was refused while a host was away")
answered = [client.end(query) for query in queries]
say(f"{len(queries)} queries, all ended {time.monotonic() - cut:.1f} s after the cut")
check(all(answer["state"] == "done" for answer in answered), "a query was lost with a host")
check(all(client.end(change)["state"] == "done" for change in changes), "a change was lost with a host")
eventually("host 1 has the changes", lambda: shop.state(near_gallery)["items"] == 23)
check(shop.state(far_gallery)["items"] == 15, "host 2 was not cut off")
eventually("host 2 is missed", lambda: client.call("GET", "/readyz")[1].get("workers") == 1)
waiting = int(redis(queue, "XLEN", "{ifashion}:gallery:log"))
say(f"{waiting} changes are kept for host 2")
check(waiting >= 8, "the log was cut before every host had it")

say("host 2 comes back")
two.connect()
seconds = eventually("host 2 has caught up", lambda: shop.state(far_gallery)["items"] == 23)
back = eventually("host 2 is known again", lambda: client.call("GET", "/readyz")[1].get("workers") == 2)
say(f"it had all changes after {seconds:.1f} s and was known {back:.1f} s later")
check(shop.state(near_gallery)["position"] == shop.state(far_gallery)["position"], "the galleries stand at different positions")
run(bin / "ifashion", "gallery", "verify", far_gallery)
eventually("the log is cut", lambda: int(redis(queue, "XLEN", "{ifashion}:gallery:log")) < waiting)
before = two.log("two").count("the queue failed")
queries = [client.submit(shop.photos[n % len(shop.photos)]) for n in range(20)]
check(all(client.end(query)["state"] == "done" for query in queries), "a query was not answered after the return")
say("all is well")
