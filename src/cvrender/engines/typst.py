"""PDF by Typst, which comes in a wheel and needs no system library."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cvrender.engines import PDF_STANDARDS, EngineFailed, EngineMissing, created, official_name
from cvrender.engines.missing_glyphs import no_glyph
from cvrender.system.fingerprints import package
from cvrender.system.fonts import Face
from cvrender.typst_sandbox import BASE, LOADERS, refusal

WRITER = "typst"
THEME = "theme.typ"
"""The file of the bundle that holds the theme's sheets."""

_PLACE = re.compile(r"┌─ (?:\S*[^\w\s.-])?([\w.-]+\.typ):(\d+):(\d+)")
_NO_GLYPH = "could not be displayed"
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_TEXT = re.compile(r'the text `"((?:(?!the text `").)+?)"` could', re.DOTALL)
_UNKNOWN_FAMILY = "unknown font family: "


def version() -> str:
    """Return the version of the Typst package. Raises EngineMissing where it is not installed."""
    _load()
    from importlib.metadata import version

    return version("typst")


def state() -> str:
    """Return what tells this Typst from another; it is not loaded for that."""
    return package("typst")


def compile(
    bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None], pdf_standard: str = PDF_STANDARDS[0]
) -> bytes:
    """Return the PDF of the bundle, PDF/UA-1 whatever the standard; `warn` is called with each of Typst's warnings.

    Typst reads from the folder of the bundle only, and uses the given fonts; where those lack a character, the system's
    too. Raises EngineMissing, EngineFailed.
    """
    typst = _load()
    _refuse_loading(bundle)
    moment = created() or 0
    standards = list(dict.fromkeys(("ua-1", pdf_standard.removeprefix("pdf/"))))
    with tempfile.TemporaryDirectory(prefix="cvrender-") as name:
        folder = Path(name)
        for file, content in bundle.items():
            (folder / file).write_bytes(content)
        paths = sorted({str(face.path.parent) for face in faces})
        given = {face.family.lower() for face in faces}

        def pdf(standards: list[str], *, system: bool) -> bytes:
            # Without those in the wheel, which would set Hebrew and Arabic in other fonts than every other engine.
            fonts = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=paths)
            compiler = typst.Compiler(
                str(folder / "resume.typ"),
                root=name,
                font_paths=fonts,
                package_path=str(folder / "packages"),
                package_cache_path=str(folder / "packages"),
            )
            made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards, timestamp=moment)
            for warning in warnings:
                family = str(warning.message).removeprefix(_UNKNOWN_FAMILY)
                if family == warning.message or family in given:
                    warn(str(warning.message))
            return bytes(made)

        try:
            return pdf(standards, system=False)
        except typst.TypstError as error:
            if _NO_GLYPH not in error.message:
                raise _failed(error) from error
        try:  # a character that the bundled fonts lack may be in one of the system's
            return pdf(standards, system=True)
        except typst.TypstError as error:
            if _NO_GLYPH not in error.message:
                raise _failed(error) from error
            missing = _TEXT.findall(error.diagnostic)
            no_glyph((_RUST_ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) for text in missing), warn)
            warn(f"a character has no glyph, so the PDF does not conform to {official_name(pdf_standard)}")
        try:
            return pdf([], system=True)
        except typst.TypstError as error:
            raise _failed(error) from error


def mend() -> str:
    """Return the command that installs what this engine needs."""
    return f"{sys.executable} -m pip install typst"


def _refuse_loading(bundle: dict[str, bytes]) -> None:
    """Raise EngineFailed where a file of the bundle could load a package. Typst downloads one that its folders lack
    whatever those folders are; typst-py 0.15 has no switch against that, and a proxy in the environment would hold for
    all threads of the process.
    """
    for name, content in bundle.items():
        if not name.endswith(".typ"):
            continue
        source = content.decode("utf-8", "replace")
        # What cvrender writes itself reads the document and imports the theme; the theme does neither.
        found = refusal(source) if name == THEME else refusal(source, (BASE, THEME), LOADERS)
        if found:
            line, column = found.place(source)
            raise EngineFailed(f"a theme cannot load further files: `{found.word}` ({found.hint})", name, line, column)


def _failed(error: Any) -> EngineFailed:
    """Typst's own words, and the innermost place in the bundle that it names."""
    places = _PLACE.findall(error.diagnostic)
    place = next((p for p in places if p[0] == THEME), places[0] if places else None)
    hints = "".join(f" ({hint})" for hint in error.hints)
    if place is None:
        return EngineFailed(f"{error.message}{hints}")
    return EngineFailed(f"{error.message}{hints}", place[0], int(place[1]), int(place[2]))


def _load() -> Any:
    try:
        import typst
    except ImportError as error:
        raise EngineMissing(str(error)) from error
    return typst
