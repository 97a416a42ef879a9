"""From an input file to a Resume, one module for each input format."""
