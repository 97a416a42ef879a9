"""What a build starts from: options, the files that are named, cvrender.toml, and sources as pages to be written."""
