"""The page of an incident, from Enter to a signed PDF on the disk, on the demonstration's own town.

As the console does it: a child draws. `page_first_pdf_s` counts the start of that child; the preview has started it
long before anybody writes, so `page_pdf_s` is what an operator waits for.
"""

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from desktop.bench.figures import Figure
from desktop.domain.alarm import Cause, Priority
from desktop.domain.operator import Operator
from desktop.services.alarms import Alarms
from desktop.services.exercise.build import build
from desktop.services.export.exports import Exports
from desktop.services.export.press_process import PressProcess
from desktop.services.export.subject import IncidentSubject, Request
from desktop.services.export.template import Template
from desktop.services.export.tools import PressTools
from desktop.services.incidents import Incidents
from desktop.storage import cameras, operators
from desktop.storage.store import Store
from maps.worker_client import MapWorker

PREVIEW_DPI = 110
_ROUNDS = 5


def measure(folder: Path, shared: Path) -> dict[str, Figure]:
    data = folder / "page"
    data.mkdir()
    with MapWorker(folder / "page-run", draws=False) as worker:
        store = Store.open(data / "atalaya.sqlite")
        press = PressProcess("desktop.app", str(data / "run"))
        try:
            build(store, data, shared, worker)
            folio, who = _case(store)
            return _figures(Exports(store, data, data / "run"), PressTools(press, worker), folio, who, data)
        finally:
            press.close()
            store.close()


def _case(store: Store) -> tuple[str, Operator]:
    with store.read() as connection:
        (who, *_others) = operators.every(connection)
        camera = next(one for one in cameras.every(connection) if one.mount is not None)
    place = camera.mount.place if camera.mount else None
    cause = Cause("intrusion", camera.id, "", Priority.HIGH, place, datetime.now(UTC))
    alarm = Alarms(store).raise_(cause)
    return Incidents(store).open_from_alarm(alarm.id, who, title="Intrusión").folio, who


def _figures(exports: Exports, tools: PressTools, folio: str, who: Operator, data: Path) -> dict[str, Figure]:
    out = data / "case.pdf"
    request = Request(IncidentSubject(folio), Template.REPORT, (out,), "", "es")

    def write() -> float:
        began_s = time.perf_counter()
        exports.export(request, who, tools)
        return time.perf_counter() - began_s

    def look() -> float:
        began_s = time.perf_counter()
        exports.preview(request, who, tools, 0, PREVIEW_DPI)
        return time.perf_counter() - began_s

    first_s = write()
    return {
        "page_first_pdf_s": round(first_s, 2),
        "page_pdf_s": round(statistics.median(write() for _ in range(_ROUNDS)), 2),
        "page_preview_s": round(statistics.median(look() for _ in range(_ROUNDS)), 2),
        "page_pdf_kb": round(out.stat().st_size / 1000),
    }
