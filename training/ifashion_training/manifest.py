"""`models.json`: what the product reads to run the networks; each network's training writes its own entry.

Format 1: `{"format": 1, "detector": {...}, "embedder": {...}, "fashion": {...}}`. A network's entry names its ONNX file beside the
manifest, with the file's fingerprint, input, outputs, thresholds, figures and provenance.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from pathlib import Path

MANIFEST = "models.json"
FORMAT = 1
FLOAT32 = "float32"
"""The folder, in the models' folder, of the same networks before quantisation, with a manifest of its own."""


def fingerprint(file: Path) -> str:
    """`sha256:` and the hexadecimal digest of a file's bytes."""
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


def read(models: Path) -> dict:
    """The manifest in the folder `models`; an empty one where there is none."""
    manifest = models / MANIFEST
    content = json.loads(manifest.read_text()) if manifest.exists() else {"format": FORMAT}
    if content.get("format") != FORMAT:
        raise ValueError(f"{manifest} has format {content.get('format')}, this code writes {FORMAT}")
    return content


def set_entry(models: Path, network: str, entry: dict) -> Path:
    """Replaces one network's entry of the manifest in the folder `models`, leaves the others, returns its path.

    Two trainings may call this at the same time: a lock on `.lock` orders them, and readers see the old
    manifest or the new one, never a part.
    """
    models.mkdir(parents=True, exist_ok=True)
    manifest = models / MANIFEST
    with open(models / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = read(models)
        content[network] = entry
        temporary = manifest.with_suffix(".part")
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        os.replace(temporary, manifest)
    return manifest
