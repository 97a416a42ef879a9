"""The PDF by WeasyPrint, from HTML."""

from cvrender.engines.weasyprint.engine import VARIANTS, WRITER, compile, mend, state, version

__all__ = ["VARIANTS", "WRITER", "compile", "mend", "state", "version"]
