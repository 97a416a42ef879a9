"""One run of the pipeline, from sources to finished files."""
