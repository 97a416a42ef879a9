"""What a page made by xelatex would have xdvipdfmx do, read before it does it.

xelatex writes an XDV file: a DVI file (D. Fuchs, "The format of TeX's DVI files", TUGboat 3:2) with XeTeX's own
commands, in version 7 (texk/dvipdfm-x/dvicodes.h of TeX Live). Its specials are orders to xdvipdfmx, some of which take
any file of the disk into the PDF: `openin_any` does not hold for them. Orders that would write an action or another
active feature are refused as well; what is finished is judged again (see pdfactions), whichever engine made it.
"""

from __future__ import annotations

import re

from cvrender.pdf.actions.scan import active_names
from cvrender.pdf.actions.tokens import outside_texts

_SAFE = re.compile(
    rb"color |background |"
    rb"x:(?:gsave|grestore|(?:scale|rotate) [-\d. ]+)$|"
    rb"dvipdfmx:config [Cz] +0?x?[\da-fA-F]+$|"
    rb"pdf: ?(?:(?:majorversion|minorversion|pagesize|docinfo|docview|dest|out|outline|bann|bannot|eann|eannot|nobreak|"
    rb"bcolor|ecolor|bgcolor|bcontent|econtent|content|literal|code|btrans|etrans|bxobj|exobj|uxobj|obj|"
    rb"put(?!\s*@(?:catalog|names)\b)|trailerid)\b|"
    # A picture: the file last, in the folder itself.
    rb"image [a-z\d. -]*\(photo\.(?:png|jpg)\)$)"
)
"""Specials that name no file, and the photo of the bundle. Graphics packages write objects and resources of pages; what
belongs to the catalog comes from hyperref, as `docview`, `dest` and `out`.
"""

_SIZES = {
    **dict.fromkeys(range(128), 0),  # characters
    **{128 + k: 1 + k for k in range(4)},
    132: 8,
    **{133 + k: 1 + k for k in range(4)},
    137: 8,
    138: 0,
    139: 44,  # the beginning of a page
    **dict.fromkeys((140, 141, 142), 0),
    **{first + k: 1 + k for first in (143, 148, 153, 157, 162, 167) for k in range(4)},  # moves
    **dict.fromkeys((147, 152, 161, 166), 0),
    **dict.fromkeys(range(171, 235), 0),  # fonts
    **{235 + k: 1 + k for k in range(4)},
    **dict.fromkeys((250, 251), 0),  # where a line turns round
}
"""Bytes behind each command whose length is fixed."""
_PREAMBLE, _POSTAMBLE, _NATIVE_FONT, _GLYPHS, _TEXT_AND_GLYPHS = 247, 248, 252, 253, 254
_COLOURED, _EXTENDED, _SLANTED, _EMBOLDENED = 0x0200, 0x1000, 0x2000, 0x4000
_VERSION = 7


def forbidden(content: bytes) -> str:  # noqa: C901  # a case for each kind of command
    """Return the first order of an XDV file that is not known to be safe, or an empty string.

    A file that cannot be read, since its version is another, is such an order as well.
    """
    at = 0

    def number(size: int) -> int:
        nonlocal at
        if at + size > len(content):
            raise IndexError
        at += size
        return int.from_bytes(content[at - size : at], "big")

    def skip(size: int) -> None:
        nonlocal at
        at += size

    try:
        while True:
            command = number(1)
            if command in _SIZES:
                skip(_SIZES[command])
            elif 239 <= command <= 242:
                size = number(command - 238)
                special = content[at : at + size].strip()
                if not _SAFE.match(special) or active_names(outside_texts(special)):
                    return special.decode("utf-8", "replace")
                skip(size)
            elif 243 <= command <= 246:
                skip(command - 242 + 12)
                skip(number(1) + number(1))
            elif command == _NATIVE_FONT:
                skip(8)
                flags = number(2)
                skip(number(1))
                skip(4 + sum(4 for flag in (_COLOURED, _EXTENDED, _SLANTED, _EMBOLDENED) if flags & flag))
            elif command in (_GLYPHS, _TEXT_AND_GLYPHS):
                if command == _TEXT_AND_GLYPHS:
                    skip(2 * number(2))
                skip(4)
                skip(10 * number(2))
            elif command == _PREAMBLE and number(1) == _VERSION:
                skip(12)
                skip(number(1))
            elif command == _POSTAMBLE:
                return ""
            else:
                return f"command {command} at byte {at - 1}"
    except IndexError:
        return f"an end at byte {at}"
