"""Start, memory and search of a gallery of a million items, also while items are added: prints JSON.

    python3 Benchmarks/million.py FOLDER [--items 1000000] [--dimension 256] [--program .build/release/Benchmarks]

Makes the gallery in FOLDER if it isn't there: the product's writer makes a part, which is then multiplied in place, with other
ids, products and embeddings, as a million items by the writer take long. Needs NumPy. Takes some 4 GB of disk.
"""

import argparse
import os
import sqlite3
import subprocess

import numpy as np

PART = 20_000
HEADER = 4096

MULTIPLY = """
CREATE TEMP TABLE copy (k INTEGER);
WITH RECURSIVE k(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k + 1 < {copies}) INSERT INTO copy SELECT k FROM k;
DROP INDEX item_id; DROP INDEX item_removed; DROP INDEX item_product;
INSERT INTO item (row, id, title, link, labels, region, box, product, numbers, thumbnail, width, height, source, removed)
  SELECT row + k * {part}, id || '-' || k, title, link, labels, region, box, product || '-' || k, numbers, thumbnail,
    width, height, source, 0
  FROM copy, item WHERE row < {part} ORDER BY k, row;
CREATE UNIQUE INDEX item_id ON item (id, removed);
CREATE INDEX item_removed ON item (removed);
CREATE INDEX item_product ON item (product) WHERE product IS NOT NULL;
INSERT INTO label SELECT number, row + k * {part} FROM label, copy ORDER BY 1, 2;
INSERT INTO number SELECT name, row + k * {part}, value FROM number, copy ORDER BY 1, 2;
INSERT INTO text SELECT row + k * {part}, text FROM copy, text WHERE row < {part} ORDER BY 1;
UPDATE state SET value = value + 1 WHERE key = 'generation';
"""


def make(folder, program, items, dimension):
    copies = items // PART
    part = ["million", folder, "--items", str(PART), "--dimension", str(dimension), "--rounds", "0"]
    subprocess.run([program, *part], check=True, stdout=subprocess.DEVNULL)
    path = os.path.join(folder, "embeddings.f32")
    base = np.fromfile(path, np.float32, offset=HEADER).reshape(-1, dimension)[:PART]
    random = np.random.default_rng(7)
    with open(path, "r+b") as file:
        file.seek(HEADER + base.nbytes)
        for _ in range(1, copies):
            noise = random.standard_normal(base.shape, np.float32) * np.float32(0.4 / dimension**0.5)
            rows = base + noise
            file.write((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32).tobytes())
    database = sqlite3.connect(os.path.join(folder, "gallery.sqlite"))
    database.execute("PRAGMA cache_size = -1000000")
    database.executescript("BEGIN;" + MULTIPLY.format(copies=copies, part=PART) + "COMMIT;")
    database.close()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder")
    arguments.add_argument("--items", type=int, default=1_000_000)
    arguments.add_argument("--dimension", type=int, default=256)
    arguments.add_argument("--program", default=".build/release/Benchmarks")
    given, rest = arguments.parse_known_args()
    if not os.path.exists(given.folder):
        make(given.folder, given.program, given.items, given.dimension)
    subprocess.run(
        [given.program, "million", given.folder, "--dimension", str(given.dimension), *rest], check=True)


if __name__ == "__main__":
    main()
