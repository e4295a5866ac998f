"""Several hosts on one machine: network namespaces behind one bridge, with the built programs, Redis, nginx and tunnels in them.

Everything runs in namespaces of its own and ends with this process. Needs root.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


def enter() -> None:
    """Goes on in namespaces of its own: this process is host 1, and what it starts ends with it."""
    if os.environ.get("IFASHION_HOSTS") == "1":
        return
    if os.geteuid() != 0:
        sys.exit("This needs root: it makes network namespaces.")
    os.environ["IFASHION_HOSTS"] = "1"
    os.execvp("unshare", ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child", sys.executable, *sys.argv])


def say(line: str) -> None:
    print(f"hosts: {line}", flush=True)


def check(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"hosts: FAILED: {what}")


def eventually(what: str, condition, limit: float = 120) -> float:
    """Waits until `condition()` is true; the seconds that took."""
    start = time.monotonic()
    while not condition():
        check(time.monotonic() - start < limit, f"not within {limit:.0f} s: {what}")
        time.sleep(0.05)
    return time.monotonic() - start


class Host:
    """A host: a network namespace with one address. Host 1 is the one that the test itself runs in."""

    def __init__(self, number: int, folder: pathlib.Path):
        self.number, self.address = number, f"10.77.0.{number}"
        self.folder = folder / f"h{number}"
        self.folder.mkdir()
        self.processes: dict[str, subprocess.Popen] = {}
        if number == 1:
            run("ip", "link", "set", "lo", "up")
            run("ip", "link", "add", "switch", "type", "bridge")
            run("ip", "address", "add", f"{self.address}/24", "dev", "switch")
            run("ip", "link", "set", "switch", "up")
            self.enter = []
            return
        keeper = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        self.enter = ["nsenter", "--target", str(keeper.pid), "--net"]
        own = os.readlink("/proc/self/ns/net")
        eventually("a namespace", lambda: os.readlink(f"/proc/{keeper.pid}/ns/net") != own)
        run("ip", "link", "add", self.port, "type", "veth", "peer", "name", "up0", "netns", str(keeper.pid))
        run("ip", "link", "set", self.port, "master", "switch")
        run("ip", "link", "set", self.port, "up")
        for words in (["link", "set", "lo", "up"], ["address", "add", f"{self.address}/24", "dev", "up0"], ["link", "set", "up0", "up"]):
            run(*self.enter, "ip", *words)

    @property
    def port(self) -> str:
        """The host's port at the switch."""
        return f"port{self.number}"

    def cut_off(self) -> None:
        run("ip", "link", "set", self.port, "down")

    def connect(self) -> None:
        run("ip", "link", "set", self.port, "up")

    def start(self, name: str, *words) -> subprocess.Popen:
        """Starts a program; its output goes to NAME.log in the host's folder."""
        log = open(self.folder / f"{name}.log", "ab")
        self.processes[name] = subprocess.Popen([*self.enter, *map(str, words)], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        return self.processes[name]

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def redis(self, kind: str, *more) -> pathlib.Path:
        """Starts the Redis «queue» or «images» with our configuration; its socket."""
        data = self.folder / kind
        data.mkdir(exist_ok=True)
        socket = data / f"{kind}.sock"
        # A copy: Sentinel has Redis rewrite its configuration.
        configuration = shutil.copy(ROOT / f"redis/{kind}.conf", data / "redis.conf")
        self.start(f"redis-{kind}", "redis-server", configuration, "--unixsocket", socket, "--dir", data, *more)
        eventually(f"Redis {kind}", lambda: redis(socket, "PING") == "PONG")
        return socket


def run(*words) -> str:
    result = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    check(result.returncode == 0, f"{' '.join(map(str, words))}: {result.stdout}{result.stderr}")
    return result.stdout


def redis(socket, *words) -> str:
    """The answer of redis-cli, or what it complains of."""
    result = subprocess.run(["redis-cli", "-s", str(socket), *words], capture_output=True, text=True)
    return (result.stdout or result.stderr).strip()


class Shop:
    """Programs, drawn photos and a gallery of them."""

    def __init__(self, bin: pathlib.Path, folder: pathlib.Path, count: int = 12):
        self.bin, self.gallery = bin, folder / "gallery"
        run(bin / "ifashion", "render", folder / "shop", "--count", count, "--seed", 7)
        run(bin / "ifashion", "index", folder / "shop", "--gallery", self.gallery, "--models", ROOT / "models")
        self.photos = sorted((folder / "shop/images").glob("*.jpg"))

    def worker(self, host: Host, name: str, queue, images) -> pathlib.Path:
        """Starts a worker on a copy of the gallery of its host's own; the copy."""
        gallery = host.folder / "gallery"
        if not gallery.exists():
            shutil.copytree(self.gallery, gallery)
        host.start(name, self.bin / "ifashion-worker", "--name", name, "--queue", queue, "--images", images,
                   "--gallery", gallery, "--models", ROOT / "models")
        eventually(f"worker {name}", lambda: " ready" in host.log(name))
        return gallery

    def front(self, host: Host, queue, images, gallery) -> "Client":
        """Starts front and nginx on host 1; a client of theirs."""
        for name in ("nginx", "log", "run"):
            (host.folder / name).mkdir(exist_ok=True)
        token = host.folder / "token"
        token.write_text("a" * 32 + "\n")
        token.chmod(0o600)
        socket = host.folder / "front.sock"
        host.start("front", self.bin / "ifashion-front", "--socket", socket, "--queue", queue, "--images", images, "--token-file", token)
        configuration = host.folder / "nginx.conf"
        configuration.write_text(run(ROOT / "script/nginx-conf", "--port", 8080, "--state", host.folder, "--gallery", gallery, "--front", socket))
        host.start("nginx", "nginx", "-c", configuration, "-e", "stderr", "-g", "daemon off;")
        client = Client(token.read_text().strip())
        eventually("readiness", lambda: client.call("GET", "/readyz")[0] == 200)
        return client

    def state(self, gallery) -> dict:
        """Items and position in the log of a gallery on disk."""
        return json.loads(run(self.bin / "ifashion", "gallery", "stats", gallery, "--json"))


class Client:
    """Speaks to nginx on host 1."""

    def __init__(self, token: str):
        self.token = token

    def call(self, method: str, path: str, body: bytes | None = None, **headers) -> tuple[int, dict]:
        """Status and JSON; status 0 when nobody answers."""
        request = urllib.request.Request("http://127.0.0.1:8080" + path, data=body, method=method,
                                         headers={name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")
        except OSError:
            return 0, {}

    def submit(self, photo: pathlib.Path) -> str | None:
        """Submits a query; its location, or None when it was refused."""
        status, answer = self.call("POST", "/api/v1/queries", photo.read_bytes(), Content_Type="image/jpeg")
        return answer["links"]["self"] if status == 202 else None

    def put(self, item: str, photo: pathlib.Path) -> str | None:
        """Puts an item; the location of the change, or None when it was refused."""
        bytes = b"".join([b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n',
                          photo.read_bytes(), b'\r\n--x\r\nContent-Disposition: form-data; name="item"\r\nContent-Type: application/json\r\n\r\n',
                          json.dumps({"title": item}).encode(), b"\r\n--x--\r\n"])
        status, answer = self.call("PUT", f"/api/v1/items/{item}", bytes, Content_Type="multipart/form-data; boundary=x",
                                   Authorization=f"Bearer {self.token}")
        return answer["links"]["self"] if status in (200, 202) else None

    def end(self, location: str) -> dict:
        """Waits until what is at `location` is final; its JSON."""
        answer: dict = {}

        def is_final() -> bool:
            nonlocal answer
            status, answer = self.call("GET", location + "?wait=2")
            return status not in (0, 503) and answer.get("state") not in ("queued", "running")

        eventually(f"an end of {location}", is_final)
        return answer


def folder() -> pathlib.Path:
    """A new folder, short enough for sockets in it; the system removes it, or --keep's user."""
    return pathlib.Path(tempfile.mkdtemp(prefix="ifh-", dir="/tmp"))
