"""Public copies: 40 secrets in every kind of place, private by every means, in no byte of any output."""

from __future__ import annotations

import io
import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from PIL import Image, PngImagePlugin

from conftest import needs, pdf_pages, resume_of, squash
from cvrender.build.names import FORMATS
from cvrender.leaks import Needle, leaks, needles
from cvrender.resume.select import Secret, open_texts, secrets

Run = Callable[..., tuple[int, str, str]]
"""conftest's `run`: a command line; status, stdout and stderr of it."""


class _Planted:
    """Makes secrets: words of letters that occur nowhere else."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self) -> str:
        number = len(self.words)
        self.words.append(f"Hush{chr(97 + number // 26)}{chr(97 + number % 26)}Zqxj")
        return self.words[-1]


def planted() -> tuple[dict[str, Any], list[str]]:
    """A source with secrets, and the secrets."""
    new = _Planted()

    def leaf(value: str | None = None, **marks: Any) -> dict[str, Any]:
        return {"text": value or new(), "private": True, **marks}

    source: dict[str, Any] = {
        "basics": {
            "name": "Jane Doe",
            "label": leaf(),
            "email": f"{new()}@example.org",
            "phone": "+1 (902) 555-0142",
            "url": leaf(f"https://example.org/{new()}"),
            "location": {"address": f"17 {new()} Lane", "postalCode": "QX7Z 9KJ", "city": "Bath", "region": leaf()},
            "profiles": [
                {"network": "GitHub", "username": "jane"},
                {"network": new(), "username": new(), "url": f"https://example.org/{new()}", "private": True},
                {"network": "Two", "username": leaf(), "url": "https://example.org/two"},
            ],
            "aliases": ["J. Doe", leaf()],
            "summary": leaf(f"I am **very {new()}** indeed\n\n- and [{new()}](https://example.org/{new()})"),
            "x-unknown": new(),
        },
        "work": [
            {
                "name": "Acme",
                "when": leaf(),
                "location": leaf(),
                "note": leaf(),
                "summary": {"text": {"en": new(), "ko": f"비밀{new()}"}, "private": True},
                "links": [{"label": new(), "url": f"https://example.org/{new()}", "private": True}, {"label": leaf()}],
                "highlights": ["open", leaf(), leaf(tags=["shop"]), {"en": "one", "ko": "하나"}],
                "keywords": ["Python", leaf()],
                "positions": [{"position": "Boss"}, {"position": new(), "private": True, "highlights": [new()]}],
            },
            {"name": new(), "private": True, "url": f"https://{new()}.example.org", "startDate": "2001-07-19",
             "x-unknown": {"deep": [new()]}},
        ],
        "talks": {"private": True, "entries": [{"title": new(), "event": new()}]},
        "publications": [{"name": "Open", "authors": ["J. Doe", leaf()], "doi": leaf(f"10.5555/{new()}"),
                          "releaseDate": {"text": "1999-03-21", "private": True}}],
        "skills": [{"name": "Open", "level": leaf(), "keywords": [leaf()]}],
        "references": [{"name": "Ann", "email": f"{new()}@example.org", "phone": "+44 20 7946 0958",
                        "reference": leaf()}],
        "sections": [
            {"title": new(), "private": True, "entries": [new()]},
            {"title": leaf(), "entries": ["open", leaf(), {"kind": "item", "title": new(), "private": True}]},
        ],
        "meta": {
            "canonical": leaf(f"https://example.org/{new()}.yaml"),
            "x-unknown": new(),
            "cvrender": {
                "languages": ["en", "ko"],
                "headings": {"work": leaf(), "talks": new()},
                "bold": [leaf()],
                "variants": {"shop": {"include": ["shop"], "set": {"basics.label": leaf()}}},
            },
        },
    }  # fmt: skip
    # Those beside the words: a number, a code, two days.
    return source, [*new.words, "9025550142", "QX7Z9KJ", "2001-07-19", "1999-03-21", "442079460958"]


def readable(path: Path) -> str:
    """All that a file holds: of a PDF the text of its pages, its strings and its unpacked streams."""
    if path.suffix != ".pdf":
        return path.read_bytes().decode("utf-8")
    found = pdf_pages(path.read_bytes())
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            found.append(repr(item))
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                found += [str(value) for value in item.values() if isinstance(value, pikepdf.String)]
            if isinstance(item, pikepdf.Stream):
                content = item.read_bytes()
                found += [content.decode(name, "ignore") for name in ("latin-1", "utf-8", "utf-16-be")]
    return "\n".join(found)


def found_in(files: list[Path], words: list[str]) -> set[str]:
    """Those of the words that stand in any of the files or their names, spaces and line ends aside."""
    text = "".join(re.sub(r"[\s()+-]", "", readable(path) + str(path)) for path in files)
    return {word for word in words if word.replace("-", "").lower() in text.lower()}


def built(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


ENGINES = ("weasyprint", "typst", "xelatex")
ALL = [option for name in ENGINES for option in ("-e", name)] + ["-f", ",".join(FORMATS), "--embed"]


@needs("xelatex", "texlive-xetex")
def test_no_secret_is_in_any_byte_of_any_output(here: Path, run: Run) -> None:
    """In all formats, by all engines, in both languages and with a variant: none of the secrets, and all that is open.

    The same source without `--public` shows what is shown at all, so that the search is known to find it.
    """
    source, words = planted()
    assert len(words) >= 40
    Path("jane.yaml").write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), "utf-8")
    status, _, err = run("build", "jane.yaml", "--public", "--lang", "all", "-o", "public", *ALL)
    assert (status, "error" in err) == (0, False), err
    status, _, err = run("build", "jane.yaml", "--public", "--variant", "shop", "-o", "public/shop", *ALL)
    assert (status, "error" in err) == (0, False), err
    files = built(here / "public")
    assert len([path for path in files if path.suffix == ".pdf"]) == 9
    assert found_in(files, words) == set()
    for path in files:
        if path.stem == "jane" or path.name == "resume.tex":
            text = squash(readable(path)).lower()
            assert [word for word in ("janedoe", "acme", "python", "boss") if word not in text] == []
    assert run("build", "jane.yaml", "--lang", "all", "-o", "whole", *ALL)[0] == 0
    whole = built(here / "whole")
    unseen = set(words) - found_in(whole, words)
    assert len(unseen) <= 2  # a heading of a variant; a text that the variant sets
    for suffix in (".html", ".txt", ".md", ".json", ".tex", ".pdf"):
        assert len(found_in([path for path in whole if path.suffix == suffix], words)) > 38, suffix


@needs("xelatex", "texlive-xetex")
def test_the_search_finds_what_is_shown(here: Path, run: Run) -> None:
    """Every secret that a copy with all of them shows is found in it, in each format and by each engine."""
    source, _ = planted()
    text = yaml.safe_dump(source, allow_unicode=True, sort_keys=False)
    Path("jane.yaml").write_text(text, "utf-8")
    assert run("build", "jane.yaml", "-o", "whole", *ALL)[0] == 0
    whole = resume_of(text)
    wanted = needles(secrets(whole), open_texts(whole))
    assert len(wanted) > 40
    for path in built(here / "whole"):
        if path.name in ("resume.tex", "document.json") or path.parent.name in ("whole", *ENGINES):
            found = {needle.text for _, needle in leaks({path.name: path.read_bytes()}, wanted)}
            for needle in wanted:
                shown = squash(needle.text).lower() in squash(readable(path)).lower()
                assert (needle.text in found) == shown or not shown, (path.name, needle.text)
            assert len(found) > 30, path.name


# What may bring a secret into a file, other than the source.


def source_with(word: str, **basics: Any) -> None:
    """A source whose label is private."""
    found = {"basics": {"name": "Jane", "label": {"text": word, "private": True}, **basics}}
    Path("jane.yaml").write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), "utf-8")


def refused(run: Run, *arguments: str, name: str) -> str:
    """Build a public copy that is refused; return what is said."""
    status, out, err = run("build", "jane.yaml", "--public", *arguments)
    assert (status, out) == (4, "")
    assert not Path("output").exists()
    assert f"and stands in `{name}`" in err
    assert "jane.yaml:4:11: error[CV057]" in err
    return err


@pytest.mark.parametrize("format_", ["html", "pdf", "typst", "latex"])
def test_a_secret_in_a_theme_is_found(format_: str, here: Path, run: Run) -> None:
    """A theme of one's own that has the secret in a style sheet: status 4, and nothing is written."""
    source_with("Quietwater Holdings")
    shutil.copytree(Path(__file__).parents[1] / "themes/plain", "mine")
    css = 'h1::after { content: "Quietwater Holdings" }' if format_ == "pdf" else "/* Quietwater Holdings */"
    for file, text in {
        "html.css": css,
        "typst.typ": "// Quietwater-Holdings",
        "latex.sty": "% quietwater holdings",
    }.items():
        with (Path("mine") / file).open("a") as sheet:
            sheet.write(f"\n{text}\n")
    name = {"html": "jane.html", "pdf": "jane.pdf", "typst": "jane-typst/theme.typ", "latex": "jane-latex/theme.sty"}
    refused(run, "-t", "mine", "-f", format_, "-e", "weasyprint", name=name[format_])
    source_with("Quietwater Ltd")
    assert run("build", "jane.yaml", "--public", "-t", "mine", "-f", "html")[0] == 0


def test_a_picture_tells_nothing(here: Path, run: Run) -> None:
    """What a picture says beside what it shows does not reach a file, and so is no reason to refuse one."""
    source_with("Quietwater Holdings", image="me.png")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "taken at quietwater holdings")
    Image.new("RGB", (4, 4)).save("me.png", pnginfo=notes)
    assert run("build", "jane.yaml", "--public", "-e", "typst", "-f", "pdf,html,typst")[0] == 0
    assert b"quietwater" in Path("me.png").read_bytes()
    photo = Path("output/jane-typst/photo.png").read_bytes()
    assert b"quietwater" not in photo
    assert b64encode(photo).decode() in Path("output/jane.html").read_text("utf-8")


def test_a_secret_in_the_name_of_a_file_is_found(here: Path, run: Run) -> None:
    """Outputs are called as the source is."""
    source_with("Quietwater Holdings")
    Path("jane.yaml").rename("quietwater-holdings.yaml")
    status, out, err = run("build", "quietwater-holdings.yaml", "--public", "-f", "text")
    assert (status, out) == (4, "")
    assert "stands in `quietwater-holdings.txt`" in err


@pytest.mark.parametrize(
    "word", ["margin", "Typst", "Source Sans", "PDF", "Font", "main", "Experience", "journal", "R"]
)
def test_a_word_of_every_page_is_no_leak(word: str, here: Path, run: Run) -> None:
    """A private skill may be a word that style sheets, fonts or headings hold."""
    source_with(word)
    status, _, err = run("build", "jane.yaml", "--public", "-f", "pdf,html,typst,latex,json", "-e", "typst")
    assert (status, err) == (0, "")


def test_what_is_said_openly_elsewhere_is_no_leak(here: Path, run: Run) -> None:
    """A private entry may share its place and its words with an open one."""
    source_with("Seoul, South Korea", summary="Lives in Seoul, South Korea, and says `R`.")
    status, _, err = run("build", "jane.yaml", "--public", "-f", "html,text")
    assert (status, err) == (0, "")


def test_a_hidden_picture_is_not_read(here: Path, run: Run) -> None:
    """A private picture is not on the page, and neither is what it is called."""
    Image.new("RGB", (4, 4)).save("quietwater.png")
    source_with("x", image={"text": "quietwater.png", "private": True})
    assert run("build", "jane.yaml", "--public", "-f", "html,json")[0] == 0
    assert "<img" not in Path("output/jane.html").read_text("utf-8")
    assert "quietwater" not in Path("output/jane.json").read_text("utf-8")
    assert run("build", "jane.yaml", "-f", "html")[0] == 0
    assert "<img" in Path("output/jane.html").read_text("utf-8")


# The search.


def needle(text: str) -> list[Needle]:
    """What is looked for, for one private text."""
    return needles([Secret(text)], [])


PDF_TEXT = "Quietwater Holdings"


def pdf(**placed: str) -> bytes:
    """A PDF without pages that holds strings in these places."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        if "title" in placed:
            made.docinfo["/Title"] = placed["title"]
        if "xmp" in placed:
            with made.open_metadata() as meta:
                meta["dc:description"] = placed["xmp"]
        if "attachment" in placed:
            made.attachments["a.txt"] = placed["attachment"].encode()
        if "name" in placed:
            made.attachments[placed["name"]] = b"x"
        if "alt" in placed:
            made.Root["/StructTreeRoot"] = pikepdf.Dictionary(K=pikepdf.Array([pikepdf.Dictionary(Alt=placed["alt"])]))
        if "link" in placed:
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=placed["link"])
            made.pages[0]["/Annots"] = pikepdf.Array([pikepdf.Dictionary(A=action)])
        made.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@pytest.mark.parametrize("place", ["title", "xmp", "attachment", "name", "alt", "link"])
def test_the_search_looks_into_every_corner_of_a_pdf(place: str) -> None:
    """Metadata of both kinds, attachments and their names, alternative texts and targets of links."""
    held = {"link": "https://example.org/Quietwater%20Holdings"}.get(place, PDF_TEXT)
    assert leaks({"a.pdf": pdf(**{place: held})}, needle(PDF_TEXT))
    assert not leaks({"a.pdf": pdf(**{place: "Quiet Holdings"})}, needle(PDF_TEXT))


FORMS = [
    ("a.html", "<p>Quiet<b>water</b> Holdings", PDF_TEXT),
    ("a.html", '<img alt="Quietwater&#32;Holdings">', PDF_TEXT),
    ("a.html", f'<img src="data:x/y;base64,{b64encode(b"..Quietwater Holdings").decode()}">', PDF_TEXT),
    ("a.html", '<a href="https://example.org/?q=Quietwater%20Holdings">', PDF_TEXT),
    ("a.html", "<p>C++ &amp; R</p>", "R"),
    ("a.txt", "Quietwater\n    Holdings", PDF_TEXT),
    ("a.txt", "the Quiet <https://example.org>water Holdings", PDF_TEXT),
    ("a.md", "**Quietwater** Hold[ings](https://example.org)", PDF_TEXT),
    ("a.json", json.dumps({"x": ["Quietwater Holdings"]}), PDF_TEXT),
    ("a.json", json.dumps({"x": "Übersee-Büro"}), "Übersee-Büro"),
    ("a.tex", r"Quiet\textbf{water} \cvhref{https://example.org}{Holdings}", PDF_TEXT),
    ("a.tex", r"C\# and R", "R"),
    ("a.txt", "call 902.555.0142", "+1 902-555-0142"),
    ("a.txt", "비밀회사에서", "비밀회사"),
    ("quietwater-holdings.txt", "x", PDF_TEXT),
    ("a.png", "\x00\x01Quietwater Holdings", PDF_TEXT),
]


@pytest.mark.parametrize(("name", "text", "secret"), FORMS)
def test_a_secret_is_found_in_the_way_the_format_writes_it(name: str, text: str, secret: str) -> None:
    """Marks within words, escapes, line ends and addresses do not hide it."""
    if secret.startswith("+1"):
        secret = "902-555-0142"
    assert leaks({name: text.encode()}, needle(secret)), text


@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("a.txt", "Rust and Ruby", "R"),
        ("a.txt", "concat", "cat"),
        ("a.txt", "in 2019-05, 2020", "2019-0"),
        ("a.html", "<p>Quietwater</p>", "Quietwater Holdings"),
    ],
)
def test_what_is_not_there_is_not_found(name: str, text: str, secret: str) -> None:
    """A short word is found as a word of its own only."""
    assert not leaks({name: text.encode()}, needle(secret))


def test_each_part_of_a_text_is_looked_for() -> None:
    """Paragraphs, items and addresses of a private text, each by itself, unless it is open elsewhere."""
    secret = Secret("First **part** here\n\n- the item\n- an [open](https://example.org/open) one")
    found = needles([secret], ["see example.org/open"])
    assert [one.text for one in found] == ["First part here", "the item", "an open one"]
    assert all(one.secret == secret for one in found)


def test_a_private_end_is_no_present(tmp_path: Path, run: Run) -> None:
    """Who hides when a job ended has not said that it goes on."""
    job = "{name: Mill, startDate: 2004-01, endDate: {text: 2006-05, private: true}}"
    (tmp_path / "jane.yaml").write_text(f"basics: {{name: Jane}}\nwork: [{job}]\n", "utf-8")
    status, _, err = run("build", tmp_path / "jane.yaml", "--public", "-f", "text", "-o", tmp_path)
    assert status == 0, err
    assert not re.search("Present|2004|2006", (tmp_path / "jane.txt").read_text("utf-8"))
