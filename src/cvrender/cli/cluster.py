"""`cvrender build --jobs dask:ADDRESS`: the same jobs on a cluster, from URLs to URLs."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any

from cvrender.cli.outcomes import told
from cvrender.cli.show import show
from cvrender.cli.usage import usage
from cvrender.diagnostics.report import Report
from cvrender.loading.files import SOURCES, clashes, find
from cvrender.loading.options import Options
from cvrender.loading.registry import EXIT_MISSING, EXIT_SOURCE

DASK = "dask:"
_URL = re.compile(r"([a-z][a-z0-9+.-]+):/(.+)", re.DOTALL)
"""A letter alone is a drive's."""
_PATIENCE = 10
"""Seconds in which a scheduler must answer."""
_AHEAD = 256
"""Sources that the cluster has at a time; who has more processors than that has them wait for the slowest."""


def build(planned: list[tuple[argparse.Namespace, Options]]) -> int:
    """Hand the sources of each build to the scheduler that is named; return the exit status."""
    try:
        import fsspec  # noqa: F401
        from distributed import Client
    except ImportError:
        return usage(f"--jobs dask: needs Dask: {sys.executable} -m pip install 'cvrender[dask]'", EXIT_MISSING)
    from cvrender.pipeline.parallel import remote

    status = 0
    for options, wanted in planned:
        report = Report()
        try:
            named = find(options.sources or [SOURCES], report, options.root, follow_links=options.follow_links)
            urls = {Path(one): one for one in remote.sources([url(path) for path in named])}
        except Exception as error:  # noqa: BLE001  # each kind of disk has errors of its own
            return usage(f"the sources cannot be listed: {error}", EXIT_SOURCE)
        sources = [urls[path] for path in clashes(list(urls), report)]
        show(report, options)
        status = max(status, EXIT_SOURCE if report.failed() else 0)
        address = options.jobs.removeprefix(DASK)
        try:
            client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            return usage(f"no scheduler of Dask answers at `{address}`: {error}", EXIT_MISSING)
        with client, client.get_executor() as executor:
            made = remote.every(sources, url(wanted.output), wanted, executor, _AHEAD)
            for outcome in told(made, len(sources), options):
                status = max(status, outcome.status)
    return status


def url(path: Path) -> str:
    """Return the URL that a path was before it was taken for one, which leaves one slash of two; a plain path's own."""
    found = _URL.fullmatch(path.as_posix())
    if found is None:
        return f"file://{'' if os.sep == '/' else '/'}{path.resolve().as_posix()}"
    return f"{found[1]}://{'/' if found[1] in ('file', 'local') else ''}{found[2]}"
