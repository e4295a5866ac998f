"""Photos without clothes, out of Debian's packages: what a detector has to stay silent on.

The packages hold landscapes and still lifes (desktop wallpapers) and animals, plants, food, tools and vehicles
on nothing (Tux Paint's stamps, GPL-2 or public domain), which are laid here on a plain colour, as single
garments lie in catalogues.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

PACKAGES = ("gnome-backgrounds", "lomiri-wallpapers-16.04", "lomiri-wallpapers-20.04", "mate-backgrounds",
            "plasma-workspace-wallpapers", "tuxpaint-stamps-default", "ukui-wallpapers")
# Folders of stamps that show clothes, people or nothing that a photo would.
LEFT_OUT = {"clothes", "people", "symbols", "seasonal", "cartoon", "flags", "roadsigns", "shapes", "fantasy", "hobbies"}
LONGEST_SIDE = 448
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def _largest_of_each(folder: Path) -> list[Path]:
    """One file of each picture: wallpapers come in many sizes, in a folder named by size."""
    best: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES or path.is_symlink() or LEFT_OUT & set(path.parts):
            continue
        name = str(path.parents[2]) if "contents" in path.parts else str(path)
        if name not in best or path.stat().st_size > best[name].stat().st_size:
            best[name] = path
    return [best[name] for name in sorted(best)]


def _as_photo(path: Path) -> Image.Image:
    """The picture with sides up to `LONGEST_SIDE`, on a plain colour where it is transparent."""
    chance = random.Random(path.name)
    with Image.open(path) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        layer = picture.convert("RGBA")
    shade = chance.randint(150, 255)
    colour = tuple(min(255, shade + chance.randint(-20, 20)) for _ in range(3))
    ground = Image.new("RGB", layer.size, colour)
    ground.paste(layer, mask=layer.getchannel("A"))
    return ground


def collect(output: Path, packages: tuple[str, ...] = PACKAGES) -> int:
    """Downloads the packages (without installing them) and writes their pictures as JPEG; returns how many."""
    output.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        subprocess.run(["apt-get", "download", "-q", *packages], cwd=folder, check=True)
        for package in sorted(folder.glob("*.deb")):
            subprocess.run(["dpkg", "-x", package, folder / "files"], check=True)
        for path in _largest_of_each(folder / "files"):
            try:
                photo = _as_photo(path)
            except OSError as error:
                print(f"{path.name} is left out: {error}")
                continue
            photo.save(output / f"{count:04d}-{path.stem[:40].replace(' ', '-')}.jpg", quality=90)
            count += 1
    return count
