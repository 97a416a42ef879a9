"""PDF by a LaTeX compiler, in a folder of its own and with a time limit.

TeX runs no program, and opens and writes no file outside of that folder and its own installation (texmf.cnf's
`shell_escape`, `openin_any` and `openout_any`). These do not hold for xdvipdfmx, which makes the PDF of what xelatex
wrote: so xelatex stops before it, and its orders are read first (see xdv.py). They do not hold for Lua and for some of
pdftex's commands either: so `build` gives no stranger's theme to what stands in its READS_ANY_FILE. One run is enough:
see the end of writers/latex/cvrender.sty.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cvrender.engines import EngineFailed, EngineMissing, command_here, created
from cvrender.engines.latex.to_unicode import mended
from cvrender.engines.missing_glyphs import no_glyph
from cvrender.record import Record
from cvrender.system.fingerprints import stamp, system
from cvrender.system.fonts import Face, installed
from cvrender.system.user_dirs import cache as caches
from cvrender.system.user_dirs import make, own

SECONDS = 60
"""Processor time that a compiler may take; a resume of 30 pages takes 2 seconds, lualatex's first run with a font 5."""
_WALL = 5
"""How many times as long it may take by the clock: the machine may be busy."""
LOG_LINES = 25
"""Lines of the end of the log that a failure brings along."""

_TEX = ("-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-no-shell-escape")
_COMMANDS = {
    "xelatex": (*_TEX, "-no-pdf", "resume.tex"),
    "lualatex": (*_TEX, "--nosocket", "resume.tex"),
    "pdflatex": (*_TEX, "resume.tex"),
    # It fetches its packages from the network unless it is told not to, and runs as often as it likes.
    "tectonic": ("-X", "compile", "--untrusted", "--only-cached", "--keep-logs", "--reruns", "0", "resume.tex"),
}
_BY_DRIVER = ("xelatex", "tectonic")
"""Compilers whose PDFs are xdvipdfmx's."""
_DRIVER = ("xdvipdfmx", "-q", "-E", "-o", "resume.pdf", "resume.xdv")
_INSTALL = {
    "xelatex": {
        "debian": "apt-get install texlive-xetex texlive-latex-recommended",
        "fedora": "dnf install texlive-xetex texlive-collection-latexrecommended",
        "arch": "pacman -S texlive-xetex texlive-latexrecommended",
        "alpine": "apk add texlive-xetex",
        "Darwin": "brew install --cask basictex",
        "Windows": "install MiKTeX (miktex.org)",
    },
    "lualatex": {
        "debian": "apt-get install texlive-luatex texlive-latex-recommended",
        "fedora": "dnf install texlive-collection-luatex texlive-collection-latexrecommended",
        "arch": "pacman -S texlive-luatex texlive-latexrecommended",
        "alpine": "apk add texlive-luatex",
        "Darwin": "brew install --cask basictex",
        "Windows": "install MiKTeX (miktex.org)",
    },
    "pdflatex": {
        "debian": "apt-get install texlive-latex-recommended lmodern",
        "fedora": "dnf install texlive-collection-latexrecommended 'tex(lmodern.sty)'",
        "arch": "pacman -S texlive-latexrecommended texlive-fontsrecommended",
        "alpine": "apk add texlive",
        "Darwin": "brew install --cask basictex",
        "Windows": "install MiKTeX (miktex.org)",
    },
    "tectonic": {
        "arch": "pacman -S tectonic",
        "alpine": "apk add tectonic",
        "Darwin": "brew install tectonic",
    },
}
"""The smallest that has the compiler, fontspec or Latin Modern, and hyperref."""
_FIND = {
    "debian": "apt-file search /{file}, which names the package; most are in texlive-latex-extra",
    "fedora": "dnf install 'tex({file})'",
    "arch": "pacman -F {file}, which names the package; most are in texlive-latexextra",
    "alpine": "apk add texmf-dist-latexextra",
    "Darwin": "sudo tlmgr install {stem}",
    "Windows": "miktex packages install {stem}",
}
_OURS = ("fontspec.sty", "luaotfload.sty", "lmodern.sty", "hyperref.sty", "bookmark.sty", "geometry.sty", "xcolor.sty",
         "graphicx.sty")  # fmt: skip
"""What the base sheet itself loads; `mend` installs all of it."""
_FEATURES = {
    (400, "normal"): "UprightFont",
    (700, "normal"): "BoldFont",
    (400, "italic"): "ItalicFont",
    (700, "italic"): "BoldItalicFont",
}
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_FALLBACKS = re.compile(r"\\cvfallbackfonts\}\{([^}]*)\}")
_ERROR = re.compile(r"^(?:error: )?(?:\./)?([\w.]+):(\d+): (.*)$|^(?:!|error:) (.*)$", re.MULTILINE)
_MISSING_FILE = re.compile(r"File [`']([^`']+\.(?:sty|def|cls|cfg|fd|tex))' not found")
_NO_FORMAT = re.compile(r"I can't find the format file|can't find the default format|kpathsea: Running mktexfmt")
_MISSING_CHARACTER = re.compile(r"Missing character: There is no (\S+)(?: \([^()]*\))? in font")
_MACRO = re.compile(r"^\\([a-zA-Z@]+\*?) .*->", re.MULTILINE)
_LONGEST = 160
"""Characters of what TeX said, in a message."""


class Compiler(Record):
    """One of COMPILERS (loading/registry.py), as an engine of its own."""

    name: str
    WRITER = "latex"
    PDF_STANDARDS = ()

    def version(self) -> str:
        """Return the first line of what the compiler says of itself. Raises EngineMissing where there is none."""
        command = [_program(self.name), "--version"]
        told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
        return told.stdout.partition("\n")[0].strip()

    def state(self) -> str:
        """Return what tells this installation from another; empty where that is not known."""
        program = shutil.which(self.name)
        if program is None:
            return ""
        # TeX Live's own list of packages, which stands beside the folder of its programs.
        packages = stamp(Path(program).resolve().parents[2] / "tlpkg/texlive.tlpdb") + system()
        return stamp(Path(program).resolve()) + packages if packages or self.name == "tectonic" else ""

    def mend(self) -> str:
        """Return the command that installs what this compiler needs, as this system has it."""
        what = "tectonic" if self.name == "tectonic" else f"TeX Live 2022 or newer, with {self.name}"
        return command_here(_INSTALL[self.name], what)

    def compile(
        self, bundle: dict[str, bytes], faces: Sequence[Face], warn: Callable[[str], None], pdf_standard: str = ""
    ) -> bytes:
        """Return the PDF of the bundle's `resume.tex`; `warn` is called with each character that no font has.

        None of the compilers writes structure here, so the PDF keeps to no PDF standard.

        Raises EngineMissing where compiler or package is not installed, and EngineFailed.
        """
        program = _program(self.name)
        with TemporaryDirectory(prefix="cvrender-") as name:
            folder = Path(name)
            lay_out(bundle, faces, self.name, folder)
            failed = _set(program, self.name, folder)
            log = _log(folder)
            pdf = folder / "resume.pdf"
            if failed or not pdf.is_file():
                raise self.failure(failed, log, bundle)
            lacking = "".join(dict.fromkeys(_MISSING_CHARACTER.findall(log)))
            if lacking and self.name == "pdflatex":
                raise EngineFailed("pdflatex has Latin letters only", lacking=lacking)
            no_glyph(lacking, warn)
            content = pdf.read_bytes()
            return mended(content, bundle["resume.tex"].decode()) if self.name in _BY_DRIVER else content

    def failure(self, told: str, log: str, bundle: dict[str, bytes]) -> EngineFailed | EngineMissing:
        """Return the error that the log tells of, with the place in the bundle that it comes from."""
        missing = _MISSING_FILE.search(log) or _MISSING_FILE.search(told)
        if missing:
            return EngineMissing(f"{self.name} lacks {missing[1]}", self.mend_file(missing[1]))
        if _NO_FORMAT.search(told):
            return EngineMissing(f"{self.name} is there without LaTeX")
        tail = "\n".join((log or told).rstrip().split("\n")[-LOG_LINES:])
        error = _ERROR.search(log) or _ERROR.search(told)
        if error is None:
            return EngineFailed(f"{self.name}: {told.strip()[-_LONGEST:]}", log=tail)
        what = f"{self.name}: {(error[3] or error[4] or '').strip()[:_LONGEST]}"
        file, line = error[1] or "", int(error[2] or 0)
        after = log[error.start() :] if error.string is log else ""
        in_sheet = _defined(after, bundle.get("theme.sty", b"").decode())
        if in_sheet:
            return EngineFailed(what, "theme.sty", in_sheet, log=tail)
        if not file:  # a mistake that TeX sees where it reads on, or at the end of the file
            file, line = "resume.tex", _page_line(after)
        return EngineFailed(what, file, line, log=tail)

    def mend_file(self, file: str) -> str:
        """Return what installs the package that has this file."""
        if self.name == "tectonic":
            return "run `tectonic resume.tex` once in a folder of `-f latex`: it fetches its packages and keeps them"
        if file in _OURS:
            return self.mend()
        stem = file.rpartition(".")[0]
        commands = {system: command.format(file=file, stem=stem) for system, command in _FIND.items()}
        return command_here(commands, f"the package that has {file}")


def lay_out(bundle: dict[str, bytes], faces: Sequence[Face], name: str, folder: Path) -> None:
    """Write the bundle, its fonts and what says which they are into the folder."""
    for file, content in bundle.items():
        (folder / file).write_bytes(content)
    (folder / "fonts.sty").write_text(_fonts(faces, folder, _wanted(name, bundle, faces)), "utf-8")
    # lualatex would look into every font of the system once, to know them by name. It needs none by name.
    (folder / "luaotfload.conf").write_text("[db]\n  max-fonts = 1\n", "utf-8")


def environment(name: str, folder: Path) -> dict[str, str]:
    """Return what a compiler finds in its environment: no one's own settings, and what it may not do."""
    own = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("TEX", "BIB", "MF", "MP", "LUA"))},
        "TEXINPUTS": f".{os.pathsep}",
        "TEXMFHOME": str(folder / "none"),
        "shell_escape": "f",
        "openin_any": "p",
        "openout_any": "p",
        "max_print_line": "100000",
        "error_line": "254",
        "half_error_line": "238",
        "SOURCE_DATE_EPOCH": str(created() or 0),
        "FORCE_SOURCE_DATE": "1",
        "MKTEXTFM": "0",
        "MKTEXPK": "0",
    }
    return own | ({"TEXMFCACHE": str(_cache(folder))} if name == "lualatex" else {})


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise EngineMissing(f"there is no {name}")
    return found


def _wanted(compiler: str, bundle: dict[str, bytes], faces: Sequence[Face]) -> dict[str, Path]:
    """Files of those of the system's families that the page may need and lualatex shall not look for by itself."""
    found = _FALLBACKS.search(bundle.get("tokens.sty", b"").decode()) if compiler == "lualatex" else None
    listed = shutil.which("fc-match")
    known = {face.family for face in faces}
    out: dict[str, Path] = {}
    for family in found[1].split(",") if found and listed else ():
        if listed and family not in known and family.lower() in installed():
            command = [listed, "-f", "%{family}|%{file}", family]
            told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
            name, _, file = told.stdout.partition("|")
            if family in name.split(",") and Path(file).is_file():
                out[family] = Path(file)
    return out


def _fonts(faces: Sequence[Face], folder: Path, system: dict[str, Path]) -> str:
    """Bring the font files into the folder, under names that need no care in TeX; return which is which.

    A file keeps its name where that can be: lualatex keeps by it what it has read of a font.
    """
    (folder / "fonts").mkdir()
    taken: set[str] = set()

    def bring(path: Path) -> str:
        stem = path.stem if _PLAIN_NAME.fullmatch(path.stem) and path.stem not in taken else f"f{len(taken)}"
        taken.add(stem)
        file = f"{stem}{path.suffix}"
        try:
            (folder / "fonts" / file).symlink_to(path.resolve())
        except OSError:  # Windows lets few people make links
            shutil.copyfile(path, folder / "fonts" / file)
        return file

    families: dict[str, list[str]] = {}
    for face in faces:
        families.setdefault(face.family, []).append(f"{_FEATURES[face.weight, face.style]}={bring(face.path)}")
    for family, path in system.items():
        families[family] = [f"UprightFont={bring(path)}", "ItalicFont=*", "BoldItalicFont=*"]
    lines = [f"\\cvfontfiles{{{family}}}{{Path=./fonts/,{','.join(files)}}}" for family, files in families.items()]
    # Every macro that an error came through is told, of which LaTeX leaves out all but two.
    return "\n".join(["\\ProvidesFile{fonts.sty}", "\\errorcontextlines=100", "\\def\\cvshapesmended{}", *lines, ""])


def _set(program: str, name: str, folder: Path) -> str:
    """Make the PDF; return an empty string, or what the compiler said where it failed."""
    told = _run([program, *_COMMANDS[name]], name, folder)
    if told or name != "xelatex":
        return told
    from cvrender.engines.latex.xdv import forbidden

    page = folder / "resume.xdv"
    if not page.is_file():
        return "it made no page"
    order = forbidden(page.read_bytes())
    if order:
        raise EngineFailed(f"xelatex: the page orders what it may not: `{order[:_LONGEST]}`", "theme.sty", 1)
    driver = shutil.which(_DRIVER[0], path=f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if driver is None:
        raise EngineMissing(f"there is no {_DRIVER[0]}")
    return _run([driver, *_DRIVER[1:]], name, folder)


def _run(command: list[str], name: str, folder: Path) -> str:
    """Run a program of TeX once; return an empty string, or what it said where it failed."""
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=environment(name, folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _limit(process)
        told, _ = process.communicate(timeout=SECONDS * _WALL)
    except subprocess.TimeoutExpired:
        _end(process)
        raise EngineFailed(f"{name} did not end within {SECONDS * _WALL} seconds") from None
    except BaseException:
        _end(process)
        raise
    if process.returncode == -getattr(signal, "SIGXCPU", 0):
        raise EngineFailed(f"{name} did not end within {SECONDS} seconds of processor time")
    return told.decode("utf-8", "replace") or "it said nothing" if process.returncode else ""


def _limit(process: subprocess.Popen[bytes]) -> None:
    """Bound the processor time of a program, where the system can: it does not depend on what else the machine does."""
    with suppress(ImportError, AttributeError, OSError, ValueError):  # no Linux; or it has ended
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def _cache(folder: Path) -> Path:
    """Where lualatex keeps what it has read of fonts, as programs that it runs: the user's cache; where that cannot be
    written, or others can write there, the run's folder.
    """
    kept = caches()
    if kept:
        with suppress(OSError):
            make(kept / "luatex")
        if own(kept) and own(kept / "luatex") and os.access(kept / "luatex", os.W_OK):
            return kept / "luatex"
    cache = folder / "cache"
    cache.mkdir(exist_ok=True)
    return cache


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _log(folder: Path) -> str:
    log = folder / "resume.log"
    return log.read_text("utf-8", "replace") if log.is_file() else ""


def _defined(after: str, sheet: str) -> int:
    """The line of the theme's sheet that defines the innermost macro in which TeX gave up; 0 where none does."""
    for name in _MACRO.findall(after.partition("\nl.")[0]):
        command = rf"(?:[cC]ommand|def|let)\*?\s*\{{?\\{re.escape(name)}(?![a-zA-Z@])"
        definition = re.search(rf"{command}|nvironment\{{{re.escape(name)}\}}", sheet)
        if definition:
            return sheet.count("\n", 0, definition.start()) + 1
    return 0


def _page_line(log: str) -> int:
    """The line that TeX had come to, as `l.12 ...` below its message says."""
    match = re.search(r"^l\.(\d+) ", log, re.MULTILINE)
    return int(match[1]) if match else 0
