"""A second opinion: the text of a PDF as poppler's pdftotext reads it, by code that shares nothing with pdfium's."""

from __future__ import annotations

import shutil
import subprocess

from cvrender.engines import command_here
from cvrender.verification.extracted import Output, Unreadable

PROGRAM = "pdftotext"
_SECONDS = 60
_INSTALL = {
    "debian": "apt-get install poppler-utils",
    "fedora": "dnf install poppler-utils",
    "arch": "pacman -S poppler",
    "alpine": "apk add poppler-utils",
    "Darwin": "brew install poppler",
    "Windows": "install MSYS2 (msys2.org), then in its shell: pacman -S mingw-w64-x86_64-poppler",
}


def is_here() -> bool:
    """Whether the program is installed."""
    return shutil.which(PROGRAM) is not None


def mend() -> str:
    """Return the command that installs it, as this system has it."""
    return command_here(_INSTALL, "poppler's pdftotext")


def read(content: bytes, output: Output) -> Output:
    """Return the output with the text as poppler reads it, in the order of the file. Raises Unreadable.

    Without `-raw` poppler guesses columns from where words stand, and puts the date of an entry into its title.
    """
    program = shutil.which(PROGRAM) or PROGRAM
    try:
        done = subprocess.run(  # noqa: S603
            [program, "-raw", "-enc", "UTF-8", "-", "-"],
            input=content,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreadable(f"{PROGRAM}: {error}") from error
    if done.returncode:
        raise Unreadable(f"{PROGRAM}: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
    texts = done.stdout.decode("utf-8", "replace").split("\f")
    pages = (page.replace(text=text, flaws=()) for page, text in zip(output.pages, texts, strict=False))
    return output.replace(pages=tuple(pages))
