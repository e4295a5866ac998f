"""Writes DIR/catalogue.jsonl from photos and their labels; called by script/demo-catalogue.

    python3 demo_catalogue.py photos|sets|clothing-dataset|drawn SOURCE --into DIR

A line is {"id", "image", "title", "labels", "region", "box", "group"}; the last three only where they are known. A photo
inside DIR is named relative to it, so that the folder can be moved; any other by its absolute path.
"""

import argparse
import collections
import csv
import hashlib
import json
import os
import re
import sys
from pathlib import Path

GROUPS = ("category", "color", "gender", "material", "neckline", "pattern", "sleeve", "style")
REGIONS = ("upper", "lower", "full")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
# What cameras and chat programs write in file names: no words for a title.
CAMERA_NAMES = re.compile(r"\b(img|dsc[nf]?|pxl|image|photo|picture|whatsapp|screenshot)\b", re.IGNORECASE)

# What a garment of a category is called in a title.
NOUNS = {
    "T-Shirts": "T-shirt", "Trousers": "trousers", "Dresses": "dress", "Casual Shirts": "shirt", "Longsleeve": "top",
    "Coats": "coat", "Shorts": "shorts", "Skirts": "skirt", "Polos": "polo shirt", "Tank Tops": "tank top",
    "Suits & Blazers": "blazer", "Hoodies & Sweatshirts": "hoodie", "Bodysuits": "bodysuit", "Tops": "top",
    "Blouses": "blouse", "Dress Shirts": "dress shirt", "Pullover Sweaters": "sweater", "Jeans": "jeans",
    "Jackets": "jacket", "Sweatpants": "sweatpants", "Leggings": "leggings", "Cardigans": "cardigan", "Vests": "vest",
    "Kurtas": "kurta", "Tunics": "tunic", "Sarees": "saree",
}
SLEEVES = {
    "Long Sleeved": "long-sleeved", "Short Sleeves": "short-sleeved", "Sleeveless": "sleeveless",
    "Puff Sleeves": "puff-sleeved", "Three-Quarter Sleeves": "three-quarter-sleeved", "Strapless": "strapless",
}
PATTERNS = {
    "Stripes": "striped", "Checkered": "checked", "Plaid": "plaid", "Floral": "floral", "Polka Dot": "polka-dot",
    "Pin Stripes": "pinstriped", "Graphic": "printed", "Geometric": "geometric", "Tie Dye": "tie-dyed",
}
# Sleeves that go without saying: nobody writes "short-sleeved T-shirt" or "long-sleeved coat".
USUAL_SLEEVES = {
    ("T-Shirts", "Short Sleeves"), ("Polos", "Short Sleeves"), ("Tank Tops", "Sleeveless"), ("Coats", "Long Sleeved"),
    ("Suits & Blazers", "Long Sleeved"), ("Jackets", "Long Sleeved"), ("Vests", "Sleeveless"),
}

# The Clothing dataset's names: category, sleeve if the name says so, region. Shoes, hats and the rest are left out.
CLOTHING_DATASET = {
    "T-Shirt": ("T-Shirts", "Short Sleeves", "upper"), "Longsleeve": ("Longsleeve", "Long Sleeved", "upper"),
    "Pants": ("Trousers", None, "lower"), "Shirt": ("Casual Shirts", None, "upper"), "Dress": ("Dresses", None, "full"),
    "Outwear": ("Coats", "Long Sleeved", "upper"), "Shorts": ("Shorts", None, "lower"),
    "Skirt": ("Skirts", None, "lower"), "Polo": ("Polos", "Short Sleeves", "upper"),
    "Undershirt": ("Tank Tops", "Sleeveless", "upper"), "Blazer": ("Suits & Blazers", "Long Sleeved", "upper"),
    "Hoodie": ("Hoodies & Sweatshirts", "Long Sleeved", "upper"), "Body": ("Bodysuits", None, "full"),
    "Top": ("Tops", None, "upper"), "Blouse": ("Blouses", None, "upper"),
}


class BadInput(Exception):
    """What is wrong with the source, in a sentence."""


def names(labels, group):
    """The names of one group among `group:Name` labels."""
    return [label.partition(":")[2] for label in labels if label.startswith(group + ":")]


def title_of(labels):
    """A title from labels: "Pink long-sleeved hoodie"."""
    category = next(iter(names(labels, "category")), None)
    noun = NOUNS.get(category, (category or "garment").lower())
    colors = [name.lower() for name in names(labels, "color")]
    words = [" and ".join(colors[:2])] if colors else []
    words += [PATTERNS[name] for name in names(labels, "pattern")[:1] if name in PATTERNS]
    words += [
        SLEEVES[name] for name in names(labels, "sleeve")[:1]
        if name in SLEEVES and (category, name) not in USUAL_SLEEVES
    ]
    if "Kids" in names(labels, "style"):
        words.append("children's")
    title = " ".join(words + [noun])
    return title[:1].upper() + title[1:]


def safe(text):
    """The text with nothing in it that a URL would have to escape."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")


def entry(id, image, title, labels=(), region=None, box=None, group=None):
    """A catalogue line; what isn't known is left out."""
    labels = [label for label in labels if label.partition(":")[0] in GROUPS]
    line = {"id": id, "image": image, "title": title, "labels": labels}
    if region in REGIONS:
        line["region"] = region
    if box:
        line["box"] = box
    if group:
        line["group"] = group
    return line


def json_lines(path):
    """The objects of a JSON Lines file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can't be read: {error}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise BadInput(f"{path}, line {number} is not JSON: {error}") from error
        if not isinstance(value, dict) or not isinstance(value.get("image"), str):
            raise BadInput(f"{path}, line {number}: a line is a JSON object with at least the key «image»")
        yield value


def short_id(prefix, stem, taken):
    """A short id from a file's name: the first part of a UUID, lengthened where two share it."""
    whole = safe(stem) or hashlib.sha256(stem.encode()).hexdigest()[:8]
    uuid = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", whole)
    for length in range(8 if uuid else min(len(whole), 40), len(whole) + 1):
        if (id := f"{prefix}-{whole[:length].rstrip('-')}") not in taken:
            break
    else:
        id = next(each for n in range(2, sys.maxsize) if (each := f"{prefix}-{whole[:40]}-{n}") not in taken)
    taken.add(id)
    return id


def labelled_set(folder, prefix, taken):
    """The lines of a folder with labels.jsonl, and boxes_weak.jsonl if it is there."""
    boxes = {}
    if (folder / "boxes_weak.jsonl").is_file():
        for record in json_lines(folder / "boxes_weak.jsonl"):
            # With two garments in a photo nothing says which of them the labels are about.
            if len(record.get("regions", [])) == 1:
                boxes[record["image"]] = (record["regions"][0]["cls"], record["regions"][0]["box"])
    lines, missing = [], 0
    for record in json_lines(folder / "labels.jsonl"):
        image = folder / record["image"]
        if not image.is_file():
            missing += 1
            continue
        labels = record.get("labels", [])
        region, box = boxes.get(record["image"], (record.get("region"), record.get("box")))
        group = record.get("group") or (f"{prefix}-{safe(str(record['dup']))}" if record.get("dup") is not None else None)
        id = record.get("id")
        if id and safe(id) == id and id not in taken:
            taken.add(id)
        else:
            id = short_id(prefix, image.stem, taken)
        lines.append(entry(id, image, record.get("title") or title_of(labels), labels, region, box, group))
    if missing:
        print(f"demo-catalogue: {missing} photos that {folder / 'labels.jsonl'} names are not there.")
    return lines


def shared_sets(root):
    """The sets clothing_cc0 and myntra below `root`, those that are there."""
    taken = set()
    return [
        (name, labelled_set(root / name, prefix, taken))
        for name, prefix in (("clothing_cc0", "cc0"), ("myntra", "myntra"))
        if (root / name / "labels.jsonl").is_file()
    ]


def own_photos(root):
    """A folder of one's own photos: sets with labels.jsonl, or photos alone, named by their subfolder and file."""
    taken = set()
    folders = [path.parent for path in [root / "labels.jsonl", *sorted(root.glob("*/labels.jsonl"))] if path.is_file()]
    if folders:
        return [
            (folder.name, labelled_set(folder, safe(folder.name).lower() or "photo", taken)) for folder in folders
        ]
    categories = {safe(name).lower(): name for name in NOUNS}
    lines = []
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.suffix.lower() not in ENDINGS or not path.is_file() or any(p.startswith(".") for p in inside.parts):
            continue
        category = next(
            (categories[safe(part).lower()] for part in inside.parts[:-1] if safe(part).lower() in categories), None)
        words = re.sub(r"[_\-\s]+", " ", path.stem).strip()
        labels = [f"category:{category}"] if category else []
        if re.search(r"[^\W\d]{3}", CAMERA_NAMES.sub("", words)):
            title = words[:1].upper() + words[1:]
        elif category:
            title = title_of(labels)
        else:
            title = "Photo " + words
        id = short_id("photo", "-".join(inside.with_suffix("").parts), taken)
        lines.append(entry(id, path, title, labels))
    return [("photos", lines)]


def clothing_dataset(root):
    """A clone of the Clothing dataset (alexeygrigorev, CC0): images.csv and a folder of photos."""
    table = root / "images.csv"
    if not table.is_file():
        raise BadInput(f"{root} has no images.csv: it isn't a clone of the Clothing dataset")
    photos = {path.stem: path for path in sorted(root.rglob("*")) if path.suffix.lower() in ENDINGS}
    lines, taken = [], set()
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = CLOTHING_DATASET.get(row.get("label") or "")
            photo = photos.get(row.get("image") or "")
            if known is None or photo is None:
                continue
            category, sleeve, region = known
            labels = [f"category:{category}"] + ([f"sleeve:{sleeve}"] if sleeve else [])
            if (row.get("kids") or "").strip().lower() == "true":
                labels.append("style:Kids")
            lines.append(entry(short_id("cc0", photo.stem, taken), photo, title_of(labels), labels, region))
    return [("the Clothing dataset", lines)]


def drawn(root):
    """What `ifashion render` wrote."""
    return [("drawn", labelled_set(root, "drawn", set()))]


def varied(lines):
    """The same lines in an order, always the same, in which neighbours differ: categories in turn, colours within."""

    def mixed(line):
        return hashlib.sha256(line["id"].encode()).digest()

    def in_turn(lines, groups):
        if not groups:
            return sorted(lines, key=mixed)
        heaps = collections.defaultdict(list)
        for line in lines:
            heaps[next(iter(names(line["labels"], groups[0])), "")].append(line)
        # Each heap starts with another colour: a round of categories would else begin all in black.
        queues = []
        for index, name in enumerate(sorted(heaps, key=lambda name: (-len(heaps[name]), name))):
            queue = in_turn(heaps[name], groups[1:])
            start = index % max(1, min(len(queue), 8)) if groups[1:] else 0
            queues.append(collections.deque(queue[start:] + queue[:start]))
        order = []
        while queues:
            order += [queue.popleft() for queue in queues]
            queues = [queue for queue in queues if queue]
        return order

    return in_turn(lines, ["category", "color"])


SOURCES = {"photos": own_photos, "sets": shared_sets, "clothing-dataset": clothing_dataset, "drawn": drawn}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=SOURCES)
    parser.add_argument("source", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    options = parser.parse_args()

    folder = options.into.resolve()
    parts = SOURCES[options.kind](options.source.resolve())
    lines = [line for _, part in parts for line in part]
    if not lines:
        raise BadInput(f"there are no photos (JPEG, PNG or WebP) of garments in {options.source}")
    for line in lines:
        image = line["image"]
        line["image"] = str(image.relative_to(folder) if image.is_relative_to(folder) else image)

    # Whole or not at all: a run that is cut off leaves the old catalogue.
    target = folder / "catalogue.jsonl"
    fresh = folder / "catalogue.jsonl.new"
    with fresh.open("w", encoding="utf-8") as file:
        for line in varied(lines):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    os.replace(fresh, target)
    what = ", ".join(f"{len(part)} from {name}" for name, part in parts)
    print(f"demo-catalogue: {len(lines)} items ({what}) in {target}")


if __name__ == "__main__":
    try:
        main()
    except (BadInput, OSError) as error:
        sys.exit(f"script/demo-catalogue: {error}.")
