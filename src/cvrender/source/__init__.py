"""A YAML or JSON file as a tree: every value as it was typed, with its line and column."""
