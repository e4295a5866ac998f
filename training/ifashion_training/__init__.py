"""Training of the two networks of iFashion: the clothes detector and the garment embedder."""
