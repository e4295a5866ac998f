#!/usr/bin/env python3
"""What the costliest pictures that are accepted, and some that are refused, cost to read: CPU time and memory.

    pip install numpy pillow               (and Debian's libjpeg-turbo-progs)
    swift build -c release
    Benchmarks/bombs.py [--program .build/release/ifashion]

Each is read by `ifashion detect` in a process of its own. What that costs with a photo of 640 × 480 (start, networks, one pass of the
detector) is taken off. The peer is Pillow, which decodes the same file in a process of its own, less one that decodes the small photo.
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PILLOW = "import sys; from PIL import Image; Image.MAX_IMAGE_PIXELS = None; Image.open(sys.argv[1]).convert('RGB')"


def png(chunks, width, height, kind=2, bits=8, rows=b""):
    """A PNG with these chunks before its picture."""
    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([bits, kind, 0, 0, 0])
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*c) for c in chunks) + chunk(b"IDAT", rows)
            + chunk(b"IEND", b""))


def scans(path, count):
    """A script for cjpeg: the same band of coefficients of each component by itself, until there are `count` scans."""
    lines = ["0,1,2: 0-0, 0, 0;"]
    for coefficient in range(1, 64):
        lines += [f"{component}: {coefficient}-{coefficient}, 0, 0;" for component in range(3)]
    assert count <= len(lines)
    kept = lines[:count - 3]
    last = (count - 4) // 3 + 1  # the rest of the coefficients in one scan for each component
    path.write_text("\n".join(kept + [f"{component}: {last + 1}-63, 0, 0;" for component in range(3)]) + "\n")


def make(folder):
    """Names, files. In a process of its own: what it takes counts as the memory of those that are started from it."""
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(1).integers(0, 256, (600, 600, 3), np.uint8)

    def noisy(width, height):
        return Image.fromarray(np.tile(noise, (-(-height // 600), -(-width // 600), 1))[:height, :width])

    small = folder / "small.jpg"
    noisy(640, 480).save(small, quality=80)
    yield "JPEG, 640 × 480", small
    large = folder / "baseline.jpg"
    noisy(8660, 5770).save(large, quality=25)
    yield "JPEG, 50 megapixels", large
    picture = folder / "picture.ppm"
    noisy(5000, 5000).save(picture)
    for count in (10, 100):
        script, file = folder / f"{count}.scans", folder / f"{count}.jpg"
        scans(script, count)
        subprocess.run(["cjpeg", "-quality", "70", "-scans", str(script), "-outfile", str(file), str(picture)], check=True)
        yield f"progressive JPEG, 25 megapixels, {count} scans", file
    Image.new("RGB", (5000, 5000), "gray").save(picture)
    subprocess.run(["cjpeg", "-scans", str(script), "-outfile", str(folder / "flat.jpg"), str(picture)], check=True)
    data = (folder / "flat.jpg").read_bytes()
    more = folder / "refused.jpg"
    more.write_bytes(data[:-2] + data[data.rindex(b"\xff\xda"):-2] * 900 + data[-2:])
    yield "progressive JPEG, 25 megapixels, 1,000 scans (refused)", more
    file = folder / "large.png"
    file.write_bytes(png([], 5000, 5000, kind=6, bits=16, rows=zlib.compress(bytes((5000 * 8 + 1) * 5000), 9)))
    yield "PNG, 25 megapixels of 16 bits", file
    file = folder / "text.png"
    bomb = zlib.compress(bytes(1 << 30), 9)
    file.write_bytes(png([(b"zTXt", b"Comment\0\0" + bomb)], 640, 480, rows=zlib.compress(bytes((640 * 3 + 1) * 480))))
    yield "PNG with a text of 1 GB", file
    file = folder / "profile.png"
    file.write_bytes(png([(b"iCCP", b"profile\0\0" + bomb)], 640, 480, rows=zlib.compress(bytes((640 * 3 + 1) * 480))))
    yield "PNG with a colour profile of 1 GB", file
    file = folder / "stated.png"
    file.write_bytes(png([], 30_000, 30_000, rows=zlib.compress(b"0")))
    yield "PNG that states 900 megapixels (refused)", file
    file = folder / "lossless.webp"
    noisy(8660, 5770).quantize(16).convert("RGB").save(file, lossless=True, quality=0, method=0)
    yield "lossless WebP, 50 megapixels", file
    file = folder / "lossy.webp"
    noisy(8660, 5770).save(file, quality=1, method=0)
    yield "WebP, 50 megapixels", file


def cost(command):
    """CPU milliseconds and greatest memory in MB of a process, and what it printed."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = child.stdout.read()
    _, _, used = os.wait4(child.pid, 0)
    return (used.ru_utime + used.ru_stime) * 1e3, used.ru_maxrss / 1024, output


def least(command, rounds):
    found = [cost(command) for _ in range(rounds)]
    return min(f[0] for f in found), min(f[1] for f in found), found[0][2]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--program", default=str(ROOT / ".build/release/ifashion"))
    arguments.add_argument("--models", default=str(ROOT / "models"))
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.make:
        print(json.dumps([(name, str(file)) for name, file in make(given.make)]))
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("| picture | bytes | answer | CPU ms | MB | Pillow: CPU ms | MB |\n|---|---|---|---|---|---|---|")
    base = None
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([sys.executable, __file__, "--make", folder], check=True, capture_output=True, text=True).stdout
        for name, path in json.loads(made):
            file = Path(path)
            ours = least([given.program, "detect", "--json", "--models", given.models, str(file)], given.rounds)
            peer = least([sys.executable, "-c", PILLOW, str(file)], given.rounds)
            base = base or (ours, peer)
            answer = json.loads(ours[2].splitlines()[0]) if ours[2].startswith("{") else {}
            said = "read" if "garments" in answer else "refused"
            cells = [f"{max(found[i] - own[i], 0):,.0f}" for found, own in ((ours, base[0]), (peer, base[1])) for i in (0, 1)]
            print(f"| {name} | {file.stat().st_size:,} | {said} | " + " | ".join(cells) + " |", flush=True)
            print(f"{name}: {ours[2].strip()[:200]}", file=sys.stderr)


if __name__ == "__main__":
    main()
