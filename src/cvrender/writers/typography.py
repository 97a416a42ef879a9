"""Rules of setting text that several writers keep."""

LONGEST_DATE = 42
"""Characters of a date that is kept on one line; two days in words with a dash between them have that many."""
WITHOUT_ITALICS = ("ar", "he", "ja", "ko", "zh")
"""Languages whose scripts have no italics: a slanted upright is a fault to their readers (W3C layout requirements)."""
