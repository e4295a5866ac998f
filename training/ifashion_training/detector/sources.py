"""Where a run's photos with boxes come from: the data folder, a shop's own Pascal VOC folder, or both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ifashion_training.annotations.folder import read_voc
from ifashion_training.annotations.records import AnnotationError
from ifashion_training.detector.photos import SOURCES, Photo, read_photos

# Photos of a step, backgrounds apart.
BATCH = 16
# One of this many own photos of a step shows a 'full' garment, the rare class on people.
FULL_EVERY = 6

# Photos, and how many of them a step takes.
Decks = list[tuple[list[Photo], int]]


@dataclass(frozen=True)
class Sources:
    """The data folder `data` and, if it isn't empty, the VOC folder `voc`, of which a step takes `voc_photos` photos."""

    data: Path
    voc: str = ""
    voc_photos: int = 0

    @classmethod
    def of(cls, data: Path, settings: dict) -> "Sources":
        """Those of a run with these settings; runs from before there were VOC folders have none."""
        return cls(data, settings.get("voc", ""), settings.get("voc_photos", 0))

    @property
    def only_own(self) -> bool:
        """Whether a step has no room for other photos than those of the VOC folder, so that the data folder isn't read."""
        return bool(self.voc) and self.voc_photos >= BATCH

    def own(self, split: str) -> list[Photo]:
        """The VOC folder's photos of a split. Raises `AnnotationError` if there is a folder, but none are listed."""
        photos = read_voc(Path(self.voc), split) if self.voc else []
        if self.voc and not photos:
            raise AnnotationError(f"{self.voc}: {split}.txt lists no photo: a run needs some of train and of val")
        return photos

    def training(self) -> dict[str, list[Photo]]:
        """All train photos with boxes."""
        return self._photos("train")

    def validation(self) -> dict[str, list[Photo]]:
        """All val photos; the first source's decide the score threshold."""
        return self._photos("val")

    def _photos(self, split: str) -> dict[str, list[Photo]]:
        photos = {} if self.only_own else {source: read_photos(self.data, source, split) for source in SOURCES}
        return photos | ({"own": self.own(split)} if self.voc else {})

    def with_own(self, decks: Decks) -> Decks:
        """`decks`, of which a step takes 16 photos, with the own photos among them; the others give way in proportion."""
        own, count = self.own("train"), min(self.voc_photos, BATCH)
        if not own or count <= 0:
            return decks
        full = [photo for photo in own if photo.has_full]
        of_full = count // FULL_EVERY if full else 0
        total = sum(share for _, share in decks)
        exact = [share * (BATCH - count) / total for _, share in decks]
        kept = [int(share) for share in exact]
        # The largest remainders get what rounding down left over.
        order = sorted(range(len(decks)), key=lambda place: kept[place] - exact[place])
        for place in order[: BATCH - count - sum(kept)]:
            kept[place] += 1
        mixed = [(photos, share) for (photos, _), share in zip(decks, kept)] + [(own, count - of_full), (full, of_full)]
        return [(photos, share) for photos, share in mixed if share]
