"""Runs in which layers before the cut learn as well, and that start from another run's weights."""

import pytest
import torch

from ifashion_training.embedder.network import Frozen, Start, Tail
from ifashion_training.embedder.run import with_thawed

COLUMNS = ["category:Dresses", "category:Jeans", "color:Blue"]


def parts(thaw: int) -> tuple[Frozen, Tail]:
    start = Start(thaw=thaw)
    return Frozen(64, pretrained=False, start=start), Tail(64, COLUMNS, pretrained=False, start=start).eval()


def test_thawed_layers_move_from_the_frozen_part_to_the_tail() -> None:
    frozen, tail = parts(0)
    fewer, more = parts(3)
    assert len(fewer.layers) == len(frozen.layers) - 3
    assert len(more.layers) == len(tail.layers) + 3


def test_a_run_that_thaws_layers_starts_as_the_run_before_it_ended() -> None:
    torch.manual_seed(1)
    frozen, tail = parts(0)
    fewer, more = parts(6)
    fewer.layers.load_state_dict(frozen.layers[:-6].state_dict())
    for own, other in zip(more.layers[:6], frozen.layers[-6:], strict=True):
        own.load_state_dict(other.state_dict())
    more.load_state_dict(with_thawed(tail.state_dict(), more, 6))
    image = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        for expected, found in zip(tail(frozen(image)), more(fewer(image)), strict=True):
            torch.testing.assert_close(found, expected)


def test_fewer_thawed_layers_than_before_are_refused() -> None:
    _, tail = parts(0)
    with pytest.raises(SystemExit, match="raise --thaw"):
        with_thawed(tail.state_dict(), tail, -1)


def test_more_layers_than_there_are_are_refused() -> None:
    with pytest.raises(SystemExit, match="--thaw takes 0 to"):
        Start(thaw=99).layers(64, pretrained=False)
