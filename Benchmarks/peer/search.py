"""What a Python service would do with a photo: the same networks, the same gallery, the same steps. Imported by RQ's workers."""
import io
import json
import os
from pathlib import Path

import faiss
import numpy as np
from PIL import Image, ImageOps

MODELS, GALLERY = Path(os.environ["PEER_MODELS"]), Path(os.environ["PEER_GALLERY"])
ENGINE = os.environ["PEER_ENGINE"]
LONG_SIDE, HEADER = 800, 4096  # as ImageDecoder.longSide and EmbeddingHeader.size
manifest = json.loads((MODELS / "models.json").read_text())


class Network:
    """A network on one thread, in OpenVINO or in ONNX Runtime."""

    def __init__(self, entry):
        self.input, path = entry["input"], str(MODELS / entry["file"])
        if ENGINE == "openvino":
            import openvino
            core = openvino.Core()
            model = core.read_model(path)
            model.reshape([-1, 3, self.input["height"], self.input["width"]])
            compiled = core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": "1", "NUM_STREAMS": "1",
                                                         "INFERENCE_PRECISION_HINT": "f32"})
            request, names = compiled.create_infer_request(), [output.get_any_name() for output in compiled.outputs]
            self.run = lambda batch: dict(zip(names, request.infer({0: batch}, share_inputs=True).values()))
        else:
            import onnxruntime
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            names = [output.name for output in session.get_outputs()]
            self.run = lambda batch: dict(zip(names, session.run(None, {self.input["name"]: batch})))

    def letterbox(self, image, row):
        """Writes the image, centred and normalised, into a row of the batch. Returns left, top, width and height."""
        width, height = self.input["width"], self.input["height"]
        scale = min(width / image.width, height / image.height)
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        left, top = (width - size[0]) // 2, (height - size[1]) // 2
        fitted = np.full((height, width, 3), self.input["pad"], np.uint8)
        fitted[top:top + size[1], left:left + size[0]] = np.asarray(image.resize(size, Image.Resampling.BILINEAR))
        np.multiply(fitted.transpose(2, 0, 1) - np.float32(self.input["mean"][0]), 1 / self.input["scale"][0], out=row)
        return left, top, *size


detector, embedder = Network(manifest["detector"]), Network(manifest["embedder"])
SIDES = np.array([detector.input["width"], detector.input["height"]] * 2)
rows = np.fromfile(GALLERY / "embeddings.f32", np.float32, offset=HEADER).reshape(-1, manifest["embedder"]["dimension"])
index = faiss.IndexFlatIP(rows.shape[1])
index.add(rows)
faiss.omp_set_num_threads(1)


def decode(photo):
    image = Image.open(io.BytesIO(photo))
    if image.format == "JPEG":
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    return ImageOps.exif_transpose(image).convert("RGB")


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0
    both = width * height
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def find(image):
    """Class, score and box (left, top, right, bottom in fractions) of each garment, the surest first."""
    entry, side = manifest["detector"], np.empty((1, 3, detector.input["height"], detector.input["width"]), np.float32)
    left, top, width, height = detector.letterbox(image, side[0])
    found = detector.run(side)
    boxes, scores = found[entry["outputs"]["boxes"]][0], found[entry["outputs"]["scores"]][0]
    kept = []
    anchors, classes = np.nonzero(scores >= entry["score_threshold"])
    for i in np.argsort(-scores[anchors, classes]):
        anchor, kind = anchors[i], classes[i]
        box = (boxes[anchor] * SIDES - np.array([left, top, left, top])) / np.array([width, height, width, height])
        box = np.clip(box, 0, 1)
        limit = {True: entry["iou_threshold"], False: 0.8}
        if box[2] > box[0] and box[3] > box[1] and all(overlap(box, other) <= limit[kind == k] for k, _, other in kept):
            kept.append((kind, float(scores[anchor, kind]), box))
        if len(kept) == 8:
            break
    return kept


def embed(image, boxes):
    margin = manifest["embedder"]["crop_margin"]
    batch = np.empty((len(boxes), 3, embedder.input["height"], embedder.input["width"]), np.float32)
    for row, (left, top, right, bottom) in zip(batch, boxes):
        across, down = (right - left) * margin, (bottom - top) * margin
        crop = image.crop((round(max(0, left - across) * image.width), round(max(0, top - down) * image.height),
                           round(min(1, right + across) * image.width), round(min(1, bottom + down) * image.height)))
        embedder.letterbox(crop, row)
    return embedder.run(batch)


def search(photo):
    """The answer as JSON: each garment with its twenty closest items."""
    image = decode(photo)
    garments = find(image) or [(2, 0.0, np.array([0, 0, 1, 1]))]
    known = embed(image, [box for _, _, box in garments])
    outputs = manifest["embedder"]["outputs"]
    scores, places = index.search(known[outputs["embedding"]], 20)
    return json.dumps({"garments": [
        {"region": manifest["detector"]["classes"][kind], "score": score, "box": [float(side) for side in box],
         "attributes": [[int(label), float(labels[label])] for label in np.argsort(-labels)[:10]],
         "items": [[int(place), float(near)] for place, near in zip(row, nearness)]}
        for (kind, score, box), labels, row, nearness in zip(garments, known[outputs["scores"]], places, scores)]})
