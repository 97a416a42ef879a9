#!/bin/sh
# One character that no font has makes a WeasyPrint page unreadable to pypdf and pdfminer.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pypdf==7.1.1 pdfminer.six==20260107 pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import io
import logging
import sys

import pypdfium2
import weasyprint
from pdfminer.high_level import extract_text
from pypdf import PdfReader

logging.getLogger("weasyprint").setLevel(logging.ERROR)


def readings(text: str) -> dict[str, str]:
    pdf = weasyprint.HTML(string=f"<p>{text}</p>").write_pdf()
    return {
        "pypdf": PdfReader(io.BytesIO(pdf)).pages[0].extract_text(),
        "pdfminer": extract_text(io.BytesIO(pdf)),
        "pdfium": pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range(),
    }


print("WeasyPrint", weasyprint.__version__)
plain = readings("Plain words of a page.")
# U+E123 is for private use: no font of a system has it.
with_one = readings("Plain words of a page. \ue123")
for reader in plain:
    print(f"{reader:9} without: {plain[reader].strip()!r:28} with: {with_one[reader].strip()!r}")
lost = [reader for reader, text in with_one.items() if "Plain words" not in text]
print("readers that lose the words:", ", ".join(lost) or "none")
sys.exit(lost != ["pypdf", "pdfminer"] or not all("Plain words" in text for text in plain.values()))
PYTHON
