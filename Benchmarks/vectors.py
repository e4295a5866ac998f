"""The vectors that searches are timed on."""
import numpy as np

HEADER = 4096  # as EmbeddingHeader.size
LATENT, CLUSTERS = 48, 2000
HELD = 1024


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def drawn(count, dimension, seed=1, held=HELD):
    """Rows and `held` queries: 2,000 clusters of unequal sizes in a space of 48 dimensions, turned into `dimension`, with noise in all."""
    random = np.random.default_rng(seed)
    spectrum = np.arange(1, LATENT + 1) ** -0.25
    centres = random.standard_normal((CLUSTERS, LATENT)) * spectrum
    turn = np.linalg.qr(random.standard_normal((dimension, LATENT)))[0].T
    share = np.arange(1, CLUSTERS + 1) ** -0.6
    rows = np.empty((count + held, dimension), np.float32)
    for first in range(0, len(rows), 50_000):
        some = rows[first:first + 50_000]
        points = centres[random.choice(CLUSTERS, len(some), p=share / share.sum())]
        points = (points + 0.75 * spectrum * random.standard_normal(points.shape)) @ turn
        noise = random.standard_normal(some.shape)
        noise *= 0.3 * np.linalg.norm(points, axis=1, keepdims=True) / np.linalg.norm(noise, axis=1, keepdims=True)
        some[:] = points + noise
    rows = unit(rows)
    return rows[:count], rows[count:]


def embeddings(gallery):
    """The rows of a gallery's embeddings.f32."""
    file = gallery / "embeddings.f32"
    with file.open("rb") as opened:
        lines = opened.read(HEADER).split(b"\0")[0].decode().splitlines()
    dimension = int(next(line.split()[1] for line in lines if line.startswith("dimension ")))
    return np.fromfile(file, np.float32, offset=HEADER).reshape(-1, dimension)


def resampled(gallery, count, seed=5, noise=0.2):
    """Rows and queries from a gallery: its items drawn again and again, each time moved by noise of a fifth of its length.
    One item in sixteen is held out, and queries are drawn from these alone."""
    random = np.random.default_rng(seed)
    rows = embeddings(gallery)
    rows = rows[np.linalg.norm(rows, axis=1) > 0.5]
    order = random.permutation(len(rows))
    held, kept = rows[order[:len(rows) // 16]], rows[order[len(rows) // 16:]]

    def moved(source, number):
        some = source[random.integers(0, len(source), number)]
        return unit(some + random.standard_normal(some.shape).astype(np.float32) * np.float32(noise / some.shape[1] ** 0.5))

    return moved(kept, count).astype(np.float32), moved(held, HELD).astype(np.float32)
