"""A theme on trial: hard resumes rendered with it in every format and engine, and a look at what came of them."""
