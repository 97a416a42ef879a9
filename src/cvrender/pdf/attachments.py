"""Files inside a PDF: the resume that a page shows travels with it, as JSON Resume, and can be taken out again."""

from __future__ import annotations

import io
import zlib
from typing import Any

NAME = "resume.json"
_MIME = "application/json"
_LARGEST = 20 * 2**20
"""Bytes that are unpacked at most: a resume has thousands, and a small stream can unpack to gigabytes."""
_WHEN = "D:19700101000000Z"
"""PDF/A-3 wants a date of each file (ISO 19005-3, 6.8); equal input gives equal bytes."""


class NoAttachment(Exception):
    """The file holds no resume; the message says why."""


def attach(pdf: bytes, content: bytes) -> bytes:
    """Return the PDF with the content attached as NAME: what its pages were made from (/AFRelationship Source)."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        stream = opened.make_stream(content)
        stream.Type = pikepdf.Name.EmbeddedFile
        stream.Subtype = pikepdf.Name(f"/{_MIME}")
        stream.Params = pikepdf.Dictionary(Size=len(content), ModDate=pikepdf.String(_WHEN))
        spec = opened.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Filespec,
                F=NAME,
                UF=NAME,
                Desc="The resume as data, in JSON Resume's form",
                AFRelationship=pikepdf.Name.Source,
                EF=pikepdf.Dictionary(F=stream, UF=stream),
            )
        )
        if "/Names" not in opened.Root:
            opened.Root.Names = pikepdf.Dictionary()
        opened.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=pikepdf.Array([NAME, spec]))
        opened.Root.AF = pikepdf.Array([spec])
        out = io.BytesIO()
        opened.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
        return out.getvalue()


def extract(pdf: bytes) -> bytes:
    """Return the file that is attached to the PDF as NAME, or the only one in JSON. Raises NoAttachment."""
    import json
    import logging

    import pikepdf

    logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # or it writes of what is damaged to stderr

    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            files = {name: spec.get_file().obj for name, spec in opened.attachments.items()}
            name = _named(list(files))
            found = _unpacked(files[name])
    except pikepdf.PasswordError as error:
        raise NoAttachment("it is locked with a password: save a copy of it without one") from error
    except (NoAttachment, MemoryError):
        raise
    except Exception as error:  # in a damaged file any value may be of any type, and pikepdf raises what comes of it
        raise NoAttachment("it is no PDF, or a damaged one") from error
    try:
        json.loads(found.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoAttachment(f"its attachment {name} is not JSON") from error
    return found


def _named(names: list[str]) -> str:
    """The attachment that is a resume by its name. Raises NoAttachment."""
    found = [name for name in names if name == NAME] or [name for name in names if name.endswith(".json")]
    if len(found) == 1:
        return found[0]
    raise NoAttachment(f"it holds {', '.join(names)}, and no one {NAME}" if names else "no file is attached to it")


def _unpacked(stream: Any) -> bytes:
    packed = bytes(stream.read_raw_bytes())
    filters = str(stream.get("/Filter", ""))
    if not filters:
        return packed
    if "FlateDecode" not in filters or "/DecodeParms" in stream:
        raise NoAttachment(f"its attachment is packed in a way that is not read here: {filters}")
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(packed, _LARGEST)
    if unpacker.unconsumed_tail:
        raise NoAttachment(f"its attachment is larger than {_LARGEST >> 20} MB")
    return content
