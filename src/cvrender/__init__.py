"""One YAML file per person, rendered through themes into PDF, HTML, plain text and more."""

__version__ = "0.1.0"
