#!/bin/sh
# WeasyPrint paints outside list markers behind all other text of a page.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==7.1.1 pdfminer.six==20260107
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import weasyprint
from pdfminer.high_level import extract_text
from pypdf import PdfReader

page = "<p>Before the list.</p><ul><li>First item</li><li>Second item</li></ul><p>After the list.</p>"
pdf = weasyprint.HTML(string=page).write_pdf()
found = {
    "pypdf": PdfReader(io.BytesIO(pdf)).pages[0].extract_text(),
    "pdfminer": extract_text(io.BytesIO(pdf)),
}
print("WeasyPrint", weasyprint.__version__)
for reader, text in found.items():
    print(f"{reader:9}", " | ".join(line for line in map(str.strip, text.splitlines()) if line))
# pypdf reads in the order of painting, pdfminer puts the lines of a block together: neither has a bullet before its item.
apart = ["•" in text and "• First" not in text and "•\nFirst" not in text for text in found.values()]
last = found["pypdf"].rstrip().endswith("•")
print("the markers stand apart from their items" if all(apart) and last else "changed: the markers stand before their items")
sys.exit(not (all(apart) and last))
PYTHON
