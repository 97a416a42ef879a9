"""What a run may make: formats, engines and the names that mean several; and its exit statuses."""

from __future__ import annotations

from importlib import import_module
from typing import Any

WRITERS = ("html", "text", "markdown", "json", "typst", "latex")
COMPILERS = ("xelatex", "lualatex", "pdflatex", "tectonic")
"""The engines of engines/latex/engine.py, the usual one first."""
READS_ANY_FILE = ("lualatex", "pdflatex", "tectonic")
"""Engines in which a sheet could read any file of the disk; xelatex's order to do so is found before it is done."""
INSTEAD = {"auto": ("weasyprint", "typst"), "latex": COMPILERS}
"""Names that mean the first of several engines that can be loaded."""
ENGINES = ("weasyprint", "typst", *COMPILERS)
ENGINE_NAMES = ("auto", "weasyprint", "typst", "latex", *COMPILERS)
"""What may be asked for: engines, and the names that mean several."""
FORMATS = ("pdf", *WRITERS)
SUFFIXES = (".yaml", ".yml", ".json")
EXIT_SOURCE, EXIT_MISSING, EXIT_ENGINE = 1, 3, 4
"""What is wrong: a source has errors; a needed engine is missing; an engine failed, or an output lost a fact or holds
something private."""


def engine(name: str) -> Any:
    """Return the engine of this name: a module, or one of the compilers of LaTeX."""
    if name in COMPILERS:
        from cvrender.engines.latex.engine import Compiler

        return Compiler(name)
    return import_module(f"cvrender.engines.{name}")


def can_be(name: str, pdf_standard: str) -> bool:
    """Return whether an engine, or the first of those that the name means, can keep to a PDF standard."""
    return pdf_standard in engine(INSTEAD.get(name, (name,))[0]).PDF_STANDARDS
