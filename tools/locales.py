"""Write the `[dates]` of every locale file anew from Babel: run by `make locales` after Babel is upgraded."""

from __future__ import annotations

import json
from pathlib import Path

from cvrender.document.locale import babel_dates, languages

FOLDER = Path(__file__).parents[1] / "src/cvrender/document/locales"


def main() -> None:
    """Rewrite the files in place; what was written by hand in them stays."""
    for tag in languages():
        path = FOLDER / f"{tag}.toml"
        written_by_hand = path.read_text("utf-8").split("\n[dates]")[0].rstrip("\n")
        dates = babel_dates(tag)
        assert dates is not None, tag
        rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in dates.items())
        path.write_text(f"{written_by_hand}\n\n[dates]\n" + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
