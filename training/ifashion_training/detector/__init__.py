"""The clothes detector: a photo in, boxes of upper, lower and full-body garments out."""

# Order of the columns of `scores`; models.json repeats it.
CLASSES = ("upper", "lower", "full")
