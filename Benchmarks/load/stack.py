"""A whole iFashion on a port and sockets of its own: two Redis servers, nginx, front and workers, each started again when it ends,
as systemd would. The front's socket is held here, as systemd holds it: requests wait in it while the front is restarted."""
import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Kept(threading.Thread):
    """A program that is started again, after `pause` seconds, whenever it ends by itself."""

    def __init__(self, name, command, log, stdin=subprocess.DEVNULL, pause=0.5):
        super().__init__(name=name, daemon=True)
        self.command, self.log, self.stdin, self.pause = command, log, stdin, pause
        self.stopping = threading.Event()
        self.starts = 0
        self.process = None
        self.launch()
        self.start()

    def launch(self):
        # A process group of its own: a signal to it reaches all that it has started, as nginx's workers.
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=self.stdin, stdout=log, stderr=log, process_group=0)
        self.starts += 1

    def run(self):
        while True:
            self.process.wait()
            if self.stopping.wait(self.pause):
                return
            self.launch()

    def send(self, number, group=False):
        """Sends a signal to the program, or to all that it has started too; not to one that has ended."""
        try:
            (os.killpg if group else os.kill)(self.process.pid, number)
        except ProcessLookupError:
            pass

    def stop(self, number=signal.SIGTERM, within=30):
        self.stopping.set()
        self.send(signal.SIGCONT)
        self.send(number)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL, group=True)
        self.join(within)


class Stack:
    """Starts everything below the folder `state`, and waits until it is ready.

    disk: the folder of the queue's append-only file, below `state` if none is named. fsync: Redis' `appendfsync`.
    limits: whether nginx's limits for one address hold. places: more locations for nginx' server.
    """

    def __init__(self, state, program, gallery, models=ROOT / "models", workers=2, disk=None, fsync="always", limits=True,
                 front=(), places="", pause=0.5):
        self.state, self.program = Path(state).resolve(), Path(program).resolve()
        self.gallery, self.models = Path(gallery).resolve(), Path(models).resolve()
        self.run = self.state / "run"
        if len(str(self.run)) > 90:
            raise SystemExit(f"{self.run} is too long for Unix sockets: choose a shorter state folder.")
        for name in ("run", "log", "nginx", "images"):
            (self.state / name).mkdir(parents=True, exist_ok=True)
        self.disk = Path(disk) if disk else self.state / "queue"
        if not disk:
            shutil.rmtree(self.disk, ignore_errors=True)
            self.disk.mkdir()
        self.pause, self.kept = pause, {}
        self.queue_socket, self.image_socket = self.run / "queue.sock", self.run / "images.sock"
        self.keep("queue", ["redis-server", ROOT / "redis/queue.conf", "--unixsocket", self.queue_socket, "--dir", self.disk,
                            "--appendfsync", fsync])
        self.keep("images", ["redis-server", ROOT / "redis/images.conf", "--unixsocket", self.image_socket, "--dir",
                             self.state / "images"])
        self.until("Redis", lambda: self.redis("PING") == "PONG" and self.redis("PING", store="images") == "PONG")
        self.front_socket = self.held_socket("front.sock")
        self.keep("front", [self.program / "ifashion-front", "--queue", self.queue_socket, "--images", self.image_socket, *front],
                  stdin=self.front_socket)
        self.port = free_port()
        self.write_nginx_configuration(limits, places)
        self.keep("nginx", ["nginx", "-c", self.state / "nginx/nginx.conf", "-e", self.state / "log/nginx.log", "-g",
                            "daemon off;"])
        self.until("the front", lambda: self.get("/healthz")[0] == 200)
        for number in range(1, workers + 1):
            self.start_worker(number)
        if workers:
            self.until("the workers", lambda: self.get("/readyz")[0] == 200 and self.workers() == workers, 120)

    def keep(self, name, command, **options):
        self.kept[name] = Kept(name, [str(word) for word in command], self.state / "log" / f"{name}.log",
                               **({"pause": self.pause} | options))
        return self.kept[name]

    def start_worker(self, number):
        name = f"worker-{number}"
        return self.keep(name, [self.program / "ifashion-worker", "--name", name, "--queue", self.queue_socket, "--images",
                                self.image_socket, "--gallery", self.gallery, "--models", self.models, "--compiled",
                                self.state / "compiled"])

    def held_socket(self, name):
        """A listening socket that outlives the program behind it."""
        path = self.run / name
        path.unlink(missing_ok=True)
        held = socket.socket(socket.AF_UNIX)
        held.bind(str(path))
        path.chmod(0o666)
        held.listen(512)
        return held

    def write_nginx_configuration(self, limits, places):
        text = subprocess.run(
            [ROOT / "script/nginx-conf", "--port", str(self.port), "--state", self.state, "--gallery", self.gallery, "--front",
             self.run / "front.sock"], check=True, capture_output=True, text=True).stdout
        place = "    location /gallery/thumbnails/ {"
        if place not in text:
            raise SystemExit("nginx/ifashion.conf.template has changed: stack.py finds no place for more locations.")
        text = text.replace(place, places + place)
        if not limits:
            own = (ROOT / "nginx/limits.conf").read_text().replace("rate=500r/s", "rate=1000000r/s").replace(
                "rate=1000r/s", "rate=1000000r/s")
            (self.state / "nginx/limits.conf").write_text(own)
            text = text.replace(f"include {ROOT}/nginx/limits.conf", f"include {self.state}/nginx/limits.conf")
        (self.state / "nginx/nginx.conf").write_text(text)

    def until(self, what, is_so, within=60):
        deadline = time.monotonic() + within
        while True:
            try:
                if is_so():
                    return
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() > deadline:
                raise SystemExit(f"{what} didn't become ready within {within} s: see the logs in {self.state}/log.")
            time.sleep(0.05)

    def get(self, path):
        """Status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def redis(self, *words, store="queue"):
        socket_path = self.queue_socket if store == "queue" else self.image_socket
        return subprocess.run(["redis-cli", "-s", str(socket_path), *words], capture_output=True, text=True).stdout.strip()

    def queue(self, *words):
        """Runs `ifashion queue …`."""
        return subprocess.run([str(self.program / "ifashion"), "queue", *words, "--queue", str(self.queue_socket)],
                              capture_output=True, text=True, check=True).stdout

    def status(self):
        return json.loads(self.queue("status", "--json"))

    def workers(self):
        return len(self.status()["workers"])

    def purge(self):
        self.queue("purge", "waiting", "--images", str(self.image_socket), "--yes")

    def stop(self):
        """In the order of the data's way: nobody new is let in, what runs is finished."""
        order = ["nginx", "front", *(name for name in self.kept if name.startswith("worker-")), "queue", "images"]
        order += [name for name in self.kept if name not in order]
        for name in order:
            if name in self.kept:
                self.kept[name].stop(signal.SIGQUIT if name == "nginx" else signal.SIGTERM)
        self.front_socket.close()


def arguments(description):
    """What each benchmark of a whole stack is told; more may be added."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("state", type=Path, help="folder for all that it writes")
    parser.add_argument("--gallery", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True, help="folder of JPEG photos")
    parser.add_argument("--program", type=Path, default=ROOT / ".build/release", help="folder of the built programs")
    return parser


def free_port():
    """A port that the kernel gave out a moment ago."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def photos_in(folder, least=0):
    """The JPEG photos below a folder, by name."""
    found = sorted(path for path in Path(folder).rglob("*.jpg") if path.stat().st_size >= least)
    if not found:
        raise SystemExit(f"there are no photos (*.jpg) below {folder}.")
    return found


def resident(pid):
    """Bytes of memory that a process holds now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def cpu_seconds(pid):
    """CPU time of a process, without its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
