"""Limits of time and memory, and ends: whatever a source makes a command do, the others are built and nothing stays."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cvrender.pipeline.parallel.workers import Workers
from cvrender.process import SUPERVISED
from cvrender.process.journal import Journal
from cvrender.process.limits import WorkerDied

pytestmark = pytest.mark.skipif(not SUPERVISED, reason="commands are supervised on Linux only")

SOURCE = "basics: {{name: {name}, email: {name}@example.org}}\n"
MISBEHAVING = """
import os, signal, sys, time
import cvrender.pipeline.run as run

build = run.build

def misbehave(source, options):
    if source.stem == "busy":
        while True:
            pass
    if source.stem == "greedy":
        hoard = [bytearray(1 << 20) for _ in range(3000)]
    if source.stem == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if source.stem == "deaf":
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
        print("waiting", flush=True)
        time.sleep(60)
    if source.stem == "waits":
        print("waiting", flush=True)
        time.sleep(60)
    return build(source, options)

run.build = misbehave
"""
"""Sources that make the work go wrong by their names, in place of what a hostile one would do to a library."""
TOO_LONG = r"it took more than (?:1 s of processor time|20 s)"
"""What the limit of a second says, by the clock on a machine that has twenty other things to do."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder with sources, a folder for temporary files, and a pipeline that misbehaves in every process."""
    monkeypatch.chdir(tmp_path)
    for name in ("tmp", "people"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("CVRENDER_CACHE", str(tmp_path / "cache"))
    (tmp_path / "sitecustomize.py").write_text(MISBEHAVING, "utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    yield tmp_path
    assert list((tmp_path / "tmp").iterdir()) == []


def people(here: Path, *names: str) -> None:
    """Write sources of these names."""
    for name in names:
        (here / f"people/{name}.yaml").write_text(SOURCE.format(name=name), "utf-8")


def started(*arguments: str, **more: Any) -> subprocess.Popen[str]:
    """A command, running, in which sources can misbehave."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-m", "cvrender", *arguments], text=True, **{**pipes, **more})


def ran(*arguments: str, **more: Any) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command in which sources can misbehave."""
    process = started(*arguments, **more)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def processes(here: Path) -> list[str]:
    """The commands of processes that work in this folder or below it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(here) and int(process.name) != os.getpid():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return [command for command in found if command]


def until(condition: Callable[[], bool]) -> bool:
    """Whether something comes to be within half a minute."""
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_source_that_takes_too_long_or_too_much_costs_itself_alone(jobs: str, here: Path) -> None:
    """Endless work, endless memory and a crash are errors of their sources, which say what to do; the others are built
    and told in their order.
    """
    people(here, "anna", "busy", "carl", "crash", "dora", "greedy", "hans")
    status, out, err = ran("build", "people", "-f", "text", "-j", jobs, "--time-limit", "1", "--memory-limit", "600")
    assert status == 4
    assert out.split() == [f"output/{name}.txt" for name in ("anna", "carl", "dora", "hans")]
    assert re.search(rf"^people/busy.yaml: error\[CV077\]: cannot be built: {TOO_LONG}$", err, re.MULTILINE)
    assert "`--time-limit 5`" in err
    assert "people/crash.yaml: error[CV075]: cannot be built: its process was ended by SIGSEGV\n" in err
    assert "people/greedy.yaml: error[CV077]: cannot be built: it needs more than 600 MB of memory\n" in err
    assert "`--memory-limit 2400`" in err
    told = [line.partition(":")[0] for line in err.splitlines() if line.startswith("people/")]
    assert told == [f"people/{name}.yaml" for name in ("anna", "busy", "carl", "crash", "dora", "greedy", "hans")]
    assert "Traceback" not in err


def test_one_source_alone(here: Path) -> None:
    """A command for a single source says as much."""
    people(here, "busy")
    status, out, err = ran("build", "people/busy.yaml", "-f", "text", "--time-limit", "1")
    assert (status, out) == (4, "")
    assert re.match(rf"people/busy.yaml: error\[CV077\]: cannot be built: {TOO_LONG}\n", err)
    assert not (here / "output").exists()


def test_who_allows_more_gets_more(here: Path) -> None:
    """3 GB are more than the usual limit and less than this one, and 0 is none."""
    people(here, "greedy")
    assert ran("build", "people", "-f", "text")[0] == 4
    assert ran("build", "people", "-f", "text", "--memory-limit", "4096")[0] == 0
    assert ran("build", "people", "-f", "text", "--memory-limit", "0", "--time-limit", "0")[0] == 0


def test_several_builds_survive_a_crash(here: Path) -> None:
    """The process that goes on knows what the first has written, so that no build overwrites it."""
    people(here, "anna", "crash", "dora")
    builds = '[[build]]\nsources = "people"\n[[build]]\nsources = "people/anna.yaml"\n'
    (here / "cvrender.toml").write_text(builds, "utf-8")
    status, out, err = ran("build", "-f", "text")
    assert status == 4
    assert out.split() == ["output/anna.txt", "output/dora.txt"]
    assert "anna.txt` would overwrite what another build has written" in err


@pytest.mark.parametrize("command", ["check", "variants"])
def test_commands_that_read_have_limits(command: str, here: Path) -> None:
    """One line says what happened, and how more is allowed."""
    people(here, "anna")
    code = "import os, signal, cvrender.readers.yaml as yaml\n"
    code += "def read(*_, **__):\n    while True: pass\n"
    code += "yaml.read = read\nfrom cvrender.__main__ import command\ncommand()\n"
    arguments = [sys.executable, "-c", code, command, "people/anna.yaml", "--time-limit", "1"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert re.fullmatch(rf"cvrender: cannot go on: {TOO_LONG}; .*`--time-limit 5`.*\n", done.stderr)


@pytest.mark.parametrize("value", ["-1", "two", "1.5", "²", ""])
def test_a_limit_that_is_none(value: str, run: Callable[..., tuple[int, str, str]], here: Path) -> None:
    """Wrong usage."""
    status, _, err = run("build", f"--time-limit={value}")
    assert status == 2
    assert f"argument --time-limit: it takes a whole number, not `{value}`" in err


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "status", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_signals_end_everything(number: signal.Signals, status: int, word: str, jobs: str, here: Path) -> None:
    """The status says so, as one line does; TeX, its folder and all processes are gone, and other files are whole."""
    people(here, "anna", "zoe")
    (here / "bin").mkdir()
    stand_in = here / "bin/xelatex"
    stand_in.write_text("#!/bin/sh\ntouch begun\nexec sleep 300\n", "utf-8")
    stand_in.chmod(0o755)
    env = {**os.environ, "PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    process = started("build", "people", "-e", "xelatex", "-f", "pdf,text", "-j", jobs, "--no-cache", env=env)
    assert until(lambda: any((here / "tmp").rglob("begun")))
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert err == f"{word}; files that were written are whole\n"
    assert until(lambda: not processes(here))
    assert not list(here.glob("output/*"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_command_that_is_killed_leaves_no_process(jobs: str, here: Path) -> None:
    """Its workers see that it has gone, clear up, and end; the next that reads a source removes what is left."""
    people(here, "waits", "zoe")
    process = started("build", "people", "-f", "text", "-j", jobs)
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.kill()
    process.wait()
    assert until(lambda: not processes(here))
    people_before = list((here / "tmp").iterdir())
    assert people_before
    process.communicate()
    assert ran("check", "people/zoe.yaml")[0] == 0


def test_a_worker_that_is_killed_takes_its_programs_with_it(here: Path) -> None:
    """Who kills the process that does the work leaves its TeX to the supervisor, which ends it and goes on."""
    people(here, "anna")
    (here / "bin").mkdir()
    stand_in = here / "bin/xelatex"
    stand_in.write_text("#!/bin/sh\necho $PPID > worker\nmv worker begun\nexec sleep 300\n", "utf-8")
    stand_in.chmod(0o755)
    env = {**os.environ, "PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    process = started("build", "people", "-e", "xelatex", "-f", "pdf", env=env)
    assert until(lambda: any((here / "tmp").rglob("begun")))
    (begun,) = (here / "tmp").rglob("begun")
    os.kill(int(begun.read_text()), signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "people/anna.yaml: error[CV075]: cannot be built: its process was ended by SIGKILL\n" in err
    assert until(lambda: not processes(here))


def test_leftovers_of_others_stay(here: Path) -> None:
    """A folder that another command uses, a link and a file of such a name are not removed by the next one."""
    people(here, "waits", "anna")
    process = started("build", "people/waits.yaml", "-f", "text")
    assert process.stdout is not None
    process.stdout.readline()
    (used,) = (here / "tmp").iterdir()
    (here / "tmp/cvrender-run-link").symlink_to(here / "people")
    (here / "tmp/cvrender-run-file").write_text("mine", "utf-8")
    assert ran("build", "people/anna.yaml", "-f", "text")[0] == 0
    assert used.is_dir()
    assert (here / "people/anna.yaml").is_file()
    assert (here / "tmp/cvrender-run-file").read_text("utf-8") == "mine"
    process.terminate()
    process.communicate()
    for name in ("link", "file"):
        (here / f"tmp/cvrender-run-{name}").unlink()


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_goes_away_stops_no_build(stream: str, here: Path) -> None:
    """As in `cvrender build people | head -1`: all files are made, and the status is theirs."""
    names = [f"p{number:03}" for number in range(40)]
    people(here, *names)
    read, write = os.pipe()
    os.close(read)
    try:
        status, _, err = ran("build", "people", "-f", "text", "-v", **{stream: write})
    finally:
        os.close(write)
    assert status == 0
    assert sorted(path.stem for path in (here / "output").iterdir()) == names
    assert "Traceback" not in (err or "")


def test_a_server_that_dies_while_loading_stops_no_run(here: Path) -> None:
    """Where the process that forks the workers ends, jobs fail with a reason, and nobody waits for ever."""
    (here / "dies.py").write_text("import os\nos._exit(7)\n", "utf-8")
    code = (
        "from cvrender.pipeline.parallel.workers import Workers\n"
        "from cvrender.process.limits import WorkerDied\n"
        "with Workers(2, 'dies') as workers:\n"
        "    for future in [workers.submit(int, '7') for _ in range(3)]:\n"
        "        error = future.exception(timeout=60)\n"
        "        print(type(error).__name__, error)\n"
    )
    env = {**os.environ, "TMPDIR": "/tmp"}  # a socket has room for its name there, so that workers are forked
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=env, check=False
    )
    assert done.stdout.count("WorkerDied no process could be started: ") == 3


def test_a_worker_that_hears_nothing_is_killed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that does not unwind, as a library may be in the middle of its own, is ended all the same."""
    monkeypatch.setattr("cvrender.pipeline.parallel.workers._PATIENCE", 0.2)
    workers = Workers(1)
    assert workers.submit(signal.signal, signal.SIGTERM, signal.SIG_IGN).result() is not None
    future = workers.submit(time.sleep, 300)
    assert until(future.running)
    workers.shutdown(cancel_futures=True)
    with pytest.raises(WorkerDied, match="SIGKILL"):
        future.result(timeout=60)


def test_an_early_interrupt_shows_no_traceback(here: Path) -> None:
    """Ctrl-C while modules are loaded ends the command as any program."""
    people(here, "anna")
    (here / "sitecustomize.py").write_text(
        "import builtins, os, signal, sys\n"
        "load = builtins.__import__\n"
        "def interrupted(name, *rest, **named):\n"
        "    if name == 'argparse' and 'cvrender' in sys.modules:\n"
        "        builtins.__import__ = load\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return load(name, *rest, **named)\n"
        "builtins.__import__ = interrupted\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "cvrender", "build", "people"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize("arguments", ["schema", "explain CV001", "extract none.pdf"])
def test_closed_stdout_is_no_success(arguments: str, here: Path) -> None:
    """As in `cvrender schema >&-`: what a command is for cannot be written, so it says so, without a traceback."""
    (here / "none.pdf").write_bytes(b"%PDF-1.7")
    call = f"exec {shlex.quote(sys.executable)} -m cvrender {arguments} >&-"
    done = subprocess.run(["sh", "-c", call], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("cvrender: ")
    assert "Traceback" not in done.stderr


def test_the_users_own_limit_of_time_stays(here: Path) -> None:
    """`ulimit -St 2` is less than ours, also when a stage begins anew."""
    code = (
        "import resource\nfrom cvrender.process.limits import Limits, impose, renew\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (2, resource.RLIM_INFINITY))\n"
        "impose(Limits())\nrenew()\nprint(resource.getrlimit(resource.RLIMIT_CPU)[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "2\n"


def test_a_folder_for_temporary_files_that_is_none(here: Path) -> None:
    """Where TMPDIR names none, or one behind a link, a source that takes too long still costs itself alone."""
    people(here, "anna", "busy", "zoe")
    (here / "link").symlink_to(here / "tmp")
    for place in ("nowhere", "link"):
        env = {**os.environ, "TMPDIR": str(here / place)}
        status, out, err = ran("build", "people", "-f", "text", "--time-limit", "1", "-o", place + "-out", env=env)
        assert (status, out.split()) == (4, [f"{place}-out/anna.txt", f"{place}-out/zoe.txt"])
        assert re.search(rf"^people/busy.yaml: error\[CV077\]: cannot be built: {TOO_LONG}$", err, re.MULTILINE)


def test_folders_of_others_are_not_swept(here: Path) -> None:
    """One that the user has called alike is not ours, whatever stands in it."""
    people(here, "anna")
    (here / "tmp/cvrender-run-notes").mkdir()
    (here / "tmp/cvrender-run-notes/mine").write_text("mine", "utf-8")
    assert ran("check", "people/anna.yaml")[0] == 0
    assert (here / "tmp/cvrender-run-notes/mine").is_file()
    shutil.rmtree(here / "tmp/cvrender-run-notes")


def test_a_journal_tells_what_was_done(tmp_path: Path) -> None:
    """Jobs that are done, then the one that ended its process; none that was only begun by a process that goes on."""
    journal = Journal(str(tmp_path))
    assert not journal.blame(-9)
    journal.limited(60, 2048)
    journal.begin()
    journal.done(0, ["output/a.txt"])
    assert not journal.blame(-9)
    journal.begin()
    assert Journal(str(tmp_path)).entries() == [("done", (0, ["output/a.txt"]))]
    assert journal.blame(-9)
    assert journal.entries() == [("done", (0, ["output/a.txt"])), ("died", (-9,))]
    assert journal.limits() == (60, 2048)
    nowhere = Journal("")
    nowhere.begin()
    assert not nowhere.blame(-9)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_command_that_does_not_end_is_killed(jobs: str, here: Path) -> None:
    """Work that hears no signal, as a library may be in the middle of its own, ends some seconds after Ctrl-C."""
    people(here, "deaf", "zoe")
    with (here / "sitecustomize.py").open("a", encoding="utf-8") as file:
        file.write("import cvrender.process.supervisor as supervisor\nsupervisor.PATIENCE = 1\n")
    process = started("build", "people", "-f", "text", "-j", jobs)
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert until(lambda: not processes(here))


def test_a_process_that_begins_behind_its_parents_end_ends(here: Path) -> None:
    """The pipe to the parent is closed already when the process comes to look at it."""
    code = (
        "import os\nfrom cvrender.process.supervisor import settle\n"
        "lifeline, ours = os.pipe()\nos.close(ours)\nsettle(lifeline)\nprint('goes on')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGTERM, "")
