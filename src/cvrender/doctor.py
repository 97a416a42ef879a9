"""What works on this machine: each part is tried, not looked up."""

from __future__ import annotations

import platform
import sys
from importlib import metadata

from cvrender.build import ENGINES, EXIT_MISSING

_PACKAGES = ("PyYAML", "markdown-it-py", "Babel", "Jinja2", "rendercv-fonts", "weasyprint")
_PANGO = {
    "debian": "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "dnf install pango",
    "arch": "pacman -S pango",
    "alpine": "apk add pango",
    "Darwin": "brew install pango",
    "Windows": "install MSYS2 (msys2.org), then in its shell: pacman -S mingw-w64-x86_64-pango",
}
"""WeasyPrint's own list of what it needs (doc.courtbouillon.org/weasyprint, "First steps")."""

_LATEX = {
    "debian": "apt-get install texlive-xetex texlive-latex-recommended",
    "fedora": "dnf install texlive-xetex texlive-collection-latexrecommended",
    "arch": "pacman -S texlive-xetex texlive-latexrecommended",
    "alpine": "apk add texlive-xetex",
    "Darwin": "brew install --cask basictex",
    "Windows": "install MiKTeX (miktex.org)",
}
"""The smallest that has xelatex, fontspec and hyperref."""


def examine() -> tuple[int, list[str]]:
    """Return an exit status (3 where something that pages need is missing) and what to print, with what mends it."""
    lines = [f"ok       Python {platform.python_version()} ({sys.executable})"]
    status = 0
    for package in _PACKAGES:
        try:
            lines.append(f"ok       {package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            status = EXIT_MISSING
            lines += [f"missing  {package}", f"         mend it: {sys.executable} -m pip install {package}"]
    import yaml

    fast = hasattr(yaml, "CBaseLoader")
    lines.append(
        f"{'ok ' if fast else 'slow'}      YAML is read by {'libyaml' if fast else 'Python code, correct and slower'}"
    )
    for name in ENGINES:
        trouble, version = _try(name)
        if trouble:
            needed = name == ENGINES[0]
            status = EXIT_MISSING if needed else status
            mend = pango_command() if needed else latex_command()
            lines += [f"{'broken ' if needed else 'not here'} engine {name}: {trouble}", f"         mend it: {mend}"]
        else:
            lines.append(f"ok       engine {name} {version} made a PDF")
    return status, lines


def pango_command() -> str:
    """Return the command that installs what WeasyPrint needs, as this system has it."""
    return _command(_PANGO, "Pango 1.44 or newer")


def latex_command() -> str:
    """Return the command that installs what the LaTeX engine needs, as this system has it."""
    return _command(_LATEX, "TeX Live 2022 or newer, with xelatex")


def _command(commands: dict[str, str], what: str) -> str:
    system = platform.system()
    if system == "Linux":
        try:
            release = platform.freedesktop_os_release()
        except OSError:
            release = {}
        for name in [release.get("ID", ""), *release.get("ID_LIKE", "").split()]:
            known = {"ubuntu": "debian", "rhel": "fedora", "manjaro": "arch"}.get(name, name)
            if known in commands:
                return commands[known]
        return f"install {what} with your package manager"
    return commands.get(system, f"install {what}")


def _try(name: str) -> tuple[str, str]:
    """Make a PDF of one line; return what went wrong, or an empty string and the version."""
    from importlib import import_module

    from cvrender.diagnostics import Report
    from cvrender.document.model import Document
    from cvrender.engines import EngineFailed, EngineMissing
    from cvrender.fonts import faces
    from cvrender.resume.model import Resume
    from cvrender.theme import DEFAULT, load

    report = Report()
    theme = load(DEFAULT, report)
    if theme is None or report.failed():
        return "the themes are not installed", ""
    engine = import_module(f"cvrender.engines.{name}")
    complaints: list[str] = []
    try:
        writer = import_module(f"cvrender.writers.{engine.WRITER}")
        bundle = writer.write(Document(resume=Resume(), name="Doctor"), theme, report)
        pdf = engine.compile(bundle, faces(theme.families(), "", "en"), complaints.append)
        version = str(engine.version())
    except (EngineMissing, EngineFailed) as error:
        return str(error), ""
    if not pdf.startswith(b"%PDF-"):
        return "what it made is no PDF", ""
    return "; ".join(complaints), version
