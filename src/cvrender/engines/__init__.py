"""From a Bundle to PDF, one module for each engine.

Each has `WRITER`, the writer whose bundle it takes; `version()`; and `compile(bundle, faces, warn)`, which returns
the PDF.
"""


class EngineMissing(Exception):
    """The engine cannot be loaded; the message says what is missing."""


class EngineFailed(Exception):
    """The engine could not make a PDF of the bundle; the message says why."""
