"""Ctrl+P on an incident: its map as PDF and PNG in the data folder, drawn by a child while the window goes on."""

import itertools
import json
import time
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer

from desktop.domain.alarm import Priority
from desktop.domain.incident import Incident
from desktop.domain.operator import Operator, Role, Session
from desktop.storage import journal

EXPORT_MS = 90_000
LONGEST_GAP_S = 1.0
"""A frame is 16 ms; the machine of the tests is shared."""


@pytest.fixture
def incident(room: Any) -> Incident:
    alarm = room.raise_alarm("leak", "M-01", Priority.HIGH)
    services, operator = room.assembly.desk.services, room.assembly.desk.operator
    opened: Incident = services.incidents.open_from_alarm(alarm.id, operator, title="Fuga en el jardín")
    room.until(lambda: opened.id in room.assembly.situation.incidents)
    room.window.operation.show_incident(opened.id)
    return opened


def test_that_an_incident_is_exported_while_the_window_goes_on(room: Any, incident: Incident) -> None:
    said: list[str] = []
    room.window.acts.done.connect(said.append)
    beats = [time.monotonic()]
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    room.qtbot.keyClick(room.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    room.qtbot.waitUntil(lambda: len(said) >= 2, timeout=EXPORT_MS)
    timer.stop()
    assert max(later - sooner for sooner, later in itertools.pairwise(beats)) < LONGEST_GAP_S
    (pdf,) = (room.assembly.ground._data / "exports").glob("*.pdf")
    assert str(pdf) in said[-1]
    assert pdf.with_suffix(".png").exists()
    assert incident.folio in PdfReader(pdf).pages[0].extract_text()
    note = json.loads(pdf.with_name(f"{pdf.name}.manifest.json").read_text())
    assert note["author"]["login"] == "ana"
    with room.store.read() as connection:
        rows = [row for row in journal.after(connection, 0) if row.kind == "incident.exported"]
    assert len(rows) == 2


def test_that_a_role_without_the_right_exports_nothing(room: Any, incident: Incident) -> None:
    luis = Operator("op-luis", "luis", "Luis", Role.OPERATOR)
    room.assembly.seat(Session("session-2", luis, incident.opened_at))
    room.qtbot.keyClick(room.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    room.until(lambda: "Luis" in room.window._toast.text())
    assert not (room.assembly.ground._data / "exports").exists()
