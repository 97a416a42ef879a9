"""PDF by xelatex, in a folder of its own and with a time limit.

TeX runs no program, and opens and writes no file outside of that folder and its own installation (texmf.cnf's
`shell_escape`, `openin_any` and `openout_any`). One run is enough: see the end of writers/latex.sty.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cvrender.engines import EngineFailed, EngineMissing, command_here, no_glyph
from cvrender.fonts import Face

WRITER = "latex"
SECONDS = 60
"""How long TeX may take; a resume of 30 pages takes two seconds."""

_PROGRAM = "xelatex"
"""The style files use XeTeX's own primitives: lualatex 1.15 runs through them and loses the text."""
_ARGUMENTS = ("-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-no-shell-escape", "resume.tex")
_INSTALL = {
    "debian": "apt-get install texlive-xetex texlive-latex-recommended",
    "fedora": "dnf install texlive-xetex texlive-collection-latexrecommended",
    "arch": "pacman -S texlive-xetex texlive-latexrecommended",
    "alpine": "apk add texlive-xetex",
    "Darwin": "brew install --cask basictex",
    "Windows": "install MiKTeX (miktex.org)",
}
"""The smallest that has xelatex, fontspec and hyperref."""
_FEATURES = {
    (400, "normal"): "UprightFont",
    (700, "normal"): "BoldFont",
    (400, "italic"): "ItalicFont",
    (700, "italic"): "BoldItalicFont",
}
_ERROR = re.compile(r"^(?:\./)?([\w.]+):(\d+): (.*)$|^! (.*)$", re.MULTILINE)
_MISSING_FILE = re.compile(r"File `([^']+\.(?:sty|def|cls|cfg|fd))' not found")
_MISSING_CHARACTER = re.compile(r"Missing character: There is no (\S+)(?: \([^)]*\))? in font")
_LONGEST = 160
"""Characters of the line that TeX gave up on, in a message."""


def version() -> str:
    """Return the first line of what the compiler says of itself. Raises EngineMissing where there is none."""
    program = _program()
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
    return told.stdout.partition("\n")[0].strip()


def mend() -> str:
    """Return the command that installs what this engine needs, as this system has it."""
    return command_here(_INSTALL, "TeX Live 2022 or newer, with xelatex")


def compile(bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None]) -> bytes:
    """Return the PDF of the bundle's `resume.tex`; `warn` is called with each character that no font has.

    Raises EngineMissing where compiler or package is not installed, and EngineFailed.
    """
    program = _program()
    with TemporaryDirectory(prefix="cvrender-") as name:
        folder = Path(name)
        for file, content in bundle.items():
            (folder / file).write_bytes(content)
        (folder / "fonts.sty").write_text(_fonts(faces, folder), "utf-8")
        failed = _run(program, folder)
        log = _log(folder)
        pdf = folder / "resume.pdf"
        if failed or not pdf.is_file():
            _explain(Path(program).name, failed, log, bundle["resume.tex"].decode())
        for character in dict.fromkeys(_MISSING_CHARACTER.findall(log)):
            warn(no_glyph(character, "it is not shown"))
        return pdf.read_bytes()


def _program() -> str:
    found = shutil.which(_PROGRAM)
    if found is None:
        raise EngineMissing(f"there is no {_PROGRAM}")
    return found


def _fonts(faces: Sequence[Face], folder: Path) -> str:
    """Bring the font files into the folder, under names that need no care in TeX; return which is which."""
    (folder / "fonts").mkdir()
    families: dict[str, list[str]] = {}
    for number, face in enumerate(faces):
        file = f"f{number}{face.path.suffix}"
        try:
            (folder / "fonts" / file).symlink_to(face.path.resolve())
        except OSError:  # Windows lets few people make links
            shutil.copyfile(face.path, folder / "fonts" / file)
        families.setdefault(face.family, []).append(f"{_FEATURES[face.weight, face.style]}={file}")
    lines = [f"\\cvfontfiles{{{family}}}{{Path=./fonts/,{','.join(files)}}}" for family, files in families.items()]
    return "\n".join(["\\ProvidesFile{fonts.sty}", *lines, ""])


def _run(program: str, folder: Path) -> str:
    """Run TeX once; return an empty string, or what it said where it failed."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("TEX", "BIB", "MF", "MP"))},
        "TEXINPUTS": f".{os.pathsep}",
        "TEXMFHOME": str(folder / "none"),
        "shell_escape": "f",
        "openin_any": "p",
        "openout_any": "p",
        "max_print_line": "100000",
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
        "MKTEXTFM": "0",
        "MKTEXPK": "0",
    }
    process = subprocess.Popen(  # noqa: S603
        [program, *_ARGUMENTS],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        told, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        _end(process)
        raise EngineFailed(f"{Path(program).name} did not end within {SECONDS} seconds") from None
    except BaseException:
        _end(process)
        raise
    return told.decode("utf-8", "replace") or "it said nothing" if process.returncode else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End TeX and the driver that it has started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _log(folder: Path) -> str:
    log = folder / "resume.log"
    return log.read_text("utf-8", "replace") if log.is_file() else ""


def _explain(program: str, told: str, log: str, page: str) -> None:
    """Raise the error that the log tells of: what it is, and the line of the page where TeX gave up."""
    missing = _MISSING_FILE.search(log) or _MISSING_FILE.search(told)
    if missing:
        raise EngineMissing(f"TeX lacks {missing[1]}")
    error = _ERROR.search(log) or _ERROR.search(told)
    if error is None:
        raise EngineFailed(f"{program}: {told.strip()[-_LONGEST:]}")
    what = f"{program}: {(error[3] or error[4] or '').strip()}"
    if error[1]:
        what += f" (line {error[2]} of {error[1]})"
    lines = page.split("\n")
    number = int(error[2]) if error[1] == "resume.tex" else _page_line(log)
    if 0 < number <= len(lines):
        line = lines[number - 1].strip()
        what += f", at `{line if len(line) <= _LONGEST else line[:_LONGEST] + '…'}`"
    raise EngineFailed(what)


def _page_line(log: str) -> int:
    """The line that TeX had come to, as `l.12 ...` below its message says."""
    match = re.search(r"^l\.(\d+) ", log, re.MULTILINE)
    return int(match[1]) if match else 0
