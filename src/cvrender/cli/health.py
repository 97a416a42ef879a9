"""What works on this machine: each part is tried, not looked up."""

from __future__ import annotations

import platform
import sys
from importlib import import_module, metadata

from cvrender.loading.registry import ENGINES, EXIT_MISSING, INSTEAD, engine

_PACKAGES = (
    "PyYAML",
    "markdown-it-py",
    "Babel",
    "Jinja2",
    "rendercv-fonts",
    "weasyprint",
    "typst",
    "pypdfium2",
    "watchfiles",
)


def examine() -> tuple[int, list[str]]:
    """Return an exit status (3 where an engine is missing) and what to print: each part, and what mends it."""
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
        trouble, version, mend = _try(name)
        if trouble:
            needed = name in INSTEAD["auto"]
            status = EXIT_MISSING if needed else status
            lines += [
                f"{'broken  ' if needed else 'not here'} engine {name}: {trouble}",
                f"         mend it: {mend}",
            ]
        else:
            lines.append(f"ok       engine {name} {version} made a PDF")
            if lacking := getattr(engine(name), "lacking", str)():
                lines += [f"slow     engine {name}: {lacking}", f"         mend it: {mend}"]
    return status, lines


def _try(name: str) -> tuple[str, str, str]:
    """Make a PDF of one line; return what went wrong or an empty string, the version, and what mends it."""
    from cvrender.diagnostics.report import Report
    from cvrender.document.model import Document
    from cvrender.engines import EngineFailed, EngineMissing
    from cvrender.resume.model import Resume
    from cvrender.system.fonts import faces
    from cvrender.theming.theme import DEFAULT, load

    report = Report()
    theme = load(DEFAULT, report)
    if theme is None or report.failed():
        return "the themes are not installed", "", "install cvrender anew"
    tried = engine(name)
    complaints: list[str] = []
    try:
        writer = import_module(f"cvrender.writers.{tried.WRITER}")
        bundle = writer.write(Document(resume=Resume(), name="Doctor"), theme, report)
        pdf = tried.compile(bundle, faces(theme.families(), "", "en"), complaints.append)
        version = str(tried.version())
    except EngineMissing as error:
        return str(error), "", error.mend or tried.mend()
    except EngineFailed as error:
        return str(error), "", tried.mend()
    if not pdf.startswith(b"%PDF-"):
        return "what it made is no PDF", "", tried.mend()
    return "; ".join(complaints), version, tried.mend()
