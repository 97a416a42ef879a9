"""The resume as Typst source."""

from cvrender.writers.typst.writer import EXTENSION, NAME, write

__all__ = ["EXTENSION", "NAME", "write"]
