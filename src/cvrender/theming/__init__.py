"""Themes: where they are found, what they may set, and what they are when they are loaded."""
