"""`cvrender diff`: what came, went, changed and moved between two files, and nothing else."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TODAY
from cvrender.diagnostics.report import Report
from cvrender.loading.options import Options
from cvrender.pipeline.run import build
from cvrender.verification.diffing import diff
from cvrender.verification.diffing.compare import Difference, compare, marked
from cvrender.verification.diffing.segments import Piece, letters, locate

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""

SOURCE = """\
basics:
  name: Robin Example
  email: robin@example.org
  url: https://robin.example.org
  summary: Seven years of water gauges, first in the field and then at a desk.
work:
  - name: River Institute
    position: Research Lead
    startDate: 2021-03
    highlights:
      - Cut the error of forecasts by 10% with a [new gauge model](https://example.org/gauge).
      - Trained nine colleagues in reading the old paper records.
  - name: Harbour Office
    position: Surveyor
    startDate: 2017-09
    endDate: 2021-02
    url: https://harbour.example.org/survey
    highlights:
      - Mapped the bed of the harbour twice a year, in C and by hand.
education:
  - institution: University of Delft
    area: Hydrology
    studyType: MSc
    startDate: 2012
    endDate: 2017
skills:
  - name: Languages
    keywords: [Dutch, English, French]
"""
EDITS = {
    "came": ("      - Trained nine", "      - Wrote the manual of the new station.\n      - Trained nine"),
    "went": ("      - Trained nine colleagues in reading the old paper records.\n", ""),
    "changed": ("by 10% with", "by 18% with"),
}
END, SKILLS = SOURCE.index("education:"), SOURCE.index("skills:")
CUT, TRAINED = "      - Cut the error", "      - Trained nine colleagues in reading the old paper records.\n"
MOVED = SOURCE.replace(TRAINED, "").replace(CUT, TRAINED + CUT)
"""Two highlights the other way round; entries and sections have an order of their own, whatever the source's."""
LATER = SOURCE[:END] + SOURCE[SKILLS:] + SOURCE[END:SKILLS]
"""The education behind the skills."""
LINK = SOURCE.replace("https://example.org/gauge", "https://example.org/other")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def made(source: str, name: str, formats: str = "pdf", theme: str = "plain", engine: str = "typst") -> list[Path]:
    """Outputs of a source that is not where `diff` would look for it: `NAME.pdf` and so on."""
    folder = Path("far") / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(source, "utf-8")
    options = Options(formats=tuple(formats.split(",")), themes=(theme,), engines=(engine,), output=Path(), today=TODAY)
    outcome = build(folder / f"{name}.yaml", options)
    assert outcome.status == 0, outcome.report.ordered()
    return list(outcome.written)


def source(text: str, name: str) -> Path:
    """A source beside the outputs."""
    path = Path(f"{name}.yaml")
    path.write_text(text, "utf-8")
    return path


def found(old: Path, new: Path) -> diff.Diff:
    """What came of it, of files that can be read."""
    report = Report()
    one = diff.diff(old, new, report, TODAY)
    assert one is not None, report.ordered()
    return one


def kinds(one: diff.Diff) -> list[str]:
    """The kinds of the differences, in their order."""
    return [each.kind for each in one.differences]


def words(one: Difference) -> tuple[str, str]:
    """The texts before and after."""
    return one.before.text if one.before else "", one.after.text if one.after else ""


# What is compared: two sources, two outputs with or without their sources, one of each.


def pair(way: str, old: str, new: str) -> tuple[Path, Path]:
    """Two files that say these sources, in one of the WAYS."""
    if way == "sources":
        return source(old, "a"), source(new, "b")
    if way == "outputs alone":
        return made(old, "a")[0], made(new, "b")[0]
    if way == "outputs with sources":
        source(old, "a")
        source(new, "b")
        return made(old, "a", "html")[0], made(new, "b", theme="duo")[0]
    if way == "source and output":
        return source(old, "a"), made(new, "b", theme="ledger")[0]
    if way == "output and its edited source":
        return made(old, "a")[0], source(new, "a")
    if way == "text and source":
        return made(old, "a", "text")[0], source(new, "b")
    assert way == "an old output and a new one of one source"
    Path("was").mkdir()
    old_pdf = made(old, "a")[0].rename("was/a.pdf")
    Path("resumes").mkdir()
    Path("resumes/a.yaml").write_text(new, "utf-8")
    return old_pdf, made(new, "a", theme="duo")[0]


WAYS = (
    "sources", "outputs alone", "outputs with sources", "source and output", "output and its edited source",
    "text and source", "an old output and a new one of one source",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_says_the_same_has_no_differences(way: str, here: Path) -> None:
    """The same resume in two files has no differences, whatever they are."""
    one = found(*pair(way, SOURCE, SOURCE))
    assert [words(each) for each in one.differences] == []
    assert one.same > 0
    assert one.unit == ("words" if way == "outputs alone" else "facts")


@pytest.mark.parametrize("kind", EDITS)
@pytest.mark.parametrize("way", WAYS)
def test_one_edit_is_one_difference(way: str, kind: str, here: Path) -> None:
    """A line that came or went or has another figure is that difference, with its words, and the only one."""
    one = found(*pair(way, SOURCE, SOURCE.replace(*EDITS[kind])))
    assert kinds(one) == [kind]
    before, after = words(one.differences[0])
    if kind == "came":
        assert (before, after) == ("", "Wrote the manual of the new station.")
    elif kind == "went":
        assert (before, after) == ("Trained nine colleagues in reading the old paper records.", "")
    else:
        assert "[-10%-] {+18%+}" in diff.lines(one)[0]


@pytest.mark.parametrize("way", WAYS)
def test_a_line_that_moved_is_all_that_moved(way: str, here: Path) -> None:
    """Of two lines the other way round the shorter one has moved, and nothing else."""
    one = found(*pair(way, SOURCE, MOVED))
    assert kinds(one) == ["moved"]
    assert words(one.differences[0])[0].startswith("Cut the error of forecasts")
    assert len(diff.lines(one)) == 1


@pytest.mark.parametrize("way", WAYS[:3])
def test_a_section_that_moved_is_all_that_moved(way: str, here: Path) -> None:
    """Of a section in another place its own facts have moved, and no other; they share a line. Where a source is held
    against an output, the order of any theme is as good as the source's.
    """
    one = found(*pair(way, SOURCE, LATER))
    assert set(kinds(one)) == {"moved"}
    said = " ".join(words(each)[0] for each in one.differences)
    assert all(word in said for word in ("Skills", "Languages", "Dutch", "English", "French"))
    assert not any(word in said for word in ("Robin", "River", "Harbour", "Trained", "Delft"))
    assert len(diff.lines(one)) == 1


@pytest.mark.parametrize("way", WAYS)
def test_another_target_is_a_change(way: str, here: Path) -> None:
    """The same words with another target have changed, and both targets are told."""
    one = found(*pair(way, SOURCE, LINK))
    assert kinds(one) == ["changed"]
    assert "https://example.org/gauge -> https://example.org/other" in diff.lines(one)[0]
    [link] = diff.as_json(one)["differences"][0]["links"]  # type: ignore[index]  # JSON's types are loose
    assert (link["old"], link["new"]) == ("https://example.org/gauge", "https://example.org/other")


# What makes no difference.


@pytest.mark.parametrize("theme", ["ledger", "duo", "profile", "catalog"])
def test_a_theme_is_no_difference_where_the_source_is_known(theme: str, here: Path) -> None:
    """Columns, dates before titles, a panel, capitals: the facts are the same."""
    source(SOURCE, "a")
    Path("in").mkdir()
    other = made(SOURCE, "a", theme=theme)[0].rename("in/a.pdf")
    source(SOURCE, "in/a")
    assert kinds(found(made(SOURCE, "a")[0], other)) == []


def test_an_engine_is_no_difference(here: Path) -> None:
    """WeasyPrint and Typst break lines and pages in other places, and say the same; their sources are not known."""
    long = SOURCE + "interests:\n" + "".join(f"  - name: Interest number {n} of very many\n" for n in range(90))
    first = made(long, "a")[0]
    second = made(long, "b", engine="weasyprint")[0]
    one = found(first, second)
    assert [words(each) for each in one.differences] == []
    assert one.contents[0].count(b"/Type /Page\n") != 1


@pytest.mark.parametrize("other", ["html", "text", "markdown"])
def test_a_format_is_no_difference(other: str, here: Path) -> None:
    """Of one resume, PDF says what HTML, text and Markdown say, also where no source is known."""
    one = found(made(SOURCE, "a")[0], made(SOURCE, "b", other)[0])
    assert [words(each) for each in one.differences] == []


def test_feet_of_pages_are_no_text(here: Path) -> None:
    """A second page, and with it `1 / 2` at the foot, is no difference by itself."""
    many = "".join(f"      - Item {n} of a long list of items that fill a page.\n" for n in range(60))
    old = SOURCE.replace("      - Mapped", many + "      - Mapped")
    one = found(made(SOURCE, "a")[0], made(old, "b")[0])
    assert kinds(one) == ["came"] * len(one.differences)
    assert all("/" not in words(each)[1] and "Robin" not in words(each)[1] for each in one.differences)


def test_capitals_and_symbols_are_told(here: Path) -> None:
    """`C` and `C++`, `Harbour` and `harbour` have the same letters, and are different all the same."""
    for old, new in (("in C and", "in C++ and"), ("bed of the harbour", "bed of the Harbour")):
        for way in ("sources", "outputs alone", "output and its edited source"):
            one = found(*pair(way, SOURCE, SOURCE.replace(old, new)))
            assert kinds(one) == ["changed"], (way, new)


def test_scripts_without_spaces(here: Path) -> None:
    """In Japanese a line ends anywhere; one word for another is the difference, and no line's end is."""
    text = "河川の水位を予測する数値模型を開発し、誤差を大きく減らした。" * 6
    old = SOURCE.replace("Trained nine colleagues in reading the old paper records.", text)
    new = old.replace("数値模型", "計算模型", 1)
    one = found(made(old, "a")[0], made(old, "b", "html")[0])
    assert kinds(one) == []
    assert kinds(found(*pair("outputs alone", old, new))) == ["changed"]


# The comparison by itself.


def pieces(text: str) -> list[Piece]:
    """A piece for each word."""
    return [Piece(word, word) for word in text.split()]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", ""),
        ("", "a", "+a"),
        ("a", "", "-a"),
        ("a b c d e", "b c d e a", ">a"),
        ("a b c d e f", "d e f a b c x", ">a >b >c +x"),
        ("x a x b x c", "x a x b x c", ""),
        ("x a x b x c", "x a x c", "-b -x"),
        ("a a a", "a a", "-a"),
    ],
)
def test_what_became_of_pieces(old: str, new: str, expected: str) -> None:
    """Equal pieces are paired by their neighbours, and as few as can be have moved."""
    signs = {"came": "+", "went": "-", "moved": ">", "changed": "~"}
    differences, _ = compare(pieces(old), pieces(new))
    told = sorted(f"{signs[one.kind]}{(one.after or one.before).text}" for one in differences)  # type: ignore[union-attr]  # one of them is there
    if expected == ">a >b >c +x":  # either half may be the one that moved
        assert told in (sorted(expected.split()), sorted([">d", ">e", ">f", "+x"]))
    else:
        assert told == sorted(expected.split())


def test_every_piece_has_one_fate() -> None:
    """Each piece of both lists is in exactly one difference, or as before: held on random lists."""
    dice = random.Random(5)
    for _ in range(300):
        old = [Piece(c, c) for c in dice.choices("abcdefgh", k=dice.randrange(9))]
        new = [Piece(c, c) for c in dice.choices("abcdefgh", k=dice.randrange(9))]
        differences, same = compare(old, new)
        before = [one.before for one in differences if one.before] + [one for one, _ in same]
        after = [one.after for one in differences if one.after] + [one for _, one in same]
        assert sorted(piece.key for piece in before) == sorted(piece.key for piece in old)
        assert sorted(piece.key for piece in after) == sorted(piece.key for piece in new)
        assert bool(differences) == (old != new)


def test_words_that_differ_are_marked_with_some_around() -> None:
    """Words far from a difference are left out."""
    old = "one two three four five six seven eight nine ten eleven"
    new = old.replace("six", "6")
    assert marked(old, new) == "one two three four five [-six-] {+6+} seven eight nine ten eleven"
    assert marked(f"0 {old} 12", f"0 {new} 12") == "… two three four five [-six-] {+6+} seven eight nine ten …"
    assert marked("a b", "a") == "a [-b-]"


def test_short_texts_are_found_beside_long_ones() -> None:
    """A year that stands twice is found at each of its neighbours, and a part of a word is no place for it."""
    said = letters("Head of the river works 2020 in 20201 Keeper of the harbour light 2020")
    found = locate(said, [["Keeper of the harbour light"], ["2020"], ["Head of the river works"], ["2020"]])
    first, last = said.text.index("2020"), said.text.rindex("2020")
    assert (found[1], found[3]) == ((last, last + 4), (first, first + 4))
    assert locate(letters("in 20201"), [["2020"]]) == {}


# The command.


def test_json_is_for_programs(here: Path, run: Run) -> None:
    """One object on stdout: counts, and each difference with its texts and places."""
    source(SOURCE, "a")
    source(SOURCE.replace(*EDITS["changed"]), "b")
    status, out, err = run("diff", "a.yaml", "b.yaml", "--message-format", "json")
    assert (status, err) == (1, "")
    told = json.loads(out)
    assert [told[key] for key in ("came", "went", "changed", "moved", "unit")] == [0, 0, 1, 0, "facts"]
    [one] = told["differences"]
    assert one["old"]["text"].startswith("Cut the error of forecasts by 10%")
    assert (one["new"]["file"], one["new"]["line"], one["new"]["part"]) == ("b.yaml", 11, "highlight")
    status, out, _ = run("diff", "a.yaml", "a.yaml", "--message-format", "json")
    assert (status, json.loads(out)["differences"]) == (0, [])


def test_a_status_is_enough_for_scripts(here: Path, run: Run) -> None:
    """With -q nothing is said; the status is that of diff(1)."""
    source(SOURCE, "a")
    source(LINK, "b")
    assert run("diff", "-q", "a.yaml", "b.yaml") == (1, "", "")
    assert run("diff", "-q", "a.yaml", "a.yaml") == (0, "", "")


def test_a_picture_has_colours_where_the_changes_are(here: Path, run: Run) -> None:
    """Red on the old page, green on the new one, and the same page twice has neither; a page too few is blank."""
    from PIL import Image

    new = SOURCE.replace(*EDITS["went"]).replace(
        "      - Mapped", "".join(f"      - Sailed {n} times.\n" for n in range(70)) + "      - Mapped"
    )
    old_pdf, new_pdf = made(SOURCE, "a")[0], made(new, "b")[0]
    assert run("diff", old_pdf, new_pdf, "-q", "--picture", "d.png")[0] == 1
    image = Image.open("d.png").convert("RGB")
    middle = image.width // 2
    page = image.crop((0, 40, middle, 1000)), image.crop((middle, 40, image.width, 1000))

    def coloured(part: Image.Image, strong: int) -> int:
        """How many dots have this one of red, green and blue well above the others."""
        dots = part.get_flattened_data() if hasattr(part, "get_flattened_data") else part.getdata()
        return sum(p[strong] > 150 and all(p[strong] > p[n] + 60 for n in range(3) if n != strong) for p in dots)

    assert coloured(page[0], 0) > 50 and coloured(page[0], 1) == 0
    assert coloured(page[1], 1) > 50
    under = image.crop((20, 1260, middle - 20, 1800))  # the old file has no second page
    assert under.getextrema() == ((255, 255),) * 3
    assert run("diff", old_pdf, old_pdf, "-q", "--picture", "s.png")[0] == 0
    whole = Image.open("s.png").convert("RGB")
    assert coloured(whole.crop((0, 40, whole.width // 2, whole.height - 70)), 1) == 0


def test_what_is_marked_is_what_changed(here: Path) -> None:
    """The marks stand at the letters of the words that changed."""
    from cvrender.verification.diffing.side_by_side import _letters
    from cvrender.verification.extract.pdf import glyphs

    new = SOURCE.replace(*EDITS["changed"])
    one = found(made(SOURCE, "a")[0], made(new, "b")[0])
    piece, stream = one.differences[0].after, one.streams[1]
    assert piece and stream
    start, end = piece.spans[0]
    before = sum(map(_letters, stream.text[:start]))
    shapes = [sign.char for sign in glyphs(one.contents[1], 1) for _ in range(_letters(sign.char))]
    marked_letters = "".join(shapes[before : before + sum(map(_letters, stream.text[start:end]))])
    assert marked_letters == "".join(c for c in stream.text[start:end] if c.isalnum())
    assert "18" in marked_letters


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("a.yaml nowhere.yaml", "nowhere.yaml: error[CV001]: cannot be read"),
        ("a.yaml nowhere.pdf", "nowhere.pdf: error[CV094]: cannot be read: No such file"),
        ("broken.pdf a.yaml", "broken.pdf: error[CV094]: cannot be read back: it is no PDF"),
        ("a.yaml broken.yaml", "broken.yaml:1:"),
        ("a.yaml a.png", "a.png: error[CV094]: only .pdf"),
        ("a.yaml gone.png", "gone.png: error[CV094]: cannot be read: No such file"),
        ("a.yaml folder.pdf", "folder.pdf: error[CV094]: cannot be read: Is a directory"),
        ("a.yaml a.yaml --picture p.png", "cvrender: --picture takes two PDFs"),
    ],
)
def test_what_cannot_be_compared_is_wrong_usage(arguments: str, said: str, here: Path, run: Run) -> None:
    """A file that cannot be read is named with the reason; status 2, and nothing on stdout."""
    source(SOURCE, "a")
    Path("broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    Path("broken.yaml").write_text("basics: {name: [R]}\n", "utf-8")
    Path("a.png").write_bytes(b"\x89PNG")
    Path("folder.pdf").mkdir()
    status, out, err = run("diff", *arguments.split())
    assert (status, out) == (2, "")
    assert err.startswith(said)
    assert "Traceback" not in err


def test_a_picture_that_cannot_be_written(here: Path, run: Run) -> None:
    """It is wrong usage, and not the status of differences."""
    pdf = made(SOURCE, "a")[0]
    Path("file").write_text("no folder", "utf-8")
    status, out, err = run("diff", pdf, pdf, "--picture", "file/of/it.png")
    assert (status, out) == (2, "")
    assert err.startswith("cvrender: `file/of/it.png` cannot be written")


def test_a_broken_source_of_an_output_is_no_obstacle(here: Path) -> None:
    """The source of an output's name helps where it can be read; where not, the output is read alone."""
    pdfs = made(SOURCE, "a")[0], made(SOURCE.replace(*EDITS["came"]), "b")[0]
    Path("a.yaml").write_text("basics: [", "utf-8")
    one = found(*pdfs)
    assert (kinds(one), one.unit) == (["came"], "words")


def test_two_resumes_that_share_nothing(here: Path) -> None:
    """Nothing is as before, and nothing is taken for a change that has no word in common, but the fields there are."""
    other = "basics: {name: Kim Muster}\nvolunteer: [{organization: Choir, position: Alto, startDate: 2001}]\n"
    one = found(source(SOURCE, "a"), source(other, "b"))
    assert "moved" not in kinds(one)
    assert one.same == 0
    changed = [words(each) for each in one.differences if each.kind == "changed"]
    assert ("Robin Example", "Kim Muster") in changed


def test_bytes_of_the_picture_are_a_png(here: Path) -> None:
    """The picture is a PNG, two pages wide."""
    from PIL import Image

    one = found(made(SOURCE, "a")[0], made(MOVED, "b")[0])
    image = Image.open(io.BytesIO(diff.picture(one)))
    assert image.format == "PNG"
    assert 2 * 1.4 * 595 < image.width < 2 * 1.4 * 595 + 60
