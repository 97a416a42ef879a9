"""Plain text as it is, and Markdown as a CommonMark parser reads it."""

from __future__ import annotations

from cvrender.verification.extract import decode
from cvrender.verification.extracted import Output, Page


def read(content: bytes) -> Output:
    """Return the text as it is. Raises Unreadable."""
    return Output("text", (Page(decode.text(content)),))


def read_markdown(content: bytes) -> Output:
    """Return what stands on the page that the Markdown makes. Raises Unreadable."""
    from markdown_it import MarkdownIt

    from cvrender.verification.extract import html

    page = MarkdownIt("commonmark").render(decode.text(content))
    return html.read(f"<body>{page}</body>".encode("utf-8-sig", "replace"), "markdown")
