"""PDF by WeasyPrint, which sees the bundle and the bundled fonts and nothing else."""

from __future__ import annotations

import atexit
import functools
import logging
import re
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import get_ident
from typing import Any, NamedTuple, Self

from cvrender.engines import PDF_STANDARDS, EngineFailed, EngineMissing, command_here, created
from cvrender.engines.missing_glyphs import no_glyph
from cvrender.system.fingerprints import package, system
from cvrender.system.fonts import Face
from cvrender.system.fonts import system as system_fonts

WRITER = "html"
_BASE = "resume:/"
_STYLE = re.compile(r"<style>([^<]*+(?:<(?!/?style>)[^<]*+)*)</style>")
_SHEET = re.compile(r"<(?:style|link)", re.IGNORECASE)
_OF_THE_PAGE = re.compile(r"@(?:font-face|counter-style|color-profile|layer|import|[\w-]*\\)", re.IGNORECASE)
_KEPT = 8
"""Fonts and style sheets that are kept for the next documents of a process, which makes them a tenth faster."""
_NO_GLYPH = re.compile(r"\.notdef glyph rendered for .*\(U\+([0-9A-F]+)\)", re.DOTALL)
"""What WeasyPrint 69 and 70 log for each character that is drawn as a box; a test fails where this changes."""

_UNTAGGED = "the PDF has no tags, so it is not accessible: WeasyPrint {} is not one that cvrender knows ({})"
_NO_SUBSET = re.compile(r"harfbuzz.{0,80}subset", re.IGNORECASE)
"""What WeasyPrint 70 logs for each font where that library is missing: it has fontTools do the same. `doctor` tells."""
_MEDIA_FEATURE = re.compile(r"(?:Expected a|Invalid) media type[^(]{0,80}\(")
"""What WeasyPrint 70 logs of a media query with a feature, such as a width or dark mode: those are for browsers."""
_PANGO = {
    "debian": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "dnf install pango",
    "arch": "pacman -S pango",
    "alpine": "apk add pango",
    "Darwin": "brew install pango",
    "Windows": "install MSYS2 (msys2.org), then in its shell: pacman -S mingw-w64-x86_64-pango",
}
"""WeasyPrint's own list of what it needs (doc.courtbouillon.org/weasyprint, "First steps")."""


def version() -> str:
    """Return WeasyPrint's version. Raises EngineMissing where its system libraries cannot be loaded."""
    return str(_load().__version__)


def state() -> str:
    """Return what tells this WeasyPrint, and the libraries it calls, from another; it is not loaded for that."""
    here = package("weasyprint")
    return here and here + system()


def compile(
    bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None], pdf_standard: str = PDF_STANDARDS[0]
) -> bytes:
    """Return the PDF of the bundle's one HTML file; `warn` is called with each thing that WeasyPrint complains of.

    Raises EngineMissing where it cannot be loaded, and EngineFailed.
    """
    weasyprint = _load()
    html, style = _split(_dated(bundle).decode())

    def write(sheet: _Kept, fonts: _Kept, *, tags: bool) -> bytes:
        made = weasyprint.HTML(string=html, url_fetcher=_fetcher(), base_url=_BASE).write_pdf(
            stylesheets=[sheet.value] if style else None,
            font_config=fonts.value,
            pdf_variant=pdf_standard if tags else None,
            pdf_tags=tags,
            finisher=_finisher(pdf_standard) if tags else None,
        )
        return bytes(made)

    def write_if_need_be_without_tags(sheet: _Kept, fonts: _Kept) -> bytes:
        try:
            return write(sheet, fonts, tags=True)
        except _Untaggable as error:
            if pdf_standard != PDF_STANDARDS[0]:
                raise
            with _Complaints(_nowhere):  # what it says of the page has been said
                made = write(sheet, fonts, tags=False)
            warn(_UNTAGGED.format(weasyprint.__version__, error))
            return made

    try:
        fonts, sheet = _shared(faces, style)
        for complaint in (*fonts.complaints, *sheet.complaints):
            warn(complaint)
        with _Complaints(warn) as complaints:
            made = write_if_need_be_without_tags(sheet, fonts)
    except MemoryError:
        raise
    except Exception as error:  # WeasyPrint raises what its parts raise on a stranger's style sheet
        raise EngineFailed(f"WeasyPrint {weasyprint.__version__}: {error}") from error
    no_glyph(complaints.missing, warn)
    return made


def _shared(faces: Sequence[Face], style: str) -> tuple[_Kept, _Kept]:
    """Fonts and style sheet, shared with other documents unless the page keeps its own."""
    if style:
        return _fonts(tuple(faces), system_fonts(), get_ident()), _sheet(style)
    return _fonts.__wrapped__(tuple(faces), "", 0), _Kept(None)


def _finisher(pdf_standard: str) -> Callable[[Any, Any], None]:
    """Return what mends the text layer and the structure of a PDF before it is written. It raises _Untaggable."""
    from cvrender.engines.weasyprint import tagging, text_layer

    def finish(document: Any, pdf: Any) -> None:
        try:
            text_layer.mend(pdf)
            tagging.mend(document, pdf)
        except Exception as error:  # both use names that WeasyPrint does not promise to keep
            raise _Untaggable(f"{type(error).__name__}: {error}") from error
        if pdf_standard != PDF_STANDARDS[0]:
            tagging.archive(pdf)

    return finish


class _Untaggable(Exception):
    """The structure of the PDF cannot be mended; the message says why."""


def _nowhere(_: str) -> None:
    """Take a complaint and drop it."""


def _dated(bundle: dict[str, bytes]) -> bytes:
    """The bundle's one page, with the moment that the PDF is to say it was made."""
    (page,) = bundle.values()
    moment = created()
    if moment is None:
        return page
    when = f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return page.replace(b"</head>", f'<meta name="dcterms.created" content="{when}"></head>'.encode(), 1)


class _Kept(NamedTuple):
    """What documents share, and what WeasyPrint complained of in making it."""

    value: Any
    complaints: tuple[str, ...] = ()


def _split(html: str) -> tuple[str, str]:
    """The page without its style sheet, and that. One that defines what WeasyPrint keeps elsewhere stays in it, and so
    do several: what is shared would learn their fonts.
    """
    style = _STYLE.search(html)
    if style is None or _OF_THE_PAGE.search(style[1]) or len(_SHEET.findall(html)) > 1:
        return html, ""
    return html[: style.start()] + html[style.end() :], style[1]


@functools.lru_cache(_KEPT)
def _sheet(style: str) -> _Kept:
    """A style sheet, parsed."""
    import weasyprint

    complaints: list[str] = []
    with _Complaints(complaints.append):
        css = weasyprint.CSS(string=style, url_fetcher=_fetcher(), base_url=_BASE)
    return _Kept(css, tuple(complaints))


@functools.lru_cache(_KEPT)
def _fonts(faces: tuple[Face, ...], system: str, thread: int) -> _Kept:
    """Fonts, set up: in one state of the system's, and for one thread, since Pango keeps no others out."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts, complaints = FontConfiguration(), list[str]()
    rules = "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f" src: url(font:{number}) }}\n"
        for number, face in enumerate(faces)
    )
    with _Complaints(complaints.append):
        weasyprint.CSS(string=rules, font_config=fonts, url_fetcher=_fetcher(faces))
    return _Kept(fonts, tuple(complaints))


atexit.register(_fonts.cache_clear)  # WeasyPrint's copies of fonts go with it


def _fetcher(faces: Sequence[Face] = ()) -> Any:
    """What WeasyPrint is given when it asks for a file: these fonts by number, and what an address holds itself."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    by_url = {f"font:{number}": face for number, face in enumerate(faces)}

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
        def fetch(self, url: str, headers: object = None) -> object:
            if url in by_url:
                return URLFetcherResponse(url, by_url[url].path.read_bytes())
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("it is not part of the resume")

    return Fetcher(allowed_protocols=("data",))


class _Complaints(logging.Handler):
    """While it is entered, what WeasyPrint logs goes to `warn` and nowhere else; `missing` are characters."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.warn = warn
        self.logger = logging.getLogger("weasyprint")
        self.missing: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if character := _NO_GLYPH.match(message):
            self.missing.append(chr(int(character[1], 16)))
        elif not _NO_SUBSET.search(message) and not _MEDIA_FEATURE.match(message):
            self.warn(message)

    def __enter__(self) -> Self:
        self.before = self.logger.propagate
        self.logger.propagate = False
        self.logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self)
        self.logger.propagate = self.before


def lacking() -> str:
    """Return what is missing that PDFs can be made without, or an empty string. Raises EngineMissing."""
    _load()
    from weasyprint.text import ffi

    missing = getattr(ffi, "harfbuzz_subset", True) is None
    return "HarfBuzz's subset library is missing: fonts are cut to size by slower code" if missing else ""


def mend() -> str:
    """Return the command that installs what this engine needs, as this system has it."""
    return command_here(_PANGO, "Pango 1.44 or newer")


def _load() -> Any:
    try:
        with warnings.catch_warnings():
            # "No fonts configured in FontConfig": the bundled ones are enough, and a character they lack is told of.
            warnings.simplefilter("ignore", UserWarning)
            warnings.simplefilter("ignore", DeprecationWarning)  # of a missing library, which `doctor` tells of
            import weasyprint
    except (ImportError, OSError) as error:
        raise EngineMissing(str(error).splitlines()[0]) from error
    return weasyprint
