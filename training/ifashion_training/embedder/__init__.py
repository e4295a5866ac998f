"""The embedder: a garment's crop in, a 256-d embedding of length 1 and the scores of all labels out."""
