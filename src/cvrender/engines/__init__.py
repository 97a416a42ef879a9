"""From a Bundle to PDF, one module for each engine; for LaTeX, one for all of its compilers.

Each engine has `WRITER`, the writer whose bundle it takes; `PDF_STANDARDS`, those that it can keep to, the usual one
first; `version()`; `state()`, which tells one installation of it from another and is empty where none is known;
`mend()`, the command that installs what it needs; and `compile(bundle, faces, warn, pdf_standard)`, which returns the
PDF.
"""

from __future__ import annotations

PDF_STANDARDS = ("pdf/ua-1", "pdf/a-2u", "pdf/a-3u")
"""Accessible; and, accessible as well, for archives: without attachments, and with any."""

_LONGEST_MOMENT = 11
"""Digits of a moment; the last of them is in the year 5138, and PDFs have four digits for a year."""


def official_name(pdf_standard: str) -> str:
    """Return the name of a PDF standard as the standard itself writes it: PDF/UA-1, PDF/A-2u."""
    return pdf_standard[:-1].upper() + pdf_standard[-1]


class EngineMissing(Exception):
    """The engine cannot be loaded; the message says what is missing.

    `mend` says how it is mended, where that is known better than by the engine's own `mend()`.
    """

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class EngineFailed(Exception):
    """The engine could not make a PDF of the bundle; the message says why.

    `file`, `line` and `column` say where in the bundle, where that is known; `lacking` are characters that the engine
    cannot show; `log` is the end of what the engine wrote.
    """

    def __init__(
        self, message: str, file: str = "", line: int = 0, column: int = 0, *, lacking: str = "", log: str = ""
    ) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column
        self.lacking = lacking
        self.log = log


def created() -> int | None:
    """Return when a PDF is to say that it was made, in seconds since 1970, or None where nobody says so.

    It is never the time of day: equal input gives equal bytes. SOURCE_DATE_EPOCH is what builds set for this
    (reproducible-builds.org/specs/source-date-epoch). Raises EngineFailed where that is no such number.
    """
    import os

    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_MOMENT):
        raise EngineFailed(f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not `{told}`")
    return int(told)


def command_here(commands: dict[str, str], what: str) -> str:
    """Return the command for this system, by the name of a Linux distribution or of another system."""
    import platform

    system = platform.system()
    if system != "Linux":
        return commands.get(system, f"install {what}")
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    for name in (release.get("ID", ""), *release.get("ID_LIKE", "").split()):
        known = {"ubuntu": "debian", "rhel": "fedora", "manjaro": "arch"}.get(name, name)
        if known in commands:
            return commands[known]
    return f"install {what} with your package manager"
