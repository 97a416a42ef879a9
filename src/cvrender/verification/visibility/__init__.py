"""Whether a person sees the text that a machine finds."""
