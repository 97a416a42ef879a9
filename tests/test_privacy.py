"""Public copies: 40 secrets in every kind of place, private by every means, in no byte of any output."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from PIL import Image, PngImagePlugin

from conftest import TODAY, needs, pdf_pages, resume_of, squash
from cvrender.cli.cluster import url
from cvrender.diagnostics.report import Diagnostic, Report
from cvrender.loading.options import Options
from cvrender.loading.registry import FORMATS
from cvrender.pipeline.parallel import remote
from cvrender.readers.yaml import read
from cvrender.resume.dump import dump
from cvrender.resume.model import (
    SECTIONS,
    Basics,
    CustomSection,
    EntryLink,
    Item,
    Location,
    Marked,
    Node,
    Profile,
    Resume,
    Role,
    Settings,
    Spec,
    Variant,
)
from cvrender.resume.select import Choice, Secret, open_texts, secrets, select
from cvrender.verification.privacy_scan import Needle, leaks, needles

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
    assert run("build", "jane.yaml", "--public", "-t", "mine", "-f", "html", "--no-verify")[0] == 0


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


def test_a_number_that_any_page_may_hold_is_no_leak(here: Path, run: Run) -> None:
    """A postal code that is also the year of a job, and a number of citations that is also that of a line."""
    job = "work: [{name: Acme, startDate: 2010, endDate: 2012}]"
    paper = "publications: [{name: One, releaseDate: 2011-12, citations: {text: '12', private: true}}]"
    Path("jane.yaml").write_text(f"basics: {{name: Jane, location: {{postalCode: '2010'}}}}\n{job}\n{paper}\n", "utf-8")
    status, _, err = run("build", "jane.yaml", "--public", "-f", "html,text,json,pdf", "-e", "typst")
    assert (status, err.count("error")) == (0, 0), err
    Path("jane.yaml").write_text("basics: {name: Jane, location: {postalCode: '2010'}}\n", "utf-8")
    Path("jane.yaml").rename("of-2010.yaml")
    assert run("build", "of-2010.yaml", "--public", "-f", "text")[0] == 4


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
    ("a.html", '<a href="tel:+19025550142">call</a>', "902-555-0142"),
    ("a.html", "(902)&nbsp;555&#8209;01<b>42</b>", "+1 902-555-0142"),
    ("a.tex", r"902~555\,01\textbf{42}", "+1 902-555-0142"),
    ("a.html", "<a href='mailto:jane%40doe.example.org'>write</a>", "jane@doe.example.org"),
    ("a.html", "&#106;ane<b>&#64;</b>doe.example.org", "jane@doe.example.org"),
    ("a.md", "jane\\@doe.**example**.org", "jane@doe.example.org"),
    ("a.md", "&#106;ane&#64;doe.example.org", "jane@doe.example.org"),
    ("jane@doe.example.org.txt", "x", "jane@doe.example.org"),
    ("a.png", "\x00\x01jane@doe.example.org\x00", "jane@doe.example.org"),
    ("a.html", "<a href='http://www.doe.example.org/cv/'>x</a>", "https://doe.example.org/cv"),
    ("a.txt", "비밀회사에서", "비밀회사"),
    ("quietwater-holdings.txt", "x", PDF_TEXT),
    ("a.png", "\x00\x01Quietwater Holdings", PDF_TEXT),
]


@pytest.mark.parametrize(("name", "text", "secret"), FORMS)
def test_a_secret_is_found_in_the_way_the_format_writes_it(name: str, text: str, secret: str) -> None:
    """Marks within words, escapes, line ends and addresses do not hide it."""
    assert leaks({name: text.encode()}, needle(secret)), text


@pytest.mark.parametrize(
    ("name", "text", "secret"),
    [
        ("a.txt", "Rust and Ruby", "R"),
        ("a.txt", "concat", "cat"),
        ("a.txt", "in 2019-05, 2020", "2019-0"),
        ("a.html", "<p>Quietwater</p>", "Quietwater Holdings"),
        ("a.html", "<h1>Jane</h1><a href='https://doe.example.org'>doe.example.org</a>", "jane@doe.example.org"),
        ("a.png", "\x00Jane\x00doe.example.org\x00", "jane@doe.example.org"),
        ("a.txt", "+44 902 555 0142", "+1 902-555-0142"),
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


# Where a mark may stand, and how it may be misspelt.


Wrap = Callable[[Any], dict[str, Any]]
_LEAVES = ("text", "prose", "plain", "url", "email", "date", "end")
_LISTS = ("texts", "points", "plains")
_CHOOSE = ("tags", "include", "exclude", "lang", "languages", "limits")
"""What says which resume is chosen is judged by itself, and is in none."""
_WORDS = {
    "date": "2001-07-19",
    "end": "2001-07-19",
    "url": "https://example.org/quietwater",
    "email": "quiet@example.org",
}


def places(cls: type[Node] = Resume, wrap: Wrap = lambda found: found) -> Iterator[tuple[type[Node] | Spec, Wrap]]:
    """Every mapping and every text of the model, with what makes a source of what is put there."""
    yield cls, wrap
    for key, spec in cls.SPECS.items():

        def put(found: Any, key: str = key, spec: Spec = spec) -> dict[str, Any]:
            one = {"node": found, "map": {"work": found}, "named": {"shop": found}}
            return wrap({key: one.get(spec.kind, found if spec.kind in _LEAVES else [found])})

        if spec.kind in (*_LEAVES, *_LISTS, "map") and key not in _CHOOSE:
            yield spec, put
        elif spec.kind == "blocks":
            yield from places(Item, put)
            yield spec, put
        elif spec.kind in ("node", "nodes", "named"):
            yield from places(type(spec.default) if spec.kind == "node" else spec.node or Node, put)


PLACES = list(places())


def marked(place: type[Node] | Spec, mark: dict[str, Any]) -> dict[str, Any]:
    """A mapping for a place, with something to hide and a mark."""
    if isinstance(place, Spec):
        return {"text": _WORDS.get(place.kind, "Quietwater"), **mark}
    return {
        **next(({key: "Quietwater"} for key, spec in place.SPECS.items() if spec.kind in ("text", "plain")), {}),
        **mark,
    }


def told(source: Any, *, public: bool = True) -> list[Diagnostic]:
    """What is said of a source."""
    report = Report()
    assert read(json.dumps(source).encode(), "test.json", report, TODAY, public=public) is not None
    return report.ordered()


def test_the_model_has_many_places() -> None:
    """The walk through it reaches what it should, so that the tests that use it mean something."""
    assert len(PLACES) > 380
    classes = {place for place, _ in PLACES if not isinstance(place, Spec)}
    assert {
        Basics,
        Location,
        Profile,
        Role,
        EntryLink,
        CustomSection,
        Item,
        Variant,
        Settings,
        *SECTIONS.values(),
    } <= classes


@pytest.mark.parametrize(
    "mark", [{"Private": True}, {"privat": True}, {"private": None}, {"private": ""}, {"hidden": True}]
)
def test_a_mark_that_is_not_understood_is_an_error_wherever_it_stands(mark: dict[str, Any]) -> None:
    """In each mapping and beside each text of the model, with its place and a way out; without `--public` it is not."""
    for place, wrap in PLACES:
        source = wrap(marked(place, mark))
        errors = [d for d in told(source) if d.severity == "error"]
        assert [d.code for d in errors] == ["CV036"], source
        assert errors[0].position
        assert "private: true" in errors[0].hint or "`true` or `false`" in errors[0].hint or "show" in errors[0].hint
        assert "error" not in {d.severity for d in told(source, public=False)}, source


def test_a_mark_where_none_is_understood_is_an_error() -> None:
    """`private: true` beside settings, in `meta`, for a variant or for the whole file hides nothing."""
    for place, wrap in PLACES:
        understood = isinstance(place, Spec) or issubclass(place, Marked)
        codes = [d.code for d in told(wrap(marked(place, {"private": True}))) if d.severity == "error"]
        assert codes == ([] if understood else ["CV036"]), place


def test_a_mark_that_is_understood_hides_wherever_it_stands() -> None:
    """What is marked is in no public copy of the source, and among its secrets."""
    for place, wrap in PLACES:
        if isinstance(place, Spec) or issubclass(place, Marked):
            whole = resume_of(json.dumps(wrap(marked(place, {"private": True}))))
            shown = json.dumps(dump(select(whole, Choice(public=True), Report())))
            assert not re.search("(?i)quiet|2001", shown), (place, shown)
            held = " ".join(secret.text for secret in secrets(whole))
            assert re.search("(?i)quiet|2001", held), place


SPELLINGS = [
    *(
        "PRIVATE",
        "privte",
        "prviate",
        "private ",
        " private",
        "is_private",
        "isPrivate",
        "private:true",
        "priv",
        "privado",
    ),
    *(
        "\u0440rivate",
        "priv\u0430t\u0435",
        "\uff50\uff52\uff49\uff56\uff41\uff54\uff45",
        "pri\u200bvate",
        "privat\u00e9",
    ),
    *("secret", "confidential", "public", "non-public", "visible"),
]


@pytest.mark.parametrize("key", SPELLINGS)
def test_a_misspelt_mark_is_recognized(key: str) -> None:
    """Letters too many, too few, of other alphabets or of other cases, and other words for the same."""
    assert "CV036" in {d.code for d in told({"work": [{"name": "Acme", key: True}]})}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(
            (key, "some words")
            for key in ("rate", "pirate", "privilege", "x-note", "climate", "shown-at", "vertraulich")
        ),
        *((key, "true") for key in ("remote", "isCurrent", "full-time", "featured")),
        ("level", "1"),
    ],
)
def test_another_unknown_key_is_no_mark(key: str, value: str) -> None:
    """An unknown key is left out of public copies and is no error."""
    assert {d.code for d in told({"basics": {"name": "J"}, "work": [{"name": "Acme", key: value}]})} == {"CV012"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(
            (key, "true")
            for key in ("not public", "do not publish", "hidden_from_public", "vertraulich", "私密", "nda")
        ),
        *((key, "yes") for key in ("sensitive", "omit", "exclude", "embargo")),
        ("geheim", "ja"),
        ("draft", "1"),
    ],
)
def test_a_switch_that_is_not_understood_may_be_a_mark(key: str, value: str) -> None:
    """Whatever its words: nobody knows what all languages call what is private."""
    assert "CV036" in {d.code for d in told({"work": [{"name": "Acme", key: value}]})}


@pytest.mark.parametrize(("key", "value"), [("access", "by train"), ("show", "Les Mis"), ("internal", "a project")])
def test_a_word_that_may_mean_something_else_counts_with_an_answer_only(key: str, value: str) -> None:
    """`internal: true` is a mark, `internal: a project` is not."""
    work = {"name": "Acme"}
    assert "CV036" not in {d.code for d in told({"work": [{**work, key: value}]})}
    assert "CV036" in {d.code for d in told({"work": [{**work, key: "yes"}]})}


@pytest.mark.parametrize("value", ["true", "yes", "on", "True", "TRUE", '"true"', "&a true", "!!bool true"])
def test_a_clear_value_hides(value: str, here: Path, run: Run) -> None:
    """Every word for yes is understood, in quotes and with an anchor as well."""
    Path("jane.yaml").write_text(f"basics: {{name: Jane}}\nwork: [{{name: Quietwater, private: {value}}}]\n", "utf-8")
    assert run("build", "jane.yaml", "--public", "-f", "text")[0] == 0
    assert "Quietwater" not in Path("output/jane.txt").read_text("utf-8")


UNCLEAR = {
    "a number": "work: [{name: Quietwater, private: 1}]",
    "a list": "work: [{name: Quietwater, private: [work]}]",
    "another word": "work: [{name: Quietwater, private: please}]",
    "nothing": "work: [{name: Quietwater, private: }]",
    "nothing over a merged mark": "work: [&a {name: Open, private: true}, {<<: *a, name: Quietwater, private: }]",
    "a merge key in quotes": 'work: [{name: Quietwater, "<<": {private: true}}]',
    "a merged key": "work: [&a {name: Open, Private: true}, {<<: *a, name: Quietwater}]",
    "an included file": "work: !include more.yaml",
    "what a variant sets": "meta: {cvrender: {variants: {a: {set: {basics.label: {text: Quietwater, privat: yes}}}}}}",
    "a heading": "meta: {cvrender: {headings: {work: Quietwater, private: true}}}",
    "a sorting": "meta: {cvrender: {sort: {work: none, private: none}}}",
    "a section": "work: {Private: true, entries: [{name: Quietwater}]}",
    "a tag": "work: [{name: Quietwater, tags: [private]}]",
    "the whole": "private: true",
    "a list of places": "private: [work]",
    "what is shown, misspelt": "meta: {cvrender: {public: {show: [emial]}}}",
    "what is shown, without a list": "meta: {cvrender: {public: {show: email}}}",
    "what is hidden": "meta: {cvrender: {public: {show: [email, phone], hide: [phone]}}}",
    "what is public, elsewhere": "public: {show: [email]}",
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_nothing_is_built_of_a_source_with_an_unclear_mark(name: str, here: Path, run: Run) -> None:
    """However the mark comes to stand there: status 1, the place, and no file."""
    Path("more.yaml").write_text("- {name: Quietwater, Private: true}\n", "utf-8")
    Path("jane.yaml").write_text(f"basics: {{name: Jane}}\n{UNCLEAR[name]}\n", "utf-8")
    status, out, err = run("build", "jane.yaml", "--public", "-f", "html,text,json")
    assert (status, out) == (1, "")
    assert re.search(r"(jane|more)\.yaml:\d+:\d+: error\[CV(036|024|011)\]", err), err
    assert not Path("output").exists()


def test_a_tag_that_is_called_private_may_be_left_out_by_a_variant(here: Path, run: Run) -> None:
    """Only what would be published is an error."""
    variants = "meta: {cvrender: {variants: {out: {exclude: [private]}}}}"
    Path("jane.yaml").write_text(f"basics: {{name: Jane}}\n{UNCLEAR['a tag']}\n{variants}\n", "utf-8")
    assert run("build", "jane.yaml", "--public", "-f", "text", "--variant", "out")[0] == 0
    assert "Quietwater" not in Path("output/jane.txt").read_text("utf-8")


def test_it_may_be_private_that_something_goes_on(tmp_path: Path, run: Run) -> None:
    """A private end that is `present` is not told; elsewhere it means what no end means."""
    job = "{name: Mill, startDate: 2004-01, endDate: {text: present, private: true}}"
    (tmp_path / "jane.yaml").write_text(f"basics: {{name: Jane}}\nwork: [{job}]\n", "utf-8")
    for options, shown in ((["--public"], False), ([], True)):
        assert run("build", tmp_path / "jane.yaml", *options, "-f", "text", "-o", tmp_path)[0] == 0
        text = (tmp_path / "jane.txt").read_text("utf-8")
        assert bool(re.search("Present", text)) == bool(re.search("2004", text)) == shown


# Contacts in another form.


HONEST = "basics: {name: Jane Doe, email: doe@janedoe.example.org, phone: +1 (902) 555-0142, url: https://janedoe.example.org}\n"


@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_an_address_in_the_domain_of_the_page_is_no_leak(engine: str, here: Path, run: Run) -> None:
    """`Jane Doe` and `janedoe.example.org` follow one another, which is not `doe@janedoe.example.org`."""
    Path("jane.yaml").write_text(HONEST, "utf-8")
    formats = "html,text,markdown,json,pdf,typst,latex"
    status, _, err = run("build", "jane.yaml", "--public", "-f", formats, "-e", engine, "--embed")
    assert (status, "error" in err) == (0, False), err


@pytest.mark.parametrize("local", ["jane", "doe", "jane.doe", "me", "jdoe", "cv"])
@pytest.mark.parametrize("domain", ["janedoe.org", "doe.example.org", "jane-doe.com", "doe.dev", "jane.doe.net"])
def test_whoever_hides_what_is_usual_is_not_refused(local: str, domain: str, here: Path, run: Run) -> None:
    """Name, page, e-mail address, user names and employer consist of the same words."""
    source = {
        "basics": {
            "name": "Jane Doe",
            "email": f"{local}@{domain}",
            "phone": "555-0142",
            "url": f"https://{domain}",
            "location": {"address": "17 Mill Lane", "postalCode": "2015", "city": "Doe"},
            "profiles": [
                {"network": "One", "username": "janedoe", "url": "https://example.org/janedoe"},
                {"network": "Two", "username": "doejane", "url": "https://example.org/doejane", "private": True},
            ],
        },
        "work": [{"name": "Mill Lane Ltd", "startDate": "2015", "highlights": [f"Talk at {domain}", "Built Lane 17"]}],
        "skills": [
            {"name": "Machine", "keywords": ["Learning", "R", {"text": "Machine Learning", "private": True}]},
            {"name": "Doe", "keywords": [{"text": "R", "private": True}]},
        ],
        "references": [{"name": "Jane", "email": f"ann@{domain}", "phone": "555-0143"}],
    }
    Path("jane.json").write_text(json.dumps(source), "utf-8")
    status, _, err = run("build", "jane.json", "--public", "-f", "html,text,markdown,json,latex,typst", "-o", "public")
    assert status == 0, err


@pytest.mark.parametrize(
    "text",
    [
        "Call 902.555.0142",
        "0902 5550142",
        "tel:+1-902-555-0142",
        "001 (902) 555 0142",
        "٩٠٢ ٥٥٥ ٠١٤٢",
        "doe%40janedoe.example.org",
        "doe (at) janedoe dot example dot org",
        "d\u00adoe@janedoe.example.org",
        "DOE&#64;JANEDOE.example.org",
        "doe @ janedoe . example . org",
    ],
)
def test_a_contact_in_another_form_is_told_at_its_text(text: str, here: Path, run: Run) -> None:
    """A number by its digits, an address however it is disguised; nothing is written."""
    Path("jane.yaml").write_text(f"{HONEST}work: [{{name: Acme, summary: '{text}'}}]\n", "utf-8")
    status, out, err = run("build", "jane.yaml", "--public", "-f", "text")
    assert (status, out) == (1, "")
    assert "jane.yaml:2:30: error[CV056]" in err
    assert run("build", "jane.yaml", "-f", "text")[0] == 0


@pytest.mark.parametrize("sheet", ["902.555.0142", "tel:+19025550142", "doe%40janedoe.example.org"])
def test_a_contact_in_another_form_is_found_in_a_theme(sheet: str, here: Path, run: Run) -> None:
    """A style sheet has the number or the address as its author writes them."""
    Path("jane.yaml").write_text(HONEST, "utf-8")
    shutil.copytree(Path(__file__).parents[1] / "themes/plain", "mine")
    with Path("mine/html.css").open("a") as css:
        css.write(f"\n/* {sheet} */\n")
    status, out, err = run("build", "jane.yaml", "--public", "-t", "mine", "-f", "html")
    assert (status, out) == (4, "")
    assert "error[CV057]" in err


# Files of earlier builds.


SECRETIVE = """
basics: {name: Jane Doe, email: doe@janedoe.example.org, image: {text: me.png, private: true}}
work: [{name: Acme}, {name: Quietwater Holdings, private: true}]
"""


@pytest.fixture
def jane(here: Path) -> Path:
    """A source with something to hide, and a private photo."""
    Path("jane.yaml").write_text(SECRETIVE, "utf-8")
    Image.new("RGB", (40, 40), "red").save("me.png")
    return here


def contents(folder: Path) -> dict[Path, bytes]:
    """All files below a folder, with what they hold."""
    return {path: path.read_bytes() for path in built(folder)}


def test_what_is_left_of_an_earlier_build_is_refused_and_listed(jane: Path, run: Run) -> None:
    """Each file that is not written anew and holds something private, the photo of a bundle too; none is touched."""
    formats = ("html", "text", "markdown", "json", "typst", "latex", "pdf")
    assert run("build", "jane.yaml", "-f", ",".join(formats), "-e", "typst")[0] == 0
    before = contents(jane / "output")
    for again in ("html", "text", "typst,html"):
        status, out, err = run("build", "jane.yaml", "--public", "-f", again)
        assert (status, out) == (1, "")
        listed = set(re.findall(r"^(output/\S+): error\[CV079\]", err, re.MULTILINE))
        anew = set(again.split(","))
        for name, file in {"html": "jane.html", "text": "jane.txt", "typst": "jane-typst/document.json"}.items():
            assert (f"output/{file}" in listed) == (name not in anew), again
        assert {"output/jane.md", "output/jane.json", "output/jane.pdf", "output/jane-latex/photo.png"} <= listed
        assert "output/jane-typst/photo.png" in listed
        assert "output/jane-latex/theme.sty" not in listed
        assert "help: remove it, or name another --output" in err
        assert contents(jane / "output") == before
    for file in listed:
        Path(file).unlink()
    assert run("build", "jane.yaml", "--public", "-f", "typst,html")[0] == 0
    assert run("build", "jane.yaml", "--public", "-f", "text", "-o", "elsewhere")[0] == 0


def test_a_public_copy_may_be_built_again_in_fewer_formats(jane: Path, run: Run) -> None:
    """What an earlier build of public copies has left holds nothing private, and is no reason to refuse."""
    assert run("build", "jane.yaml", "--public", "-f", "html,text,json,typst,pdf", "-e", "typst")[0] == 0
    assert run("build", "jane.yaml", "--public", "-f", "text")[0] == 0
    assert run("build", "jane.yaml", "--public", "-f", "markdown", "-t", "plain,ledger")[0] == 0
    Path("output/janet.txt").write_text("doe@janedoe.example.org", "utf-8")
    Path("output/jane.log").write_text("doe@janedoe.example.org", "utf-8")
    assert run("build", "jane.yaml", "--public", "-f", "markdown")[0] == 0


def test_what_was_not_private_then_is_refused(jane: Path, run: Run) -> None:
    """An earlier public copy that shows an entry which has been marked since."""
    Path("jane.yaml").write_text(SECRETIVE.replace(", private: true}]", "}]"), "utf-8")
    assert run("build", "jane.yaml", "--public", "-f", "text")[0] == 0
    Path("jane.yaml").write_text(SECRETIVE, "utf-8")
    status, _, err = run("build", "jane.yaml", "--public", "-f", "html")
    assert status == 1
    assert "output/jane.txt: error[CV079]: left from an earlier build, it holds `Quietwater Holdings`" in err


def test_a_page_with_a_photo_is_refused_where_the_photo_is_private(jane: Path, run: Run) -> None:
    """The search sees no pictures, so any picture may be the photo; where the photo is shown, none is refused."""
    shown = "basics: {name: Jane Doe, image: me.png}\n"
    Path("jane.yaml").write_text(shown, "utf-8")
    assert run("build", "jane.yaml", "--public", "-f", "html,pdf,latex", "-e", "typst")[0] == 0
    assert run("build", "jane.yaml", "--public", "-f", "text")[0] == 0
    Path("jane.yaml").write_text(shown.replace("me.png", "{text: me.png, private: true}"), "utf-8")
    status, _, err = run("build", "jane.yaml", "--public", "-f", "text")
    assert status == 1
    for file in ("jane.html", "jane.pdf", "jane-latex/photo.png"):
        assert f"output/{file}: error[CV079]" in err


@pytest.mark.parametrize(
    "options",
    [["--variant", "all"], ["--lang", "all"], ["-t", "plain,ledger"], ["-e", "typst", "-e", "weasyprint", "-f", "pdf"]],
)
def test_earlier_files_in_folders_of_their_own_are_found(options: list[str], jane: Path, run: Run) -> None:
    """Of variants, languages, themes and engines, in the same output folder."""
    more = "meta: {cvrender: {languages: [en, ko], variants: {a: {}, b: {}}}}\n"
    Path("jane.yaml").write_text(SECRETIVE + more, "utf-8")
    assert run("build", "jane.yaml", "-f", "text", *options)[0] == 0
    status, out, err = run("build", "jane.yaml", "--public", "-f", "html")
    assert (status, out) == (1, "")
    assert len(re.findall(r"^output/[\w/]+/jane\.\w+: error\[CV079\]", err, re.MULTILINE)) >= 2


def test_what_lies_below_a_folder_to_work_in_is_not_looked_at(jane: Path, run: Run) -> None:
    """`-o .` looks at the files beside the new ones, and not at the source or at another output folder."""
    assert run("build", "jane.yaml", "-f", "text")[0] == 0
    assert run("build", "jane.yaml", "--public", "-f", "html", "-o", ".")[0] == 0
    Path("output/jane.txt").rename("jane.txt")
    status, _, err = run("build", "jane.yaml", "--public", "-f", "html", "-o", ".")
    assert status == 1
    assert "jane.txt: error[CV079]" in err


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("jane.json", b"{", "cannot be searched"),
        ("jane.pdf", b"none", "cannot be searched"),
        (".jane.txt.0123456789ab.tmp", b"Quietwater Holdings", "holds `Quietwater Holdings`"),
        ("jane-latex/resume.log", b"Quietwater\nHoldings", "holds `Quietwater Holdings`"),
        ("jane.json", b'{"x-salary": "one hundred thousand"}', "holds `one hundred thousand`"),
    ],
)
def test_other_files_of_that_name_are_searched(name: str, content: bytes, why: str, jane: Path, run: Run) -> None:
    """What cannot be read, what a build that was killed has left, what TeX has written, and what was an unknown key."""
    Path("jane.yaml").write_text(f"{SECRETIVE}x-salary: one hundred thousand\n", "utf-8")
    path = Path("output", name)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    status, _, err = run("build", "jane.yaml", "--public", "-f", "html")
    assert status == 1
    assert f"{path}: error[CV079]: left from an earlier build, it {why}" in err
    assert run("build", "jane.yaml", "-f", "html")[0] == 0


def test_what_is_no_file_is_not_waited_for(jane: Path, run: Run) -> None:
    """A pipe of that name, which nobody writes to, and a link that leads nowhere."""
    Path("output").mkdir()
    os.mkfifo("output/jane.txt")
    Path("output/jane.md").symlink_to("gone.md")
    status, _, err = run("build", "jane.yaml", "--public", "-f", "html")
    assert status == 1
    assert "output/jane.txt: error[CV079]: left from an earlier build, it cannot be searched: it is no file" in err
    assert "output/jane.md: error[CV079]" in err


def test_two_public_builds_may_share_a_folder(jane: Path, run: Run) -> None:
    """One makes PDFs and the other pages, now and the next time; and one may write below the other."""
    builds = ['format = "text"', 'format = "html"', 'format = "html"\noutput = "output/more"']
    Path("cvrender.toml").write_text(
        "".join(f'[[build]]\nsources = "jane.yaml"\npublic = true\n{one}\n' for one in builds)
    )
    assert run("build")[0] == 0
    assert run("build")[0] == 0


@pytest.mark.parametrize("where", ["", "memory://jane"])
def test_earlier_files_are_searched_on_a_cluster_too(where: str, jane: Path) -> None:
    """Files that lie at the output's URL are given to whoever builds; it refuses as a build of this machine does."""
    pytest.importorskip("fsspec")
    output = where or url(jane / "made")
    options = Options(formats=("text",), today=TODAY)
    with ThreadPoolExecutor(1) as executor:
        for public, formats, status in ((False, ("text",), 0), (True, ("html",), 1), (True, ("text",), 0)):
            wanted = options.replace(public=public, formats=formats)
            (outcome,) = remote.every([url(jane / "jane.yaml")], output, wanted, executor)
            assert outcome.status == status, outcome.report.diagnostics
            if status:
                found = [d for d in outcome.report.diagnostics if d.code == "CV079"]
                assert [d.file for d in found] == [f"{output}/jane.txt"]
