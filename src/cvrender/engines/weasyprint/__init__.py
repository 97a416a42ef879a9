"""The PDF by WeasyPrint, from HTML."""

from cvrender.engines import PDF_STANDARDS
from cvrender.engines.weasyprint.engine import WRITER, compile, mend, state, version

__all__ = ["PDF_STANDARDS", "WRITER", "compile", "mend", "state", "version"]
