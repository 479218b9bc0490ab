"""The note that an export leaves in the journal, and the custody list that is read from such notes."""

import re
from collections.abc import Mapping, Sequence

from desktop.services.export.dossier import Custody
from desktop.services.timeline import TimelineRow

EXPORTED = "incident.exported"
_NOTE = re.compile(r"(?P<file>.*) sha256:(?P<sha256>[0-9a-f]{64}) data:[0-9a-f]{64}(?: template:(?P<template>\S+))?")


def note_of(file: str, sha256: str, data_sha256: str, template: str) -> str:
    """Which file, with its hash, of which data, for whom."""
    return f"{file} sha256:{sha256} data:{data_sha256} template:{template}"


def custody_of(rows: Sequence[TimelineRow], proofs: Mapping[int, str]) -> tuple[Custody, ...]:
    """Every time the data left, oldest first; a note that cannot be read still has its row."""
    return tuple(_one(row, proofs.get(row.seq, "")) for row in rows if row.kind == EXPORTED)


def _one(row: TimelineRow, row_sha256: str) -> Custody:
    found = _NOTE.match(row.note)
    if found is None:
        return Custody(row.seq, row.at, row.by, row.note, "", "", row_sha256)
    return Custody(row.seq, row.at, row.by, found["file"], found["sha256"], found["template"] or "", row_sha256)
