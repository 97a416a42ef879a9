"""`cvrender new`: write a commented first resume."""

from __future__ import annotations

import argparse
from pathlib import Path

from cvrender.cli.usage import say, tell, usage
from cvrender.loading.atomic import create

_OTHERS = (".json", ".pdf", ".html", ".txt", ".md", ".tex", ".docx", ".typ")
"""Endings of files that are something else."""


def run(options: argparse.Namespace) -> int:
    """Write the starter file; return the exit status."""
    path = Path(options.name)
    if path.name in ("", ".."):
        return usage(f"`{options.name}` is no name for a file")
    if path.suffix.lower() in _OTHERS:
        return usage(f"`{path}` is to be YAML: name it `{path.stem}.yaml`")
    if path.suffix.lower() not in (".yaml", ".yml"):
        path = path.with_name(path.name + ".yaml")
    starter = (Path(__file__).parent.parent / "starter.yaml").read_bytes()
    try:
        create(path, starter)
    except FileExistsError:
        return usage(f"`{path}` is there already; it is left as it is")
    except OSError as error:
        return usage(f"`{path}` cannot be written: {error.strerror}")
    say(str(path))
    tell(f"fill it in, then: cvrender build {path}")
    return 0
