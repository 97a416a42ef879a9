"""From the bytes of a text to its characters, as programs that show it find out the encoding."""

from __future__ import annotations

import codecs
import re

from cvrender.verification.extracted import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 1024
"""Bytes in which a page of HTML says its encoding (HTML, section 13.2.3.2)."""
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_FALLBACK = "cp1252"
"""What browsers take a page for that says nothing and is not UTF-8."""


def text(content: bytes) -> str:
    """Return plain text or Markdown in UTF-8, or in what its byte order mark says. Raises Unreadable for any other."""
    encoding, start = _marked(content)
    try:
        found = content[start:].decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, start + error.start) + 1
        byte = content[start + error.start]
        raise Unreadable(
            f"it is no text in {(encoding or 'utf-8').upper()}: byte 0x{byte:02X} in line {line}; save it as UTF-8"
        ) from error
    if "\0" in found:
        raise Unreadable("it is no text: it holds zero bytes")
    return found


def page(content: bytes) -> str:
    """Return a page of HTML in what its byte order mark, its head or the bytes themselves say that it is encoded in."""
    encoding, start = _marked(content)
    if not encoding:
        encoding = _declared(content[:_HEAD])
    if not encoding:
        try:
            content.decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = _FALLBACK
    return content[start:].decode(encoding, "replace").replace("\0", "\ufffd")


def _marked(content: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark tells, and the mark's length."""
    return next(((name, len(mark)) for mark, name in _MARKS if content.startswith(mark)), ("", 0))


def _declared(head: bytes) -> str:
    """The encoding that a page says it has, by one of the names that browsers know; or an empty string."""
    found = _CHARSET.search(head)
    if found is None:
        return ""
    label = found[1].decode("ascii", "replace").lower()
    if label in ("utf-8", "utf8"):
        return "utf-8"
    import webencodings

    known = webencodings.lookup(label)
    # A page whose head can be read as ASCII is not UTF-16, whatever it says (HTML, section 13.2.3.2).
    if known is None or known.name in ("utf-16le", "utf-16be"):
        return "utf-8" if known else ""
    return str(known.codec_info.name) if known.name != "x-user-defined" else _FALLBACK
