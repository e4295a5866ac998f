"""A shop's own boxes in the detector's batches and figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import picture
from ifashion_training.annotations.folder import write_folder
from ifashion_training.annotations.records import AnnotatedPhoto, AnnotationError, Garment
from ifashion_training.detector.photos import Photo
from ifashion_training.detector.sources import Sources

NOWHERE = Path("nowhere")


def photos(name: str, count: int) -> list[Photo]:
    return [Photo(Path(f"{name}{number}"), 60, 80, (0,), ((0, 0, 9, 9),)) for number in range(count)]


STREET, SINGLE = photos("a", 9), photos("b", 5)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """Three photos of train, one of them with a 'full' garment, and one of val."""
    write_folder(
        [AnnotatedPhoto(picture(tmp_path / f"{name}.png"), 60, 80, (Garment(region, (5.0, 5.0, 50.0, 70.0)),), name, split)
         for name, region, split in (("a", "upper", "train"), ("b", "full", "train"), ("c", "lower", "train"),
                                     ("d", "upper", "val"))],
        tmp_path / "shop",
    )
    return str(tmp_path / "shop")


def names(own: list[Photo]) -> str:
    return "".join(photo.path.stem for photo in own)


@pytest.mark.parametrize("count", [1, 4, 5, 6, 15, 16, 40])
def test_a_step_keeps_its_size(shop: str, count: int):
    decks = Sources(NOWHERE, shop, count).with_own([(STREET, 11), (SINGLE, 5)])
    assert sum(share for _, share in decks) == 16
    assert sum(share for own, share in decks if own not in (STREET, SINGLE)) == min(count, 16)
    assert all(share > 0 for _, share in decks)


def test_the_others_give_way_in_proportion_and_full_garments_have_a_deck_of_their_own(shop: str):
    street, single, own, full = Sources(NOWHERE, shop, 8).with_own([(STREET, 12), (SINGLE, 4)])
    assert (street, single) == ((STREET, 6), (SINGLE, 2))
    assert (names(own[0]), own[1], names(full[0]), full[1]) == ("abc", 7, "b", 1)
    assert [share for _, share in Sources(NOWHERE, shop, 16).with_own([])] == [14, 2]


def test_without_own_boxes_nothing_changes(shop: str):
    decks = [(STREET, 12), (SINGLE, 4)]
    assert Sources(NOWHERE).with_own(decks) == decks == Sources(NOWHERE, shop, 0).with_own(decks)
    assert Sources.of(NOWHERE, {"side": 320}) == Sources(NOWHERE)


def test_a_shops_folder_alone_needs_no_data_folder(shop: str):
    alone = Sources.of(NOWHERE, {"voc": shop, "voc_photos": 16})
    assert alone.only_own and not Sources(NOWHERE, shop, 15).only_own and not Sources(NOWHERE, "", 16).only_own
    assert {source: names(own) for source, own in alone.training().items()} == {"own": "abc"}
    assert {source: names(own) for source, own in alone.validation().items()} == {"own": "d"}
    with pytest.raises(FileNotFoundError):
        Sources(NOWHERE, shop, 5).training()


def test_an_empty_split_is_said(shop: str):
    (Path(shop) / "ImageSets/Main/val.txt").write_text("")
    with pytest.raises(AnnotationError, match="val.txt lists no photo"):
        Sources(NOWHERE, shop, 16).validation()
