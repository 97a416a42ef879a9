"""The picture: upright, silent about all but itself, small, and drawn alike by every engine; and what is refused."""

from __future__ import annotations

import io
import random
import socket
import struct
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
from PIL import Image, ImageCms, ImageFile

from conftest import ROOT, document_of, ends, needs
from cvrender.diagnostics.report import Report
from cvrender.document import photo as photos
from cvrender.document.model import Photo
from cvrender.document.photo import LONGEST, Unfit, photo, svg
from cvrender.document.photo.metadata import jpeg, png
from cvrender.engines import typst as typst_engine
from cvrender.engines.latex.engine import Compiler
from cvrender.engines.weasyprint import engine as weasyprint
from cvrender.theming.theme import Theme
from cvrender.writers.html import writer as html
from cvrender.writers.latex import writer as latex
from cvrender.writers.typst import writer as typst

COLOURS = ((200, 30, 40), (40, 160, 60), (40, 60, 190), (220, 190, 40))
"""Of the four quarters of the picture, from left to right and from top to bottom."""
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What a camera does to a picture that is to be shown turned back."""
SECRETS = (b"Exif", b"GPS", b"48.85", b"SECRET", b"http://ns.adobe.com", b"Photoshop", b"MPF", b"ftypmp4")
GPS = 0x8825
ORIENTATION = 0x0112


def quarters(width: int = 80, height: int = 60) -> Image.Image:
    """Four colours, a quarter each."""
    small = Image.new("RGB", (2, 2))
    small.putdata(COLOURS)
    return small.resize((width, height), Image.Resampling.NEAREST)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """The file of an image."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(turn: int, order: str = "<") -> Image.Exif:
    """What a telephone writes: which way is up, and where it was."""
    told = Image.Exif()
    told.endian = order
    told[0x010F] = "SECRET maker"
    told[ORIENTATION] = turn
    told.get_ifd(GPS)[1] = "N"
    told.get_ifd(GPS)[2] = (48.0, 51.0, 29.0)
    return told


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG file."""
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of an interlaced PNG: the first pixel, and how far it is to the next."""


def adam7(image: Image.Image, bits: int = 8) -> bytes:
    """An interlaced PNG file, which Pillow does not write."""
    pixels = b""
    for left, top, right, down in PASSES:
        for y in range(top, image.height, down):
            row = [image.getpixel((x, y)) for x in range(left, image.width, right)]
            pixels += b"\0" + b"".join(bytes([value] * (bits // 8)) for pixel in row for value in pixel)
    head = struct.pack(">IIBBBBB", *image.size, bits, 2, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def opened(made: Photo) -> Image.Image:
    """The picture, decoded."""
    image = Image.open(io.BytesIO(made.content))
    assert f"image/{(image.format or '').lower()}" == made.mime
    image.load()
    return image


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colour in the middle of each quarter."""
    seen = image.convert("RGBA")
    places = [(x, y) for y in (0.3, 0.7) for x in (0.3, 0.7)]
    return [seen.getpixel((int(seen.width * x), int(seen.height * y)))[:3] for x, y in places]


def alike(seen: Iterable[tuple[int, ...]], wanted: Iterable[tuple[int, ...]] = COLOURS, by: int = 12) -> bool:
    """Whether colours are the same to the eye."""
    pairs = zip(seen, wanted, strict=True)
    return all(abs(a - b) <= by for one, other in pairs for a, b in zip(one, other, strict=True))


# What it tells.


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_is_upright_whichever_way_the_camera_was_held(turn: int, form: str) -> None:
    """Each of the eight orientations of Exif, in either order of bytes, in JPEG and PNG, is the same picture."""
    upright = quarters()
    lying = upright.transpose(TURNS[turn]) if turn in TURNS else upright
    for order in "<>":
        made = photo(saved(lying, form, exif=exif(turn, order)))
        assert opened(made).size == (80, 60)
        assert alike(corners(opened(made)))
        assert not opened(made).getexif()
        assert not any(secret in made.content for secret in SECRETS)


@pytest.mark.parametrize("turn", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_none(turn: int) -> None:
    """As browsers have it."""
    assert alike(corners(opened(photo(saved(quarters(), "JPEG", exif=exif(turn))))))


@pytest.mark.parametrize("size", [0, 2, 7, 9, 20, 30])
def test_exif_that_is_cut_short_is_none(size: int) -> None:
    """Whatever is left of it, the picture is shown."""
    told = exif(6).tobytes()[6:]
    plain = saved(quarters(), "JPEG")
    content = plain[:2] + segment(0xE1, b"Exif\0\0" + told[:size]) + plain[2:]
    assert photo(content).content == plain


def noisy_jpeg() -> bytes:
    """A JPEG file that tells all that a file can."""
    plain = saved(quarters(), "JPEG", dpi=(1, 2), icc_profile=b"profile", comment="SECRET")
    told = b"".join(
        [
            segment(0xE1, b"Exif\0\0" + exif(1).tobytes()[6:]),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET"),
            segment(0xE0, b"JFXX\0\x10SECRET"),
            segment(0xE2, b"MPF\0SECRET"),
            segment(0xE5, b"SECRET"),
            segment(0xED, b"Photoshop 3.0\0SECRET"),
            segment(0xEE, b"Adobe\0\x64\0\0\0\0\1SECRET"),
            segment(0xFE, b"SECRET"),
        ]
    )
    return plain[:20] + told + plain[20:] + saved(quarters(), "JPEG", comment="SECRET") + b"ftypmp4 SECRET"


def noisy_png() -> bytes:
    """A PNG file that tells all that a file can."""
    plain = saved(quarters(), "PNG", dpi=(1, 2))
    told = b"".join(
        [
            chunk(b"tEXt", b"Comment\0SECRET"),
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"SECRET")),
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0SECRET"),
            chunk(b"eXIf", exif(1).tobytes()[6:]),
            chunk(b"tIME", b"SECRET!"),
            chunk(b"acTL", struct.pack(">II", 1, 0)),
            chunk(b"prVt", b"SECRET"),
        ]
    )
    return plain[:33] + told + plain[33:] + b"SECRET"


@pytest.mark.parametrize("content", [noisy_jpeg(), noisy_png()], ids=["JPEG", "PNG"])
def test_a_picture_tells_nothing_but_itself(content: bytes) -> None:
    """Exif with the place, XMP, comments, a small picture, a second one, a film behind it: all are gone, and the pixels
    are those that were there.
    """
    assert content.count(b"SECRET") >= 5
    made = photo(content)
    assert not any(secret in made.content for secret in SECRETS)
    assert opened(made).tobytes() == opened(photo(saved(quarters(), made.mime[6:].upper()))).tobytes()
    assert len(made.content) < len(content) - 100
    info = opened(made).info
    assert not {"dpi", "comment", "exif", "xmp", "photoshop", "mp"} & set(info)
    assert info.get("jfif_density", (1, 1)) == (1, 1)


def test_a_profile_of_colours_is_kept() -> None:
    """It tells how the picture looks; one that unpacks to more than Pillow takes is no profile."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for form in "JPEG", "PNG":
        content = saved(quarters(), form, icc_profile=profile)
        assert opened(photo(content)).info["icc_profile"] == profile
        assert photo(content).content == content
    bomb = saved(quarters(), "PNG", icc_profile=b"x" * 2**22)
    assert b"iCCP" in bomb
    assert b"iCCP" not in photo(bomb).content


def test_what_is_drawn_anew_tells_nothing_either() -> None:
    """Turned, scaled and of other colours: nothing of the old file is copied to the new one."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for form, size in ("JPEG", 80), ("JPEG", 2000), ("PNG", 2000), ("PNG", 80):
        told = {"comment": "SECRET"} if form == "JPEG" else {}
        content = saved(quarters(size, size), form, exif=exif(6), icc_profile=profile, dpi=(1, 2), **told)
        made = photo(content)
        assert not any(secret in made.content for secret in SECRETS)
        assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


# How it looks.


def kinds() -> dict[str, bytes]:
    """Every kind of PNG and JPEG."""
    image = quarters()
    see_through = image.convert("RGBA")
    see_through.putalpha(Image.new("L", image.size, 255).point(lambda _: 255))
    see_through.putpixel((0, 0), (0, 0, 0, 0))
    return {
        "JPEG": saved(image, "JPEG", quality=95),
        "progressive": saved(image, "JPEG", quality=95, progressive=True),
        "CMYK": saved(image.convert("CMYK"), "JPEG", quality=95),
        "PNG": saved(image, "PNG"),
        "opacity": saved(see_through, "PNG"),
        "palette": saved(image.quantize(4), "PNG", bits=2),
        "palette with a hole": saved(image.quantize(8), "PNG", transparency=7),
        "interlaced": adam7(image),
        "sixteen bits": adam7(image, 16),
    }


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_of_picture_becomes_one_that_all_engines_know(kind: str) -> None:
    """The colours stay; eight bits a channel, red, green and blue, not interlaced."""
    content = kinds()[kind]
    made = photo(content)
    assert opened(made).mode in ("RGB", "RGBA", "P")
    assert alike(corners(opened(made)))
    found = (png if made.mime == "image/png" else jpeg)(made.content)
    assert found.fit
    assert (found.width, found.height) == (80, 60)
    assert (made.content == content) == (kind not in ("CMYK", "interlaced", "sixteen bits"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
@pytest.mark.parametrize("size", [40, 2 * LONGEST])
def test_grey_stays_grey(mode: str, size: int) -> None:
    """With one bit, eight or sixteen, with opacity or without, small or scaled."""
    grey = Image.new("I;16", (size, size), 65535 * 3 // 4) if mode == "I;16" else Image.new("L", (size, size), 191)
    made = opened(photo(saved(grey if mode == "I;16" else grey.convert(mode, dither=Image.Dither.NONE), "PNG")))
    assert alike([made.convert("RGB").getpixel((9, 9))], [(255,) * 3 if mode == "1" else (191,) * 3], by=2)


def test_a_profile_is_heeded_where_a_picture_is_drawn_anew() -> None:
    """What a profile of swapped colours calls red is blue: the colours are those of sRGB, and no profile is left."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(srgb)
    # In the profile's table (ICC.1, section 7.3), the entries of rXYZ and bXYZ: names that change places.
    red, blue = srgb.index(b"rXYZ"), srgb.index(b"bXYZ")
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    for form in "JPEG", "PNG":
        content = saved(Image.new("RGB", (2000, 10), (220, 0, 0)), form, icc_profile=bytes(swapped))
        made = opened(photo(content))
        assert alike([made.getpixel((5, 3))], [(0, 0, 220)])
        assert "icc_profile" not in made.info
    damaged = saved(Image.new("RGB", (2000, 10), (220, 0, 0)), "JPEG", icc_profile=b"no profile")
    assert alike([opened(photo(damaged)).getpixel((5, 3))], [(220, 0, 0)])


def test_a_large_picture_is_made_smaller() -> None:
    """Megabytes of a camera become some hundred kilobytes, in its proportions; a scaled PNG without opacity becomes
    a JPEG, and one with opacity keeps it.
    """
    noise = Image.effect_noise((2100, 1400), 40).convert("RGB")
    noise.paste(quarters(2100, 1400), mask=Image.new("L", noise.size, 200))
    for form, options in ("JPEG", {"quality": 99}), ("PNG", {"compress_level": 1}):
        content = saved(noise, form, **options)
        assert len(content) > 2 * 2**20
        made = photo(content)
        assert made.mime == "image/jpeg"
        assert opened(made).size == (LONGEST, LONGEST * 2 // 3)
        assert len(made.content) < 600_000
    noise.putalpha(Image.new("L", noise.size, 128))
    assert opened(photo(saved(noise, "PNG", compress_level=1))).getpixel((5, 5))[3] == 128  # type: ignore[index]
    assert opened(photo(saved(Image.new("RGBA", (2100, 1400), "teal"), "PNG"))).mode == "RGB"


def test_a_small_picture_keeps_every_byte() -> None:
    """What is upright, small enough and tells nothing is not touched."""
    for form in "JPEG", "PNG":
        content = saved(quarters(LONGEST, 900), form)
        assert photo(content).content == content


def test_the_same_picture_gives_the_same_bytes() -> None:
    """However often it is drawn, in whatever process."""
    for content in (kinds()["CMYK"], saved(quarters(2000, 900), "JPEG", exif=exif(6)), vector_of("<circle r='4'/>")):
        assert photo(content) == photo(content)


ENGINES = [
    pytest.param(html, weasyprint, id="weasyprint"),
    pytest.param(typst, typst_engine, id="typst"),
    pytest.param(latex, Compiler("xelatex"), id="latex", marks=needs("xelatex", "texlive-xetex")),
]


def shown(made: Photo, theme: Theme, writer: ModuleType, engine: ModuleType) -> list[tuple[int, ...]]:
    """The colours of the four quarters of the picture as it stands on the page; the engine has no complaint of it."""
    complaints: list[str] = []
    document = document_of("basics: {name: J}\n").replace(photo=made)
    pdf = engine.compile(writer.write(document, theme, Report()), (), complaints.append)
    assert not [told for told in complaints if "font" not in told]
    page = pypdfium2.PdfDocument(pdf)[0]
    picture = next(iter(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))
    left, bottom, right, top = picture.get_bounds()
    image = page.render(scale=2).to_pil().convert("RGB")
    places = [(x, y) for y in (0.35, 0.65) for x in (0.35, 0.65)]
    return [
        image.getpixel((int(2 * (left + x * (right - left))), int(2 * (page.get_height() - top + y * (top - bottom)))))
        for x, y in places
    ]


@pytest.mark.parametrize(("writer", "engine"), ENGINES)
def test_every_engine_shows_every_kind(writer: ModuleType, engine: ModuleType, theme: Theme) -> None:
    """Photos that were lying, of any kind, and drawings have the same colours in the PDFs of all engines."""
    made = [photo(content) for content in kinds().values()]
    made += [photo(saved(quarters().transpose(TURNS[turn]), "JPEG", quality=95, exif=exif(turn))) for turn in TURNS]
    made.append(photo(vector_of(squares())))
    if isinstance(engine, Compiler):  # each takes a second
        made = [photo(kinds()[kind]) for kind in ("CMYK", "opacity")] + made[-2:]
    for picture in made:
        assert alike(shown(picture, theme, writer, engine), by=16)


# Drawings.


def vector_of(inside: str, attributes: str = 'viewBox="0 0 8 6"') -> bytes:
    """An SVG file."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {attributes}>{inside}</svg>".encode()


def squares() -> str:
    """The four quarters."""
    places = ((0, 0), (4, 0), (0, 3), (4, 3))
    rows = zip(places, COLOURS, strict=True)
    return "".join(f'<rect x="{x}" y="{y}" width="4" height="3" fill="rgb{colour}"/>' for (x, y), colour in rows)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 8 6"', (800, 600)),
        ('viewBox="0 0 8 6" width="100000" height="75000"', (800, 600)),
        ('viewBox="0 0 8 6" width="0.01" height="0.0075"', (800, 600)),
        ('viewBox="0 0 6 8"', (600, 800)),
        ('width="8" height="6"', (800, 600)),
        ('width="8mm" height="6mm"', (800, 600)),
        ("", (800, 600)),
    ],
)
def test_a_drawing_becomes_a_picture_of_one_size(attributes: str, size: tuple[int, int]) -> None:
    """Whatever it says of its size, or nothing."""
    made = photo(vector_of(squares(), attributes))
    assert made.mime == "image/png"
    assert opened(made).size == size
    if size == (800, 600) and "mm" not in attributes:
        assert alike(corners(opened(made)))


def test_what_is_not_drawn_is_not_white() -> None:
    """A drawing has no ground of its own."""
    assert opened(photo(vector_of('<circle cx="4" cy="3" r="1"/>'))).getpixel((2, 2))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    "before",
    [
        "",
        '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n',
        '<!DOCTYPE svg [\n<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n]>\n',
    ],
)
def test_what_programs_write_before_a_drawing(before: str) -> None:
    """A mark of order, a declaration, comments, and a document type with entities, as Illustrator has it."""
    assert alike(corners(opened(photo(before.encode() + vector_of(squares())))))


def test_text_in_a_drawing_is_drawn() -> None:
    """With the fonts that come with Typst, so that it is the same on every machine."""
    made = opened(photo(vector_of('<text x="1" y="4" font-family="Nowhere" font-size="4">Jo</text>')))
    assert made.getextrema()[3] == (0, 255)


def test_the_invented_person_is_drawn() -> None:
    """The picture of resumes/example.yaml."""
    made = photo((ROOT / "resumes/example.svg").read_bytes())
    assert opened(made).size == (800, 800)
    assert len(made.content) < 60_000


@pytest.fixture
def listener() -> Iterable[socket.socket]:
    """A place on this machine that waits to be asked."""
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        waiting.listen()
        waiting.setblocking(False)
        yield waiting


@pytest.mark.parametrize(
    "inside",
    [
        '<image width="8" height="6" href="{url}"/>',
        '<image width="8" height="6" xlink:href="{url}"/>',
        "<style>@import url({url}); rect {{ fill: url({url}) }}</style><rect width='8' height='6'/>",
        '<use href="{url}#a"/>',
        '<rect width="8" height="6" fill="url({url}#a)" filter="url({url}#b)"/>',
        '<filter id="f"><feImage href="{url}"/></filter><rect width="8" height="6" filter="url(#f)"/>',
        '<foreignObject width="8" height="6"><img xmlns="http://www.w3.org/1999/xhtml" src="{url}"/></foreignObject>',
        '<script href="{url}"/><script>fetch("{url}")</script>',
    ],
)
def test_a_drawing_loads_nothing(inside: str, listener: socket.socket, tmp_path: Path) -> None:
    """Neither from the network nor from this machine, by whatever way; it is drawn without it, or refused."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(saved(Image.new("RGB", (8, 8), (1, 255, 3)), "PNG"))
    for url in f"http://127.0.0.1:{listener.getsockname()[1]}/x.png", secret.as_uri(), str(secret), "secret.png":
        try:
            made = photo(vector_of(inside.format(url=url)))
        except Unfit as error:
            assert str(error).startswith("cannot be drawn (failed to load linked image")
        else:
            assert (1, 255, 3) not in corners(opened(made))
    with pytest.raises(BlockingIOError):
        listener.accept()


def uses(levels: int) -> str:
    """What is drawn ten times by what is drawn ten times."""
    tens = [f'<use href="#a{n}"/>' * 10 for n in range(levels)]
    groups = (f'<g id="a{n}">{ten}</g>' for n, ten in enumerate(tens, 1))
    return f'<defs><rect id="a0" width="1" height="1"/>{"".join(groups)}</defs><use href="#a{levels}"/>'


LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
LAUGHS = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{LAUGHS}]>'
ENDLESS = '<filter id="f"><feTurbulence baseFrequency=".5" numOctaves="1000000"/></filter>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (LAUGHS.encode() + vector_of("<text>&a9;</text>"), "entity reference loop"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + vector_of("<text>&x;</text>"), "unknown entity"),
        (vector_of(uses(9)), "nodes limit reached"),
        (vector_of("<g>" * 100_000 + "</g>" * 100_000), "it is too much"),
        (vector_of(ENDLESS + '<rect width="8" height="6" filter="url(#f)"/>'), "it takes longer than"),
        (vector_of(" " * 2**20), "is a drawing of more than 1 MB"),
        (vector_of("<rect"), "failed to parse SVG"),
        (vector_of("", 'width="0" height="0"'), "failed to parse SVG"),
        (vector_of("<text>\0</text>"), "failed to parse SVG"),
        (vector_of("<text>Zo\xeb</text>").decode().encode("latin-1"), "it is not UTF-8"),
    ],
    ids=["entities", "a file", "uses", "depth", "endless", "large", "cut", "no size", "NUL", "latin-1"],
)
def test_a_hostile_or_broken_drawing_is_refused(content: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a bounded time and memory, with a reason of one line, and this process goes on."""
    monkeypatch.setattr(svg, "SECONDS", 2)
    with ends(), pytest.raises(Unfit, match=why) as refused:
        photo(content)
    assert len(str(refused.value)) < 250
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="no limit of memory there")
def test_a_bitmap_in_a_drawing_does_not_fill_the_memory() -> None:
    """Four hundred million pixels that are packed to some kilobytes."""
    from base64 import b64encode

    bitmap = b64encode(saved(Image.new("1", (20_000, 20_000)), "PNG")).decode()
    with pytest.raises(Unfit, match="it is too much"):
        photo(vector_of(f'<image width="8" height="6" href="data:image/png;base64,{bitmap}"/>'))


def test_a_module_in_the_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that draws takes its Python from where this one has it, and not from where it stands."""
    for name in "typst", "resource", "encodings", "sitecustomize":
        (tmp_path / f"{name}.py").write_text("open('was-run', 'w')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert alike(corners(opened(photo(vector_of(squares())))))
    assert not (tmp_path / "was-run").exists()


def test_a_drawing_without_what_draws_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Typst is not installed, the reason says so."""
    monkeypatch.setattr(svg, "find_spec", lambda _: None)
    with pytest.raises(Unfit, match="takes the Python package typst, which is not installed"):
        photo(vector_of(squares()))


# What is damaged.


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_that_ends_too_early_is_refused(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At whatever place, even where another library has told Pillow to take such (WeasyPrint does)."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content = saved(Image.effect_noise((64, 64), 60), form)
    for size in range(12, len(content) - 40, 97):
        with pytest.raises(Unfit, match="is damaged"):
            photo(content[:size])


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_damage_is_refused_or_drawn_by_all(form: str, theme: Theme) -> None:
    """Bytes that are changed, left out or put in: what is not refused, WeasyPrint and Typst both draw."""
    chance = random.Random(7)
    whole = saved(Image.effect_noise((48, 48), 60).convert("RGB"), form)
    refused = 0
    for number in range(60):
        content, at = bytearray(whole), chance.randrange(len(whole))
        if number % 3 == 0:
            content[at] ^= 1 << chance.randrange(8)
        elif number % 3 == 1:
            content[at:at] = b"\xff" + bytes([chance.choice((0xC0, 0xC4, 0xDA, 0xDB, 0xD9, 0xE1, 0xFE))])
        else:
            del content[at : at + chance.randrange(1, 200)]
        try:
            made = photo(bytes(content))
        except Unfit:
            refused += 1
            continue
        if number % 4 == 0:
            shown(made, theme, html, weasyprint)
            shown(made, theme, typst, typst_engine)
    assert refused > 20


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff",
        b"\xff\xd8" + b"\xff" * 10 * 2**20,
        b"\xff\xd8" + b"\xff\xfe\0\2" * 2**21,
        b"\xff\xd8\xff\xda\0\2" + b"\0" * 10 * 2**20,
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
        + chunk(b"teXt", b"") * 2**18,
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["head", "fill", "segments", "scan", "chunks", "no size", "no chunk"],
)
def test_what_only_begins_like_a_picture_is_refused_soon(content: bytes) -> None:
    """Ten megabytes of whatever takes no time."""
    with ends(), pytest.raises(Unfit, match="is damaged"):
        photo(content)


def test_pixels_that_would_fill_the_memory_are_refused_by_the_head() -> None:
    """A picture of more than sixty million pixels is not unpacked, whichever head says so."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    small, large = saved(quarters(8, 8), "JPEG"), struct.pack(">HH", 40_000, 40_000)
    frame = small.index(b"\xff\xc0")
    whole = small[frame : frame + 19]
    giant = small[: frame + 5] + large + small[frame + 9 :]
    two = small[: frame + 19] + whole[:5] + struct.pack(">HH", 9_000, 9_000) + whole[9:] + small[frame + 19 :]
    for content in b"\x89PNG\r\n\x1a\n" + head, giant, two:
        with pytest.raises(Unfit, match=r"has more than 60 million pixels|is damaged"):
            photo(content)
    with pytest.raises(Unfit, match="has more than 60 million pixels"):
        photo(giant)


def test_reading_a_plain_picture_loads_no_library(tmp_path: Path) -> None:
    """Pillow is loaded for what must be drawn anew, and a process started for SVG only."""
    import subprocess

    (tmp_path / "p.jpg").write_bytes(noisy_jpeg())
    (tmp_path / "p.png").write_bytes(noisy_png())
    program = (
        "import sys, pathlib; from cvrender.document.photo import photo\n"
        "for name in sys.argv[1:]: photo(pathlib.Path(name).read_bytes())\n"
        "print([m for m in ('PIL', 'subprocess') if m in sys.modules])"
    )
    command = [sys.executable, "-c", program, "p.jpg", "p.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "LA", "RGB", "RGBA"])
def test_a_large_picture_is_converted_in_tiles(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However large a picture is, what is converted at a time is not; and the tiles fit together."""
    sizes: list[int] = []
    plain_of = photos._plain

    def seen(image: Image.Image) -> Image.Image:
        sizes.append(image.width * image.height)
        return plain_of(image)

    monkeypatch.setattr(photos, "_plain", seen)
    large = quarters(7000, 5600)
    grey = large.convert("L")
    wide = grey.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else large.convert(mode)
    made = opened(photo(saved(wide, "PNG", compress_level=1))).convert("RGB")
    assert made.size == (LONGEST, LONGEST * 4 // 5)
    assert max(sizes) <= 1_000_000
    assert sum(sizes) == 7000 * 5600
    expected = (grey if mode == "I;16" else wide).convert("RGB")
    places = [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)]
    if mode not in ("1", "P"):  # dots of few colours, which are others from afar
        assert alike(
            [made.getpixel((int(x * made.width), int(y * made.height))) for x, y in places],  # type: ignore[misc]
            [expected.getpixel((int(x * 7000), int(y * 5600))) for x, y in places],  # type: ignore[misc]
        )
