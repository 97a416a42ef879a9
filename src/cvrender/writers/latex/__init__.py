"""The resume as LaTeX."""

from cvrender.writers.latex.writer import EXTENSION, NAME, write

__all__ = ["EXTENSION", "NAME", "write"]
