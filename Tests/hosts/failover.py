"""The queue's Redis on two hosts, with Sentinel: the master's host goes, the replica takes over, and the programs follow by
a local HAProxy that leads their Unix socket to the master, over TLS.

usage: failover.py [--bin DIR]   (as root)
"""
import argparse
import pathlib
import threading
import time

import tunnel
from world import ROOT, Host, Shop, check, enter, eventually, folder, redis, run, say

options = argparse.ArgumentParser()
options.add_argument("--bin", type=pathlib.Path, default=ROOT / ".build/release")
bin = options.parse_args().bin.resolve()
enter()
work = folder()
hosts = {number: Host(number, work) for number in (1, 2, 3)}
authority = tunnel.authority(work)
certificates = {number: tunnel.certificate(authority, f"host{number}.hosts") for number in hosts}
(work / "one.pem").write_text(pathlib.Path(f"{certificates[1]}.pem").read_text() + pathlib.Path(f"{certificates[1]}.key").read_text())


def tls(number: int) -> list:
    """Redis' options for TLS with certificates at both ends, also to its replica."""
    own = certificates[number]
    return ["--tls-cert-file", f"{own}.pem", "--tls-key-file", f"{own}.key", "--tls-ca-cert-file", f"{authority}.pem",
            "--tls-auth-clients", "yes", "--tls-replication", "yes"]


def start_redis(number: int, *more) -> pathlib.Path:
    host = hosts[number]
    # «Protected mode» knows passwords only; here certificates keep strangers out.
    return host.redis("queue", "--tls-port", 6390, "--bind", host.address, "--protected-mode", "no", "--replica-announce-ip", host.address, *tls(number), *more)


say("a master on host 2, its replica on host 3, three sentinels")
sockets = {2: start_redis(2), 3: start_redis(3, "--replicaof", hosts[2].address, 6390)}
eventually("a replica", lambda: "state=online" in redis(sockets[2], "INFO", "replication"))
for number, host in hosts.items():
    configuration = host.folder / "sentinel.conf"
    configuration.write_text(f"port 0\ntls-port 26379\nbind {host.address}\nsentinel announce-ip {host.address}\ndir {host.folder}\n"
                             f"sentinel monitor queue {hosts[2].address} 6390 2\nsentinel down-after-milliseconds queue 5000\n"
                             "sentinel failover-timeout queue 10000\n")
    host.start("sentinel", "redis-sentinel", configuration, *tls(number))
eventually("three sentinels know each other", lambda: all("+sentinel" in host.log("sentinel") and host.log("sentinel").count("+sentinel ") >= 2
                                                       for host in hosts.values()))

one = hosts[1]
queue, images = one.folder / "queue.sock", one.redis("images")
(one.folder / "haproxy.conf").write_text(f"""global
  maxconn 1024
defaults
  mode tcp
  timeout connect 1s
  timeout check 2s
  timeout client 1h
  timeout server 1h
listen queue
  bind unix@{queue} mode 600
  option tcp-check
  tcp-check send "INFO replication\\r\\n"
  tcp-check expect string role:master
  default-server ssl crt {work}/one.pem ca-file {authority}.pem verify required check inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
  server host2 {hosts[2].address}:6390 verifyhost host2.hosts
  server host3 {hosts[3].address}:6390 verifyhost host3.hosts
""")
one.start("haproxy", "haproxy", "-db", "-f", one.folder / "haproxy.conf")
eventually("a way to the master", lambda: "role:master" in redis(queue, "INFO", "replication"))

shop = Shop(bin, work)
gallery = shop.worker(one, "one", queue, images)
client = shop.front(one, queue, images, gallery)

accepted: list[tuple[float, str]] = []
refused: list[float] = []
stop = threading.Event()


def submit() -> None:
    number = 0
    while not stop.is_set():
        location = client.submit(shop.photos[number % len(shop.photos)])
        if location:
            accepted.append((time.monotonic(), location))
        else:
            refused.append(time.monotonic())
        number += 1
        time.sleep(0.1)


load = threading.Thread(target=submit)
load.start()
eventually("queries", lambda: len(accepted) >= 20)
# On a machine that is too busy the sentinels may have changed it before.
old = next(number for number in sockets if "role:master" in redis(sockets[number], "INFO", "replication"))
new = 5 - old
check("role:slave" in redis(sockets[new], "INFO", "replication"), "there is no replica")
say(f"the master's host, {old}, goes")
hosts[old].cut_off()
run("kill", "-KILL", hosts[old].processes["redis-queue"].pid)
gone = time.monotonic()
eventually("a new master", lambda: "role:master" in redis(sockets[new], "INFO", "replication"))
say(f"host {new} is master after {time.monotonic() - gone:.1f} s")
eventually("queries are accepted again", lambda: bool(refused) and accepted[-1][0] > max(refused))
again = next(at for at, _ in accepted if at > max(refused))
say(f"queries are accepted again after {again - gone:.1f} s; {len(refused)} were refused with 503 meanwhile")
count = len(accepted)
eventually("more queries", lambda: len(accepted) >= count + 20)
stop.set()
load.join()


def state(location: str) -> str:
    status, answer = client.call("GET", location + "?wait=2")
    return "lost" if status == 404 else answer.get("state", "")


states: dict[str, str] = {}
for _, location in accepted:
    eventually(f"an end of {location}", lambda: states.update({location: state(location)}) or states[location] in ("done", "failed", "lost"))
lost = sum(value == "lost" for value in states.values())
say(f"{len(accepted)} queries were accepted: {sum(value == 'done' for value in states.values())} answered, {lost} lost with the master")
check(all(value in ("done", "lost") for value in states.values()), f"some failed: {set(states.values())}")

say("the former master comes back, as a replica")
hosts[old].connect()
# Told so at its start: for a moment there would be two masters, and HAProxy can't tell which is the right one.
start_redis(old, "--replicaof", hosts[new].address, 6390)
eventually("it follows", lambda: "role:slave" in redis(sockets[old], "INFO", "replication") and "state=online" in redis(sockets[new], "INFO", "replication"))
check(client.end(client.submit(shop.photos[0]))["state"] == "done", "no search after the return")
say("all is well")
