"""PDF by Typst, which comes in a wheel and needs no system library."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cvrender.engines import EngineFailed, EngineMissing
from cvrender.fonts import Face

WRITER = "typst"
EXTENSION = "pdf"

_SCRIPT_OF_MISSING = re.compile(r"unknown font family")


def version() -> str:
    """Return the version of the Typst package. Raises EngineMissing where it is not installed."""
    _load()
    from importlib.metadata import version

    return version("typst")


def compile(bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None]) -> bytes:
    """Return the PDF of the bundle, tagged as PDF/UA-1; `warn` is called with each of Typst's warnings.

    Typst reads from the folder of the bundle only, and uses the given fonts only. Raises EngineMissing, EngineFailed.
    """
    typst = _load()
    with tempfile.TemporaryDirectory(prefix="cvrender-") as name:
        folder = Path(name)
        for file, content in bundle.items():
            (folder / file).write_bytes(content)
        packages = folder / "packages"
        try:
            compiler = typst.Compiler(
                str(folder / "resume.typ"),
                root=str(folder),
                font_paths=sorted({str(face.path.parent) for face in faces}),
                ignore_system_fonts=True,
                package_path=str(packages),
                package_cache_path=str(packages),
            )
            pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError as error:
            raise EngineFailed(f"Typst: {error.diagnostic}") from error
        for warning in warnings:
            warn(str(warning.message))
        return bytes(pdf)


def _load() -> Any:
    try:
        import typst
    except ImportError as error:
        raise EngineMissing(str(error)) from error
    return typst
