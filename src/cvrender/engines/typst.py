"""PDF by Typst, which comes in a wheel and needs no system library."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cvrender.engines import TAGGED, EngineFailed, EngineMissing, no_glyph, standard
from cvrender.fonts import Face

WRITER = "typst"
VARIANTS = TAGGED

_PLACE = re.compile(r"┌─ \S*?([\w.-]+\.typ):(\d+):(\d+)")
_NO_GLYPH = "could not be displayed"
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
_DOCUMENT = "document.json"
_MOST = 30
"""Characters without a glyph that are told; a text in a script that no font has holds about as many letters."""
_TEXT = re.compile(r'the text `"(.+?)"` could')


def version() -> str:
    """Return the version of the Typst package. Raises EngineMissing where it is not installed."""
    _load()
    from importlib.metadata import version

    return version("typst")


def compile(  # noqa: C901  # three ways, one after the other
    bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None], variant: str = VARIANTS[0]
) -> bytes:
    """Return the PDF of the bundle, PDF/UA-1 whatever the variant; `warn` is called with each of Typst's warnings.

    Typst reads from the folder of the bundle only, and uses the given fonts only. Raises EngineMissing, EngineFailed.
    """
    typst = _load()
    standards = list(dict.fromkeys(("ua-1", variant.removeprefix("pdf/"))))
    with tempfile.TemporaryDirectory(prefix="cvrender-") as name:
        folder = Path(name)
        for file, content in bundle.items():
            (folder / file).write_bytes(content)

        def pdf(standards: list[str], *, system: bool, warn: Callable[[str], None] = warn) -> bytes:
            compiler = typst.Compiler(
                str(folder / "resume.typ"),
                root=name,
                font_paths=sorted({str(face.path.parent) for face in faces}),
                ignore_system_fonts=not system,
                package_path=str(folder / "packages"),
                package_cache_path=str(folder / "packages"),
            )
            made, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards, timestamp=0)
            for warning in warnings:
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
            first = error.message

        def without(page: str) -> str:
            (folder / _DOCUMENT).write_text(page, "utf-8")
            try:
                pdf(standards, system=True, warn=lambda _: None)
            except typst.TypstError as error:
                return str(error.message)
            return ""

        for missing in _missing(first, bundle[_DOCUMENT].decode(), without):
            warn(f"{missing}a box is shown, and the PDF does not conform to {standard(variant)}")
        (folder / _DOCUMENT).write_bytes(bundle[_DOCUMENT])
        try:
            return pdf([], system=True)
        except typst.TypstError as error:
            raise _failed(error) from error


def mend() -> str:
    """Return the command that installs what this engine needs."""
    return f"{sys.executable} -m pip install typst"


def _missing(message: str, page: str, without: Callable[[str], str]) -> Iterator[str]:
    """The beginnings of what is told of characters that no font has.

    Typst names the first only; `without` returns what it says of a page that lacks those that are known.
    """
    for _ in range(_MOST):
        found = _TEXT.search(message)
        characters = _RUST_ESCAPE.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""
        yield no_glyph(characters, "") if characters else f"{message}: "
        page = page.translate(dict.fromkeys(map(ord, characters)))
        message = without(page) if characters else ""
        if _NO_GLYPH not in message:
            break


def _failed(error: Any) -> EngineFailed:
    """Typst's own words, and the innermost place in the bundle that it names."""
    places = _PLACE.findall(error.diagnostic)
    place = next((p for p in places if p[0] == "theme.typ"), places[0] if places else None)
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
