"""Actions and active features of a PDF: whatever a viewer would do other than show pages and follow links.

`scan` clears the usual file in a millisecond without a PDF library; what it does not clear is judged by `judge`.
"""

from __future__ import annotations

from cvrender.pdf.actions.finding import Active


def active(pdf: bytes, embedded: bytes | None = None, *, foreign: bool = False) -> tuple[Active, ...]:
    """Return the actions and active features of a finished PDF; empty where there are only links.

    `embedded` is the content of the one file that may be attached (see pdf.attachments). A file that cannot be judged
    is itself a finding; one that is `foreign`, made by any other tool, may have object streams of an unusual form.
    """
    from cvrender.pdf.actions.scan import is_plain

    if is_plain(pdf):
        return ()
    from cvrender.pdf.actions.judge import judge

    return judge(pdf, embedded, foreign=foreign)
