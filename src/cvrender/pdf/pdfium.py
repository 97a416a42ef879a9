"""pdfium by its C interface, as far as it is needed here (fpdfview.h, fpdf_text.h, fpdf_edit.h and so on).

pypdfium2's own bindings declare all 469 functions and load what finds libraries, in 8 ms; a build by Typst takes 100.
The library is the one that pypdfium2 brings.
"""

from __future__ import annotations

import ctypes
import functools
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_KINDS = {"p": ctypes.c_void_p, "i": ctypes.c_int, "u": ctypes.c_uint, "l": ctypes.c_ulong, "d": ctypes.c_double}
_KINDS |= {"f": ctypes.c_float, "z": ctypes.c_size_t}
_FUNCTIONS = {
    # Name: what it returns, and what it takes. A pointer is p; n is nothing.
    "FPDF_InitLibrary": "n",
    "FPDF_LoadMemDocument64": "ppzp",
    "FPDF_GetLastError": "l",
    "FPDF_CloseDocument": "np",
    "FPDF_GetPageCount": "ip",
    "FPDFCatalog_IsTagged": "ip",
    "FPDF_LoadPage": "ppi",
    "FPDF_ClosePage": "np",
    "FPDF_GetPageBoundingBox": "ipp",
    "FPDF_GetPageHeightF": "fp",
    "FPDF_GetPageWidthF": "fp",
    "FPDFPage_GetRotation": "ip",
    "FPDFPage_CountObjects": "ip",
    "FPDFPage_GetObject": "ppi",
    "FPDFFormObj_CountObjects": "ip",
    "FPDFFormObj_GetObject": "ppl",
    "FPDFPageObj_GetType": "ip",
    "FPDFPageObj_GetBounds": "ippppp",
    "FPDFPageObj_GetFillColor": "ippppp",
    "FPDFPageObj_GetMatrix": "ipp",
    "FPDFPageObj_HasTransparency": "ip",
    "FPDFPageObj_GetClipPath": "pp",
    "FPDFPageObj_SetIsActive": "ipi",
    "FPDFClipPath_CountPaths": "ip",
    "FPDFClipPath_CountPathSegments": "ipi",
    "FPDFClipPath_GetPathSegment": "ppii",
    "FPDFPathSegment_GetPoint": "ippp",
    "FPDFPath_GetDrawMode": "ippp",
    "FPDFTextObj_GetFontSize": "ipp",
    "FPDFTextObj_GetTextRenderMode": "ip",
    "FPDFText_LoadPage": "pp",
    "FPDFText_ClosePage": "np",
    "FPDFText_CountChars": "ip",
    "FPDFText_GetText": "ipiip",
    "FPDFText_GetBoundedText": "ipddddpi",
    "FPDFText_GetUnicode": "upi",
    "FPDFText_GetTextObject": "ppi",
    "FPDFText_GetCharBox": "ipipppp",
    "FPDFText_GetLooseCharBox": "ipip",
    "FPDFText_GetFillColor": "ipipppp",
    "FPDFText_GetFontSize": "dpi",
    "FPDFText_GetMatrix": "ipip",
    "FPDFText_IsGenerated": "ipi",
    "FPDFLink_Enumerate": "ippp",
    "FPDFLink_GetAction": "pp",
    "FPDFLink_GetAnnotRect": "ipp",
    "FPDFLink_CountQuadPoints": "ip",
    "FPDFLink_GetQuadPoints": "ipip",
    "FPDFAction_GetURIPath": "lpppl",
    "FPDF_StructTree_GetForPage": "pp",
    "FPDF_StructTree_Close": "np",
    "FPDF_StructTree_CountChildren": "ip",
    "FPDF_StructTree_GetChildAtIndex": "ppi",
    "FPDF_StructElement_CountChildren": "ip",
    "FPDF_StructElement_GetChildAtIndex": "ppi",
    "FPDF_StructElement_GetType": "lppl",
    "FPDF_StructElement_GetAltText": "lppl",
    "FPDFBitmap_CreateEx": "piiipi",
    "FPDFBitmap_FillRect": "npiiiil",
    "FPDFBitmap_GetBuffer": "pp",
    "FPDFBitmap_GetStride": "ip",
    "FPDFBitmap_Destroy": "np",
    "FPDF_RenderPageBitmap": "nppiiiiii",
}

BITMAP_GREY = 1
"""FPDFBitmap_Gray: a byte for each dot."""
PAINT_GREY = 8
"""FPDF_GRAYSCALE."""


class Rect(ctypes.Structure):
    """FS_RECTF: a box in points."""

    _fields_ = [
        ("left", ctypes.c_float),
        ("top", ctypes.c_float),
        ("right", ctypes.c_float),
        ("bottom", ctypes.c_float),
    ]


class Quad(ctypes.Structure):
    """FS_QUADPOINTSF: the four corners of a part of an annotation, x and y of each in points."""

    _fields_ = [(f"{axis}{corner}", ctypes.c_float) for corner in range(4) for axis in "xy"]


class Matrix(ctypes.Structure):
    """FS_MATRIX: a, b, c, d, e, f of a transformation (ISO 32000-1, section 8.3.3)."""

    _fields_ = [(name, ctypes.c_float) for name in "abcdef"]


@functools.cache
def library() -> Any:
    """Return pdfium, ready to be used. Raises ImportError or OSError where it cannot be loaded."""
    import importlib.util

    spec = importlib.util.find_spec("pypdfium2_raw")
    if spec is None or spec.origin is None:
        raise ImportError("pypdfium2 is not installed")
    name = {"win32": "pdfium.dll", "darwin": "libpdfium.dylib"}.get(sys.platform, "libpdfium.so")
    path = Path(spec.origin).with_name(name)
    if path.is_file():
        pdfium: Any = ctypes.CDLL(str(path))
    else:  # one of the system's, which the bindings know to find
        from pypdfium2_raw import bindings

        pdfium = bindings._libs["pdfium"]  # ctypesgen's name for it
    # Only what is declared can be called: an address that ctypes takes for an int ends the process.
    known = SimpleNamespace()
    for function, kinds in _FUNCTIONS.items():
        declared = getattr(pdfium, function)
        declared.restype = _KINDS.get(kinds[0])
        declared.argtypes = [_KINDS[kind] for kind in kinds[1:]]
        setattr(known, function, declared)
    known.FPDF_InitLibrary()  # a second time, after pypdfium2, it does nothing
    return known
