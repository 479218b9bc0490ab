"""What lies beside every file that leaves: which file, of which data, by whom, when, in which mode, with which program.

It carries the data itself, so that the hash on the page can be made again by anyone. New keys may be added (a signature
over the whole has a file of its own); those that are here keep their meaning within the schema.
"""

import hashlib
import importlib.metadata
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.domain.operator import Operator
from desktop.services.export.canonical import plain
from desktop.services.export.dossier import Dossier

SCHEMA = "atalaya.manifest/1"
PROGRAM = "atalaya-c5"
ENDING = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who exported, when, and the head of the journal once the export was written in it."""

    author: Operator
    at: datetime
    journal_seq: int
    journal_sha256: str


def path_of(file: Path) -> Path:
    return file.with_name(file.name + ENDING)


def file_sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def manifest(file_name: str, draft: Path, dossier: Dossier, data_sha256: str, origin: Origin) -> bytes:
    """Of the file as it lies in its draft. Raises OSError."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "file": file_name,
        "bytes": draft.stat().st_size,
        "sha256": file_sha256(draft),
        "data_sha256": data_sha256,
        "folio": dossier.incident.folio,
        "template": dossier.template,
        "author": {"login": origin.author.login, "name": origin.author.name, "role": origin.author.role.value},
        "at": origin.at.astimezone(UTC).isoformat(),
        "mode": "exercise" if dossier.city.is_exercise else "operation",
        "program": {"name": PROGRAM, "version": program_version()},
        "journal": {"seq": origin.journal_seq, "sha256": origin.journal_sha256},
        "data": plain(dossier),
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def program_version() -> str:
    try:
        return importlib.metadata.version(PROGRAM)
    except importlib.metadata.PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
