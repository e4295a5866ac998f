"""One training run: its settings and its folder of cached features, checkpoint and figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ifashion_training.embedder.features import frozen_features
from ifashion_training.embedder.network import Start, Tail, group_slices
from ifashion_training.embedder.records import label_columns, read_garments


EMPHASISED = ("clothing_cc0", "ccp")
"""Phone and street photos: what people upload."""


@dataclass(frozen=True)
class Settings:
    """What a run is made of."""

    backbone: str = "efficientnet_lite0"
    """A name of `BACKBONES`."""
    weights: str = ""
    """A file of the backbone's starting weights; empty for those of its package."""
    thaw: int = 0
    """This many layers before the cut learn as well."""
    start: str = ""
    """The folder of another run of the same labels whose averaged weights this one starts from."""
    method: str = "fancy"
    """«fancy»: a head per attribute group, each with its own loss; «naive»: one head and loss over all labels."""
    side: int = 224
    """Input width and height in pixels."""
    views: int = 3
    """Jittered crops of each garment, besides the one that the product sees."""
    epochs: int = 10
    batch: int = 64
    emphasis: int = 2
    """How often an epoch shows a garment of `EMPHASISED` sources, which are few beside the catalogue's; others once."""
    erase: float = 0.3
    """This share of the crops loses a rectangle of its features, as a bag or an arm would hide it."""
    blend: float = 0.0
    """This share of the crops is blended with another one, features and labels."""
    contrast: float = 0.0
    """The weight of the supervised contrastive loss beside the label loss."""
    rate: float = 1.5e-3
    """Of the new layers; the backbone's last blocks learn at a third of it."""
    weight_decay: float = 0.02
    average_decay: float = 0.995
    seed: int = 1
    threads: int = 1


class Run:
    """The folder of one run: cached features, checkpoint, figures."""

    def __init__(self, data: Path, folder: Path, settings: Settings):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.settings = folder, settings
        self.garments = read_garments(data)
        self.columns = label_columns(self.garments)
        self.groups = group_slices(self.columns)
        self.start = Start(settings.backbone, settings.weights, settings.thaw)

    def features(self, view: int | None) -> np.ndarray:
        """Frozen features of all garments, by their boxes (`view`: see `frozen_features`)."""
        name = f"features-{self.settings.side}-{'boxes' if view is None else view}.npy"
        return frozen_features(self.garments, self.settings.side, self.folder / name, view, self.start)

    def boxed(self, sources: tuple[str, ...]) -> list[int]:
        """Positions of the garments of `sources` that have a box."""
        return [i for i, garment in enumerate(self.garments) if garment.source in sources and garment.box]

    def whole_features(self, positions: list[int]) -> np.ndarray:
        """Frozen features of the whole photos of the garments at `positions`, in that order."""
        garments = [replace(self.garments[i], box=None) for i in positions]
        name = f"features-{self.settings.side}-whole.npy"
        return frozen_features(garments, self.settings.side, self.folder / name, None, self.start)

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    @property
    def step(self) -> int:
        """The step of the last checkpoint; 0 where there is none."""
        return torch.load(self.checkpoint, weights_only=True)["step"] if self.checkpoint.exists() else 0

    def check(self, settings: dict) -> None:
        """Refuses a checkpoint of other settings; a run may be made shorter or longer, and given other threads."""
        free = {"epochs", "threads"}
        own, defaults = asdict(self.settings), asdict(Settings())
        changed = [name for name in own if name not in free and settings.get(name, defaults[name]) != own[name]]
        if changed:
            raise SystemExit(f"{self.checkpoint} was made with another {', '.join(changed)}: use another --run folder")

    def new_tail(self, pretrained: bool = True) -> Tail:
        """What learns, before its first step."""
        return Tail(self.settings.side, self.columns, pretrained, self.start)

    def first_tail(self) -> Tail:
        """What the first step finds: the backbone's weights, or those of the run that this one starts from."""
        tail = self.new_tail()
        if self.settings.start:
            state = torch.load(Path(self.settings.start) / self.checkpoint.name, weights_only=True)
            if state["columns"] != self.columns:
                raise SystemExit(f"{self.settings.start} learnt other labels: start from a run on the same data")
            tail.load_state_dict(with_thawed(state["average"], tail, self.settings.thaw - state["settings"].get("thaw", 0)))
        return tail

    def load_tail(self) -> Tail:
        """The averaged weights of the last checkpoint."""
        tail = self.new_tail(pretrained=False)
        state = torch.load(self.checkpoint, weights_only=True)
        self.check(state["settings"])
        tail.load_state_dict(state["average"])
        return tail.eval()


def with_thawed(weights: dict[str, Tensor], tail: Tail, more: int) -> dict[str, Tensor]:
    """The weights of a tail of `more` fewer layers before the cut, named as in `tail`; those layers keep `tail`'s own."""
    if more < 0:
        raise SystemExit("a run can't start from one in which more layers learn: raise --thaw")
    named = {}
    for name, tensor in weights.items():
        if name.startswith("layers."):
            number, rest = name.removeprefix("layers.").split(".", 1)
            name = f"layers.{int(number) + more}.{rest}"
        named[name] = tensor
    return tail.state_dict() | named
