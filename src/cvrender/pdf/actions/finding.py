"""What is found in a PDF that a viewer would do."""

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
