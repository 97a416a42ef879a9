"""SVG drawn once, at the door: what a stranger's drawing may hold reaches no page, and every engine shows the same.

Typst draws it, which comes in a wheel: it runs no script, loads no file and nothing from the network, and gives up on
entities and `use` that multiply. It does not on filters of endless work, and ends the whole process on a hundred
thousand elements within each other; so it is done in a process of its own, with limits, which costs 6 ms.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

SIDE = 800
"""Pixels of the longer side: 500 dpi at 40 mm, and 250 at the largest that a theme may have, 80 mm."""
SECONDS = 10
"""How long it may take; a portrait of some kilobytes takes 0.03."""
_MEMORY = 2**29
"""Bytes of addresses; half of it is enough, and a bitmap in a drawing may unpack to a hundred times that."""

_PROGRAM = f"""
import sys
sys.path.insert(0, sys.argv[1])
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
except (ImportError, ValueError, OSError):  # Windows has no limits, and macOS none of this kind
    pass
import typst
page = b'''
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#let picture = bytes(sys.inputs.picture)
#context {{
  let size = measure(image(picture, format: "svg"))
  image(picture, format: "svg", width: {SIDE}pt / calc.max(size.width, size.height) * size.width)
}}
'''
try:
    made = typst.compile(
        page, root=".", format="png", ppi=72, ignore_system_fonts=True,
        sys_inputs={{"picture": sys.stdin.buffer.read().decode()}},
    )
except typst.TypstError as error:
    sys.exit(error.message)
except UnicodeDecodeError:
    sys.exit("it is not UTF-8")
sys.stdout.buffer.write(made)
"""


def drawn(svg: bytes) -> bytes:
    """Return the drawing as PNG. Raises ValueError, which says in a few words why it cannot be drawn."""
    found = find_spec("typst")
    if not found or not found.origin:
        raise ValueError("that takes the Python package typst, which is not installed")
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM, str(Path(found.origin).parents[1])]
    with TemporaryDirectory(prefix="cvrender-") as folder:  # empty, for a name in the drawing may mean a file here
        try:
            done = subprocess.run(  # noqa: S603
                command,
                input=svg,
                capture_output=True,
                cwd=folder,
                env={**os.environ, "RAYON_NUM_THREADS": "1"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ValueError(f"it takes longer than {SECONDS} seconds") from None
    if done.returncode == 0:
        return done.stdout
    # A process that was ended by the system, or ended itself in the middle, has no last word.
    told = done.stderr.decode("utf-8", "replace").strip().splitlines() if done.returncode == 1 else []
    raise ValueError(told[-1][:160] if told else "it is too much")
