"""The embedding that is searched: what a garment looks like, and what the network takes it for, in one.

The learnt embedding alone finds the same colours and textures, and now and then a dress for leggings; the label
scores alone know nothing but labels. Side by side, each with its weight, they find better than either (val against
val, P@1: clothing_cc0 .646 and .669 -> .703, ccp .356 and .446 -> .486). Principal components then leave out what
varies no more: 128 numbers keep all of it (clothing_cc0 .703, ccp .486), 64 nearly (.700, .480).
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

CATEGORY_WEIGHT = 1.0
"""Of the scores of categories beside an embedding of length 1; chosen, with the next, on val from a dozen pairs."""
LABEL_WEIGHT = 0.6
"""Of the scores of all other labels."""
DIMENSION = 128


class Mixing(nn.Module):
    """Embedding [n, d] and label scores [n, L] -> [n, 128], rows of length 1."""

    def __init__(self, weights: Tensor, projection: Tensor):
        super().__init__()
        self.register_buffer("weights", weights)
        self.register_buffer("projection", projection)

    def forward(self, embedding: Tensor, scores: Tensor) -> Tensor:
        mixed = torch.cat((embedding, scores * self.weights), 1)
        return nn.functional.normalize(mixed @ self.projection)

    @torch.no_grad()
    def rows(self, embedding: np.ndarray, scores: np.ndarray) -> np.ndarray:
        """The same for arrays."""
        return self(torch.from_numpy(embedding), torch.from_numpy(scores)).numpy()

    @classmethod
    def fit(cls, embedding: np.ndarray, scores: np.ndarray, groups: dict[str, slice]) -> "Mixing":
        """The mixing whose 128 directions keep most of what the given garments, of train, differ in."""
        weights = np.full(scores.shape[1], LABEL_WEIGHT, np.float32)
        if "category" in groups:
            weights[groups["category"]] = CATEGORY_WEIGHT
        mixed = np.concatenate((embedding, scores * weights), 1)
        mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
        # Directions of the largest second moments; the mean stays in, as the search's cosine has it in.
        _, _, directions = np.linalg.svd(mixed, full_matrices=False)
        return cls(torch.from_numpy(weights), torch.from_numpy(np.ascontiguousarray(directions[:DIMENSION].T)))
