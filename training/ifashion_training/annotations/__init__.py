"""Boxes of garments as Pascal VOC: reading, writing, and converters from the forms that data sets come in."""
