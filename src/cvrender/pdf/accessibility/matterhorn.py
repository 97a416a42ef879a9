"""The failure conditions that software alone can judge: the 87 machine conditions of the Matterhorn protocol 1.1.

Those in COVERED are looked for. Those in ABSENT are about things that no engine here writes: where a file has such a
thing after all, that is a finding with the rule NOT_EXAMINED, so that silence means something.
"""

from __future__ import annotations

from cvrender.record import Record


class Finding(Record):
    """One failure: the Matterhorn condition or the clause of the standard, the page (0 is the file), what is wrong."""

    rule: str
    page: int
    message: str


NOT_EXAMINED = "not examined"
UNTAGGED = ("ISO 14289-1 7.1", "the file has no structure tree")
"""Rule and message of a file without tags."""

COVERED = {
    "01-003": "an artifact stands inside tagged content",
    "01-004": "tagged content stands inside an artifact",
    "01-005": "content is neither tagged nor an artifact",
    "01-007": "Suspects is true",
    "02-001": "a structure type is mapped to no standard one",
    "02-003": "the role map goes in a circle",
    "02-004": "a standard structure type is mapped to another",
    "06-001": "there is no XMP metadata",
    "06-002": "the metadata does not say PDF/UA-1",
    "06-003": "the metadata has no dc:title",
    "07-001": "DisplayDocTitle is missing",
    "07-002": "DisplayDocTitle is false",
    "09-004": "elements of a table do not stand as ISO 32000-1, table 337, has it",
    "09-005": "elements of a list do not stand as ISO 32000-1, table 336, has it",
    "09-006": "elements of a table of contents do not stand as ISO 32000-1, table 333, has it",
    "09-007": "elements of ruby do not stand as ISO 32000-1, table 338, has it",
    "09-008": "elements of warichu do not stand as ISO 32000-1, table 338, has it",
    "10-001": "a character has no Unicode value",
    "11-001": "the language of text is not known",
    "11-002": "the language of an Alt, ActualText or E is not known",
    "11-003": "the language of the outline is not known",
    "11-004": "the language of an annotation's Contents is not known",
    "11-005": "the language of a form field's TU is not known",
    "11-006": "the language of the metadata is not known",
    "13-004": "a figure has no alternative text",
    "14-002": "the first heading is not H1",
    "14-003": "a level of headings is skipped",
    "14-006": "an element has more than one H",
    "14-007": "there are both H and numbered headings",
    "15-003": "a header cell has no Scope, and the table has no Headers",
    "17-002": "a formula has no alternative text",
    "17-003": "a character of a formula has no Unicode value (told as 10-001)",
    "19-003": "a Note has no ID",
    "19-004": "two Notes have one ID",
    "20-001": "an optional content configuration in Configs has no Name",
    "20-002": "the optional content configuration D has no Name",
    "20-003": "an optional content configuration has AS",
    "21-001": "an embedded file lacks F or UF",
    "25-001": "the form is dynamic XFA",
    "26-002": "the file is encrypted so that assistive technology is shut out",
    "28-002": "an annotation is not in an Annot element",
    "28-004": "an annotation has neither Contents nor Alt",
    "28-005": "a form field has neither TU nor Alt",
    "28-006": "an annotation of an unknown subtype is not in an Annot element or not described",
    "28-007": "there is a TrapNet annotation",
    "28-008": "a page with annotations has no Tabs",
    "28-009": "a page with annotations has Tabs other than S",
    "28-010": "a widget is not in a Form element",
    "28-011": "a link is not in a Link element",
    "28-012": "a link has no Contents",
    "28-016": "a file attachment's file lacks F or UF",
    "28-017": "a printer's mark is part of the structure",
    "30-001": "there is a reference XObject",
    "30-002": "a form XObject with tagged content is used more than once",
    "31-001": "CMap and font differ in Registry",
    "31-002": "CMap and font differ in Ordering",
    "31-003": "the font's Supplement is less than the CMap's",
    "31-004": "CIDToGIDMap is neither a stream nor Identity",
    "31-005": "a TrueType CID font has no CIDToGIDMap",
    "31-006": "a CMap is neither a predefined nor an embedded one",
    "31-007": "WMode differs between a CMap and its dictionary",
    "31-008": "a CMap uses another that is not a predefined one",
    "31-009": "a font is not embedded",
    "31-011": "a glyph that is used is not in the font",
    "31-014": "CIDSet lacks a glyph that is in the font",
    "31-015": "CIDSet lists a glyph that is not in the font",
    "31-016": "a width in the file differs from the font's by more than 1/1000",
    "31-027": "a font has no ToUnicode",
    "31-028": "ToUnicode has U+0000",
    "31-029": "ToUnicode has U+FEFF or U+FFFE",
    "31-030": "text shows the glyph .notdef",
}
"""Looked for, with what each means."""

ABSENT = {
    "26-001": "a file that is encrypted and has no P cannot be opened",
    **dict.fromkeys(("28-014", "28-015"), "no engine writes media"),
    "28-018": "no engine writes printer's marks",
    **dict.fromkeys(("31-012", "31-013"), "no engine writes simple Type 1 fonts"),
    **dict.fromkeys(
        ("31-017", "31-018", "31-019", "31-020", "31-021", "31-022", "31-023", "31-024", "31-025", "31-026"),
        "no engine writes simple TrueType fonts",
    ),
}
"""Not looked for, with the reason."""
