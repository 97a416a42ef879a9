"""`cvrender schema`: print the JSON Schema of sources."""

from __future__ import annotations

import argparse
import json

from cvrender.resume.schema import schema


def run(options: argparse.Namespace) -> int:
    """Write the schema; return the exit status."""
    print(json.dumps(schema(), indent=2))
    return 0
