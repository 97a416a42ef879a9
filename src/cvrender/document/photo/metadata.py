"""PNG and JPEG files without what they tell besides their pixels, which stay as they are.

What is kept is listed, and not what is dropped: makers of cameras invent new places to write to. Dropped are Exif with
the place and a small picture from before it was cut, XMP, comments, densities (TeX would size by them), a second
picture or a film behind the end, and a PNG's animation.
"""

from __future__ import annotations

import re
import struct
import zlib

from cvrender.record import Record


class Raster(Record):
    """A file that tells nothing but its picture, and the size of that in pixels.

    `turn` is how it has to be turned to stand upright, as Exif counts: 1 is not at all. `fit` is False where an engine
    may not draw it as it is: it is damaged, or of a kind that not all of them know; `content` is then the whole file,
    and the size is 0 where none could be read.
    """

    content: bytes
    width: int
    height: int
    turn: int = 1
    fit: bool = True


_MOST_PARTS = 10_000
"""Segments or chunks of a file; some dozens are usual, and a million would take seconds."""


# JPEG: ITU-T T.81, annex B.

_EOI, _SOS, _DQT, _DRI, _DHT, _APP0 = 0xD9, 0xDA, 0xDB, 0xDD, 0xC4, 0xE0
_FRAMES = frozenset(range(0xC0, 0xD0)) - {_DHT, 0xC8, 0xCC}
_KNOWN_FRAMES = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive, in Huffman's codes; the others are shown nearly nowhere."""
_HEAD = re.compile(rb"\xff+([\xc0-\xcf\xd9-\xfe])")
_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""FF 00 is a byte of a scan, and FF D0 to FF D7 restart it."""
_JFIF = b"JFIF\0\1\1\0\0\1\0\1\0\0"
"""The version, no unit, a density of one by one, no small picture (JFIF 1.02, page 5)."""
_SAMPLES = (0x11, 0x12, 0x21, 0x22, 0x14, 0x41)

_Segment = tuple[int, bytes, bytes]
"""Marker, data, and behind the head of a scan the scan itself."""


def jpeg(content: bytes) -> Raster:
    """Return what is left of a JPEG file."""
    segments, whole = _segments(content)
    if len(segments) == _MOST_PARTS:
        return Raster(content, 0, 0, fit=False)
    frames = [data for marker, data, _ in segments if marker in _FRAMES]
    height, width = struct.unpack(">HH", frames[0][1:5].ljust(4, b"\0")) if frames else (0, 0)
    turn = next((_turn(data[6:]) for marker, data, _ in segments if marker == 0xE1 and data[:5] == b"Exif\0"), 1)
    scans = [scan for *_, scan in segments if scan]
    sound = whole and scans and len(frames) == 1 and all(_is_sound(marker, data) for marker, data, _ in segments)
    if not sound or not width * height:
        return Raster(content, width, height, turn, fit=False)
    kept = [b"\xff\xd8"]
    for marker, data, scan in segments:
        shown = _shown(marker, data)
        if shown:
            kept.append(struct.pack(">BBH", 0xFF, marker, len(shown) + 2) + shown + scan)
    return Raster(b"".join([*kept, b"\xff\xd9"]), width, height, turn)


def _segments(content: bytes) -> tuple[list[_Segment], bool]:
    """What the file consists of up to the end of its image, and whether that was reached."""
    segments: list[_Segment] = []
    at = 2
    while len(segments) < _MOST_PARTS:
        head = _HEAD.match(content, at)
        if not head or head[1][0] == _EOI:
            return segments, head is not None
        start = head.end()
        end = start + int.from_bytes(content[start : start + 2])
        if not start + 2 <= end <= len(content):
            break
        at = end
        if head[1][0] == _SOS:
            after = _AFTER_SCAN.search(content, end)
            if not after:
                break
            at = after.start()
        segments.append((head[1][0], content[start + 2 : end], content[end:at]))
    return segments, False


def _shown(marker: int, data: bytes) -> bytes:
    """What is kept of a segment: what the picture is drawn from, and no other word."""
    if marker == _APP0:
        return _JFIF if data.startswith(b"JFIF\0") else b""
    if marker == _APP0 + 2:
        return data if data.startswith(b"ICC_PROFILE\0") else b""
    if marker == _APP0 + 14:
        return data[:12] if data.startswith(b"Adobe") else b""
    return data if marker < _APP0 else b""


def _is_sound(marker: int, data: bytes) -> bool:
    """Whether every decoder takes this segment. Damage to a scan may look like any of them."""
    if marker in _KNOWN_FRAMES:
        # Eight bits; one or three components, numbered as JFIF has it.
        numbers, samples = data[6::3], data[7::3]
        count = {b"\1": 1, b"\1\2\3": 3}.get(numbers, 0)
        return data[:1] == b"\x08" and data[5] == count > 0 and len(data) == 6 + 3 * count and {*samples} <= {*_SAMPLES}
    if marker == _DHT:
        return _are_codes(data)
    if marker == _DQT:
        return len(data) % 65 == 0 and all(number < 4 for number in data[::65])  # of eight bits each
    if marker == _SOS:
        count = (len(data) - 4) // 2
        return 1 <= count <= 3 and data[0] == count and len(data) % 2 == 0 and data[-3] <= data[-2] <= 63
    return marker >= _APP0 or (marker == _DRI and len(data) == 2)


def _are_codes(data: bytes) -> bool:
    """Whether these are tables of Huffman's, each with a code for every symbol."""
    while data:
        lengths = data[1:17]
        end = 17 + sum(lengths)
        taken = sum(codes << (16 - length) for length, codes in enumerate(lengths, 1))
        if data[0] & 0xEC or len(data) < end or taken >= 1 << 16:
            return False
        if data[0] < 0x10 and max(data[17:end], default=0) > 11:  # bits of a difference (T.81, table F.1)
            return False
        data = data[end:]
    return True


def _turn(exif: bytes) -> int:
    """The orientation in a block of Exif, which is a TIFF file; 1 where it tells none."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if not order:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, start)
        for number in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * number)
            if (tag, kind) == (0x0112, 3):
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:  # cut short
        pass
    return 1


# PNG: the third edition of its specification, sections 5, 7 and 11.

_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"iCCP", b"IDAT", b"IEND")
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""By the type of colour."""
_LARGEST_PROFILE = 2**20
"""Bytes, unpacked; Pillow takes no more."""
_LARGEST_CHECKED = 2**24
"""Bytes of pixels that are looked at here: more than an image of 1200 by 1200 with opacity has."""


def png(content: bytes) -> Raster:
    """Return what is left of a PNG file."""
    chunks, whole = _chunks(content)
    if len(chunks) == _MOST_PARTS:
        return Raster(content, 0, 0, fit=False)
    head = next((data for kind, data in chunks if kind == b"IHDR"), b"").ljust(13, b"\0")
    width, height = struct.unpack(">II", head[:8])
    turn = next((_turn(data) for kind, data in chunks if kind == b"eXIf"), 1)
    pixels = b"".join(data for kind, data in chunks if kind == b"IDAT")
    coloured = head[9] != 3 or any(kind == b"PLTE" for kind, _ in chunks)
    if not whole or not coloured or not _is_whole(head, pixels):
        return Raster(content, width, height, turn, fit=False)
    kept = [content[:8]]
    for kind, data in chunks:
        if kind in _CHUNKS and (kind != b"iCCP" or _is_profile(data)):
            kept.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    return Raster(b"".join(kept), width, height, turn)


def _chunks(content: bytes) -> tuple[list[tuple[bytes, bytes]], bool]:
    """Name and data of each chunk up to the end of the image, and whether that was reached in good order."""
    chunks: list[tuple[bytes, bytes]] = []
    at = 8
    while len(chunks) < _MOST_PARTS:
        end = at + 8 + int.from_bytes(content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : end]
        if end + 4 > len(content) or zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(content[end : end + 4]):
            return chunks, False
        if (kind == b"IHDR") == bool(chunks) or (kind[:1].isupper() and kind not in _CHUNKS):
            return chunks, False
        chunks.append((kind, data))
        if kind == b"IEND":
            return chunks, True
        at = end + 4
    return chunks, False


def _is_profile(data: bytes) -> bool:
    unpacker = zlib.decompressobj()
    try:
        unpacker.decompress(data[data.find(b"\0") + 2 :], _LARGEST_PROFILE)
    except zlib.error:
        return False
    return unpacker.eof


def _is_whole(head: bytes, packed: bytes) -> bool:
    """Whether it is of a kind that every engine knows, and as many pixels are there as there should be.

    WeasyPrint 70 does not know grey of 16 bits. An interlaced image is known to all; drawing it tells if it is whole.
    """
    width, height, bits, colour, *rest = struct.unpack(">IIBBBBB", head)
    if bits not in ((1, 2, 4, 8) if colour in (0, 3) else (8,)) or any(rest) or not width * height:
        return False
    row = 1 + (width * bits * _CHANNELS.get(colour, 0) + 7) // 8
    if colour not in _CHANNELS or row * height > _LARGEST_CHECKED:
        return False
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(packed, row * height + 1)
    except zlib.error:
        return False
    return len(pixels) == row * height and max(pixels[::row]) <= 4
