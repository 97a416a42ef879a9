"""Chromium without a window, driven by its own protocol (chromedevtools.github.io) over a pair of pipes."""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

PROGRAM = "chromium"
LAUNCHER = """
import os, sys
into, out = os.dup(int(sys.argv[1])), os.dup(int(sys.argv[2]))
for here, there in ((into, 3), (out, 4)):
    os.dup2(here, there)
    os.set_inheritable(there, True)  # which dup2 leaves as it is where it has nothing to do
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The protocol is on descriptors 3 and 4."""
SECONDS = 60
"""How long an answer may take; a browser's first page on a busy machine takes some seconds."""


class Browser:
    """A running browser; it sees no network but files, and has a profile of its own that is thrown away."""

    def __enter__(self) -> Self:
        self.folder = TemporaryDirectory(prefix="cvrender-browser-")
        theirs_in, self.out = os.pipe()
        self.into, theirs_out = os.pipe()
        program = shutil.which(PROGRAM)
        assert program, "chromium is not installed"
        flags = [
            "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.folder.name}",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", LAUNCHER, str(theirs_in), str(theirs_out), program, *flags],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.buffer = b""
        self.numbers = itertools.count(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.call("Browser.close")
            self.process.wait(SECONDS)
        except (OSError, TimeoutError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        self.folder.cleanup()

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command and return what it gives back."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        os.write(self.out, json.dumps(message).encode() + b"\0")
        answer = self.until(lambda found: found.get("id") == number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def until(self, fits: Any) -> dict[str, Any]:
        """Return the first message that fits; those before it are of no interest."""
        end = time.monotonic() + SECONDS
        while True:
            while b"\0" in self.buffer:
                message, _, self.buffer = self.buffer.partition(b"\0")
                found: dict[str, Any] = json.loads(message)
                if fits(found):
                    return found
            if not select.select([self.into], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            data = os.read(self.into, 1 << 20)
            if not data:
                raise BrokenPipeError("the browser has ended")
            self.buffer += data

    def evaluate(self, page: Path, width: int, *scripts: str, media: str = "screen", scheme: str = "light") -> Any:
        """Open a page in a window of this width, run scripts in it, and return what the last one gives.

        The scripts come from outside of the page, so that its own policy, which forbids all scripts, stays in force.
        """
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call(
            "Emulation.setDeviceMetricsOverride",
            session,
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", session, media=media, features=features)
        self.call("Page.enable", session)
        number = next(self.numbers)
        message = {"id": number, "method": "Page.navigate", "params": {"url": page.as_uri()}, "sessionId": session}
        os.write(self.out, json.dumps(message).encode() + b"\0")
        self.until(lambda found: found.get("method") == "Page.loadEventFired")
        value = None
        for script in scripts:
            told = self.call("Runtime.evaluate", session, expression=script, awaitPromise=True, returnByValue=True)
            assert "exceptionDetails" not in told, told["exceptionDetails"]
            value = told["result"].get("value")
        self.call("Target.closeTarget", targetId=target)
        return value
