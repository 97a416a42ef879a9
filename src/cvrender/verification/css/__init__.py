"""The cascade of a page of HTML, evaluated without a browser: what a style sheet hides, covers, shrinks or adds.

Nothing is laid out. What can be told from computed values alone is (CSS Cascade 5); geometry is kept within bounds in
which text cannot leave the page or come to lie beneath something. Whatever is not known to be harmless is a Doubt.
"""
