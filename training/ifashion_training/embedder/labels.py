"""`labels.json`: every label that the product may speak of, with its iMaterialist number and where it is worn."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

from ifashion_training.embedder.records import GROUPS

FORMAT = 1
NUMBERED = "iMat_fashion_2018_label_map_228.csv"

LOWER = frozenset(
    "Athletic Pants|Athletic Shorts|Baggy Jeans|Capri Pants|Cargo Pants|Cargo Shorts|Casual Pants|Casual Shorts|"
    "Drawstring Pants|Harem Pants|Jeans|Leggings|Pencil Skirts|Petticoats|Shorts|Skinny Jeans|Skirts|Sweatpants|"
    "Swim Trunks|Trousers|Tutus|Yoga Pants".split("|")
)
FULL = frozenset(
    "Athletic Sets|Bodysuits|Casual Dresses|Clubbing Dresses|Cocktail Dresses|Costumes & Cosplay|Dance Wear|Dresses|"
    "Fashion Sets|Formal Dresses|Jilbaab|Jumpsuits Overalls & Rompers|Kimonos|Nightgowns|Pajamas|Party Dresses|"
    "Prom Dresses|Robes|Sarees|Swimsuit Cover-ups|Swimsuits|Three Piece Suits|Uniforms|Wedding Dresses".split("|")
)
NOWHERE = frozenset(
    "Beach & Swim Wear|Bikinis|Binders|Boots|Bra Straps|Business Shoes|Casual Shoes|Cleats|Custom Made Clothing|Flats|"
    "Heels|Hiking Boots|Hosiery, Stockings, Tights|Lingerie Sleepwear & Underwear|Loafers & Slip-on Shoes|Maternity|"
    "Padded Bras|Pasties|Rain Boots|Running Shoes|Sandals|Shoe Accessories|Shoe Inserts|Shoelaces|Slippers|Sneakers|"
    "Sports Bras|Stilettos|Thermal Underwear|Thigh Highs|Thongs|Underwear|Wedges & Platforms|Winter Boots".split("|")
)
"""Shoes, underwear and names that say nothing of the part of the body: the detector has no class for them."""


def region_of(label: str) -> str | None:
    """The detector's class for a category: full, lower or upper; None for the other groups and for `NOWHERE`."""
    group, name = label.split(":", 1)
    if group != "category" or name in NOWHERE:
        return None
    return "lower" if name in LOWER else "full" if name in FULL else "upper"


def label_table(data: Path) -> list[dict]:
    """The 228 labels of iMaterialist-Fashion 2018 in the order of their numbers, then our own, which it lacks."""
    with open(data / NUMBERED, newline="", encoding="utf-8-sig") as file:
        numbers = {f"{row['taskName']}:{row['labelName']}": int(row["labelId"]) for row in csv.DictReader(file)}
    own = [record["label"] for record in json.loads((data / "vocab.json").read_text()) if record["imat"] is None]
    return [
        {"label": label, "imat": numbers.get(label), "region": region_of(label)}
        for label in [*sorted(numbers, key=numbers.__getitem__), *own]
    ]


def write_label_table(data: Path, models: Path) -> Path:
    """Writes `labels.json` into the folder `models` and returns its path."""
    models.mkdir(parents=True, exist_ok=True)
    file = models / "labels.json"
    labels = label_table(data)
    lines = ",\n".join("  " + json.dumps(label, ensure_ascii=False) for label in labels)
    part = file.with_suffix(".part")
    part.write_text(f'{{"format": {FORMAT}, "groups": {json.dumps(list(GROUPS))}, "labels": [\n{lines}\n]}}\n')
    os.replace(part, file)
    print(f"{len(labels)} labels in {file}")
    return file
