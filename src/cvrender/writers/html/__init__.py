"""The resume as HTML, for browsers and for WeasyPrint."""

from cvrender.writers.html.writer import EXTENSION, NAME, write

__all__ = ["EXTENSION", "NAME", "write"]
