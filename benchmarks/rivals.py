"""What other tools take for the same person on this machine, of those that are there.

RENDERCV, RESUMED and HACKMYRESUME name their commands, where they are not on the PATH. None is asked for what it needs
the network for, which for RenderCV is the PDF, unless Typst's cache has the package of icons that its themes want.
"""

from __future__ import annotations

import datetime
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from timing import TOOL, Row, against

_THEIRS = ("rendercv", "resumed", "hackmyresume")


def rows(source: Path, folder: Path, runs: int) -> Iterator[Row]:
    """Hold our formats against theirs, each run in turn."""
    here = {name: found for name in _THEIRS if (found := _command(name))}
    for name in _THEIRS:
        if name not in here:
            yield f"{name} is not here", 0.0, None, None
    resume = folder / "theirs" / "resume.json"
    resume.parent.mkdir(exist_ok=True)
    resume.write_text(json.dumps(_as_json(source)), "utf-8")
    if "rendercv" in here:
        yield from _rendercv(here["rendercv"], resume, runs)
    if "resumed" in here:
        command = [
            *here["resumed"],
            "render",
            str(resume),
            "--theme",
            "jsonresume-theme-even",
            "-o",
            f"{folder}/even.html",
        ]
        yield "HTML and text, against resumed's even", *against(_ours(resume, "html,text"), command, runs), 1
    if "hackmyresume" in here:
        command = [*here["hackmyresume"], "build", str(resume), "to", f"{folder}/modern.html"]
        yield "HTML and text, against HackMyResume's HTML", *against(_ours(resume, "html,text"), command, runs), 1


def _rendercv(tool: list[str], resume: Path, runs: int) -> Iterator[Row]:
    """Its five formats where it can make a PDF, else its three others."""
    path = resume.with_name("rendercv.yaml")
    path.write_text(json.dumps({"cv": _for_rendercv(json.loads(resume.read_text("utf-8")))}), "utf-8")
    render = [*tool, "render", str(path)]
    if subprocess.run(render, capture_output=True, check=False).returncode == 0:
        ours = _ours(resume, "pdf,html,text,markdown")
        yield "four formats, against RenderCV's five", *against(ours, render, runs), 0.75
        only = [*render, "-nomd", "-nohtml", "-nopng"]
        yield "PDF by Typst, against RenderCV's", *against([*_ours(resume, "pdf"), "-e", "typst"], only, runs), 0.25
        return
    render += ["-nopdf", "-nopng"]
    ours = _ours(resume, "html,text,markdown,typst")
    yield "four formats, against RenderCV's, no PDF", *against(ours, render, runs), 0.75
    ours = _ours(resume, "pdf,html,text,markdown")
    yield "PDF and three, against RenderCV's, no PDF", *against(ours, render, runs), None


def _ours(resume: Path, formats: str) -> list[str]:
    return [
        *TOOL,
        "build",
        "-q",
        str(resume),
        "-f",
        formats,
        "--no-cache",
        "--no-verify",
        "-o",
        f"{resume.parent}/ours",
    ]


def _command(name: str) -> list[str]:
    if name.upper() in os.environ:
        return shlex.split(os.environ[name.upper()])
    return [found] if (found := shutil.which(name)) else []


def _as_json(source: Path) -> Any:
    """The source as JSON Resume, without what only cvrender knows."""
    from cvrender.diagnostics.report import Report
    from cvrender.loading.options import Options
    from cvrender.loading.prepare import prepare
    from cvrender.resume.dump import dump

    prepared = prepare(source, Options(today=datetime.date(2026, 11, 21)), Report())
    assert prepared is not None
    made: Any = dump(prepared[0])
    made.pop("meta", None)
    return made


def _for_rendercv(resume: Any) -> dict[str, Any]:
    """The same person in RenderCV's words, as far as it has such."""
    jobs = [
        {
            "company": str(job.get("name", "")),
            "position": str(job.get("position", "")) or "-",
            "start_date": str(job.get("startDate", "2020"))[:7],
            "end_date": str(job.get("endDate", "present"))[:7] or "present",
            "highlights": [str(one) for one in job.get("highlights", ())],
        }
        for name in ("work", "research", "volunteer")
        for job in resume.get(name, ())
    ]
    papers = [
        {"title": str(paper["name"]), "authors": [str(one) for one in paper.get("authors", ["-"])], "date": "2020"}
        for paper in resume.get("publications", ())
    ]
    schools = [
        {
            "institution": str(one["institution"]),
            "area": str(one.get("area", "-")),
            "degree": str(one.get("studyType", "")),
        }
        for one in resume.get("education", ())
    ]
    projects = [
        {"name": str(one["name"]), "highlights": [str(one.get("description", "-"))]}
        for key in ("projects", "awards", "talks", "grants")
        for one in resume.get(key, ())
        if one.get("name")
    ]
    skills = [
        {"label": str(one["name"]), "details": ", ".join(map(str, one.get("keywords", ["-"])))}
        for one in resume.get("skills", ())
    ]
    sections = {"experience": jobs, "education": schools, "papers": papers, "projects": projects, "skills": skills}
    return {"name": resume["basics"]["name"], "sections": {name: them for name, them in sections.items() if them}}
