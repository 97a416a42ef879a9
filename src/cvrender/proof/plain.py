"""Plain text as it is, and Markdown as a CommonMark parser reads it."""

from __future__ import annotations

from cvrender.proof.output import Output, Page


def read(content: bytes) -> Output:
    """Return the text as it is."""
    return Output("text", (Page(content.decode("utf-8-sig", "replace")),))


def read_markdown(content: bytes) -> Output:
    """Return what stands on the page that the Markdown makes."""
    from markdown_it import MarkdownIt

    from cvrender.proof import html

    page = MarkdownIt("commonmark").render(content.decode("utf-8-sig", "replace"))
    return html.read(f"<body>{page}</body>".encode(), "markdown")
