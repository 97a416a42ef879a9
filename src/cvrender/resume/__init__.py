"""The person's resume: the source tree, the model, the checks."""
