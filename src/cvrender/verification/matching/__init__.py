"""The facts of a document looked for in the text of an output."""
