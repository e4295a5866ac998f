#!/usr/bin/env python3
"""Says by Pillow what is expected of each odd picture, as lines for table.tsv: another decoder than the product's.

    script/odd-images
    python3 Tests/odd-images/judge.py >proposed.tsv        (pip install pillow)

Columns: file; «WIDTHxHEIGHT», upright, or the code of the refusal; the mean red, green and blue over white. What is in table.tsv and
differs from this was decided by a person, who gave the reason in the last column.
"""
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageFile, ImageOps

FOLDER = Path(__file__).resolve().parents[2] / ".deps/odd-images"
PIXELS, UNSCALED, SIDE = 50_000_000, 25_000_000, 16  # as ImageLimits
OTHERS = 3  # pictures of each format that isn't accepted
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("ignore")


def kind(data):
    if data[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def over_white(image):
    if image.mode.startswith("I"):  # 16 bits a sample, which Pillow's «convert» would cut off
        image = image.point(lambda value: value / 257).convert("L")
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def judge(path):
    data = path.read_bytes()
    if not data:
        return "missing_image", ""
    form = kind(data)
    if form is None:
        return "not_an_image", ""
    # A photo that is cut short still shows something, as in every browser; half a PNG or WebP is refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = form == "jpeg"
    try:
        image = Image.open(path)
        width, height = image.size
        if min(width, height) < SIDE:
            return "image_too_small", ""
        if width * height > (UNSCALED if form == "png" or image.info.get("progressive") else PIXELS):
            return "image_too_many_pixels", ""
        image.load()
        image = over_white(ImageOps.exif_transpose(image))
    except Exception as error:  # whatever Pillow says
        print(f"{path.name}: {type(error).__name__}: {error}", file=sys.stderr)
        return "image_damaged", ""
    small = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return f"{image.width}x{image.height}", " ".join(map(str, small))


def main():
    others = {}
    for path in sorted(FOLDER.rglob("*")):
        if not path.is_file() or any(part in ("imagedraw", "html", "tga", "reftests") for part in path.parts):
            continue
        if kind(path.read_bytes()) is None:
            others[path.suffix] = others.get(path.suffix, 0) + 1
            if others[path.suffix] > OTHERS and path.suffix not in (".png", ".jpg", ".jpeg", ".webp"):
                continue
        expected, colour = judge(path)
        print(f"{path.relative_to(FOLDER)}\t{expected}\t{colour}\t")


if __name__ == "__main__":
    main()
