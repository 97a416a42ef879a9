"""What a process loads before workers fork off it, so that none of them has to."""

import gc
from contextlib import suppress

import cvrender.pipeline.run
import cvrender.readers.yaml
import cvrender.writers.html.writer
import cvrender.writers.text  # noqa: F401
from cvrender.engines import EngineMissing
from cvrender.loading.registry import engine

with suppress(EngineMissing):  # each source will say so
    engine("weasyprint").version()
gc.freeze()  # what is never looked at stays shared
