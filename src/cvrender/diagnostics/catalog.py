"""Every diagnostic, at length, for `cvrender explain`."""

from __future__ import annotations

from cvrender.record import Record


class Code(Record):
    """What a diagnostic means.

    `example` is a source that brings it; `mended` the same without it. Both may be empty where the fault is not in a
    source, or cannot be shown in one.
    """

    severity: str
    title: str
    meaning: str
    example: str = ""
    mended: str = ""

    def text(self, code: str) -> str:
        """Return what `explain` prints: the title, the meaning, the example and how it is mended."""
        import textwrap

        parts = [f"{code} ({self.severity}): {self.title}", textwrap.fill(self.meaning, 78)]
        for heading, source in (("This brings it:", self.example), ("This does not:", self.mended)):
            if source:
                parts += [heading, textwrap.indent(source.rstrip("\n"), "    ")]
        return "\n\n".join(parts)


CODES: dict[str, Code] = {
    # The file and its syntax.
    "CV001": Code(
        "error",
        "A source cannot be read",
        "There is no such file, it may not be opened, or a folder that was named holds no .yaml, .yml or .json file. "
        "Nothing is built from it. Check the spelling of the path and the folder you are in; `cvrender new NAME` "
        "writes a first source to start from.",
    ),
    "CV002": Code(
        "error",
        "The file is not UTF-8",
        "A byte stands in the file that UTF-8, the usual encoding of text, does not allow. Most often an old editor "
        "has saved accented letters in Latin-1 (Windows-1252). Guessing could put wrong letters into a name, so "
        "nothing is guessed. Save the file again as UTF-8, or convert it with the command in the help line, and look "
        "at the accented letters afterwards.",
    ),
    "CV003": Code(
        "error",
        "The file is not valid YAML or JSON",
        "A character stands where YAML gives it a meaning that does not fit: a colon followed by a space within a "
        "text, a quote or bracket that is not closed, a text that begins with one of * & @ ` % [ {, or a line that is "
        "not aligned with its neighbours. The place is known, but what was meant is not, so reading ends there and "
        "further faults may show only once this one is gone. Putting the whole text in quotes helps in most cases.",
        """\
basics:
  name: Mara Linden
  label: Weaver: linen and wool
""",
        """\
basics:
  name: Mara Linden
  label: "Weaver: linen and wool"
""",
    ),
    "CV004": Code(
        "error",
        "A tab indents a line",
        "YAML tells what belongs to what by the spaces before a line, and allows no tab there, because editors "
        "disagree on how wide a tab is. Put spaces instead, two for each level. Most editors can do that for the "
        "whole file at once and insert spaces from then on.",
        "basics:\n\tname: Mara Linden\n",
        "basics:\n  name: Mara Linden\n",
    ),
    "CV005": Code(
        "error",
        "The file is empty",
        "The file holds nothing at all, or only spaces and comments, so there is no resume in it. Perhaps it was not "
        "saved, or every line has a # before it. `cvrender new NAME` writes a commented first resume that can be "
        "filled in.",
        "# name: Mara Linden\n",
        """\
basics:
  name: Mara Linden
""",
    ),
    "CV006": Code(
        "error",
        "The file holds more than one document",
        "A line of three dashes begins a new YAML document. One file holds one person's resume, and showing the first "
        "document only would lose the others in silence. Split the file, or delete the dashes if what follows belongs "
        "to the same resume.",
        """\
basics:
  name: Mara Linden
---
basics:
  name: Tomas Reed
""",
        """\
basics:
  name: Mara Linden
""",
    ),
    "CV007": Code(
        "error",
        "The file is not a mapping",
        "A resume consists of keys with values: `basics`, `work`, `education` and so on stand at the beginning of "
        "lines, each followed by a colon. This file is a list or a bare text instead. Begin with `basics:` and "
        "put the name below it, indented; `cvrender new NAME` writes a file that can be filled in.",
        "- Mara Linden\n- Weaver\n",
        """\
basics:
  name: Mara Linden
  label: Weaver
""",
    ),
    "CV008": Code(
        "error",
        "A key stands twice",
        "The same key occurs twice in one mapping. Only one of the two values could be shown, and the other would be "
        "lost. Delete or rename one of them. If there are two things of a kind, two employers for example, write "
        "them as a list under one key, each beginning with a dash.",
        """\
basics:
  name: Mara Linden
  label: Weaver
  label: Dyer
""",
        """\
basics:
  name: Mara Linden
  label: Weaver and dyer
""",
    ),
    "CV009": Code(
        "error",
        "The file is nested or repeated beyond measure",
        "Values stand in one another more than 64 levels deep, aliases repeat what they refer to until there are more "
        "than 200,000 values, an alias stands inside what it refers to, or there are more than 500 variants or 50 "
        "languages. No resume needs that; it is a slip, or an "
        "attempt to exhaust the machine that reads the file. Write out what the aliases stand for.",
        """\
basics:
  name: Mara Linden
skills: &all
  - name: Weaving
    keywords: *all
""",
        """\
basics:
  name: Mara Linden
skills:
  - name: Weaving
    keywords: [linen, wool]
""",
    ),
    "CV010": Code(
        "error",
        "A tag has no meaning here",
        "A value begins with an exclamation mark, which in YAML announces a tag, the name of a special type. A resume "
        "needs none but those of plain YAML such as `!!str`, and an unknown one is never obeyed. If the exclamation "
        "mark is part of the text, put the text in quotes; otherwise delete the tag.",
        """\
basics:
  name: Mara Linden
  label: !weaver of cloth
""",
        """\
basics:
  name: Mara Linden
  label: "!weaver of cloth"
""",
    ),
    # What the source says.
    "CV011": Code(
        "error",
        "A value is of the wrong form",
        "A text stands where a list or a mapping belongs, or the other way round. What was meant cannot be guessed "
        "safely, and so nothing is written. A list has one item on each line, after a dash and a space; a mapping has "
        "one `key: value` on each line; a text that begins with a bracket or a brace needs quotes.",
        """\
basics:
  name: Mara Linden
work:
  name: Loom & Co.
  position: Weaver
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    position: Weaver
""",
    ),
    "CV012": Code(
        "warning",
        "A key is not known",
        "This key means nothing at this place, so what it holds is not shown anywhere. Usually it is misspelt (`name` "
        "and `Name` differ), or it is indented too far or not far enough and belongs to another mapping. The help "
        "line names a similar key or all that are known here.",
        """\
basics:
  name: Mara Linden
  lable: Weaver
""",
        """\
basics:
  name: Mara Linden
  label: Weaver
""",
    ),
    "CV013": Code(
        "note",
        "A key has an older name",
        "Earlier versions of JSON Resume called this key otherwise. It is understood and shown, so nothing is lost. "
        "Other programs may not know the old name: rename it when you next edit the file, or delete it where the new "
        "name says the same already.",
        """\
basics:
  name: Mara Linden
work:
  - company: Loom & Co.
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
""",
    ),
    "CV014": Code(
        "warning",
        "An old and a new name of one key disagree",
        "The key is given under its older name and under its present one, with different values. Only the value of "
        "the present name is shown. Decide which is right, and delete the key with the old name.",
        """\
basics:
  name: Mara Linden
work:
  - company: Loom Limited
    name: Loom & Co.
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
""",
    ),
    "CV015": Code(
        "note",
        "A key has no value",
        "Nothing stands after the key or the dash, or the word `null` or a `~` does. It is left out, as if it had not "
        "been written. Give it a value, or delete it; if there seems to be a value, it may begin with ` #`, which "
        "makes it a comment, or it may stand in the next line and not be indented.",
        """\
basics:
  name: Mara Linden
  label:
""",
        """\
basics:
  name: Mara Linden
  label: Weaver
""",
    ),
    "CV016": Code(
        "error",
        "There is no such date",
        "The value has the form of a date, but its month is not one of 01 to 12, or the month has no such day. It is "
        "surely a slip of the finger, and a wrong date should not reach a reader, so nothing is written. Correct it; "
        "dates are YYYY, YYYY-MM or YYYY-MM-DD, the month before the day.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2019-13
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2019-12
""",
    ),
    "CV017": Code(
        "warning",
        "A date is in an unusual form",
        "The date is understood, but not written as YYYY, YYYY-MM or YYYY-MM-DD. The message says how it was read: "
        "make sure that this is what you meant. Other programs may not understand it; the help line has the form that "
        "all of them do.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: Feb 2019
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2019-02
""",
    ),
    "CV018": Code(
        "warning",
        "A value is not a date",
        "A date was expected, and the text cannot be read as one. It is shown exactly as typed, whatever "
        "the language and style of the other dates. Write YYYY, YYYY-MM or YYYY-MM-DD; a span of time needs "
        "`startDate` and `endDate`; words such as `Summer 2019` belong into `when`, which is shown instead of dates.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2017 - 2019
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2017
    endDate: 2019
""",
    ),
    "CV019": Code(
        "warning",
        "Something ends before it starts",
        "The end date of an entry is earlier than its start date. Both are shown as they are, and a reader will "
        "notice. Most often the two are swapped, or one year has a mistyped digit.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2019-05
    endDate: 2017-08
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2017-08
    endDate: 2019-05
""",
    ),
    "CV020": Code(
        "warning",
        "A value is not an e-mail address",
        "An e-mail address is a name, an @ and a domain with a dot, and nothing else: no spaces, no brackets, no "
        "`mailto:`. The value is shown as typed, but mail to it may not arrive. Write one address, as in "
        "mara@example.org.",
        """\
basics:
  name: Mara Linden
  email: mara at example.org
""",
        """\
basics:
  name: Mara Linden
  email: mara@example.org
""",
    ),
    "CV021": Code(
        "warning",
        "A web address is incomplete",
        "The address does not begin with https://, or what follows is not an address. A domain without a beginning is "
        "linked as if https:// stood before it; anything else, such as an address with a space in it, is shown as "
        "text that nobody can follow. Copy the whole address from the browser.",
        """\
basics:
  name: Mara Linden
  url: example.org/mara
""",
        """\
basics:
  name: Mara Linden
  url: https://example.org/mara
""",
    ),
    "CV022": Code(
        "warning",
        "A link may not be made",
        "Outputs link to addresses that begin with http:, https:, mailto: or tel:, and to nothing else, because "
        "other kinds can run code or open files on the reader's machine. The text is kept and the link is not. This "
        "goes for `url` fields and for Markdown links within texts.",
        """\
basics:
  name: Mara Linden
  url: javascript:alert(1)
""",
        """\
basics:
  name: Mara Linden
  url: https://example.org/mara
""",
    ),
    "CV023": Code(
        "error",
        "A control character stands in a text",
        "The text holds a character that controls devices and has no shape of its own; it usually came along with "
        "text that was copied from a PDF or a terminal. Outputs cannot show it, and some would break. Delete it at "
        "the place shown (it may be invisible in the editor), or type the words around it anew.",
        """\
basics:
  name: Mara Linden
  label: "Weaver\\x07"
""",
        """\
basics:
  name: Mara Linden
  label: "Weaver"
""",
    ),
    "CV024": Code(
        "error",
        "A value is not one of those allowed",
        "This key takes one of a few words, or `true` or `false`, and the value is none of them. The help line names "
        "the closest one, or all of them.",
        """\
basics:
  name: Mara Linden
publications:
  - name: On Looms
    type: jornal
""",
        """\
basics:
  name: Mara Linden
publications:
  - name: On Looms
    type: journal
""",
    ),
    "CV025": Code(
        "error",
        "A colon makes a key of a text",
        "A text was expected, but a colon followed by a space, or a colon at its end, turns it into a key with a "
        "value. This happens most in lists of highlights. Put the whole text in quotes.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    highlights:
      - Speed: twice as many yards a day
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    highlights:
      - "Speed: twice as many yards a day"
""",
    ),
    "CV026": Code(
        "warning",
        "The resume has no name",
        "`basics.name` is absent or empty, so the page has no name at its top and the PDF no author. Write the name "
        "below `basics`, indented.",
        """\
basics:
  label: Weaver
""",
        """\
basics:
  name: Mara Linden
  label: Weaver
""",
    ),
    "CV027": Code(
        "warning",
        "The picture cannot be used",
        "`basics.image` must be a PNG, JPEG or SVG file in the folder of the source or below it, and no larger than "
        "10 MB. Pictures are never fetched from the network, and files elsewhere on the machine are not touched. A "
        "picture that is damaged, or a drawing that refers to other files or takes seconds to draw, is not shown "
        "either. The resume is built without it. Save the picture anew beside the source and give its name.",
        """\
basics:
  name: Mara Linden
  image: https://example.org/mara.png
""",
        """\
basics:
  name: Mara Linden
""",
    ),
    "CV028": Code(
        "note",
        "A comment cuts a text",
        "A space followed by # begins a comment, in the middle of a text, too: what follows is not shown. If it is "
        "part of the text, as in `C #1` or a colour, put the whole text in quotes. If it is a comment, put a space "
        "after the #, and this note goes away.",
        """\
basics:
  name: Mara Linden
  label: Weaver at shop #1
""",
        """\
basics:
  name: Mara Linden
  label: "Weaver at shop #1"
""",
    ),
    "CV029": Code(
        "warning",
        "There is no such section",
        "`meta.cvrender.sections` and `meta.cvrender.headings` name sections by their key in the file, such as `work` "
        "or `education`, or by the title of a section of your own. This name is neither, so it has no effect. Take "
        "the name that the help line offers.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    sections: [eduction]
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    sections: [education]
""",
    ),
    "CV030": Code(
        "warning",
        "A start date lies in the future",
        "The entry begins after today. That can be right, for a position that has been accepted, but more often a "
        "digit of the year is wrong. It is shown as it is; correct the date, or let it stand.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2917
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    startDate: 2017
""",
    ),
    # Themes and languages.
    "CV031": Code(
        "warning",
        "A dash goes on with the text above it",
        "The line begins with a dash but is indented deeper than the list it seems to belong to. YAML takes it for "
        "the next line of the text above, so that two items become one with a dash in the middle. Align the dash with "
        "the one above; if the dash does belong to the text, put the whole text in quotes.",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    highlights:
      - Rebuilt the drawloom
        - Taught nine apprentices
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
    highlights:
      - Rebuilt the drawloom
      - Taught nine apprentices
""",
    ),
    "CV032": Code(
        "error",
        "A word is too long to be set",
        "A text holds more than 20,000 characters without a space. No page can show that, and the time for breaking it "
        "into lines grows with the square of its length. Most often it is a picture or another file that was pasted "
        "as text: name the picture's file under `basics.image` instead.",
    ),
    "CV033": Code(
        "warning",
        "A PDF is not accessible",
        "`verify` and `themes check` examine each PDF after the Matterhorn protocol, which lists what software can "
        "tell of PDF/UA-1: people who do not see the page would miss something, or get it in another order. The "
        "message names the condition, and the clause of PDF/A where the file claims to be one. PDFs by WeasyPrint "
        "and Typst have no such fault; a theme's sheet can bring one. A PDF without tags at all, such as those by "
        "LaTeX, gets one note: take `--engine weasyprint` or `typst` for a tagged one.",
    ),
    "CV034": Code(
        "warning",
        "An invisible character stands in a text",
        "The text holds a character that has no shape of its own and makes the text read otherwise than it looks: it "
        "turns the direction of what follows, divides a name for those who search for it, or hides words from people "
        "that machines read. It is left out of outputs. Such characters usually come along with text that was copied. "
        "Direction is no reason for them: text from the right is found as such, and the marks LRM, RLM and ALM stay "
        "beside it.",
        """\
basics:
  name: "Mara\\u202e Linden"
""",
        """\
basics:
  name: "Mara Linden"
""",
    ),
    "CV040": Code(
        "error",
        "There is no such theme",
        "The name is not that of a theme that comes with cvrender, nor of a folder in `themes/` that holds a "
        "theme.yaml. `cvrender themes list` names those there are. A theme in another folder can be named on the "
        "command line by its path, but not in a source, which may come from a stranger.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    theme: plian
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    theme: plain
""",
    ),
    "CV041": Code(
        "error",
        "There is no such token",
        "Tokens are what a theme lets you change: sizes, colours, fonts, distances. This name is not one of them, so "
        "it would have no effect. `cvrender themes show plain` lists all tokens with their meanings.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    style: {acent: "#7a1f1f"}
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    style: {accent: "#7a1f1f"}
""",
    ),
    "CV042": Code(
        "error",
        "A token cannot have this value",
        "Every token takes values of one kind within bounds: a length with its unit, a colour as # and digits, a font "
        "that comes with cvrender, one of a few words. The help line says which. A colour must be in quotes, because "
        "# begins a comment otherwise.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    style: {accent: blue}
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    style: {accent: "#1f4e79"}
""",
    ),
    "CV043": Code(
        "error",
        "A theme.yaml is not in order",
        "A theme's theme.yaml is a mapping with `extends` (another theme), `description` (one line) and `tokens` (a "
        "mapping), each optional. Something else stands there, or the themes that it extends are missing or lead "
        "back to it. Correct the theme at the place shown; the sources are not at fault.",
    ),
    "CV044": Code(
        "error",
        "A theme loads further files",
        "The theme's style sheet names a file or an address with url(), @import or the like. A theme is complete in "
        "itself: nothing is fetched from the network or from elsewhere on the disk. Put small pictures into the style "
        "sheet as data: addresses, and choose fonts with the font tokens. In Typst, `import` takes the plain string "
        '"cvrender.typ" only, and words that load files or run text as code are refused wherever they stand, also in '
        "comments and strings.",
    ),
    "CV045": Code(
        "error",
        "There are no headings in this language",
        "`meta.cvrender.lang` is a language tag such as `en`, `de` or `ko`, and there is no table of headings and "
        "fixed words for this one. A page with headings in another language than the rest would look wrong, so "
        "nothing is written. Choose one of those in the help line; a region may follow, as in `en-GB`.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    lang: tlh
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    lang: de
""",
    ),
    "CV046": Code(
        "error",
        "A theme's template or sheet fails",
        "The theme's html.j2, typst.typ or latex.sty is not valid, uses a name that does not exist, or tries something "
        "that themes may not do. The message is that of Jinja, Typst or TeX, and the place is in the theme's file; the "
        "sources are not at fault. Correct the file, or choose another theme. With --verbose the end of the log stands "
        "below the message.",
    ),
    "CV047": Code(
        "error",
        "This engine would let the theme read any file",
        "The theme has a latex.sty that did not come with cvrender, and in lualatex, pdflatex and tectonic a sheet "
        "could put any file of yours into the PDF. cvrender does not let it. In xelatex such an order is found before "
        "it is done, so `-e xelatex`, or `-e latex`, takes every theme. If you trust the theme, write the folder with "
        "`-f latex` and run the compiler in it yourself.",
    ),
    "CV048": Code(
        "warning",
        "Text does not stand out from its ground",
        "A colour of text and the colour behind it are too much alike: their contrast, as WCAG 2.2 counts it, is below "
        "4.5 to 1. Many people cannot read such text, and neither can anybody on a poor print or in the sun. The help "
        "line names the nearest colour that stands out.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    style: {accent: "#7fa7d9"}
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    style: {accent: "#5b789c"}
""",
    ),
    "CV049": Code(
        "note",
        "A theme of the working folder replaces another",
        "The working folder has a theme of the same name as one of your own or one that comes with cvrender, and the "
        "nearest is used: `themes/` in the working folder goes first. That is how a project adapts a theme, but a "
        "folder that you got from somebody else may do it unasked. Rename the folder to use the other theme.",
    ),
    # Variants, languages and public copies.
    "CV050": Code(
        "error",
        "A variant names a tag that nothing has",
        "`include` and `exclude` of a variant name tags, and no entry, position, text or section has this one. Shown "
        "or left out would be something else than was meant, and so nothing is written. Correct the spelling, or put "
        "the tag where it belongs.",
        """\
basics:
  name: Mara Linden
skills:
  - name: Weaving
    tags: [craft]
meta:
  cvrender:
    variants:
      shop: {include: [crafts]}
""",
        """\
basics:
  name: Mara Linden
skills:
  - name: Weaving
    tags: [craft]
meta:
  cvrender:
    variants:
      shop: {include: [craft]}
""",
    ),
    "CV051": Code(
        "error",
        "There is no such variant",
        "The command line asks for a variant that the source does not name under `meta.cvrender.variants`. Nothing is "
        "written for this source. `cvrender variants SOURCE` lists those there are; `--variant all` builds them all.",
    ),
    "CV052": Code(
        "error",
        "A variant sets a field that does not exist",
        "Under `set` a variant gives other values to fields, named by dotted keys: `basics.label`, `basics.summary` "
        "and the other fields of `basics`, or any key of `meta.cvrender` such as `theme`, `dates.month` or "
        "`style.font-size`. What stands in entries is not set but chosen, by tags.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    variants:
      shop:
        set: {basics.lable: Weaver}
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    variants:
      shop:
        set: {basics.label: Weaver}
""",
    ),
    "CV053": Code(
        "note",
        "A text is missing in the language",
        "The text is given in several languages, but not in the one that is built. It is shown in another one: in the "
        "primary language of the tag (`pt` for `pt-BR`) or a region of it, which is not worth a note, or else in the "
        "first of `meta.cvrender.languages` that it has. Translate it, or let it stand.",
        """\
basics:
  name: Mara Linden
  label: {en: Weaver}
meta:
  cvrender:
    lang: de
    languages: [en, de]
""",
        """\
basics:
  name: Mara Linden
  label: {en: Weaver, de: Weberin}
meta:
  cvrender:
    lang: de
    languages: [en, de]
""",
    ),
    "CV054": Code(
        "note",
        "Texts are missing in the language",
        "How many of the texts that are given by language, and are shown in this resume, do not have the language that "
        "is built, and in which lines they stand. Each of them has a note of its own (CV053). Texts that are not given "
        "by language are the same in every one, and do not count.",
    ),
    "CV055": Code(
        "error",
        "A language is not among those of the resume",
        "`meta.cvrender.languages` lists the languages that texts are given in, the usual one first. A text is given "
        "in a language that is not listed, or the command line asks for one. If the keys are not meant as languages, "
        "put the text in quotes. Otherwise add the language to the list.",
        """\
basics:
  name: Mara Linden
  label: {en: Weaver, de: Weberin}
meta:
  cvrender:
    languages: [en]
""",
        """\
basics:
  name: Mara Linden
  label: {en: Weaver, de: Weberin}
meta:
  cvrender:
    languages: [en, de]
""",
    ),
    "CV056": Code(
        "error",
        "A contact that is left out stands in another text",
        "`--public` leaves out telephone, e-mail, street and the contacts of referees, and one of them is also part of "
        "a text that would be shown: a number in the summary, for example. Take it out of the text, mark the text with "
        "`private: true`, or say under `meta.cvrender.public` that the contact may be shown: `show: [phone]`.",
    ),
    "CV057": Code(
        "error",
        "A public copy holds something private",
        "Each file of a public copy is searched, unpacked, for everything that is private, and this was found. The "
        "source is not at fault: the string stands in the theme or in the name of the source, or it is a "
        "fault in cvrender. Nothing is written for this source.",
    ),
    "CV035": Code(
        "error",
        "A text of the resume is left out of the page",
        "The words or the year of this field stand nowhere in what cvrender composed, so no output could show them. "
        "Nothing is written. This is a fault of cvrender and not of the resume: please report it with the lines of the "
        "source that the message names. `--no-verify` writes the files without them.",
    ),
    "CV036": Code(
        "error",
        "A mark of privacy is not understood",
        "A public copy is to be made, and a key looks as if it were to keep something out of it: it is spelled almost "
        "like `private`, switches something on or off in words that are not understood (`hidden: true`), has no value, "
        "or stands where no such mark is understood. Without `--public` that is a warning about an unknown key; a "
        "public copy would publish what somebody wanted to hide. Write `private: true` beside what is to stay out: in "
        "an entry, or in `{text: ..., private: true}`. A tag that is called `private` hides nothing either.",
    ),
    "CV079": Code(
        "error",
        "An earlier file would lie beside a public copy",
        "The output folder has a file that is named as outputs of this source are, that this build does not write "
        "anew, and that holds something private: from a build without `--public`, or from before something was "
        "marked. Whoever publishes the folder would publish it, so nothing is written. cvrender does not remove it, "
        "since a file of that name may be your own: remove it, or give public copies a folder of their own with "
        "`--output`. Files that hold nothing private are no reason to refuse. Looked for are the private values that "
        "the source has now, and pictures: a photo in a folder for Typst or LaTeX that is not the one of this copy, "
        "and, where the photo is private, any picture in a page.",
    ),
    "CV058": Code(
        "error",
        "A file cannot be included",
        "`!include NAME` puts what another file holds in its place. The file lies in the folder of the source or below "
        "it, is no larger than 1 MB, and does not include, by itself or through others, the file that names it. At "
        "most 50 files are included, 8 deep. Check the name, which counts from the folder of the file it stands in.",
        """\
basics:
  name: Mara Linden
work: !include jobs.yaml
""",
        """\
basics:
  name: Mara Linden
work:
  - name: Loom & Co.
""",
    ),
    "CV059": Code(
        "error",
        "A variant has a name that cannot be used",
        "With several variants, each gets a folder of its name; and `all` on the command line means all of them. So a "
        "name consists of at most 64 letters, digits, `-` and `_`, does not begin with `-`, and is not `all`.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    variants:
      all: {include: []}
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    variants:
      everything: {include: []}
""",
    ),
    # Engines and files.
    "CV060": Code(
        "error",
        "The PDF engine cannot be loaded",
        "The program that makes PDFs, or a system library that it needs, is not installed. Other formats, such as "
        "HTML and text, do not need it. `cvrender doctor` tells what is missing and the command that installs it.",
    ),
    "CV061": Code(
        "error",
        "The PDF engine failed",
        "The engine gave up on pages that cvrender made for it. That is a fault in cvrender, in the engine or in the "
        "theme, and not in the source; nothing is written for this source. Where a place is shown, the engine gave up "
        "at the text that stands there, or near it; --verbose shows the end of the engine's log. Try another engine or "
        "theme, and please report it together with the source that brings it, if you can share that.",
    ),
    "CV062": Code(
        "warning",
        "The PDF engine has a remark",
        "The engine made the PDF and said something about it, most often about a style rule or a picture that it does "
        "not support. Look at the PDF. A rule in a theme of your own can be mended there; if the theme comes with "
        "cvrender, please report it.",
    ),
    "CV063": Code(
        "warning",
        "Another engine made the PDF",
        "The usual engine cannot be loaded here: WeasyPrint, which needs Pango, a library of the system; or, for "
        "`latex`, xelatex. So that there is a PDF all the same, another made it, Typst, which comes with cvrender, or "
        "the next LaTeX compiler: the same words in the same theme, set by other rules, so that lines and pages may "
        "break elsewhere. The help line names the command that installs what is missing; `engine: typst` under "
        "`meta.cvrender`, or `-e typst`, says that Typst is what you want.",
    ),
    "CV064": Code(
        "warning",
        "No font has a character",
        "A character of the text is in none of the fonts: those of the theme, those that come with cvrender (Latin, "
        "Greek, Cyrillic, Devanagari, Chinese, Japanese, Korean), those of the system. In the PDF a box stands in its "
        "place, or nothing, and a PDF by Typst is no PDF/UA-1. The help line names what brings a font; Noto has one "
        "for every script (fonts.google.com/noto). `fonts` under `meta.cvrender` says which family to take, where the "
        "system has several. Characters of one script are told of together, at the first; emoji and "
        "signs each by itself.",
    ),
    "CV065": Code(
        "error",
        "pdflatex cannot set a character",
        "pdflatex has the letters of Latin scripts and a few signs; the text holds others, so nothing is written, and "
        "nothing is left out in silence. Take `-e xelatex`, `-e lualatex` or an engine that is not LaTeX: they look "
        "through the fonts for each script.",
    ),
    "CV066": Code(
        "error",
        "The engine cannot make this kind of PDF",
        "`--pdf-standard` asks for a PDF that keeps to a standard, and `meta.cvrender.engine` in the source names an "
        "engine that cannot: xelatex writes no structure for screen readers, which each of these PDFs has. Take "
        "WeasyPrint or Typst, by `-e` or in the source, or leave the option out.",
    ),
    "CV067": Code(
        "warning",
        "A font that is asked for is not there",
        "`fonts` under `meta.cvrender` names families that are looked through for characters which the fonts of the "
        "theme lack. This one is neither bundled nor installed on this system, so the others are taken. Families are "
        "named as the system names them: `fc-list : family` prints them on Linux.",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    fonts: [Notto Sans KR]
""",
        """\
basics:
  name: Mara Linden
meta:
  cvrender:
    fonts: [Noto Sans KR]
""",
    ),
    "CV068": Code(
        "note",
        "A PDF was set tighter or wider to fill its pages",
        "`pages` under `meta.cvrender`, in a variant or on the command line says how many pages there may be. The "
        "theme was changed for this PDF as far as it takes, within the bounds that the theme states (`cvrender themes "
        "show` lists them): to make it shorter the spaces first, then the margins, then the sizes, never below 9 "
        "points; to fill the last page the spaces. The message says what was changed; the same values under `style` "
        "give the same pages without a search.",
    ),
    "CV069": Code(
        "error",
        "A resume does not fit on its pages",
        "At the tightest setting that the theme allows there is still more than the pages that are asked for can hold. "
        "Nothing is written, and no word is changed. The help line says what would have to go, what has the lowest "
        "`priority` first; `--trim` leaves it out. Another theme may be tighter, `limits` in a variant show less, and "
        "another page is no shame.",
    ),
    "CV070": Code(
        "error",
        "A file cannot be written",
        "The output folder cannot be made, or a file in it cannot be replaced: it is write-protected, the disk is "
        "full, or another program holds the file open. What stood there before is unharmed. Mend the cause, or name "
        "another folder with --output.",
    ),
    "CV071": Code(
        "error",
        "One file would take the place of another",
        "Outputs take their name from the source without its ending, their folder from the theme. Two of the sources "
        "named have the same name, `mara.yaml` and `mara.json` for example, or two themes have one; or a JSON output "
        "would be written over its own source. Rename one of them, or name another --output.",
    ),
    "CV072": Code(
        "note",
        "Something was left out so that the rest fits",
        "`--trim` was given, and at the tightest setting that the theme allows there was more than the pages that are "
        "asked for can hold. What matters least has been left out of this PDF: first what has the lowest `priority`, "
        "which without a number is 0, or that of its entry; of what counts the same, the last of the longest list. "
        "Nothing else is changed, and the other formats have all of it. Give what must stay a higher `priority`.",
    ),
    "CV073": Code(
        "warning",
        "There is nothing to fit",
        "`--trim` leaves out what a number of pages has no room for, and no number is asked for: neither by `--pages` "
        "nor by `pages` under `meta.cvrender` or in the variant. The PDFs are as long as they are. Or there is no PDF "
        "among the formats: the others have no pages.",
    ),
    "CV074": Code(
        "error",
        "A link leads out of its folder",
        "Whoever fills a folder, for example one that was cloned, may put links into it that lead to other files of "
        "yours. So sources and themes that you have not named, and all outputs, stay where they are looked for: in the "
        "working folder, in that of cvrender.toml, or in the folder that you have named. Name where the link leads on "
        "the command line, `--output` for an output, or add --follow-links.",
    ),
    "CV078": Code(
        "error",
        "What fixes the builds is wrong",
        "`cvrender.toml`, or the table `[tool.cvrender]` of pyproject.toml, stands in the folder where cvrender is "
        "called or beside the sources. It holds options of `cvrender build` by their names, `sources`, and tables "
        "`[[build]]` with the same, one for each build. Something in it is none of those, or cannot have its value.",
    ),
    "CV037": Code(
        "note",
        "cvrender.toml asks for more than the default",
        "The file may have come with a folder of a stranger's, so cvrender points out each value that reveals more, "
        "checks less or runs more than a build without the file: a theme with sheets of the project, an engine that "
        "runs TeX, `verify = false` and `embed = true`. The help line says how to have it otherwise. Who means it can "
        "say it on the command line, which brings no note; `-q` hides it.",
    ),
    "CV038": Code(
        "error",
        "cvrender.toml has TeX run a sheet of the project",
        "A LaTeX sheet is a program. Where the same file, which may be a stranger's, chooses both an engine that runs "
        "TeX and a theme whose `latex.sty` lies in the project, nobody but its author has asked for that program to "
        "run. Read the sheet; if you trust it, name the theme and the engine on the command line. Nothing is built.",
    ),
    "CV075": Code(
        "error",
        "A worker was lost",
        "The process that built this source ended in the middle of it: most often the system killed it because memory "
        "ran out, or a library that it had loaded failed. Another has taken its place, and the other sources are "
        "built. Nothing was written for this one. Build it alone, or use fewer --jobs.",
    ),
    "CV077": Code(
        "error",
        "A source takes more time or memory than it may",
        "A source, a theme or a picture may come from a stranger, so what is made of it has limits: 60 seconds of "
        "processor time for each stage of a build (reading, each PDF, reading it back), twenty times as many by the "
        "clock, and 2048 MB of memory. The process that had this source was ended; nothing was written for it, and "
        "the other sources are built. Where a resume really needs more, `--time-limit` and `--memory-limit` allow "
        "it; 0 lifts a limit.",
    ),
    "CV076": Code(
        "error",
        "A source cannot be built, for a reason that nobody foresaw",
        "The folder for temporary files is full, memory ran out, or cvrender has a fault that this source brings to "
        "light. The other sources are built. `-v` shows where it happened; where nothing of this machine explains it, "
        "report it together with what is shown.",
    ),
    # An output, read back.
    "CV080": Code(
        "error",
        "A fact is missing in an output",
        "Every output is read back as a machine reads it, and each string that the resume says is looked for. This "
        "one is not there: a theme or an engine has lost it. Nothing is written, and what stood there before stays. "
        "Another theme or engine may keep it; `--no-verify` writes the files all the same. Where the output was made"
        " by another tool, it may also say the same in other words.",
    ),
    "CV081": Code(
        "error",
        "A fact is cut",
        "Only the beginning or the end of a string of the resume is in the output. A column that is too narrow, a "
        "limit of length in a theme or an ellipsis do that. What is missing is lost to every program that reads the "
        "file, and mostly to people as well.",
    ),
    "CV082": Code(
        "error",
        "Words are glued together or torn apart",
        "A program that reads the file finds no space between two words, a space or the end of a line within one, or"
        " a hyphen where a line ends. Who searches for the word does not find it. Letters that are spaced out, "
        "hyphenation, bullets that are drawn as text and columns without a gap are the usual causes.",
    ),
    "CV083": Code(
        "error",
        "A fact stands out of order",
        "All of the string is there, but not where it belongs: before or behind other facts than on the page that "
        "the resume describes. Columns that are read across, or text that was placed by its coordinates, come out "
        "so. A program would take a date for that of another employer.",
    ),
    "CV084": Code(
        "error",
        "A fact stands twice",
        "The output says something again that the resume says once. A theme's template that lays out a part two "
        "times, or letters that are printed over one another to look bold, do that.",
    ),
    "CV085": Code(
        "error",
        "Characters came out as others",
        "In place of a character another one is in the file that looks the same or like nothing: a ligature as one "
        "character, a hyphen of another kind, a soft hyphen, a character of the private use area from a font of "
        "icons, or the sign for an unknown one. People see no difference; whoever searches or copies gets the wrong "
        "text.",
    ),
    "CV086": Code(
        "error",
        "A fact came out different",
        "A text much like that of the resume is in the output, with other letters, digits or signs in it. If the "
        "file was not made of this resume, it may be an older state of it; otherwise a theme, a font or an engine is"
        " at fault.",
    ),
    "CV087": Code(
        "error",
        "A link is not live, or leads elsewhere",
        "The resume has a link on these words. In the output there is none, or one to another address; a warning "
        "tells of links that the resume does not have.",
    ),
    "CV088": Code(
        "error",
        "Text cannot be seen",
        "A program reads the text and an eye does not see it: it is off the page, clipped, covered by something that"
        " is painted over it, hidden, or has the colour of its ground. The page is painted with the text and without"
        " it, and there is no difference. Such text is lost to people, and programs take it for a trick.",
    ),
    "CV089": Code(
        "warning",
        "Text is too small to read",
        "Letters of less than 6 points cannot be read on paper without effort, and are lost when a page is scanned. "
        "`font-size` under `style`, or fewer words, make it larger.",
    ),
    "CV090": Code(
        "warning",
        "A picture has no alternative text",
        "Whoever cannot see the picture is told nothing of it. cvrender gives the photo an alternative text by the "
        "name of the person, so give `basics.name`; in a theme's template it is the `alt` of an `img`.",
    ),
    "CV091": Code(
        "error",
        "Text is a picture",
        "A string of the resume is not in the text of the output, and there is a picture that may show it. No "
        "program reads letters that are drawn, and nobody can search or copy them.",
    ),
    "CV092": Code(
        "error",
        "There are more pages than asked for",
        "The output has more pages than `--pages` allows. Smaller margins, gaps or type under `style`, or fewer "
        "words, make it shorter.",
    ),
    "CV093": Code(
        "warning",
        "There is text that no source has",
        "The output says something that the resume does not: words of a theme's own template, the text of another "
        "state of the resume, or characters that came out as garbage.",
    ),
    "CV094": Code(
        "error",
        "An output cannot be read back",
        "The file is damaged, encrypted, or not of the kind that its name says, so nothing can be told of it. If "
        "cvrender has made it, that is a fault of an engine; another one may do.",
    ),
    "CV095": Code(
        "note",
        "No source is known for an output",
        "Without the resume that a file was made of, only the file itself can be looked at: whether a machine reads "
        "its text, whether characters are what they look like, whether text is hidden. `verify` looks for a source of "
        "the same name beside the file and in `resumes/`; `--against` names another.",
    ),
    "CV096": Code(
        "error",
        "A PDF has an action or an active feature",
        "Besides pages, a PDF may hold scripts, programs to be started, forms, attached files, sounds and links into "
        "other files, and a theme's own sheet can write these. Readers do not expect them of a resume, and mail "
        "filters hold such files back. A PDF of cvrender leads to places in itself and to addresses that begin with "
        "http, https, mailto or tel; where anything else is in it, also in an object that no page uses, nothing is "
        "written. `verify` tells of a script or a program in another tool's PDF as an error, and of what does no more "
        "than lead elsewhere as a warning.",
    ),
    "CV098": Code(
        "note",
        "A file is of another kind than its name says",
        "A PDF, a Word document and a page of HTML tell by their first bytes what they are, so `verify` and `diff` "
        "read them as that, whatever they are named. Rename the file: other programs go by the name, and would show it "
        "as garbage.",
    ),
    "CV097": Code(
        "error",
        "A style sheet adds words",
        "`content` before or after an element, the mark of a list or a margin of a printed page has letters or digits "
        "that stand in no source; readers take them for the person's own. Bullets, dots, lines and the numbers of "
        "numbered lists are allowed.",
    ),
    "CV099": Code(
        "error",
        "A style sheet cannot be judged",
        "HTML is proven without a browser: what a theme's style sheet does to each element is evaluated, on paper, on "
        "screens wide and narrow, light and dark. Nothing shows that this rule neither hides, covers, moves nor "
        "replaces a word: it has a property or function that is not known, an animation, a font or picture of its "
        "own, or a box out of the flow. Put it another way; most of what a theme needs is a token. For a file that "
        "`verify` looks at, it is a warning.",
    ),
    "CV100": Code(
        "error",
        "Text stands beyond the margins",
        "`cvrender themes check` looks where on its page each letter stands. These are outside of the margins that the "
        "theme has, where printers cut and eyes do not expect them: a word, an address or a column that is wider than "
        "its place. The foot of a page may stand there, and a stroke of an italic letter.",
    ),
    "CV101": Code(
        "warning",
        "A heading stands alone at the foot of a page",
        "What a heading, or the first lines of an entry, announce begins on the next page. `break-after: avoid` in CSS "
        "keeps them together, `block(sticky: true)` in Typst, and a penalty behind the heading in LaTeX. A theme that "
        "sets a part anew has to say so again.",
    ),
    "CV102": Code(
        "warning",
        "Text is smaller than 9 points",
        "A resume is read in a hurry, on paper and on screens. The tokens take no smaller size, so that a rule or a "
        "macro of the theme makes it: a share of another size, `0.9em` say, is less than 9 points where that is small.",
    ),
}
