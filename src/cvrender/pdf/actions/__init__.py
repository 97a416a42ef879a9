"""Actions and active features of a PDF: whatever a viewer would do other than show pages and follow links.

`scan` clears the usual file in a millisecond without a PDF library; what it does not clear is judged by `judge`.
"""

from __future__ import annotations

from cvrender.record import Record


class Active(Record):
    """An action or feature that is neither a link with an allowed scheme nor an inner destination.

    `what` names it and its place, `page` is 0 where it belongs to no page. `grave` says that a viewer may run,
    send or load something, which the document of no other tool should do either.
    """

    what: str
    page: int = 0
    grave: bool = True

    @property
    def where(self) -> str:
        """The page, as it ends a message; empty where there is none."""
        return f" (page {self.page})" if self.page else ""


def active(pdf: bytes, embedded: bytes | None = None, *, foreign: bool = False) -> tuple[Active, ...]:
    """Return the actions and active features of a finished PDF; empty where there are only links.

    `embedded` is the content of the one file that may be attached (see attach.py). A file that cannot be judged is
    itself a finding; one that is `foreign`, made by any other tool, may have object streams of an unusual form.
    """
    from cvrender.pdf.actions.scan import is_plain

    if is_plain(pdf):
        return ()
    from cvrender.pdf.actions.judge import judge

    return judge(pdf, embedded, foreign=foreign)
