"""The map of an incident as PDF and PNG, from the console: asked here and drawn by a child; the window never waits."""

from collections.abc import Callable
from datetime import tzinfo
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.config import Settings
from desktop.domain.incident import Incident
from desktop.domain.operator import Operator
from desktop.services.clock import utc_now
from desktop.storage.store import Store
from desktop.view import faults
from desktop.view.ask import Ask
from desktop.view.desk import Desk
from maps.worker_client import MapWorker

PRESS = "desktop.app"
"""The module that draws the pages of an order when it is run as a child."""
WRITER = "console"


class PageExport(QObject):
    """Files lie in `exports` of the data folder, named by folio and time: an export never replaces another."""

    def __init__(self, desk: Desk, settings: Settings, worker: MapWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._settings, self._worker = desk, settings, worker
        self._pages = Ask(self, "pages")

    def export(self, incident: Incident, on_done: Callable[[str], None]) -> None:
        """`on_done` with the path of the PDF, on the Qt thread; a refusal is told by the desk."""
        services, operator = self._desk.services, self._desk.operator
        if services is None or operator is None:
            return
        store, zone = services.store, self._desk.zone
        self._pages(self, lambda: str(self._write(store, incident, operator, zone)), on_done, self._refused)

    def _refused(self, fault: Exception) -> None:
        self._desk.refused.emit(faults.words_of(fault))

    def _write(self, store: Store, incident: Incident, operator: Operator, zone: tzinfo) -> Path:
        """In the thread of the pages: seconds, most of them the child's."""
        from desktop.services.export.exports import Exports, Request  # noqa: PLC0415 - not before the first export
        from desktop.services.export.naming import new_files  # noqa: PLC0415
        from desktop.services.export.template import Template  # noqa: PLC0415
        from desktop.services.export.tools import PressTools  # noqa: PLC0415

        folder, moment = self._settings.data / "exports", utc_now().astimezone(zone)
        outs = new_files(folder, incident.folio, Template.REPORT, moment, (".pdf", ".png"))
        plate = _("EXERCISE · NOTHING IS REAL")
        request = Request(incident.folio, Template.REPORT, outs, plate, self._settings.language)
        exports = Exports(store, self._settings.data, self._settings.runtime, WRITER)
        return exports.export(request, operator, PressTools(PRESS, self._worker))[0].file

    def close(self) -> None:
        self._pages.close()
