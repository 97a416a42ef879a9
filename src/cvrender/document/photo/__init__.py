"""The picture of the person, told by its content and not by its name, and made fit for every output.

It stands upright, tells nothing but what it shows (a telephone writes down where and when a picture was taken), and
any engine can draw it. A file that is fit but for what it tells keeps its pixels as they are; any other is drawn anew.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING, Literal

from cvrender.document.model import Photo
from cvrender.document.photo.metadata import Raster, jpeg, png

if TYPE_CHECKING:
    from PIL import Image

LARGEST = 10 * 2**20
"""Bytes; a photo straight from a camera is smaller."""
LONGEST = 1200
"""Pixels of the longer side. The shorter one, 800 of a film's format, fills the frame: 500 dpi in one of 40 mm, and
250 in the largest that a theme may have, 80 mm.
"""
_LARGEST_SVG = 2**20
"""Bytes; a drawing of a person has some kilobytes."""
_MOST_PIXELS = 60_000_000
"""What the sensors of telephones have; an image of ten times that fills the memory when it is unpacked."""
_TILE = 1000
"""Pixels of a side of what is converted at a time, or some more."""
_QUALITY = 90
"""Of a JPEG that is made; that of a camera's."""
_SPACE = re.compile(rb"\s*")
_BEFORE_SVG = re.compile(rb"<\?xml[^>]*>|<!DOCTYPE(?:[^>\[]|\[[^\]]*\])*>")


class Unfit(ValueError):
    """Says why a file is no picture that can be shown: `is damaged`. `hint` is the way out."""

    def __init__(self, why: str, hint: str = "save the picture anew, as PNG or JPEG") -> None:
        super().__init__(why)
        self.hint = hint


def photo(content: bytes) -> Photo:
    """Return the picture, without an alternative text, which is not yet known. Raises Unfit."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _photo(png(content), "PNG")
    if content.startswith(b"\xff\xd8\xff"):
        return _photo(jpeg(content), "JPEG")
    if _is_svg(content.removeprefix(b"\xef\xbb\xbf")):
        if len(content) > _LARGEST_SVG:
            raise Unfit(f"is a drawing of more than {_LARGEST_SVG >> 20} MB")
        from cvrender.document.photo.svg import drawn

        try:
            return _photo(png(drawn(content)), "PNG")
        except ValueError as error:
            raise Unfit(f"cannot be drawn ({error})") from error
    raise Unfit("is neither PNG nor JPEG nor SVG", "name a PNG, JPEG or SVG file beside the source")


def _photo(found: Raster, form: Literal["PNG", "JPEG"]) -> Photo:
    _check_size(found.width, found.height)
    if not found.width * found.height:
        raise Unfit("is damaged")
    content = found.content
    if not found.fit or found.turn > 1 or max(found.width, found.height) > LONGEST:
        content, form = _redrawn(found, form)
    return Photo(content, "image/png" if form == "PNG" else "image/jpeg", "")


def _check_size(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise Unfit(f"has more than {_MOST_PIXELS // 10**6} million pixels", "save the picture smaller")


def _redrawn(found: Raster, form: Literal["PNG", "JPEG"]) -> tuple[bytes, Literal["PNG", "JPEG"]]:
    """The picture upright, of at most LONGEST pixels, eight bits and sRGB; as JPEG if it was one or was too large."""
    import warnings
    from io import BytesIO

    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process
    turns = Image.Transpose
    turn = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }  # Exif 3.0, section 4.6.5.1.6
    out = BytesIO()
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(found.content), formats=(form,)) as image:
            _check_size(*image.size)  # what a damaged head says may be another size
            large = max(image.size) > LONGEST
            image.draft(None, (2 * LONGEST, 2 * LONGEST))  # a JPEG's own way to be unpacked smaller
            picture = _reduced(image)
            picture.thumbnail((LONGEST, LONGEST))
            if found.turn in turn:
                picture = picture.transpose(turn[found.turn])
            if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
                picture = picture.convert("RGB")
            picture.info.clear()
            made: Literal["PNG", "JPEG"] = "JPEG" if picture.mode != "RGBA" and (large or form == "JPEG") else "PNG"
            picture.save(out, made, **({"quality": _QUALITY} if made == "JPEG" else {}))
    except Unfit:
        raise
    except Exception as error:  # Pillow raises what its parts raise on a damaged file
        raise Unfit("is damaged") from error
    return out.getvalue(), made


def _reduced(image: Image.Image) -> Image.Image:
    """Return a picture as `_plain` does, of a large one at least twice LONGEST, made tile by tile: a conversion of the
    whole would take its memory, a fourth of a gigabyte, two or three times over.
    """
    from PIL import Image

    width, height = image.size
    factor = max(width, height) // (2 * LONGEST)
    if factor < 2:
        return _plain(image)
    out: Image.Image | None = None
    side = factor * max(1, _TILE // factor)
    for top, left in product(range(0, height, side), range(0, width, side)):
        tile = _plain(image.crop((left, top, min(width, left + side), min(height, top + side)))).reduce(factor)
        out = out or Image.new(tile.mode, (-(-width // factor), -(-height // factor)))
        out.paste(tile, (left // factor, top // factor))
    assert out is not None  # it has pixels
    return out


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a channel: grey, or red, green and blue of sRGB, with opacity where something is not opaque."""
    from io import BytesIO

    from PIL import ImageCms

    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda value: value / 257).convert("L")
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L") else "RGB"
    profile = image.info.get("icc_profile")
    if profile:
        if image.mode not in ("L", "CMYK"):
            image = image.convert(mode)
        with suppress(ImageCms.PyCMSError, OSError):  # a profile that is damaged, or of another kind of picture
            given, wanted = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            out = ImageCms.profileToProfile(image, given, wanted, outputMode="RGBA" if mode == "RGBA" else "RGB")
            assert out
            return out
    return image.convert(mode)


def _is_svg(content: bytes) -> bool:
    """Whether the root element is `svg`, after a declaration, comments and a document type."""
    at = _behind_space(content, 0)
    while not content.startswith(b"<svg", at):
        if content.startswith(b"<!--", at):
            end = content.find(b"-->", at) + 3
            if end < 3:
                return False
        elif match := _BEFORE_SVG.match(content, at):
            end = match.end()
        else:
            return False
        at = _behind_space(content, end)
    return content[at + 4 : at + 5] in (b" ", b"\t", b"\r", b"\n", b"/", b">")


def _behind_space(content: bytes, at: int) -> int:
    match = _SPACE.match(content, at)
    assert match  # it may be empty
    return match.end()
