"""What works on this machine: each part is tried, not looked up."""

from __future__ import annotations

import platform
import sys
from importlib import import_module, metadata
from typing import Any

from cvrender.build import ENGINES, EXIT_MISSING

_PACKAGES = ("PyYAML", "markdown-it-py", "Babel", "Jinja2", "rendercv-fonts", "weasyprint", "typst")


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
        trouble, version = _try(name)
        if trouble:
            needed = name in ENGINES[:2]  # those that `auto` takes
            status = EXIT_MISSING if needed else status
            lines += [
                f"{'broken  ' if needed else 'not here'} engine {name}: {trouble}",
                f"         mend it: {_engine(name).mend()}",
            ]
        else:
            lines.append(f"ok       engine {name} {version} made a PDF")
    return status, lines


def _engine(name: str) -> Any:
    return import_module(f"cvrender.engines.{name}")


def _try(name: str) -> tuple[str, str]:
    """Make a PDF of one line; return what went wrong, or an empty string and the version."""
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
    engine = _engine(name)
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
