"""Sources and outputs by URL, on a Dask cluster of two processes of its own."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cvrender.cli.cluster import url
from cvrender.loading.options import Options
from cvrender.pipeline.parallel import remote
from test_build import png

distributed = pytest.importorskip("distributed")
fsspec = pytest.importorskip("fsspec")

TEXTS = Options(formats=("html", "text"), today=datetime.date(2026, 11, 21))
GOOD = "basics: {name: %s, image: pictures/face.png}\nwork: !include parts/work.yaml\n"
FILES = {
    "ada.yaml": GOOD % "ada",
    "bob.yaml": GOOD % "bob",
    "bad.yaml": "basics: {name: [bad}\n",
    "parts/work.yaml": "- !include more.yaml\n",
    "parts/more.yaml": "- {name: Acme}\n",
}

Run = Callable[..., tuple[int, str, str]]


def fill(root: str, files: dict[str, bytes]) -> int:
    """Write files into the memory of the process that this runs in, and return its number."""
    disk = fsspec.filesystem("memory")
    for name, content in files.items():
        disk.pipe_file(f"{root}/{name}", content)
    return os.getpid()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A scheduler and two worker processes."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    """A client of the cluster."""
    with distributed.Client(cluster) as made:
        yield made


def contents() -> dict[str, bytes]:
    """The files of a folder of sources."""
    return {**{name: text.encode() for name, text in FILES.items()}, "pictures/face.png": png()}


@pytest.mark.filterwarnings("ignore")
def test_from_the_memory_of_workers_to_the_memory_of_the_client(client: Any) -> None:
    """Sources are read where they are built, with what they name beside them; outputs are written here, in order."""
    fill("/none", {})
    pids = set(client.run(fill, "/people", contents()).values())
    assert len(pids) == 2
    assert os.getpid() not in pids
    urls = [f"memory://people/{name}.yaml" for name in ("ada", "bad", "bob", "gone")]
    with client.get_executor() as executor:
        made = list(remote.every(urls, "memory://made", TEXTS, executor, ahead=2))
    assert [outcome.status for outcome in made] == [0, 1, 0, 1]
    assert made[0].written == ("memory://made/ada.html", "memory://made/ada.txt")
    disk = fsspec.filesystem("memory")
    page = disk.cat_file("/made/bob.html").decode()
    assert "Acme" in page
    assert "data:image/png" in page
    broken = made[1].report.ordered()[0]
    assert str(broken.position).startswith("memory://people/bad.yaml:1:")
    assert made[3].report.ordered()[0].code == "CV001"


@pytest.mark.filterwarnings("ignore")
def test_what_a_cluster_makes_is_what_a_command_makes(client: Any, tmp_path: Path) -> None:
    """The same bytes from files to files; a link out of the source's folder is not followed."""
    from cvrender.pipeline.run import build

    people = tmp_path / "people"
    for name, content in contents().items():
        (people / name).parent.mkdir(parents=True, exist_ok=True)
        (people / name).write_bytes(content)
    (tmp_path / "secret.png").write_bytes(png("red"))
    (people / "link.png").symlink_to(tmp_path / "secret.png")
    (people / "eve.yaml").write_text("basics: {name: eve, image: link.png}\n", "utf-8")
    urls = remote.sources([people.as_uri()])
    assert [url.rpartition("/")[2] for url in urls] == ["ada.yaml", "bad.yaml", "bob.yaml", "eve.yaml"]
    with client.get_executor() as executor:
        made = dict(zip(urls, remote.every(urls, f"{tmp_path}/there", TEXTS, executor), strict=True))
    for name in ("ada", "bob"):
        build(people / f"{name}.yaml", TEXTS.replace(output=tmp_path / "here"))
        for suffix in ("html", "txt"):
            here, there = (tmp_path / side / f"{name}.{suffix}" for side in ("here", "there"))
            assert here.read_bytes() == there.read_bytes()
    assert [one.code for one in made[urls[3]].report.ordered()] == ["CV027"]
    assert "data:image" not in (tmp_path / "there/eve.html").read_text("utf-8")


@pytest.mark.filterwarnings("ignore")
def test_the_command(cluster: Any, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, paths and URLs go to the cluster; what is said is what is said without one."""
    monkeypatch.chdir(tmp_path)
    for name, content in contents().items():
        (tmp_path / "people" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "people" / name).write_bytes(content)
    jobs = f"--jobs=dask:{cluster.scheduler_address}"
    status, out, err = run("build", "people", jobs, "-f", "html,text", "-o", "memory://from-cli")
    assert (status, out.split()) == (
        1,
        [f"memory://from-cli/{name}.{suffix}" for name in ("ada", "bob") for suffix in ("html", "txt")],
    )
    assert err.startswith(f"file://{tmp_path}/people/bad.yaml:")
    assert fsspec.filesystem("memory").cat_file("/from-cli/ada.txt").startswith(b"ada\n")
    assert not (tmp_path / "output").exists()
    status, out, err = run("build", f"{tmp_path.as_uri()}/people/ada.yaml", jobs, "-f", "text")
    assert (status, out, err) == (0, f"{tmp_path}/output/ada.txt\n", "")


def test_without_a_cluster(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named, with the command that installs it; what cannot be is wrong usage."""
    monkeypatch.chdir(tmp_path)
    assert run("build", "x.yaml", "--jobs=dask:tcp://h:1", "--watch")[0] == 2
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, out, err = run("build", "x.yaml", "--jobs=dask:tcp://h:1")
    assert (status, out) == (3, "")
    assert err.endswith("-m pip install 'cvrender[dask]'\n")


def test_a_worker_that_is_lost_costs_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the executor says."""

    def lost(url: str, *_: object) -> object:
        raise RuntimeError("killed four times")

    monkeypatch.setattr(remote, "build", lost)
    with ThreadPoolExecutor(1) as executor:
        (outcome,) = remote.every(["memory://a.yaml"], f"{tmp_path}", TEXTS, executor)
    assert outcome.status == 4
    assert outcome.report.ordered()[0].message == "its worker was lost: killed four times"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("s3://bucket/people", "s3://bucket/people"),
        ("memory://a.yaml", "memory://a.yaml"),
        ("file:///srv/a.yaml", "file:///srv/a.yaml"),
        ("/srv/a b.yaml", "file:///srv/a b.yaml"),
    ],
)
def test_a_path_that_is_a_url(path: str, wanted: str) -> None:
    """An URL survives being taken for a path."""
    assert url(Path(path)) == wanted
