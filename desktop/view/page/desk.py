"""Ctrl+P: the page of an incident, of what is on the map, or an atlas, from the first look to the files.

Everything that takes time runs in a thread of its own and in a child that draws; the window goes on.
"""

import importlib
from collections.abc import Callable
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.config import Settings
from desktop.domain.incident import Incident
from desktop.services.clock import utc_now
from desktop.services.export.press_process import PressProcess
from desktop.view import faults
from desktop.view.ask import Ask, Relay
from desktop.view.desk import Desk
from maps.viewport import Viewport
from maps.worker_client import MapWorker

if TYPE_CHECKING:  # not before the first page is wanted
    from desktop.services.export.exports import Exported, Exports, Preview
    from desktop.services.export.subject import Request, Subject
    from desktop.view.page.form import Heading
    from desktop.view.page.pane import PagePane

PRESS = "desktop.app"
"""The module that draws pages when it is run as a child."""
WRITER = "console"
IDLE_MS = 120_000
"""So long the drawing child, 300 MB with its map worker, waits for another page after the last."""


class Host(Protocol):
    """Who has room for the pane."""

    def lay_over(self, page: QWidget | None) -> None: ...


class PageDesk(QObject):
    """`told(words)` for what deserves a line of its own: where the files lie."""

    told = Signal(str)

    def __init__(
        self, desk: Desk, settings: Settings, worker: MapWorker, host: Host, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._settings, self._worker, self._host = desk, settings, worker, host
        self._asks, self._relay = Ask(self, "pages"), Relay(self)
        self._press = PressProcess(PRESS, str(settings.runtime))
        self._pane: PagePane | None = None
        self._subject: Callable[[PagePane], Subject] | None = None
        self._is_looking = self._look_again = False
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._let_rest)

    # opening

    def open_incident(self, incident: Incident) -> None:
        self._open("incident", incident.folio)

    def open_view(self, viewport: Viewport) -> None:
        """What the map shows now, under a title that is asked for."""
        self._open("view", viewport)

    def open_atlas(self) -> None:
        self._open("atlas", None)

    def _open(self, kind: str, what: Any) -> None:
        """The parts come in a thread: importing them takes longer than a frame."""
        if self._desk.services is None or self._desk.operator is None:
            return

        def fetch() -> Any:
            self._press.warm()
            wishes = importlib.import_module("desktop.view.page.wishes")
            importlib.import_module("desktop.services.export.tools")
            return importlib.import_module("desktop.view.page.opening"), wishes.recall(self._settings.data)

        def put(parts: tuple[Any, Any]) -> None:
            opening, wishes = parts
            heading, subject = opening.of(kind, what, self._desk)
            self._show(heading, subject, wishes)

        self._asks(self, fetch, put, self._refused)

    def _show(self, heading: "Heading", subject: "Callable[[PagePane], Subject]", wishes: Any) -> None:
        pane_module = importlib.import_module("desktop.view.page.pane")
        pane: PagePane = pane_module.PagePane(heading, wishes, wishes.folder_in(self._settings.data))
        self._pane, self._subject = pane, subject
        self._is_looking = self._look_again = False
        pane.drawing_wanted.connect(self._look)
        pane.write_wanted.connect(self._write)
        pane.cancel_wanted.connect(self._press.cancel)
        pane.wished.connect(self._remember)
        pane.closed.connect(lambda: self._host.lay_over(None))
        self._host.lay_over(pane)
        pane.focus_first()
        self._idle.start()

    @property
    def pane(self) -> "PagePane | None":
        """The one that is open."""
        return self._pane if self._pane is not None and isValid(self._pane) else None

    def _let_rest(self) -> None:
        if self.pane is not None:
            self._idle.start()
        else:
            self._asks(self, self._press.rest, lambda _none: None, self._refused)

    # the keys of the table

    def choose(self, number: int) -> None:
        from desktop.services.export.template import Template  # noqa: PLC0415 - as above

        if self.pane is not None:
            self.pane.choose(tuple(Template)[number - 1])

    def turn(self, step: int) -> None:
        if self.pane is not None:
            self.pane.turn(step)

    def write(self) -> None:
        if self.pane is not None:
            self.pane.ask_to_write()

    # looking

    def _look(self) -> None:
        """One picture at a time; what has changed meanwhile is drawn after it."""
        pane = self.pane
        if pane is None or not pane.isVisible():
            return
        if self._is_looking:
            self._look_again = True
            return
        request = self._request(pane, ())
        if request is None:
            return
        self._is_looking, self._look_again = True, False
        page, exports, operator = pane.page, self._exports(), self._desk.operator
        is_exercise = self._desk.situation.is_exercise
        dpi = pane.wait(request.setup.sheet(request.template, is_exercise=is_exercise))
        if exports is None or operator is None:
            return
        tools = self._tools()

        def look() -> "tuple[Preview, QImage]":
            shown = exports.preview(request, operator, tools, page, dpi)
            image = QImage(str(shown.picture))
            shown.picture.unlink(missing_ok=True)
            return shown, image

        self._asks(pane, look, self._looked, self._not_looked)

    def _looked(self, seen: "tuple[Preview, QImage]") -> None:
        shown, image = seen
        if self._finish_look() and self.pane is not None:
            notes = [note_words(note) for note in shown.notes]
            self.pane.show_page(image, shown.pages, shown.ratio, notes)

    def _not_looked(self, fault: Exception) -> None:
        if self._finish_look() and self.pane is not None:
            self.pane.picture.show_fault(faults.words_of(fault))

    def _finish_look(self) -> bool:
        """Whether the picture is still that of what is wanted."""
        self._is_looking = False
        if self._look_again:
            self._look()
            return False
        return True

    # writing

    def _write(self) -> None:
        pane, operator, exports = self.pane, self._desk.operator, self._exports()
        if pane is None or operator is None or exports is None:
            return
        request, kinds = self._request(pane, ()), pane.form.wishes.kinds
        if request is None:
            return
        tools, folder, zone = self._tools(), pane.form.folder, self._desk.zone
        stem = str(getattr(request.subject, "folio", "") or getattr(request.subject, "title", ""))
        carry = self._relay.wrap(lambda told: self._progress(*told))

        def write() -> "list[Exported]":
            from desktop.services.export.naming import new_files  # noqa: PLC0415 - as above

            moment = utc_now().astimezone(zone)
            with new_files(folder, stem, request.template, moment, kinds) as outs:
                told = replace(request, outs=outs)
                return exports.export(told, operator, tools, lambda page, pages: carry((page, pages)))

        self._asks(self, write, self._written, self._not_written)

    def _progress(self, page: int, pages: int) -> None:
        if self.pane is not None:
            self.pane.outcome.show_progress(page, pages)

    def _written(self, done: "list[Exported]") -> None:
        """The line is said even when the pane was closed meanwhile."""
        self.told.emit(_("Map exported: {path}").format(path=done[0].file))
        if self.pane is not None:
            self.pane.set_writing(writing=False)
            self.pane.outcome.show_result([one.file for one in done], done[0].key)

    def _not_written(self, fault: Exception) -> None:
        words = faults.words_of(fault)
        if self.pane is not None:
            self.pane.set_writing(writing=False)
            self.pane.outcome.show_refusal(words)
        self._refused(fault)

    def _refused(self, fault: Exception) -> None:
        self._desk.refused.emit(faults.words_of(fault))

    # what a request is made of

    def _request(self, pane: "PagePane", outs: tuple[Path, ...]) -> "Request | None":
        from desktop.services.export.subject import Request, Setup  # noqa: PLC0415 - as above

        if self._subject is None:
            return None
        wishes = pane.form.wishes
        setup = Setup(wishes.paper, wishes.landscape, float(wishes.ratio) or None)
        plate = _("EXERCISE · NOTHING IS REAL")
        template = pane.form.templates.template
        return Request(self._subject(pane), template, outs, plate, self._settings.language, setup)

    def _exports(self) -> "Exports | None":
        from desktop.services.export.exports import Exports  # noqa: PLC0415 - as above

        services = self._desk.services
        return Exports(services.store, self._settings.data, self._settings.runtime, WRITER) if services else None

    def _tools(self) -> Any:
        from desktop.services.export.tools import PressTools  # noqa: PLC0415 - as above

        return PressTools(self._press, self._worker)

    def _remember(self) -> None:
        from desktop.view.page.wishes import remember  # noqa: PLC0415 - as above

        if self.pane is not None:
            wishes, data = self.pane.form.wishes, self._settings.data
            self._asks(self, lambda: remember(data, wishes), lambda _none: None, self._refused)

    def close(self) -> None:
        self._press.close()
        self._asks.close()


def note_words(code: str) -> str:
    """What is not as it could be, and what to do."""
    known = {
        "no_base_map": _("Without a base map: there is none, or its file is gone. Import it again."),
        "logo_gone": _("Without the logo: its file is not on this machine. Set it again."),
        "not_all_shown": _("At this scale not all of it is clearly on the map. Choose a smaller scale."),
    }
    return known[code]
