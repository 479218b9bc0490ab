"""What the manifest of an export answers for: of which data, by whom, when, for whom, what was left out, with what.

It carries the data itself, so that the hash on the page can be made again by anyone.
"""

import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop.domain.operator import Operator
from desktop.services.export.template import Template

PROGRAM = "atalaya-c5"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who exported, when, with which key, and the head of the journal once the export was written in it."""

    author: Operator
    at: datetime
    key: str
    journal_seq: int
    journal_sha256: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is in the file, whichever kind of file it is. `data` are JSON values, `sources` what it was made from."""

    folio: str
    kind: str
    city: str
    is_exercise: bool
    template: Template
    data: Any
    data_sha256: str
    sources: Sequence[Mapping[str, Any]]


def facts(content: Content, origin: Origin) -> dict[str, Any]:
    """The maker's part of a manifest. The press learns whose centre it is, not which person's hand."""
    person = {"login": origin.author.login, "name": origin.author.name, "role": origin.author.role.value}
    return {
        "folio": content.folio,
        "kind": content.kind,
        "template": content.template.value,
        "redactions": list(content.template.redactions),
        "author": {"name": content.city} if content.template is Template.PRESS else person,
        "at": origin.at.astimezone(UTC).isoformat(),
        "mode": "exercise" if content.is_exercise else "operation",
        "program": {"name": PROGRAM, "version": program_version()},
        "key": origin.key,
        "journal": {"seq": origin.journal_seq, "sha256": origin.journal_sha256},
        "sources": [dict(source) for source in content.sources],
        "data_sha256": content.data_sha256,
        "data": content.data,
    }


def program_version() -> str:
    try:
        return importlib.metadata.version(PROGRAM)
    except importlib.metadata.PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"
