"""Many sources at once: what comes out is what comes out of one after the other, and a loss is one source's."""

from __future__ import annotations

import datetime
import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from cvrender.cli.progress import line
from cvrender.loading.options import Options, Outcome
from cvrender.pipeline.parallel.workers import Workers
from cvrender.pipeline.run import every
from cvrender.process.limits import WorkerDied

GOOD = """\
basics: {{name: "{name}", email: {name}@example.org}}
work: [{{name: Acme, position: Engineer, startDate: 2020-01, highlights: [Halved the bill by a third]}}]
"""
WARNED = GOOD + "hobbies: [chess]\n"
BROKEN = "basics: {{name: {name}, label: [Engineer]}}\n"
TEXTS = Options(formats=("html", "text"), today=datetime.date(2026, 11, 21))

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with twelve sources, some of them with a warning or an error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people").mkdir()
    for number in range(12):
        text = {3: WARNED, 5: BROKEN, 9: WARNED}.get(number, GOOD)
        (tmp_path / f"people/p{number:02}.yaml").write_text(text.format(name=f"person{number}"), "utf-8")
    return tmp_path


def people(folder: Path) -> list[Path]:
    """The good sources."""
    return [path for path in sorted((folder / "people").iterdir()) if path.stem not in ("p03", "p05", "p09")]


def started(*arguments: str, **more: Any) -> subprocess.Popen[str]:
    """`cvrender build`, running."""
    command = [sys.executable, "-m", "cvrender", "build", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


def below(pid: int) -> list[int]:
    """All processes that come from one, by their numbers."""
    try:
        tasks = [(path / "children").read_text() for path in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return []
    return [number for child in " ".join(tasks).split() for number in (int(child), *below(int(child)))]


def running(pid: int) -> bool:
    """Whether there is such a process, other than one whose end nobody has asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_gone(pids: list[int]) -> bool:
    """Whether all of the processes end within ten seconds."""
    for _ in range(200):
        if not any(map(running, pids)):
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def stuck(here: Path) -> Iterator[Callable[[int], int]]:
    """A source that nobody can read to its end; returns what finds the worker that tries, below a process."""
    path = here / "stuck.yaml"
    os.mkfifo(path)
    opened: list[int] = []

    def reader(main: int) -> int:
        opened.append(os.open(path, os.O_WRONLY))  # waits until it is read
        for pid in below(main):
            if any(os.path.realpath(fd) == str(path) for fd in Path(f"/proc/{pid}/fd").iterdir()):
                return pid
        raise AssertionError("nobody reads it")

    yield reader
    for number in opened:
        os.close(number)


@pytest.mark.parametrize("arguments", [["-f", "html,text,markdown,json"], ["-e", "typst"], ["-v", "-f", "text"]])
def test_parallel_is_serial(arguments: list[str], here: Path) -> None:
    """With two processes files, stdout and stderr are those of one, to the byte; times of `-v` are left out."""
    told = []
    for jobs in ("1", "2", "auto"):
        process = started("people", *arguments, "-o", "output", "-j", jobs)
        out, err = process.communicate(timeout=120)
        files = {path: path.read_bytes() for path in sorted(here.glob("output/**/*")) if path.is_file()}
        assert len(files) >= 11
        for path in files:
            path.unlink()
        told.append((process.returncode, out, re.sub(r"\d+ ms", "N ms", err), files))
    assert told[0] == told[1] == told[2]
    assert told[0][0] == 1
    assert "person5" not in told[0][1]
    assert told[0][2].index("CV012") < told[0][2].index("CV011") < told[0][2].rindex("CV012")


@pytest.mark.parametrize("long", [False, True], ids=["", "a long name"])
def test_pdfs_of_two_processes_are_those_of_one(long: bool, here: Path) -> None:
    """WeasyPrint as well, which is loaded before the workers fork off; its temporary files go with them. Where the
    folder for these has a name in which no socket can be, nothing forks.
    """
    place = here / ("long" * 20) if long else Path(tempfile.mkdtemp(prefix="cvrender-", dir="/tmp"))
    place.mkdir(exist_ok=True)
    found = []
    env = {**os.environ, "TMPDIR": str(place)}
    for jobs in ("1", "2"):
        process = started("people/p00.yaml", "people/p01.yaml", "people/p02.yaml", "-f", "pdf", "-j", jobs, env=env)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, len(out.split())) == (0, 3), err
        found.append({path.name: path.read_bytes() for path in here.glob("output/*.pdf")})
    assert found[0] == found[1]
    place.rmdir()  # it is empty


@pytest.mark.parametrize(
    "executor",
    [
        lambda: ThreadPoolExecutor(2),
        lambda: ProcessPoolExecutor(2, get_context("spawn")),
        lambda: Workers(2),
    ],
    ids=["threads", "process pool", "workers"],
)
def test_any_executor_will_do(executor: Callable[[], Executor], here: Path) -> None:
    """What becomes of the sources comes in their order, whoever builds them."""
    sources = people(here)
    with executor() as hands:
        outcomes = list(every(sources, TEXTS, hands))
    assert [outcome.source for outcome in outcomes] == sources
    assert [outcome.status for outcome in outcomes] == [0] * len(sources)
    assert len(list(here.glob("output/*"))) == 2 * len(sources)


class Slow(Executor):
    """An executor that does a job when its result is asked for, and counts those that wait."""

    def __init__(self) -> None:
        self.waiting = self.most = 0

    def submit(self, job: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Put off a job."""
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future: Future[Any] = Future()

        def result(timeout: float | None = None) -> Any:
            self.waiting -= 1
            return job(*args)

        future.result = result  # type: ignore[method-assign]
        return future


def test_sources_are_fed_as_they_are_built(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are, few are in an executor's hands, and no more are asked for than that."""
    monkeypatch.setattr("cvrender.pipeline.run.build", lambda source, options: Outcome(source, None))
    asked = 0

    def endless() -> Iterator[Path]:
        nonlocal asked
        while True:
            asked += 1
            yield Path(f"{asked}.yaml")

    slow = Slow()
    outcomes = every(endless(), TEXTS, slow, ahead=8)
    assert [next(outcomes).source.stem for _ in range(1000)] == [str(number) for number in range(1, 1001)]
    assert slow.most == 8
    assert asked <= 1008


def test_what_nobody_foresaw_costs_one_source(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception is an error of its source, with the place in the log; the others are built."""
    from cvrender.pipeline import run

    build = run.build

    def failing(source: Path, options: Options) -> Outcome:
        if source.stem == "p01":
            raise ValueError("of ours")
        return build(source, options)

    monkeypatch.setattr(run, "build", failing)
    first, second, third = every(people(here)[:3], TEXTS)
    assert (first.status, second.status, third.status) == (0, 4, 0)
    (problem,) = second.report.ordered()
    assert (problem.code, problem.message) == ("CV076", "cannot be built: ValueError of ours")
    assert "in failing" in problem.log


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="processes are looked for in /proc")
class TestEnds:
    """Workers that are killed, and runs that are interrupted."""

    def test_a_worker_that_is_killed_costs_its_source(self, here: Path, stuck: Callable[[int], int]) -> None:
        """The source that it was at is named, with the signal; all others are built, by the one in its place."""
        process = started("people/p00.yaml", "stuck.yaml", "people", "-f", "text", "-j", "2")
        os.kill(stuck(process.pid), signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 4
        assert "stuck.yaml: error[CV075]: cannot be built: its process was ended by SIGKILL\n" in err
        assert err.count("CV075") == 1
        assert out.split() == ["output/p00.txt", *(f"output/p{n:02}.txt" for n in range(1, 12) if n != 5)]

    @pytest.mark.parametrize("whole", [False, True], ids=["the process", "the terminal"])
    def test_ctrl_c_leaves_nothing_behind(self, whole: bool, here: Path, stuck: Callable[[int], int]) -> None:
        """Status 130 and one line, whether only this process or all of the terminal's get the signal; no process goes
        on, and no temporary file is left.
        """
        process = started("people", "stuck.yaml", "-f", "text", "-j", "2", "-q", start_new_session=True)
        stuck(process.pid)
        workers = below(process.pid)
        assert len(workers) >= 3
        os.killpg(process.pid, signal.SIGINT) if whole else process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert err.endswith("interrupted; files that were written are whole\n")
        assert "Traceback" not in err
        assert all_gone(workers)
        assert all(path.suffix == ".txt" for path in (here / "output").iterdir())

    def test_ctrl_c_in_the_middle_of_pdfs_leaves_no_temporary_files(self, here: Path) -> None:
        """What WeasyPrint has in the folder for temporary files goes, also in the middle of a page."""
        with tempfile.TemporaryDirectory(prefix="cvrender-", dir="/tmp") as place:
            env = {**os.environ, "TMPDIR": place}
            process = started("people", "-f", "pdf", "-j", "2", "--no-cache", env=env)
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            assert process.returncode == 130
            assert list(Path(place).iterdir()) == []

    def test_workers_end_with_a_parent_that_is_killed(self, here: Path) -> None:
        """Even where it has no time to say so."""
        os.mkfifo(here / "stuck.yaml")
        process = started("people/p00.yaml", "stuck.yaml", "-f", "text", "-j", "2")
        held = os.open(here / "stuck.yaml", os.O_WRONLY)
        workers = below(process.pid)
        process.kill()
        process.wait()
        os.close(held)
        process.communicate(timeout=60)
        assert workers
        assert all_gone(workers)

    def test_an_idle_worker_that_is_killed_costs_nothing(self) -> None:
        """The next job has another one."""
        with Workers(1) as workers:
            first = workers.submit(os.getpid).result()
            os.kill(first, signal.SIGKILL)
            assert all_gone([first])
            assert workers.submit(os.getpid).result() != first


def test_what_a_job_raises_comes_back() -> None:
    """Its exception, one for a job that cannot be sent, and WorkerDied for a process that ends by itself."""
    with Workers(1) as workers:
        with pytest.raises(ValueError, match="no number"):
            workers.submit(int, "no number").result()
        with pytest.raises(Exception, match=r"lambda|local object"):
            workers.submit(lambda: None).result()
        with pytest.raises(WorkerDied, match="ended with status 3"):
            workers.submit(os._exit, 3).result()
        assert workers.submit(int, "7").result() == 7
    with pytest.raises(RuntimeError):
        workers.submit(int, "7")


def test_an_output_does_not_take_the_place_of_a_source_that_is_not_built(here: Path, run: Run) -> None:
    """Of two sources with one name the second is not built, and stays as it is."""
    (here / "p00.json").write_text('{"basics": {"name": "Another"}}', "utf-8")
    status, out, err = run(
        "build", "people/p00.yaml", "people/p01.yaml", "p00.json", "-f", "json", "-o", ".", "-j", "2"
    )
    assert (status, out) == (1, "p01.json\n")
    assert "people/p00.yaml: error[CV071]: the output `p00.json` would overwrite a source" in err
    assert "Another" in (here / "p00.json").read_text("utf-8")


@pytest.mark.parametrize("jobs", ["-1", "two", "1.5", "99999", "²"])
def test_a_number_of_jobs_that_is_none(jobs: str, here: Path, run: Run) -> None:
    """Wrong usage, and nothing is built."""
    status, out, err = run("build", "people", f"--jobs={jobs}")
    assert (status, out) == (2, "")
    assert err == f"cvrender: --jobs takes a number, `auto` or `dask:ADDRESS`, not `{jobs}`\n"


def test_the_line_of_a_run() -> None:
    """How many, how fast, and how long still."""
    assert line(50, 200, 10.0) == "[######..................]  50 of 200   5.0 a second   0:30 left"
    assert line(1, 10_000, 2.0).endswith("0.5 a second   5:33:18 left")
    assert line(3, 3, 0.0).endswith("3 of 3   0.0 a second   0:00 left")


@pytest.mark.parametrize(("more", "shown"), [([], True), (["-q"], False), (["--message-format", "json"], False)])
def test_a_terminal_sees_how_far_it_is(more: list[str], shown: bool, here: Path) -> None:
    """On a terminal there is a line, which goes before others and at the end; not with `-q` or for programs."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "cvrender", "build", "people", "-f", "html,text", "-j", "2", *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            seen += os.read(ours, 4096)
        except OSError:  # Linux' way to say that the other end is closed
            break
    assert process.stdout is not None
    assert len(process.stdout.read().split()) == 22
    process.stdout.close()
    process.wait()
    os.close(ours)
    assert (b" of 12   " in seen) is shown
    assert seen.count(b"\r\x1b[K[") * 2 == seen.count(b"\r\x1b[K")
