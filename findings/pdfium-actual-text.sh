#!/bin/sh
# pdfium leaves characters beyond U+FFFF out of an /ActualText.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pikepdf==10.18.0 pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import pikepdf
import pypdfium2


def read_back(said: str) -> str:
    """What pdfium reads from a page on which one letter says this by its /ActualText."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 100))
    page = pdf.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    actual = ("\ufeff" + said).encode("utf-16-be").hex()
    content = f"BT /F 12 Tf 10 50 Td /Span <</ActualText <{actual}>>> BDC (x) Tj EMC ( end) Tj ET"
    page.Contents = pdf.make_stream(content.encode())
    out = io.BytesIO()
    pdf.save(out)
    return pypdfium2.PdfDocument(out.getvalue())[0].get_textpage().get_text_range()


inside, beyond = read_back("a\u2764b"), read_back("a\U0001f600b")
print("pypdfium2", pypdfium2.PYPDFIUM_INFO, "pdfium", pypdfium2.PDFIUM_INFO)
print(f"a U+2764 b:  {inside!r}")
print(f"a U+1F600 b: {beyond!r}")
print("the character beyond U+FFFF is gone" if beyond == "ab end" else "changed: it is there")
sys.exit(inside != "a\u2764b end" or beyond != "ab end")
PYTHON
