"""PDF by WeasyPrint, which sees the bundle and the bundled fonts and nothing else."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from cvrender.engines import TAGGED, EngineFailed, EngineMissing, command_here, created
from cvrender.engines.glyphs import no_glyph
from cvrender.fonts import Face
from cvrender.stamps import package, system

WRITER = "html"
VARIANTS = TAGGED
_NO_GLYPH = re.compile(r"\.notdef glyph rendered for .*\(U\+([0-9A-F]+)\)", re.DOTALL)
"""What WeasyPrint 69 and 70 log for each character that is drawn as a box; a test fails where this changes."""

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
    bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None], variant: str = VARIANTS[0]
) -> bytes:
    """Return the PDF of the bundle's one HTML file; `warn` is called with each thing that WeasyPrint complains of.

    Raises EngineMissing where it cannot be loaded, and EngineFailed.
    """
    weasyprint = _load()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    by_url = {f"font:{number}": face for number, face in enumerate(faces)}

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
        def fetch(self, url: str, headers: object = None) -> object:
            if url in by_url:
                return URLFetcherResponse(url, by_url[url].path.read_bytes())
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("it is not part of the resume")

    rules = "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style};'
        f" src: url({url}) }}\n"
        for url, face in by_url.items()
    )
    from cvrender.engines import tagging, textlayer

    (html,) = bundle.values()
    moment = created()
    if moment is not None:
        when = f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}"
        html = html.replace(b"</head>", f'<meta name="dcterms.created" content="{when}"></head>'.encode(), 1)
    fonts = FontConfiguration()
    fetcher = Fetcher(allowed_protocols=("data",))

    def finish(document: Any, pdf: Any) -> None:
        textlayer.mend(pdf)
        tagging.mend(document, pdf)
        if variant != VARIANTS[0]:
            tagging.archive(pdf)

    with _Complaints(warn) as complaints:
        sheet = weasyprint.CSS(string=rules, font_config=fonts, url_fetcher=fetcher)
        page = weasyprint.HTML(string=html.decode(), url_fetcher=fetcher, base_url="resume:/")
        try:
            made = page.write_pdf(
                stylesheets=[sheet], font_config=fonts, pdf_variant=variant, pdf_tags=True, finisher=finish
            )
        except Exception as error:  # WeasyPrint raises what its parts raise on a stranger's style sheet
            raise EngineFailed(f"WeasyPrint {weasyprint.__version__}: {error}") from error
    no_glyph(complaints.missing, warn)
    return bytes(made)


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
        else:
            self.warn(message)

    def __enter__(self) -> Self:
        self.before = self.logger.propagate
        self.logger.propagate = False
        self.logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self)
        self.logger.propagate = self.before


def mend() -> str:
    """Return the command that installs what this engine needs, as this system has it."""
    return command_here(_PANGO, "Pango 1.44 or newer")


def _load() -> Any:
    try:
        with warnings.catch_warnings():
            # "No fonts configured in FontConfig": the bundled ones are enough, and a character they lack is told of.
            warnings.simplefilter("ignore", UserWarning)
            import weasyprint
    except (ImportError, OSError) as error:
        raise EngineMissing(str(error).splitlines()[0]) from error
    return weasyprint
