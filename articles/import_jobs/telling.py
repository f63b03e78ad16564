"""What is told of an import: as if it had gone through at once, without this machine's folders."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from articles.importing.report import STATUSES
from articles.models import ImportFinding, ImportRun, Source, Upload

SHOWN = "upload"
"""The name of the folder in records."""


def folder_of(job: Upload, worker: str = "") -> str:
    """Return how the names of the folders begin in which a job's files lie while it runs."""
    return f"strata-upload-{job.pk}-{worker.rpartition(':')[2]}"


def told(report: dict[str, Any], root: Path) -> dict[str, Any]:
    """Return a report in which files have the names they were sent under."""
    said: dict[str, Any] = json.loads(json.dumps(report).replace(f"{root}/", ""))
    return said


def forget_folder(run: ImportRun, job: Upload) -> None:
    """Write in records where a file lay in the upload, not where it lay on a machine."""
    mark = folder_of(job)
    folder = re.compile(rf"(?:/[^/\s]+)*/{re.escape(mark)}[^/\s]+")
    for source in run.sources.filter(folder__contains=mark).only("folder"):
        source.folder = folder.sub(SHOWN, source.folder)
        source.save(update_fields=["folder"])
    inside = re.compile(folder.pattern + "/?")
    for name in ("path", "message"):
        for finding in run.findings.filter(**{f"{name}__contains": mark}).only(name):
            setattr(finding, name, inside.sub("", getattr(finding, name)))
            finding.save(update_fields=[name])


def whole(report: dict[str, Any], job: Upload, run: ImportRun) -> dict[str, Any]:
    """Return the report of an import that others began: it met what they wrote as unchanged."""
    if job.attempts < 2:
        return report
    pending = {
        sha256: state == Source.State.PENDING
        for sha256, state in run.sources.values_list("sha256", "state")
    }
    planned = {document["path"]: document["status"] for document in job.trial["documents"]}
    findings = _findings(run)
    for document in report["documents"]:
        sha256 = document["sha256"]
        if document["status"] == "unchanged" and sha256 in pending:
            was = planned.get(document["path"], "created")
            document["status"] = "pending" if pending[sha256] else was
            document["findings"] = findings[sha256]
    return report | {"totals": report["totals"] | _totals(report["documents"])}


def _findings(run: ImportRun) -> dict[str, list[dict[str, Any]]]:
    names = ("code", "severity", "line", "excerpt", "message")
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = ImportFinding.objects.filter(run=run).exclude(source=None).order_by("pk")
    for sha256, *values in rows.values_list("source__sha256", *names):
        found[sha256].append(dict(zip(names, values, strict=True)))
    return found


def _totals(documents: list[dict[str, Any]]) -> dict[str, int]:
    statuses = [document["status"] for document in documents]
    counted = {status: statuses.count(status) for status in STATUSES}
    return counted | {"findings": sum(len(document["findings"]) for document in documents)}
