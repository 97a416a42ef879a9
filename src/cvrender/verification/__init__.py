"""An output, read back and held against the facts of its document.

`facts` says what a reader should see; `pdf`, `html`, `plain` and `docx` each `read` what a reader gets; `prove` holds
the one against the other.
"""

KINDS = {
    ".pdf": "pdf",
    ".html": "html",
    ".txt": "text",
    ".md": "markdown",
    ".docx": "docx",
    ".json": "json",
}
"""What is read back, by the suffix of its name."""
