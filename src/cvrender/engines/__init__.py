"""From a Bundle to PDF, one module for each engine.

Each has `WRITER`, the writer whose bundle it takes; `EXTENSION`; `version()`; `mend()`, the command that installs what
it needs; and `compile(bundle, faces, warn)`, which returns the PDF.
"""


class EngineMissing(Exception):
    """The engine cannot be loaded; the message says what is missing."""


class EngineFailed(Exception):
    """The engine could not make a PDF of the bundle; the message says why.

    `file`, `line` and `column` say where in the bundle, where that is known.
    """

    def __init__(self, message: str, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column
